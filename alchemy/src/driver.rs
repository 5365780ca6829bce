//! The contract between the engine and a database driver.
//!
//! The engine calls a [`Driver`] to open a [`DriverConnection`] and that connection to run SQL
//! text with bound values. A driver knows nothing of statements, sessions or pools.
//!
//! What a driver MUST do:
//!
//! * classify every failure as a [`Fault`] by the database's code, never by its text; a connection
//!   that can't be used any more MUST be reported as [`ErrorKind::Disconnected`] and from then on
//!   answer `true` to [`is_broken`](DriverConnection::is_broken), or the pool hands it out again;
//! * hand rows out as borrowed [`ValueRef`]s, and answer data that doesn't fit (text that is not
//!   UTF-8) with a fault of kind [`ErrorKind::Decode`], never with a panic;
//! * leave the connection in step when a callback stops early or fails: the next statement starts
//!   clean;
//! * answer [`in_transaction`](DriverConnection::in_transaction) from the server's own state where
//!   the protocol tells it;
//! * report a COMMIT that the server answered with a rollback, as PostgreSQL does after a failed
//!   statement, as a fault;
//! * take note of statements that change the session, and undo that in
//!   [`reset`](DriverConnection::reset);
//! * refuse, before anything is sent, a value that the database can't store as it is.

pub mod fake;
mod fault;

use std::fmt;
use std::time::Duration;

use crate::ErrorKind;
use crate::types::{Value, ValueRef};

pub use fault::{Fault, FaultDetails};

/// Opens connections to one database.
pub trait Driver: Send + Sync + fmt::Debug {
    /// Opens a connection, ready for use: session settings made, checks done.
    ///
    /// # Errors
    /// [`ErrorKind::Disconnected`] when the server can't be reached, [`ErrorKind::Operational`]
    /// when it refuses.
    fn connect(&self) -> Result<Box<dyn DriverConnection>, Fault>;

    /// Whether all connections see the same data only if there is just one of them, as with an
    /// unnamed database in memory; the pool then keeps a single connection for ever.
    fn single_connection(&self) -> bool {
        false
    }
}

/// A row as the driver sees it, valid until the next one is fetched.
pub trait Row {
    /// The number of columns.
    fn len(&self) -> usize;

    /// Whether the row has no column.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at a position, counted from zero.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when there is no such column or its bytes aren't what the database
    /// says they are.
    fn get(&self, index: usize) -> Result<ValueRef<'_>, Fault>;

    /// The name that the database gave the column, for messages.
    fn column_name(&self, index: usize) -> Option<&str>;
}

/// What a callback asks the driver to do after a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Fetch the next row.
    Continue,
    /// Enough: discard what is left and leave the connection clean.
    Stop,
}

/// Takes rows one by one. Its error is the library's, since decoding fails above the driver.
pub type RowCallback<'a> = dyn FnMut(&dyn Row) -> crate::Result<Next> + 'a;

/// What a run of a statement did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Executed {
    /// The rows that it matched.
    pub rows: u64,
    /// The connection's last generated key: the run's own if the run generated one.
    pub last_insert_id: Option<i64>,
}

/// The values of many runs of one statement.
pub trait Batch {
    /// The number of runs.
    fn len(&self) -> usize;

    /// Whether there is nothing to run.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends the values of a run. Asked for only after the run before it is done, so that a row
    /// can refer to a key that the row before it got.
    ///
    /// # Errors
    /// Ends the batch.
    fn binds(&mut self, run: usize, values: &mut Vec<Value>) -> crate::Result<()>;

    /// Hears what a run did.
    ///
    /// # Errors
    /// Ends the batch.
    fn done(&mut self, run: usize, executed: Executed) -> crate::Result<()>;
}

/// Why a query ended early.
#[derive(Debug)]
pub enum QueryError {
    /// The database failed.
    Fault(Fault),
    /// The callback failed; the connection is in step.
    Callback(crate::Error),
}

impl From<Fault> for QueryError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// What [`DriverConnection::reset`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reset {
    /// Nothing had changed the session.
    Untouched,
    /// What had been changed is as it was after connecting.
    Restored,
}

/// One open connection.
pub trait DriverConnection: Send {
    /// Runs a statement that gives rows, handing each to `each`. Returns the number handed out.
    ///
    /// # Errors
    /// The driver's fault, or the callback's error once the statement has been reset.
    fn query(
        &mut self,
        sql: &str,
        binds: &[&Value],
        each: &mut RowCallback<'_>,
    ) -> Result<u64, QueryError>;

