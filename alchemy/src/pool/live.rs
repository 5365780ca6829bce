//! An open connection and what the pool knows about it.

use std::fmt;
use std::time::{Duration, Instant};

use crate::driver::DriverConnection;

/// An open connection and what the pool knows about it.
pub(crate) struct Live {
    pub(super) connection: Box<dyn DriverConnection>,
    pub(super) generation: u64,
    pub(super) id: u64,
    pub(super) birth: Instant,
}

impl Live {
    /// As events see it.
    pub(super) fn event(&mut self) -> PoolConnection<'_> {
        PoolConnection {
            id: self.id,
            birth: self.birth,
            connection: &mut *self.connection,
        }
    }
}

/// A connection as the pool's events see it: the driver's own, without a transaction.
pub struct PoolConnection<'c> {
    id: u64,
    birth: Instant,
    connection: &'c mut dyn DriverConnection,
}

impl PoolConnection<'_> {
    /// Its number: the first connection that the engine opened has 1.
    #[must_use]
    pub const fn id(&self) -> u64 {
        self.id
    }

    /// How long it has been open.
    #[must_use]
    pub fn age(&self) -> Duration {
        self.birth.elapsed()
    }

    /// Runs text that may hold several statements, without binds.
    ///
    /// # Errors
    /// What the database reports.
    pub fn execute_script(&mut self, sql: &str) -> crate::Result<()> {
        Ok(self.connection.execute_script(sql)?)
    }

    /// The driver's connection.
    pub fn driver(&mut self) -> &mut dyn DriverConnection {
        self.connection
    }
}

impl fmt::Debug for PoolConnection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PoolConnection")
            .field("id", &self.id)
            .field("age", &self.age())
            .finish_non_exhaustive()
    }
}
