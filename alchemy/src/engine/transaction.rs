//! Transactions and savepoints: by hand, by closure, by guard.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::connection::Connection;
use super::phase::Phase;
use super::{BeginMode, ExecutionOptions, IsolationLevel, TransactionEvent, TransactionOptions};
use crate::{Error, ErrorKind, Result};

impl Connection {
    /// Commits what the connection's statements did. Without a transaction there is nothing to do.
    ///
    /// # Errors
    /// What the database reports; the transaction is still open if it says so. When the connection
    /// is lost on the way, [`Error::outcome_unknown`] is true.
    /// [`ErrorKind::InvalidRequest`] when the transaction belongs to a closure or a guard, or can
    /// only be rolled back.
    pub fn commit(&mut self) -> Result<()> {
        self.refuse_guarded("commit")?;
        self.commit_now()
    }

    /// Rolls back what the connection's statements did. Without a transaction there is nothing to
    /// do.
    ///
    /// # Errors
    /// What the database reports. [`ErrorKind::InvalidRequest`] when the transaction belongs to a
    /// closure or a guard.
    pub fn rollback(&mut self) -> Result<()> {
        self.refuse_guarded("rollback")?;
        self.rollback_now()
    }

    /// Begins a transaction as a guard: commit it with [`Transaction::commit`], or drop it, and it
    /// is rolled back, also by `?` and by a panic.
    ///
    /// ```no_run
    /// # use alchemy::{Result, engine::Engine, sql::text};
    /// # fn f(engine: &Engine) -> Result<()> {
    /// let mut conn = engine.connect()?;
    /// let mut tx = conn.begin()?;
    /// tx.execute(text("DELETE FROM sessions"))?;
    /// tx.commit()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// BEGIN goes out with the first statement, which tells whether the transaction reads or
    /// writes.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] when a transaction has begun already, be it by a statement.
    pub fn begin(&mut self) -> Result<Transaction<'_>> {
        self.begin_as(BeginMode::Read, None)
    }

    /// Begins a transaction of a certain isolation level, or one that only reads.
    ///
    /// ```no_run
    /// # use alchemy::engine::{Engine, IsolationLevel, TransactionOptions};
    /// # use alchemy::sql::text;
    /// # fn f(engine: &Engine) -> alchemy::Result<()> {
    /// let mut conn = engine.connect()?;
    /// let serializable = TransactionOptions::new().isolation(IsolationLevel::Serializable);
    /// let mut tx = conn.begin_with(serializable)?;
    /// tx.execute(text("UPDATE accounts SET balance = balance - 1"))?;
    /// tx.commit()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`begin`](Self::begin), and [`ErrorKind::Compile`] where the database has no such
    /// transactions.
    pub fn begin_with(&mut self, options: TransactionOptions) -> Result<Transaction<'_>> {
        let asked = options.or(self.execution.transaction_options());
        self.check_options(&asked)?;
        let mode = match asked.is_write() {
            true => BeginMode::Write,
            false => BeginMode::Read,
        };
        self.begin_as(mode, Some(asked))
    }

    /// The isolation level of the transactions that begin on this connection from now on, until it
    /// is returned to the pool. The database's own is left as it is.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] within a transaction, [`ErrorKind::Compile`] where the database
    /// has no such level.
    pub fn set_isolation(&mut self, level: IsolationLevel) -> Result<()> {
        self.set_execution_options(ExecutionOptions::new().isolation(level))
    }

    /// How statements are run on this connection from now on, until it is returned to the pool.
    ///
    /// # Errors
    /// Where they say how transactions are begun: [`ErrorKind::InvalidRequest`] within one, and
    /// [`ErrorKind::Compile`] where the database has no such transactions.
    pub fn set_execution_options(&mut self, options: ExecutionOptions) -> Result<()> {
        let before = self.execution.transaction_options();
        let merged = options.or(&self.execution);
        if merged.transaction_options() != before {
            self.outside("change the isolation level")?;
            self.check_options(&merged.transaction_options())?;
        }
        self.execution = Arc::new(merged);
        self.heed_options();
        Ok(())
    }

    /// The connection with options for the statements that are run through it: what is said here
    /// wins over the connection's, and ends with the value that is returned.
    ///
    /// ```
    /// use std::time::Duration;
    /// use alchemy::engine::ExecutionOptions;
    /// use alchemy::sql::text;
    /// use alchemy_dialects::create_engine;
    ///
    /// let engine = create_engine("sqlite::memory:")?;
    /// let mut conn = engine.connect()?;
    /// let secret = ExecutionOptions::new().hide_parameters(true);
    /// let n = conn
    ///     .with_options(secret)?
    ///     .one(text("SELECT :n").bind("n", 7_i64).columns::<i64>())?;
    /// assert_eq!(n, 7);
    /// # Ok::<(), alchemy::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`set_execution_options`](Self::set_execution_options).
    pub fn with_options(&mut self, options: ExecutionOptions) -> Result<WithOptions<'_>> {
        let before = Arc::clone(&self.execution);
        self.set_execution_options(options)?;
        Ok(WithOptions {
            connection: self,
            before,
        })
    }

    /// Makes sure that no transaction has begun.
    pub(super) fn outside(&mut self, what: &str) -> Result<()> {
        self.settle();
        match self.phase {
            Phase::Idle if self.guards == 0 => Ok(()),
            Phase::Broken => self.usable(),
            _ => Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("can't {what} within a transaction"),
            )
            .with_help("call `commit` or `rollback` first, or do it before the first statement")),
        }
    }

    fn check_options(&self, options: &TransactionOptions) -> Result<()> {
        if options.is_plain() || options.is_autocommit() {
            return Ok(());
        }
        let backend = self.engine.backend();
        backend.begin_with(BeginMode::Read, options).map(drop)
    }

    fn refuse_autocommit(&self, what: &str) -> Result<()> {
        if !self.autocommit {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::InvalidRequest,
            format!("there is no {what} in AUTOCOMMIT: each statement is committed by itself"),
        )
        .with_help("use another isolation level on this connection"))
    }

    /// Begins a transaction that is known to write, though its first statement may read. On SQLite
    /// a transaction that begins to write later may fail where another one wrote meanwhile.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub fn begin_write(&mut self) -> Result<Transaction<'_>> {
        self.begin_as(BeginMode::Write, None)
    }

    fn begin_as(
        &mut self,
        mode: BeginMode,
        asked: Option<TransactionOptions>,
    ) -> Result<Transaction<'_>> {
        self.settle();
        match self.phase {
            Phase::Idle if self.guards == 0 => {}
            Phase::Broken => self.usable()?,
            _ => return Err(self.begun_already()),
        }
        self.asked = asked;
        self.heed_options();
        if let Err(error) = self.refuse_autocommit("transaction") {
            self.asked = None;
            self.heed_options();
            return Err(error);
        }
        self.phase = Phase::Begun(mode);
        Ok(Transaction::new(self, None))
    }

    #[cold]
    fn begun_already(&self) -> Error {
        let (message, help) = if self.guards > 0 {
            (
                "can't begin a transaction within a transaction",
                "use `begin_nested` or `savepoint` for a part that can be rolled back",
            )
        } else {
            (
                "a transaction has begun already, with the first statement on this connection",
                "call `commit` or `rollback` first, or use `begin_nested` for a savepoint",
            )
        };
        Error::new(ErrorKind::InvalidRequest, message).with_help(help)
    }

    /// Begins a savepoint as a guard, and a transaction if there is none. Committed, its changes
    /// belong to the transaction; dropped, they are undone and the transaction goes on.
    ///
    /// # Errors
    /// What the database reports.
    pub fn begin_nested(&mut self) -> Result<Transaction<'_>> {
        let number = self.set_savepoint()?;
        Ok(Transaction::new(self, Some(number)))
    }

    /// Runs a closure in a transaction: committed when it returns `Ok`, rolled back when it
    /// returns `Err` or panics.
    ///
    /// ```no_run
    /// # use alchemy::{Result, engine::Engine, sql::text};
    /// # fn f(engine: &Engine) -> Result<()> {
    /// let mut conn = engine.connect()?;
    /// let deleted = conn.transaction(|conn| {
    ///     conn.execute(text("DELETE FROM sessions"))
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The closure's error, or that of BEGIN or COMMIT.
    pub fn transaction<T>(&mut self, run: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let mut transaction = self.begin()?;
        let value = run(&mut transaction)?;
        transaction.commit()?;
        Ok(value)
    }

    /// Runs a closure in a savepoint: its changes belong to the transaction when it returns `Ok`,
    /// and are undone, they alone, when it returns `Err` or panics.
    ///
    /// # Errors
    /// The closure's error, or that of the savepoint.
    pub fn savepoint<T>(&mut self, run: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let mut savepoint = self.begin_nested()?;
        let value = run(&mut savepoint)?;
        savepoint.commit()?;
        Ok(value)
    }

    fn refuse_guarded(&self, call: &str) -> Result<()> {
        if self.guards == 0 {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::InvalidRequest,
            format!("can't {call} within a transaction that a closure or a guard began"),
        )
        .with_help("return from the closure, or call `commit` or `rollback` on the guard"))
    }

    fn commit_now(&mut self) -> Result<()> {
        self.settle();
        match self.phase {
            Phase::Idle => Ok(()),
            Phase::Begun(_) => {
                self.phase = Phase::Idle;
                self.asked = None;
                self.heed_options();
                Ok(())
            }
            Phase::Open => self.send_commit(),
            _ => self.usable(),
        }
    }

    fn send_commit(&mut self) -> Result<()> {
        match self.control("COMMIT") {
            Ok(()) => {
                self.phase = Phase::Idle;
                self.transaction_ended();
                self.engine.events().told(TransactionEvent::Commit);
                Ok(())
            }
            // Only here nobody on this side can know what the database did.
            Err(error) if self.phase == Phase::Broken => Err(error.with_outcome_unknown()),
            Err(error) => {
                // Refused and rolled back: this error has told it, so nothing is left to do.
                if self.phase == Phase::Ended {
                    self.phase = Phase::Idle;
                    self.transaction_ended();
                    self.engine.events().told(TransactionEvent::Rollback);
                }
                Err(error)
            }
        }
    }

    fn rollback_now(&mut self) -> Result<()> {
        self.settle();
        match self.phase {
            Phase::Idle => Ok(()),
            Phase::Begun(_) => {
                self.phase = Phase::Idle;
                self.asked = None;
                self.heed_options();
                Ok(())
            }
            Phase::Broken => self.usable(),
            _ => self.send_rollback(),
        }
    }

    fn send_rollback(&mut self) -> Result<()> {
        let open = self
            .pooled
            .state()
            .is_some_and(|driver| driver.in_transaction());
        let result = if open {
            self.control("ROLLBACK")
        } else {
            Ok(())
        };
        match self.phase {
            Phase::Broken => {}
            // Whoever couldn't roll back must not commit.
            Phase::Open if result.is_err() => self.phase = Phase::Ended,
            _ => {
                self.phase = Phase::Idle;
                self.transaction_ended();
                self.engine.events().told(TransactionEvent::Rollback);
            }
        }
        result
    }

    /// Sets a savepoint for somebody who closes it by its number: [`release`](Self::release) or
    /// [`undo`](Self::undo).
    pub(crate) fn set_savepoint(&mut self) -> Result<u64> {
        self.refuse_autocommit("savepoint")?;
        self.ready(BeginMode::Write)?;
        self.savepoints += 1;
        let number = self.savepoints;
        let name = format!("sp_{number}");
        self.control(&format!("SAVEPOINT {name}"))?;
        self.engine
            .events()
            .told(TransactionEvent::Savepoint(&name));
        Ok(number)
    }

    /// Makes a savepoint's changes the transaction's.
    pub(crate) fn release(&mut self, number: u64) -> Result<()> {
        self.settle();
        self.usable()?;
        let name = format!("sp_{number}");
        self.control(&format!("RELEASE SAVEPOINT {name}"))?;
        self.engine
            .events()
            .told(TransactionEvent::ReleaseSavepoint(&name));
        Ok(())
    }

    /// Undoes what was done since a savepoint was set, and removes it.
    pub(crate) fn undo(&mut self, number: u64) -> Result<()> {
        self.settle();
        self.usable()?;
        let result = self
            .control(&format!("ROLLBACK TO SAVEPOINT sp_{number}"))
            .and_then(|()| self.control(&format!("RELEASE SAVEPOINT sp_{number}")));
        if result.is_ok() {
            let name = format!("sp_{number}");
            self.engine
                .events()
                .told(TransactionEvent::RollbackToSavepoint(&name));
        } else if self.phase == Phase::Open {
            // What should have been undone may still be there: it must not be committed.
            self.phase = Phase::Ended;
        }
        result
    }
}

