//! The one error type of the library.
//!
//! Every fallible call returns [`Error`]: one word, cloneable, with a [`kind`](Error::kind) to
//! match on and details that are filled in where the failing layer knows them. Drivers report a
//! [`Fault`](crate::driver::Fault); the engine turns it into an `Error` and attaches the statement.

mod kind;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

pub use kind::ErrorKind;

/// The result of a call that can fail with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The characters of a statement that a message shows; [`Error::statement`] has it whole.
const SHOWN_SQL: usize = 1_000;

/// What went wrong, where, and what to do about it.
///
/// The message reads *what failed: why*, followed by a `help:` line where the remedy is known and
/// by the SQL where a database refused it.
///
/// ```
/// use alchemy::{Error, ErrorKind};
///
/// let error = Error::new(ErrorKind::InvalidRequest, "the transaction has ended")
///     .with_help("begin another one");
/// assert_eq!(error.kind(), ErrorKind::InvalidRequest);
/// assert_eq!(error.to_string(), "the transaction has ended\nhelp: begin another one");
/// ```
#[derive(Clone)]
pub struct Error {
    inner: Arc<Inner>,
}

#[derive(Clone, Default)]
struct Inner {
    kind: Option<ErrorKind>,
    message: String,
    help: Option<String>,
    statement: Option<String>,
    binds: Option<String>,
    code: Option<String>,
    constraint: Option<String>,
    table: Option<String>,
    column: Option<String>,
    outcome_unknown: bool,
    cause: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// Makes an error of a kind. The message says what failed and why, in lower case.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            inner: Arc::new(Inner {
                kind: Some(kind),
                message: message.into(),
                ..Inner::default()
            }),
        }
    }

    fn edit(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.inner));
        self
    }

    /// Adds what the user can do about it.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Self {
        self.edit(|inner| inner.help = Some(help.into()))
    }

    /// Attaches the SQL that failed.
    #[must_use]
    pub fn with_statement(self, sql: impl Into<String>) -> Self {
        self.edit(|inner| inner.statement = Some(sql.into()))
    }

    /// Attaches a shortened rendering of the bound values.
    #[must_use]
    pub fn with_binds(self, binds: impl Into<String>) -> Self {
        self.edit(|inner| inner.binds = Some(binds.into()))
    }

    /// Attaches the database's own code: an SQLSTATE, an errno or an SQLite extended code.
    #[must_use]
    pub fn with_code(self, code: impl Into<String>) -> Self {
        self.edit(|inner| inner.code = Some(code.into()))
    }

    /// Names the constraint that was violated.
    #[must_use]
    pub fn with_constraint(self, constraint: impl Into<String>) -> Self {
        self.edit(|inner| inner.constraint = Some(constraint.into()))
    }

    /// Names the table that the error is about.
    #[must_use]
    pub fn with_table(self, table: impl Into<String>) -> Self {
        self.edit(|inner| inner.table = Some(table.into()))
    }

    /// Names the column, or the columns separated by commas, that the error is about.
    #[must_use]
    pub fn with_column(self, column: impl Into<String>) -> Self {
        self.edit(|inner| inner.column = Some(column.into()))
    }

    /// Marks that the connection broke while a COMMIT was on its way, so that nobody on this side
    /// can know whether it took effect.
    #[must_use]
    pub fn with_outcome_unknown(self) -> Self {
        self.edit(|inner| inner.outcome_unknown = true)
    }

    /// Keeps the error that led to this one as its [`source`](StdError::source).
    #[must_use]
    pub fn with_cause(self, cause: impl StdError + Send + Sync + 'static) -> Self {
        self.edit(|inner| inner.cause = Some(Arc::new(cause)))
    }

    /// The kind, to decide what to do.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind.unwrap_or(ErrorKind::Operational)
    }

    /// What failed and why, without help and SQL.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.inner.message
    }

    /// What to do about it, where that is known.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.inner.help.as_deref()
    }

    /// The SQL that failed.
    #[must_use]
    pub fn statement(&self) -> Option<&str> {
        self.inner.statement.as_deref()
    }

    /// The database's own code: an SQLSTATE, an errno or an SQLite extended code.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.inner.code.as_deref()
    }

    /// The violated constraint, where the database tells it.
    #[must_use]
    pub fn constraint(&self) -> Option<&str> {
        self.inner.constraint.as_deref()
    }

    /// The table that the error is about, where the database tells it.
    #[must_use]
    pub fn table(&self) -> Option<&str> {
        self.inner.table.as_deref()
    }

    /// The column or columns that the error is about, where the database tells them.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.inner.column.as_deref()
    }

    /// Whether a COMMIT was on its way when the connection broke.
    #[must_use]
    pub fn outcome_unknown(&self) -> bool {
        self.inner.outcome_unknown
    }

    /// Whether a constraint of the database refused the data.
    #[must_use]
    pub fn is_integrity(&self) -> bool {
        self.kind().is_integrity()
    }

    /// Whether the same transaction may succeed when it is run again from its beginning.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.kind().is_retryable()
    }

    /// Whether the connection is gone.
    #[must_use]
    pub fn is_disconnect(&self) -> bool {
        self.kind() == ErrorKind::Disconnected
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.inner.message)?;
        if let Some(help) = &self.inner.help {
            write!(f, "\nhelp: {help}")?;
        }
        if let Some(statement) = &self.inner.statement {
            match statement.char_indices().nth(SHOWN_SQL) {
                None => write!(f, "\nSQL: {statement}")?,
                Some((end, _)) => {
                    let (shown, size) = (statement.split_at(end).0, statement.len());
                    write!(f, "\nSQL: {shown}... ({size} bytes)")?;
                }
            }
        }
        if let Some(binds) = &self.inner.binds {
            write!(f, "\nbinds: {binds}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.kind())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner
            .cause
            .as_deref()
            .map(|cause| cause as &(dyn StdError + 'static))
    }
}
