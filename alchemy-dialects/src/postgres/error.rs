//! What PostgreSQL's codes mean, and what else can go wrong on the way to it.

use std::error::Error;
use std::io;

use alchemy::ErrorKind;
use alchemy::driver::Fault;
use postgres::error::{DbError, Severity};

use super::bind::Refused;

/// The code of a statement in a transaction that has failed before.
pub(super) const FAILED_TRANSACTION: &str = "25P02";
/// The code of SAVEPOINT outside of a transaction.
pub(super) const NO_TRANSACTION: &str = "25P01";
/// The code of a prepared statement whose columns have changed since.
pub(super) const STALE_PLAN: &str = "0A000";
/// The class of statements that aren't understood.
pub(super) const NOT_UNDERSTOOD: &str = "42";
/// The code of a prepared statement that the server doesn't know any more.
pub(super) const UNKNOWN_STATEMENT: &str = "26000";

/// SQLSTATEs and their kinds: looked up whole first, then by their class, the first two characters.
const KINDS: &[(&str, ErrorKind)] = &[
    // What a constraint refused.
    ("23505", ErrorKind::UniqueViolation),
    ("23503", ErrorKind::ForeignKeyViolation),
    ("23502", ErrorKind::NotNullViolation),
    ("23514", ErrorKind::CheckViolation),
    ("23", ErrorKind::IntegrityViolation),
    ("44", ErrorKind::IntegrityViolation),
    // What other transactions do.
    ("40001", ErrorKind::SerializationFailure),
    ("40P01", ErrorKind::Deadlock),
    ("40002", ErrorKind::IntegrityViolation),
    ("55P03", ErrorKind::Locked),
    ("57014", ErrorKind::Timeout),
    // What the connection is: lost, or not to be had now.
    ("08", ErrorKind::Disconnected),
    ("57P", ErrorKind::Disconnected),
    ("25P03", ErrorKind::Disconnected),
    ("25P04", ErrorKind::Disconnected),
    // What the values are.
    ("22", ErrorKind::InvalidValue),
    // What the statement is.
    ("42501", ErrorKind::Operational),
    ("42", ErrorKind::Statement),
    ("26000", ErrorKind::Statement),
    ("0A000", ErrorKind::Statement),
    ("21000", ErrorKind::Statement),
    ("P0001", ErrorKind::Statement),
    // When it came.
    ("25006", ErrorKind::Operational),
    ("25", ErrorKind::InvalidRequest),
    ("3B", ErrorKind::InvalidRequest),
    ("2D", ErrorKind::InvalidRequest),
    // A name in the statement that doesn't exist.
    ("3F000", ErrorKind::Statement),
    // Whoever can't get in, and what the machine can't do.
    ("28", ErrorKind::Operational),
    ("3D000", ErrorKind::Operational),
    ("53", ErrorKind::Operational),
    ("54", ErrorKind::Operational),
    ("55", ErrorKind::Operational),
    ("58", ErrorKind::Operational),
    ("XX", ErrorKind::Operational),
];

/// The kind of an SQLSTATE.
fn kind(code: &str) -> ErrorKind {
    let find = |wanted: Option<&str>| KINDS.iter().find(|(code, _)| Some(*code) == wanted);
    [5, 3, 2]
        .into_iter()
        .find_map(|length| find(code.get(..length)))
        .map_or(ErrorKind::Operational, |(_, kind)| *kind)
}

/// Classifies what the driver reports about a statement.
#[cold]
pub(super) fn fault(error: &postgres::Error) -> Fault {
    if let Some(error) = error.as_db_error() {
        let mut fault = from_server(error);
        // After these the server hangs up, whatever the code says.
        if matches!(
            error.parsed_severity(),
            Some(Severity::Fatal | Severity::Panic)
        ) {
            fault.kind = ErrorKind::Disconnected;
        }
        return fault;
    }
    let source = error.source();
    if let Some(refused) = source.and_then(|source| source.downcast_ref::<Refused>()) {
        return Fault::new(ErrorKind::InvalidValue, refused.to_string());
    }
    let input = source.and_then(|source| source.downcast_ref::<io::Error>());
    if input.is_some_and(|error| error.kind() == io::ErrorKind::InvalidInput) {
        // Nothing was sent: the message would be longer than the protocol can say.
        return Fault::new(ErrorKind::InvalidValue, with_source(error));
    }
    // Whatever else it is, client and server aren't in step any more.
    Fault::new(ErrorKind::Disconnected, with_source(error))
}

/// Classifies what the driver reports about a connection that couldn't be made.
#[cold]
pub(super) fn connect_fault(error: &postgres::Error) -> Fault {
    if let Some(error) = error.as_db_error() {
        return from_server(error);
    }
    // What came isn't what was agreed on, as with a certificate that nobody vouches for.
    let disagreed = |error: &io::Error| {
        matches!(
            error.kind(),
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput
        )
    };
    let source = error.source().and_then(<dyn Error>::downcast_ref);
    let unreachable = source.is_some_and(|error| !disagreed(error));
    let kind = if unreachable || error.is_closed() {
        ErrorKind::Disconnected
    } else {
        ErrorKind::Operational
    };
    Fault::new(kind, with_source(error))
}

fn with_source(error: &postgres::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

/// The detail isn't told: it repeats the values, which may have to stay out of logs.
fn from_server(error: &DbError) -> Fault {
    let code = error.code().code();
    let mut fault = Fault::new(kind(code), error.message()).with_code(code);
    fault.constraint = error.constraint().map(str::to_owned);
    fault.table = error.table().map(str::to_owned);
    fault.column = error.column().map(str::to_owned);
    fault
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_kinds() {
        let table = [
            ("23505", ErrorKind::UniqueViolation),
            ("23P01", ErrorKind::IntegrityViolation),
            ("40001", ErrorKind::SerializationFailure),
            ("57014", ErrorKind::Timeout),
            ("57P01", ErrorKind::Disconnected),
            ("57P03", ErrorKind::Disconnected),
            ("08006", ErrorKind::Disconnected),
            ("22001", ErrorKind::InvalidValue),
            ("42P01", ErrorKind::Statement),
            ("42501", ErrorKind::Operational),
            ("28P01", ErrorKind::Operational),
            ("3D000", ErrorKind::Operational),
            ("25P02", ErrorKind::InvalidRequest),
            ("ZZ999", ErrorKind::Operational),
            ("é", ErrorKind::Operational),
        ];
        for (code, expected) in table {
            assert_eq!(kind(code), expected, "{code}");
        }
    }
}
