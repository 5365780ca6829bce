//! The kinds of error: what a program decides by.

/// What kind of failure an [`Error`](crate::Error) reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A unique or primary key constraint refused the data.
    UniqueViolation,
    /// A foreign key refused the data.
    ForeignKeyViolation,
    /// A column that must have a value got NULL.
    NotNullViolation,
    /// A CHECK constraint refused the data.
    CheckViolation,
    /// Another constraint refused the data.
    IntegrityViolation,
    /// A value doesn't fit: out of range, too long, malformed.
    InvalidValue,
    /// A row holds what the Rust type can't represent.
    Decode,
    /// The database didn't understand the statement, or a name in it doesn't exist.
    Statement,
    /// The database couldn't do it: disk full, read-only, permission, resources.
    Operational,
    /// The connection is gone or couldn't be made.
    Disconnected,
    /// The time allowed is over.
    Timeout,
    /// Another transaction holds what this one needs.
    Locked,
    /// The database ended the transaction to break a deadlock.
    Deadlock,
    /// Concurrent transactions can't be ordered; run this one again.
    SerializationFailure,
    /// No connection became free in time.
    PoolTimeout,
    /// A database URL is malformed or names what doesn't exist.
    Url,
    /// The statement can't be expressed for this database, or contradicts itself.
    Compile,
    /// A query that must give a row gave none.
    NoResultFound,
    /// A query that must give at most one row gave more.
    MultipleResultsFound,
    /// An UPDATE or DELETE of the unit of work missed its row.
    StaleData,
    /// A relationship was read that has not been loaded.
    NotLoaded,
    /// A handle belongs to another session, or its instance is gone.
    InvalidHandle,
    /// The unit of work can't write what the instances say.
    Flush,
    /// A call came at the wrong moment or with contradicting arguments.
    InvalidRequest,
    /// Tables contradict each other or can't be ordered.
    Schema,
}

impl ErrorKind {
    /// Whether a constraint of the database refused the data.
    #[must_use]
    pub const fn is_integrity(self) -> bool {
        matches!(
            self,
            Self::UniqueViolation
                | Self::ForeignKeyViolation
                | Self::NotNullViolation
                | Self::CheckViolation
                | Self::IntegrityViolation
        )
    }

    /// Whether running the transaction again from its beginning may succeed.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::Deadlock | Self::SerializationFailure | Self::Locked
        )
    }
}