    /// Runs a statement that gives no rows. Returns the rows that it matched.
    ///
    /// # Errors
    /// The driver's fault.
    fn execute(&mut self, sql: &str, binds: &[&Value]) -> Result<u64, Fault>;

    /// Runs a statement that gives no rows many times, one run a row of the batch.
    ///
    /// # Errors
    /// The driver's fault, or what the batch answered.
    fn execute_many(&mut self, sql: &str, batch: &mut dyn Batch) -> Result<(), QueryError> {
        let mut values = Vec::new();
        for run in 0..batch.len() {
            values.clear();
            batch
                .binds(run, &mut values)
                .map_err(QueryError::Callback)?;
            let borrowed: Vec<&Value> = values.iter().collect();
            let rows = self.execute(sql, &borrowed)?;
            let last_insert_id = self.last_insert_id();
            batch
                .done(
                    run,
                    Executed {
                        rows,
                        last_insert_id,
                    },
                )
                .map_err(QueryError::Callback)?;
        }
        Ok(())
    }

    /// Loads rows in the database's own way, where it has one that is faster than INSERTs: `load`
    /// is what the dialect wrote for it, `insert` the INSERT of one row that it stands for. Answers
    /// whether it did; if not, nothing has happened, and the rows come by INSERTs.
    ///
    /// # Errors
    /// The driver's fault, or what the batch answered.
    fn bulk_load(
        &mut self,
        load: &str,
        insert: &str,
        batch: &mut dyn Batch,
    ) -> Result<bool, QueryError> {
        let _ = (load, insert, batch);
        Ok(false)
    }

    /// Runs text without binds that may hold several statements (DDL, transaction control),
    /// without keeping it prepared.
    ///
    /// # Errors
    /// The driver's fault.
    fn execute_script(&mut self, sql: &str) -> Result<(), Fault>;

    /// Opens a pull cursor: one row in memory at a time. The statement is reset when the cursor is
    /// dropped, wherever it stands.
    ///
    /// # Errors
    /// The driver's fault.
    fn cursor<'c>(&'c mut self, sql: &str, binds: &[&Value])
    -> Result<Box<dyn Cursor + 'c>, Fault>;

    /// The key that the database generated for the last inserted row, where there is no RETURNING;
    /// for the first of several, where the dialect has an `insert_id_step`.
    fn last_insert_id(&self) -> Option<i64>;

    /// Whether a transaction is open, from the server's own state.
    fn in_transaction(&self) -> bool;

    /// Whether the connection can't be used any more.
    fn is_broken(&self) -> bool;

    /// Asks the server for a sign of life.
    ///
    /// # Errors
    /// The driver's fault.
    fn ping(&mut self) -> Result<(), Fault>;

    /// How long each statement that follows may run, beginning now, before the database ends it
    /// with a fault of the kind [`ErrorKind::Timeout`]. Called before every statement once there is
    /// a limit, so it has to be cheap where nothing changes.
    ///
    /// # Errors
    /// The driver's fault; without an implementation, that there are no limits.
    fn set_timeout(&mut self, limit: Option<Duration>) -> Result<(), Fault> {
        match limit {
            None => Ok(()),
            Some(_) => Err(Fault::new(
                ErrorKind::InvalidRequest,
                "this driver can't limit the time of a statement",
            )),
        }
    }

    /// How many rows the next cursor asks the server for at once, where it asks for a number.
    fn set_fetch_size(&mut self, rows: Option<usize>) {
        let _ = rows;
    }

    /// Makes the session as it was after connecting, before somebody else gets it: settings,
    /// temporary tables, locks that outlive a transaction. Called outside of a transaction, and
    /// free where no statement has changed anything of that kind.
    ///
    /// # Errors
    /// The driver's fault; the connection is closed then instead of handed out again.
    fn reset(&mut self) -> Result<Reset, Fault> {
        Ok(Reset::Untouched)
    }
}

/// Rows on demand.
pub trait Cursor {
    /// The next row, or `None` at the end.
    ///
    /// # Errors
    /// The driver's fault; the cursor is at its end then.
    fn next(&mut self) -> Result<Option<&dyn Row>, Fault>;
}

impl Fault {
    /// Whether the connection is gone.
    #[must_use]
    pub fn is_disconnect(&self) -> bool {
        self.kind == ErrorKind::Disconnected
    }
}
