//! A connection taken out of the pool. Dropped, it goes back clean or not at all.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Shared;
use super::slot::{Live, PooledSlot, close};
use crate::driver::DriverConnection;
use crate::{Error, ErrorKind, Result};

/// A connection taken out of the pool.
pub(crate) struct Pooled {
    live: Option<Live>,
    slot: PooledSlot,
    shared: Arc<Shared>,
}

impl Pooled {
    pub(super) fn new(live: Live, slot: PooledSlot, shared: Arc<Shared>) -> Self {
        Self {
            live: Some(live),
            slot,
            shared,
        }
    }

    /// The driver's connection.
    ///
    /// # Errors
    /// [`ErrorKind::Disconnected`] after [`discard`](Self::discard).
    #[inline]
    pub(crate) fn driver(&mut self) -> Result<&mut dyn DriverConnection> {
        match &mut self.live {
            Some(live) => Ok(&mut *live.connection),
            None => Err(Error::new(
                ErrorKind::Disconnected,
                "the connection was closed",
            )),
        }
    }

    /// The driver's connection, to ask for its state.
    pub(crate) fn state(&self) -> Option<&dyn DriverConnection> {
        self.live.as_ref().map(|live| &*live.connection)
    }

    /// Whether the data lives in this connection, so that it is kept where another would be closed.
    pub(crate) fn is_single(&self) -> bool {
        self.shared.settings.single
    }

    /// Closes the connection instead of giving it back.
    pub(crate) fn discard(&mut self) {
        if let Some(live) = self.live.take() {
            close(live);
        }
    }

    /// The server is gone: the connections that were made before now are closed instead of handed
    /// out.
    pub(crate) fn invalidate_pool(&self) {
        if let Some(live) = &self.live {
            // Only the first connection to notice counts: those opened since then are good.
            let next = live.generation.wrapping_add(1);
            let _seen_before = self.shared.generation.compare_exchange(
                live.generation,
                next,
                Ordering::AcqRel,
                Ordering::Acquire,
            );
        }
    }
}

/// Rolls back what is open. Whether the connection is clean then.
fn clean(connection: &mut dyn DriverConnection) -> bool {
    let reset = AssertUnwindSafe(|| {
        if connection.is_broken() {
            return false;
        }
        if !connection.in_transaction() {
            return true;
        }
        connection.execute_script("ROLLBACK").is_ok()
            && !connection.in_transaction()
            && !connection.is_broken()
    });
    catch_unwind(reset).unwrap_or(false)
}

impl Drop for Pooled {
    fn drop(&mut self) {
        let Some(mut live) = self.live.take() else {
            return;
        };
        if !self.shared.is_closed() && clean(&mut *live.connection) {
            *self.slot = Some(live);
        } else {
            close(live);
        }
    }
}
