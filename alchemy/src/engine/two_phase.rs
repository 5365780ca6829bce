//! Transactions of which the commit is promised first and decided later.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::TransactionEvent;
use super::connection::Connection;
use super::phase::Phase;
use crate::driver::{Fault, Next, Row};
use crate::{Error, ErrorKind, Result};

/// The longest name that all databases take.
const LONGEST: usize = 64;

/// How a database does a commit in two phases. Names that come here are made of letters, digits and
/// `_ - . :` and can stand between apostrophes.
pub trait TwoPhase: Send + Sync {
    /// Begins a transaction of this name.
    fn begin(&self, name: &str) -> Vec<String>;

    /// Promises that it can be committed.
    fn prepare(&self, name: &str) -> Vec<String>;

    /// Rolls back one that isn't prepared.
    fn abandon(&self, name: &str) -> Vec<String>;

    /// Commits one that is prepared.
    fn commit_prepared(&self, name: &str) -> String;

    /// Rolls back one that is prepared.
    fn rollback_prepared(&self, name: &str) -> String;

    /// The query for those that are prepared.
    fn recover(&self) -> &'static str;

    /// The name in a row of that query; None where it isn't one of ours.
    ///
    /// # Errors
    /// The driver's fault.
    fn recovered(&self, row: &dyn Row) -> Result<Option<String>, Fault>;
}

/// Makes sure that a name is one that every database takes as it stands.
fn check_name(name: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.:".contains(c);
    if !name.is_empty() && name.len() <= LONGEST && name.chars().all(plain) {
        return Ok(());
    }
    let message = format!("{name:?} can't be the name of a two-phase transaction");
    Err(Error::new(ErrorKind::InvalidRequest, message)
        .with_help(format!("use 1 to {LONGEST} letters, digits and `_ - . :`")))
}

impl Connection {
    /// Begins a transaction that is committed in two phases, under a name that no other has:
    /// [`prepare`](TwoPhaseTransaction::prepare) makes the database promise that it can be
    /// committed, and [`commit_prepared`](Self::commit_prepared), on any connection and after any
    /// failure, does it. PostgreSQL (`max_prepared_transactions` must be above 0 there), MySQL and
    /// MariaDB have it.
    ///
    /// ```no_run
    /// # use alchemy::{Result, engine::Connection, sql::text};
    /// # fn f(here: &mut Connection, there: &mut Connection) -> Result<()> {
    /// let mut debit = here.begin_two_phase("transfer-7-debit")?;
    /// let mut credit = there.begin_two_phase("transfer-7-credit")?;
    /// debit.execute(text("UPDATE accounts SET balance = balance - 5"))?;
    /// credit.execute(text("UPDATE accounts SET balance = balance + 5"))?;
    /// debit.prepare()?;
    /// credit.prepare()?;
    /// here.commit_prepared("transfer-7-debit")?;
    /// there.commit_prepared("transfer-7-credit")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] when a transaction has begun already, or the name can't be
    /// one; [`ErrorKind::Compile`] where the database has no such transactions.
    pub fn begin_two_phase(&mut self, name: &str) -> Result<TwoPhaseTransaction<'_>> {
        check_name(name)?;
        self.outside("begin a two-phase transaction")?;
        let statements = self.two_phase()?.begin(name);
        let before = self.phase;
        for sql in statements {
            if let Err(error) = self.control(&sql) {
                self.unless_begun(before);
                return Err(error);
            }
        }
        self.phase = Phase::Open;
        self.engine
            .events()
            .told(TransactionEvent::BeginTwoPhase(name));
        self.guards += 1;
        Ok(TwoPhaseTransaction {
            connection: self,
            name: name.to_owned(),
            done: false,
        })
    }

    /// Commits a transaction that was [prepared](TwoPhaseTransaction::prepare), on this or another
    /// connection, perhaps before the server or the program was started again.
    ///
    /// # Errors
    /// What the database reports, as when there is none of this name.
    pub fn commit_prepared(&mut self, name: &str) -> Result<()> {
        self.decide(name, |it, name| it.commit_prepared(name))
            .map_err(|error| match error.is_disconnect() {
                true => error.with_outcome_unknown(),
                false => error,
            })?;
        let events = self.engine.events();
        events.told(TransactionEvent::CommitPrepared(name));
        Ok(())
    }

    /// Rolls back a transaction that was prepared.
    ///
    /// # Errors
    /// What the database reports, as when there is none of this name.
    pub fn rollback_prepared(&mut self, name: &str) -> Result<()> {
        self.decide(name, |it, name| it.rollback_prepared(name))?;
        let events = self.engine.events();
        events.told(TransactionEvent::RollbackPrepared(name));
        Ok(())
    }

    fn decide(
        &mut self,
        name: &str,
        sql: impl FnOnce(&dyn TwoPhase, &str) -> String,
    ) -> Result<()> {
        check_name(name)?;
        self.outside("decide about a prepared transaction")?;
        let sql = sql(self.two_phase()?, name);
        self.control_outside(&sql)
    }

    /// The names of the transactions that are prepared and not decided: of this database on
    /// PostgreSQL, of the whole server on MySQL and MariaDB.
    ///
    /// # Errors
    /// What the database reports.
    pub fn prepared_transactions(&mut self) -> Result<Vec<String>> {
        self.outside("look for prepared transactions")?;
        let engine = self.engine.clone();
        let two_phase = supported(engine.backend().two_phase(), engine.dialect().name())?;
        let mut names = Vec::new();
        let sql = two_phase.recover();
        let before = self.phase;
        let result = self.run(sql, &[], |driver, sql, binds| {
            driver.query(sql, binds, &mut |row| {
                names.extend(two_phase.recovered(row)?);
                Ok(Next::Continue)
            })
        });
        match result {
            Ok(_) => self.phase = before,
            Err(error) => {
                self.unless_begun(before);
                return Err(error);
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn two_phase(&self) -> Result<&dyn TwoPhase> {
        supported(self.engine.backend().two_phase(), self.dialect().name())
    }

    /// Runs a statement that no transaction is begun for.
    fn control_outside(&mut self, sql: &str) -> Result<()> {
        let before = self.phase;
        let result = self.control(sql);
        match &result {
            Ok(()) => self.phase = before,
            Err(_) => self.unless_begun(before),
        }
        result
    }
}

fn supported<'b>(two_phase: Option<&'b dyn TwoPhase>, database: &str) -> Result<&'b dyn TwoPhase> {
    two_phase.ok_or_else(|| {
        let message = format!("two-phase transactions aren't supported by {database}");
        Error::new(ErrorKind::Compile, message)
    })
}

