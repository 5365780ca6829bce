//! How a transaction sees the others, and what it may do.

use std::borrow::Cow;

use crate::{Error, ErrorKind};

/// How much a transaction sees of others that run at the same time.
///
/// What each level means is the database's to say: PostgreSQL's READ UNCOMMITTED is its READ
/// COMMITTED, and SQLite has SERIALIZABLE and nothing else between its connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IsolationLevel {
    /// What others haven't committed yet.
    ReadUncommitted,
    /// What others have committed before each statement.
    ReadCommitted,
    /// What others had committed before the first statement.
    RepeatableRead,
    /// As if transactions ran one after the other.
    Serializable,
    /// No transactions: each statement is committed by itself. `commit` and `rollback` have nothing
    /// to do then, and a transaction or a savepoint that is asked for is an error. Over a statement
    /// that loses the connection, [`Error::outcome_unknown`] is true as it is over a COMMIT.
    Autocommit,
}

impl IsolationLevel {
    /// The name in SQL; AUTOCOMMIT is none of the database's.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ReadUncommitted => "READ UNCOMMITTED",
            Self::ReadCommitted => "READ COMMITTED",
            Self::RepeatableRead => "REPEATABLE READ",
            Self::Serializable => "SERIALIZABLE",
            Self::Autocommit => "AUTOCOMMIT",
        }
    }
}

/// How transactions are begun. What isn't said is left to the connection, then to the engine, then
/// to the database.
///
/// ```
/// use alchemy::engine::{IsolationLevel, TransactionOptions};
/// use alchemy::sql::text;
/// use alchemy_dialects::create_engine;
///
/// let engine = create_engine("sqlite::memory:")?;
/// let options = TransactionOptions::new()
///     .isolation(IsolationLevel::Serializable)
///     .read_only(true);
/// let mut conn = engine.connect()?;
/// let mut report = conn.begin_with(options)?;
/// assert!(report.execute(text("CREATE TABLE t (x)")).is_err());
/// # Ok::<(), alchemy::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TransactionOptions {
    isolation: Option<IsolationLevel>,
    read_only: Option<bool>,
    deferrable: Option<bool>,
    write: bool,
}

impl TransactionOptions {
    /// As the connection has it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The isolation level.
    #[must_use]
    pub const fn isolation(mut self, level: IsolationLevel) -> Self {
        self.isolation = Some(level);
        self
    }

    /// Whether statements that write are refused by the database.
    #[must_use]
    pub const fn read_only(mut self, read_only: bool) -> Self {
        self.read_only = Some(read_only);
        self
    }

    /// Whether a transaction that is SERIALIZABLE and only reads waits at its beginning until it
    /// can't fail any more. PostgreSQL has that.
    #[must_use]
    pub const fn deferrable(mut self, deferrable: bool) -> Self {
        self.deferrable = Some(deferrable);
        self
    }

    /// The transaction is known to write, though its first statement may read. On SQLite a
    /// transaction that begins to write later may fail where another one wrote meanwhile.
    #[must_use]
    pub const fn write(mut self) -> Self {
        self.write = true;
        self
    }

    /// The isolation level that was asked for.
    #[must_use]
    pub const fn isolation_level(&self) -> Option<IsolationLevel> {
        self.isolation
    }

    /// Whether it was asked to read only, or to write as well.
    #[must_use]
    pub const fn is_read_only(&self) -> Option<bool> {
        self.read_only
    }

    /// Whether it was asked to be deferrable, or not to be.
    #[must_use]
    pub const fn is_deferrable(&self) -> Option<bool> {
        self.deferrable
    }

    /// Whether it is known to write.
    #[must_use]
    pub const fn is_write(&self) -> bool {
        self.write
    }

    /// The error of a database that has no such transactions.
    #[must_use]
    pub fn unsupported(what: &str, database: &str) -> Error {
        Error::new(
            ErrorKind::Compile,
            format!("{what} isn't supported by {database}"),
        )
    }

    /// Whether a plain BEGIN will do.
    pub(super) const fn is_plain(&self) -> bool {
        self.isolation.is_none() && self.read_only.is_none() && self.deferrable.is_none()
    }

    pub(super) const fn is_autocommit(&self) -> bool {
        matches!(self.isolation, Some(IsolationLevel::Autocommit))
    }

    /// What is said here, and for the rest what is said there.
    pub(super) fn or(self, outer: Self) -> Self {
        Self {
            isolation: self.isolation.or(outer.isolation),
            read_only: self.read_only.or(outer.read_only),
            deferrable: self.deferrable.or(outer.deferrable),
            write: self.write || outer.write,
        }
    }
}

/// The statements around a transaction that isn't begun like the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransactionStatements {
    /// Those that begin it, sent one by one.
    pub begin: Vec<Cow<'static, str>>,
    /// Those that take back, after its end, what `begin` did to the session.
    pub end: Vec<Cow<'static, str>>,
}