/// A connection with options for some statements, as [`Connection::with_options`] gives it. It is
/// used as the connection that it stands on.
#[must_use = "the options hold for statements that are run through this"]
pub struct WithOptions<'c> {
    connection: &'c mut Connection,
    before: Arc<ExecutionOptions>,
}

impl Drop for WithOptions<'_> {
    fn drop(&mut self) {
        self.connection.execution = Arc::clone(&self.before);
        self.connection.heed_options();
    }
}

impl Deref for WithOptions<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl DerefMut for WithOptions<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection
    }
}

impl fmt::Debug for WithOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WithOptions")
            .field("options", &self.connection.execution)
            .finish_non_exhaustive()
    }
}

/// A transaction or a savepoint that is rolled back when it is dropped without
/// [`commit`](Self::commit). It is used as the connection that it stands on.
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Transaction<'c> {
    connection: &'c mut Connection,
    savepoint: Option<u64>,
    done: bool,
}

impl<'c> Transaction<'c> {
    fn new(connection: &'c mut Connection, savepoint: Option<u64>) -> Self {
        connection.guards += 1;
        Self {
            connection,
            savepoint,
            done: false,
        }
    }

    /// Commits it; a savepoint's changes become the transaction's.
    ///
    /// # Errors
    /// What the database reports; the changes are rolled back then. When the connection is lost on
    /// the way of a COMMIT, [`Error::outcome_unknown`] is true.
    pub fn commit(mut self) -> Result<()> {
        match self.savepoint {
            None => self.connection.commit_now()?,
            Some(number) => self.connection.release(number)?,
        }
        self.done = true;
        Ok(())
    }

    /// Rolls it back; a savepoint's changes alone.
    ///
    /// # Errors
    /// What the database reports.
    pub fn rollback(mut self) -> Result<()> {
        self.done = true;
        self.undo()
    }

    fn undo(&mut self) -> Result<()> {
        match self.savepoint {
            None => self.connection.rollback_now(),
            Some(number) => self.connection.undo(number),
        }
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.done {
            // A driver that panics while a panic unwinds would end the process. What fails here
            // shows in the connection's state.
            let undone = catch_unwind(AssertUnwindSafe(|| self.undo()));
            drop(undone);
        }
        self.connection.guards = self.connection.guards.saturating_sub(1);
    }
}

impl Deref for Transaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl DerefMut for Transaction<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection
    }
}

impl fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction")
            .field("savepoint", &self.savepoint)
            .finish_non_exhaustive()
    }
}