/// A transaction that is committed in two phases. It is used as the connection that it stands on,
/// and rolled back when it is dropped without [`prepare`](Self::prepare).
#[must_use = "a transaction that is dropped is rolled back"]
pub struct TwoPhaseTransaction<'c> {
    connection: &'c mut Connection,
    name: String,
    done: bool,
}

impl TwoPhaseTransaction<'_> {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Makes the database promise that it can be committed. From here on it is no connection's: it
    /// keeps its locks, also over a restart of the server, until it is decided by
    /// [`Connection::commit_prepared`] or [`Connection::rollback_prepared`].
    ///
    /// MariaDB binds it to the connection as long as that is open: there, decide it on the same
    /// connection, which takes no other statement meanwhile, or drop the connection, which is closed
    /// then, and decide it on another one.
    ///
    /// # Errors
    /// What the database reports; the transaction is rolled back then. When the connection is lost
    /// on the way, look whether it is among the
    /// [`prepared_transactions`](Connection::prepared_transactions).
    pub fn prepare(mut self) -> Result<()> {
        let statements = self.connection.two_phase()?.prepare(&self.name);
        self.send(statements)?;
        self.done = true;
        self.connection.phase = Phase::Idle;
        let events = self.connection.engine.events();
        events.told(TransactionEvent::Prepare(&self.name));
        Ok(())
    }

    /// Rolls it back.
    ///
    /// # Errors
    /// What the database reports.
    pub fn rollback(mut self) -> Result<()> {
        self.done = true;
        self.undo()
    }

    fn send(&mut self, statements: Vec<String>) -> Result<()> {
        self.connection.settle();
        self.connection.usable()?;
        statements
            .iter()
            .try_for_each(|sql| self.connection.control(sql))
    }

    fn undo(&mut self) -> Result<()> {
        let statements = self.connection.two_phase()?.abandon(&self.name);
        self.connection.settle();
        if self.connection.phase == Phase::Broken {
            return Ok(());
        }
        // The first of several may be refused where a statement has failed; the last one counts.
        let mut last = Ok(());
        for sql in &statements {
            last = self.connection.control(sql);
        }
        if self.connection.phase == Phase::Broken {
            return last;
        }
        let open = self
            .connection
            .pooled
            .state()
            .is_none_or(|driver| driver.in_transaction());
        self.connection.phase = match last.is_ok() || !open {
            true => Phase::Idle,
            // What couldn't be rolled back goes with the connection.
            false => Phase::Broken,
        };
        last
    }
}

impl Drop for TwoPhaseTransaction<'_> {
    fn drop(&mut self) {
        if !self.done {
            // As in a transaction's own drop.
            let undone = catch_unwind(AssertUnwindSafe(|| self.undo()));
            drop(undone);
        }
        self.connection.guards = self.connection.guards.saturating_sub(1);
    }
}

impl Deref for TwoPhaseTransaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl DerefMut for TwoPhaseTransaction<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection
    }
}

impl fmt::Debug for TwoPhaseTransaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwoPhaseTransaction")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
