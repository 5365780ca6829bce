//! A connection: what state it is in, and how SQL reaches the driver.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::phase::Phase;
use super::report::Binds;
use super::trace::Trace;
use super::{BeginMode, Engine, ExecutionOptions, TransactionEvent, TransactionOptions};
use crate::compiler::Dialect;
use crate::driver::{DriverConnection, Fault, QueryError};
use crate::pool::Pooled;
use crate::types::Value;
use crate::{Error, ErrorKind, Result};

/// A connection, taken from the engine's pool until it is dropped.
///
/// Its first statement begins a transaction; [`commit`](Self::commit) and
/// [`rollback`](Self::rollback) end it, and the next statement begins another one. What isn't
/// committed when it is dropped is rolled back.
///
/// # After a failure
///
/// A statement that fails leaves the connection usable, and what its transaction did before is still
/// there on SQLite, MySQL and MariaDB: the failed statement alone is undone. PostgreSQL refuses every
/// further statement (SQLSTATE 25P02) until the transaction, or the savepoint around the statement,
/// is rolled back; a [`savepoint`](Self::savepoint) around a statement that may fail is right on all
/// of them. Where the database ends the whole transaction, as after a deadlock, every call but
/// [`rollback`](Self::rollback) says so. When the connection to the server is lost, every call says
/// so; drop it and take another one.
pub struct Connection {
    pub(super) engine: Engine,
    pub(super) pooled: Pooled,
    pub(super) phase: Phase,
    /// How many guards and closures stand on it.
    pub(super) guards: u32,
    pub(super) savepoints: u64,
    /// How statements are run.
    pub(super) execution: Arc<ExecutionOptions>,
    /// How the transaction that is about to begin was asked for.
    pub(super) asked: Option<TransactionOptions>,
    /// What takes back, after the transaction, what its beginning did to the session.
    pub(super) ending: Vec<Cow<'static, str>>,
    /// Whether there are no transactions.
    pub(super) autocommit: bool,
    /// Whether the driver has to be told how long statements may run.
    pub(super) timed: bool,
}

impl Connection {
    pub(super) fn new(engine: Engine, pooled: Pooled) -> Self {
        let execution = Arc::clone(&engine.execution);
        let mut connection = Self {
            engine,
            pooled,
            phase: Phase::Idle,
            guards: 0,
            savepoints: 0,
            execution,
            asked: None,
            ending: Vec::new(),
            autocommit: false,
            timed: false,
        };
        connection.heed_options();
        connection
    }

    /// Keeps ready what the options say and every statement asks.
    pub(super) fn heed_options(&mut self) {
        // A transaction that was asked to be one is one, whatever the connection does without.
        let transaction = self
            .asked
            .unwrap_or_else(|| self.execution.transaction_options());
        self.autocommit = transaction.is_autocommit();
        self.timed = self.timed || self.execution.statement_timeout().is_some();
    }

    /// The engine that it came from.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The dialect.
    #[must_use]
    pub fn dialect(&self) -> &dyn Dialect {
        self.engine.dialect()
    }

    /// Whether a transaction has begun: by a statement, by [`begin`](Self::begin) or by a closure.
    #[must_use]
    pub fn in_transaction(&self) -> bool {
        !matches!(self.phase, Phase::Idle | Phase::Broken)
    }

