//! What the unit of work asks of a connection: many runs of one statement.

use super::backend::BeginMode;
use super::connection::Connection;
use crate::Result;
use crate::driver::{Batch, QueryError, RowCallback};
use crate::types::Value;

impl Connection {
    /// Runs a statement that writes once a row of the batch.
    pub(crate) fn execute_batch(&mut self, sql: &str, batch: &mut dyn Batch) -> Result<()> {
        self.ready(BeginMode::Write)?;
        self.run(sql, &[], |driver, sql, _| {
            driver.execute_many(sql, batch)?;
            Ok::<u64, QueryError>(u64::try_from(batch.len()).unwrap_or(u64::MAX))
        })?;
        Ok(())
    }

    /// Runs SQL that writes and gives rows, as it stands. Returns how many rows.
    pub(crate) fn write_returning(
        &mut self,
        sql: &str,
        binds: &[&Value],
        each: &mut RowCallback<'_>,
    ) -> Result<u64> {
        self.ready(BeginMode::Write)?;
        self.run(sql, binds, |driver, sql, binds| {
            driver.query(sql, binds, each)
        })
    }
}
