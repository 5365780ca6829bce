//! Statements that somebody watches: listeners, and limits of time.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use super::ExecutionOptions;
use super::connection::Connection;
use crate::Result;
use crate::driver::{DriverConnection, QueryError};
use crate::types::Value;

/// A statement on its way to the driver, as
/// [`before_cursor_execute`](super::Events::before_cursor_execute) hears of it.
#[derive(Debug)]
pub struct StatementCall<'e> {
    sql: Cow<'e, str>,
    given: &'e [&'e Value],
    binds: Option<Vec<Value>>,
    options: &'e ExecutionOptions,
}

impl StatementCall<'_> {
    /// The SQL that is going to be sent.
    #[must_use]
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// Sends other SQL.
    pub fn set_sql(&mut self, sql: impl Into<String>) {
        self.sql = Cow::Owned(sql.into());
    }

    /// The values that are going to be bound. None for a statement that runs many times at once.
    pub fn binds(&self) -> impl Iterator<Item = &Value> {
        let given = self.given.iter().copied().filter(|_| self.binds.is_none());
        given.chain(self.binds.iter().flatten())
    }

    /// Binds other values.
    pub fn set_binds(&mut self, binds: Vec<Value>) {
        self.binds = Some(binds);
    }

    /// The options that it is run with.
    #[must_use]
    pub const fn options(&self) -> &ExecutionOptions {
        self.options
    }
}

/// A statement that the driver has run, as
/// [`after_cursor_execute`](super::Events::after_cursor_execute) hears of it.
#[derive(Clone, Copy, Debug)]
pub struct StatementDone<'e> {
    sql: &'e str,
    binds: &'e [&'e Value],
    rows: u64,
    elapsed: Duration,
    options: &'e ExecutionOptions,
}

impl<'e> StatementDone<'e> {
    /// The SQL that was sent.
    #[must_use]
    pub const fn sql(&self) -> &'e str {
        self.sql
    }

    /// The values that were bound.
    #[must_use]
    pub const fn binds(&self) -> &'e [&'e Value] {
        self.binds
    }

    /// The rows that it gave or matched.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// How long it took, with the reading of its rows.
    #[must_use]
    pub const fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The options that it was run with.
    #[must_use]
    pub const fn options(&self) -> &'e ExecutionOptions {
        self.options
    }
}

/// What listeners made of a statement.
#[derive(Default)]
pub(super) struct Rewritten {
    sql: Option<String>,
    binds: Option<Vec<Value>>,
}

impl Rewritten {
    pub(super) fn sql<'s>(&'s self, given: &'s str) -> &'s str {
        self.sql.as_deref().unwrap_or(given)
    }

    pub(super) fn binds<'s>(&'s self, given: &'s [&'s Value]) -> Cow<'s, [&'s Value]> {
        match &self.binds {
            None => Cow::Borrowed(given),
            Some(binds) => Cow::Owned(binds.iter().collect()),
        }
    }
}

impl Connection {
    /// Runs SQL that somebody watches.
    #[cold]
    pub(super) fn run_watched(
        &mut self,
        sql: &str,
        binds: &[&Value],
        call: impl FnOnce(&mut dyn DriverConnection, &str, &[&Value]) -> Result<u64, QueryError>,
    ) -> Result<u64> {
        let rewritten = self.prepare_watched(sql, binds)?;
        let (sql, binds) = (rewritten.sql(sql), rewritten.binds(binds));
        let start = Instant::now();
        let rows = self.run_now(sql, &binds, call)?;
        for listener in self.engine.events().after_cursor_execute.calls() {
            listener(&StatementDone {
                sql,
                binds: &binds,
                rows,
                elapsed: start.elapsed(),
                options: &self.execution,
            });
        }
        Ok(rows)
    }

    /// Tells those who listen of a statement, and the driver how long it may run.
    pub(super) fn prepare_watched(&mut self, sql: &str, binds: &[&Value]) -> Result<Rewritten> {
        let listeners = &self.engine.events().before_cursor_execute;
        let mut rewritten = Rewritten::default();
        if !listeners.is_empty() {
            let mut call = StatementCall {
                sql: Cow::Borrowed(sql),
                given: binds,
                binds: None,
                options: &self.execution,
            };
            listeners
                .calls()
                .try_for_each(|listener| listener(&mut call))?;
            rewritten.binds = call.binds;
            if let Cow::Owned(sql) = call.sql {
                rewritten.sql = Some(sql);
            }
        }
        self.limit_time()?;
        Ok(rewritten)
    }

    /// Tells the driver how long the next statement may run, if there has ever been a limit.
    pub(super) fn limit_time(&mut self) -> Result<()> {
        if !self.timed {
            return Ok(());
        }
        let before = self.phase;
        let limit = self.execution.statement_timeout();
        let told = self.pooled.driver()?.set_timeout(limit);
        if let Err(fault) = told {
            self.note_fault(&fault);
            self.unless_begun(before);
            return Err(fault.into());
        }
        Ok(())
    }
}
