//! What r2d2 manages: a place for a connection.

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use crate::driver::DriverConnection;

/// An open connection and what the pool knows about it.
pub(crate) struct Live {
    pub(super) connection: Box<dyn DriverConnection>,
    pub(super) generation: u64,
    pub(super) birth: Instant,
}

/// A place for a connection: empty until somebody needs it, and again after it broke.
pub(super) type Slot = Option<Live>;

/// A slot, taken out.
pub(super) type PooledSlot = r2d2::PooledConnection<Slots>;

/// Makes slots.
#[derive(Debug)]
pub(super) struct Slots;

impl r2d2::ManageConnection for Slots {
    type Connection = Slot;
    type Error = Infallible;

    fn connect(&self) -> Result<Slot, Infallible> {
        Ok(None)
    }

    fn is_valid(&self, _: &mut Slot) -> Result<(), Infallible> {
        Ok(())
    }

    fn has_broken(&self, _: &mut Slot) -> bool {
        false
    }
}

/// Closes a connection. A driver that panics over it must not take the caller along.
pub(super) fn close(live: Live) {
    drop(catch_unwind(AssertUnwindSafe(|| drop(live))));
}