    /// Whether the connection is gone and can only be dropped.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.phase == Phase::Broken
    }

    /// Makes sure that a transaction is open.
    #[inline]
    pub(super) fn ready(&mut self, mode: BeginMode) -> Result<()> {
        if self.phase == Phase::Open {
            return Ok(());
        }
        self.ready_slowly(mode)
    }

    #[cold]
    fn ready_slowly(&mut self, mode: BeginMode) -> Result<()> {
        self.settle();
        let mode = match self.phase {
            Phase::Idle if self.autocommit => return Ok(()),
            Phase::Idle => mode,
            Phase::Begun(asked) => asked.max(mode),
            _ => return self.usable(),
        };
        // Outside of the transaction, so that no rollback takes the limit back.
        self.limit_time()?;
        let before = self.phase;
        let options = match self.asked {
            Some(asked) => asked,
            None => self.execution.transaction_options(),
        };
        let result = if options.is_plain() {
            let sql = self.engine.backend().begin(mode);
            self.control(sql)
        } else {
            self.begin_specially(mode, &options)
        };
        match &result {
            Ok(()) => self.engine.events().told(TransactionEvent::Begin),
            Err(_) => self.unless_begun(before),
        }
        result
    }

    fn begin_specially(&mut self, mode: BeginMode, options: &TransactionOptions) -> Result<()> {
        let statements = self.engine.backend().begin_with(mode, options)?;
        self.ending = statements.end;
        statements
            .begin
            .iter()
            .try_for_each(|sql| self.control(sql))
    }

    /// Takes back what the beginning of the transaction that is over did to the session.
    pub(super) fn transaction_ended(&mut self) {
        self.asked = None;
        self.heed_options();
        for sql in std::mem::take(&mut self.ending) {
            if self.phase == Phase::Broken {
                return;
            }
            match self.control(&sql) {
                Ok(()) => self.phase = Phase::Idle,
                // Nobody may use a session of which the settings are wrong.
                Err(_) => self.phase = Phase::Broken,
            }
        }
    }

    /// After a failure outside of a transaction there is nothing to roll back.
    pub(super) fn unless_begun(&mut self, before: Phase) {
        if self.phase == Phase::Ended && before != Phase::Open {
            self.phase = before;
        }
    }

    /// Finds out what a cursor or a panic left behind.
    pub(super) fn settle(&mut self) {
        match self.phase {
            // A driver that was left in the middle of its work can't be trusted any more, unless
            // it is all there is.
            Phase::Running if !self.pooled.is_single() => self.phase = Phase::Broken,
            Phase::Running | Phase::Unsure => self.phase = self.seen(),
            _ => {}
        }
    }

    /// What the driver says after something went wrong.
    pub(super) fn seen(&self) -> Phase {
        match self.pooled.state() {
            Some(driver) if driver.is_broken() => Phase::Broken,
            Some(_) if self.autocommit => Phase::Idle,
            Some(driver) if driver.in_transaction() => Phase::Open,
            Some(_) => Phase::Ended,
            None => Phase::Broken,
        }
    }

    /// Says why the connection can't be used, if it can't.
    pub(super) fn usable(&self) -> Result<()> {
        match self.phase {
            Phase::Broken => Err(broken()),
            Phase::Ended => Err(ended()),
            _ => Ok(()),
        }
    }

    /// Runs SQL and reports it: the one place where a driver is called for a statement.
    #[inline]
    pub(super) fn run(
        &mut self,
        sql: &str,
        binds: &[&Value],
        call: impl FnOnce(&mut dyn DriverConnection, &str, &[&Value]) -> Result<u64, QueryError>,
    ) -> Result<u64> {
        if self.timed || self.engine.events().watches_statements() {
            return self.run_watched(sql, binds, call);
        }
        self.run_now(sql, binds, call)
    }

    #[inline]
    pub(super) fn run_now(
        &mut self,
        sql: &str,
        binds: &[&Value],
        call: impl FnOnce(&mut dyn DriverConnection, &str, &[&Value]) -> Result<u64, QueryError>,
    ) -> Result<u64> {
        let trace = Trace::start(&self.execution);
        let driver = self.pooled.driver()?;
        self.phase = Phase::Running;
        match call(driver, sql, binds) {
            Ok(rows) => {
                self.phase = self.resting();
                if trace.is_on() {
                    trace.end(&self.execution, sql, rows, self.shown(binds), None);
                }
                Ok(rows)
            }
            Err(error) => Err(self.failed(sql, binds, trace, error)),
        }
    }

    /// Where a statement that succeeded leaves the connection.
    #[inline]
    pub(super) const fn resting(&self) -> Phase {
        if self.autocommit {
            Phase::Idle
        } else {
            Phase::Open
        }
    }

    /// Runs BEGIN, COMMIT, SAVEPOINT and the like.
    pub(super) fn control(&mut self, sql: &str) -> Result<()> {
        self.run_now(sql, &[], |driver, sql, _| {
            driver.execute_script(sql)?;
            Ok(0)
        })?;
        Ok(())
    }

    /// The binds, where they may be seen.
    pub(super) fn shown<'a>(&self, binds: &'a [&'a Value]) -> Option<Binds<'a>> {
        let hidden = self.execution.hides_parameters();
        let hidden = hidden.unwrap_or(self.engine.options().hide_parameters);
        (!hidden && !binds.is_empty()).then_some(Binds(binds))
    }

    #[cold]
    fn failed(&mut self, sql: &str, binds: &[&Value], trace: Trace, error: QueryError) -> Error {
        let error = match error {
            QueryError::Fault(fault) => {
                self.note_fault(&fault);
                let error = self.describe(fault.into(), sql, binds);
                // Each statement is its own COMMIT then.
                match self.autocommit && self.phase == Phase::Broken {
                    true => error.with_outcome_unknown(),
                    false => error,
                }
            }
            QueryError::Callback(error) => {
                self.phase = self.seen();
                match error.kind() {
                    ErrorKind::Decode => self.describe(error, sql, binds),
                    _ => error,
                }
            }
        };
        trace.end(&self.execution, sql, 0, self.shown(binds), Some(&error));
        self.engine.events().handled(error)
    }

    pub(super) fn note_fault(&mut self, fault: &Fault) {
        self.phase = if fault.is_disconnect() {
            Phase::Broken
        } else {
            self.seen()
        };
        if self.phase == Phase::Broken {
            self.pooled.invalidate_pool(fault);
        }
    }

    /// Attaches statement and binds, where there are none yet.
    pub(super) fn describe(&self, error: Error, sql: &str, binds: &[&Value]) -> Error {
        if error.statement().is_some() {
            return error;
        }
        let error = error.with_statement(sql);
        match self.shown(binds) {
            Some(binds) => error.with_binds(binds.to_string()),
            None => error,
        }
    }

    /// A statement that is written by hand may have ended the transaction.
    pub(super) fn check_transaction(&mut self) {
        let open = self
            .pooled
            .state()
            .is_some_and(DriverConnection::in_transaction);
        if self.phase == Phase::Open && !open {
            self.phase = if self.guards == 0 {
                Phase::Idle
            } else {
                Phase::Ended
            };
        }
    }
}

#[cold]
fn broken() -> Error {
    Error::new(ErrorKind::Disconnected, "the connection is lost")
        .with_help("drop it and take another one from the engine; a session does so by `rollback`")
}

#[cold]
fn ended() -> Error {
    Error::new(
        ErrorKind::InvalidRequest,
        "the transaction was ended by the database before it was committed",
    )
    .with_help("roll it back, then run it again from its beginning")
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.settle();
        if self.phase == Phase::Broken {
            self.pooled.discard();
        }
        // Otherwise the pool rolls back what is open.
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("dialect", &self.dialect().name())
            .field("in_transaction", &self.in_transaction())
            .field("broken", &self.is_broken())
            .finish_non_exhaustive()
    }
}
