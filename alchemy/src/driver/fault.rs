//! What a driver reports when it fails.

use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::{Error, ErrorKind};

/// A failure as a driver reports it: classified, with what the server tells about it.
///
/// The engine adds the statement and turns it into an [`Error`]. It is one word, so that the
/// results of the row path stay small; the details are reached as its fields.
#[derive(Clone, Debug)]
pub struct Fault(Box<FaultDetails>);

/// The details of a [`Fault`].
#[derive(Clone, Debug)]
pub struct FaultDetails {
    /// The class of the failure, decided by the database's code.
    pub kind: ErrorKind,
    /// The database's own words.
    pub message: String,
    /// The database's own code: an SQLSTATE, an errno or an SQLite extended code.
    pub code: Option<String>,
    /// The violated constraint.
    pub constraint: Option<String>,
    /// The table that it is about.
    pub table: Option<String>,
    /// The column or columns that it is about, separated by commas.
    pub column: Option<String>,
}

impl Fault {
    /// Makes a fault of a kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(FaultDetails {
            kind,
            message: message.into(),
            code: None,
            constraint: None,
            table: None,
            column: None,
        }))
    }

    /// Adds the database's own code.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }
}

impl Deref for Fault {
    type Target = FaultDetails;

    fn deref(&self) -> &FaultDetails {
        &self.0
    }
}

impl DerefMut for Fault {
    fn deref_mut(&mut self) -> &mut FaultDetails {
        &mut self.0
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        let fault = *fault.0;
        let mut error = Self::new(fault.kind, fault.message);
        if let Some(code) = fault.code {
            error = error.with_code(code);
        }
        if let Some(constraint) = fault.constraint {
            error = error.with_constraint(constraint);
        }
        if let Some(table) = fault.table {
            error = error.with_table(table);
        }
        if let Some(column) = fault.column {
            error = error.with_column(column);
        }
        error
    }
}
