//! What SQLite's result codes mean, and the names that it gives only in its messages.
//!
//! The kind of a fault always comes from the code. Table, column and constraint are taken from the
//! message, since SQLite gives them nowhere else; when its wording changes they are missing and
//! the kind still holds.

use std::ffi::c_int;

use alchemy::ErrorKind;
use alchemy::driver::Fault;
use rusqlite::ffi;

/// Result codes and their kinds: looked up by the extended code first, then by its low byte.
const KINDS: &[(c_int, ErrorKind)] = &[
    // What a constraint refused.
    (ffi::SQLITE_CONSTRAINT_UNIQUE, ErrorKind::UniqueViolation),
    (
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
        ErrorKind::UniqueViolation,
    ),
    (ffi::SQLITE_CONSTRAINT_ROWID, ErrorKind::UniqueViolation),
    (
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY,
        ErrorKind::ForeignKeyViolation,
    ),
    (ffi::SQLITE_CONSTRAINT_NOTNULL, ErrorKind::NotNullViolation),
    (ffi::SQLITE_CONSTRAINT_CHECK, ErrorKind::CheckViolation),
    // A STRICT table got a value of another type, which is no constraint that anybody declared.
    (ffi::SQLITE_CONSTRAINT_DATATYPE, ErrorKind::InvalidValue),
    (ffi::SQLITE_CONSTRAINT, ErrorKind::IntegrityViolation),
    // What other connections do. After BUSY_SNAPSHOT waiting doesn't help: the transaction has
    // read what is out of date by now.
    (ffi::SQLITE_BUSY_SNAPSHOT, ErrorKind::SerializationFailure),
    (ffi::SQLITE_BUSY, ErrorKind::Locked),
    (ffi::SQLITE_LOCKED, ErrorKind::Locked),
    (ffi::SQLITE_PROTOCOL, ErrorKind::Locked),
    (ffi::SQLITE_INTERRUPT, ErrorKind::Timeout),
    // The file was moved or deleted under the connection, which will never work again; one opened
    // now will.
    (ffi::SQLITE_READONLY_DBMOVED, ErrorKind::Disconnected),
    // What the values are.
    (ffi::SQLITE_TOOBIG, ErrorKind::InvalidValue),
    (ffi::SQLITE_MISMATCH, ErrorKind::InvalidValue),
    (ffi::SQLITE_RANGE, ErrorKind::InvalidValue),
    // What the statement is.
    (ffi::SQLITE_ERROR, ErrorKind::Statement),
    (ffi::SQLITE_MISUSE, ErrorKind::InvalidRequest),
    // What the machine and the file can't do.
    (ffi::SQLITE_FULL, ErrorKind::Operational),
    (ffi::SQLITE_IOERR, ErrorKind::Operational),
    (ffi::SQLITE_READONLY, ErrorKind::Operational),
    (ffi::SQLITE_PERM, ErrorKind::Operational),
    (ffi::SQLITE_CANTOPEN, ErrorKind::Operational),
    (ffi::SQLITE_AUTH, ErrorKind::Operational),
    (ffi::SQLITE_NOMEM, ErrorKind::Operational),
    (ffi::SQLITE_CORRUPT, ErrorKind::Operational),
    (ffi::SQLITE_NOTADB, ErrorKind::Operational),
];

/// The kind of a result code.
fn kind(code: c_int) -> ErrorKind {
    let find = |wanted| {
        KINDS
            .iter()
            .find(|(code, _)| *code == wanted)
            .map(|(_, kind)| *kind)
    };
    find(code)
        .or_else(|| find(code & 0xff))
        .unwrap_or(ErrorKind::Operational)
}

/// Classifies what rusqlite reports.
#[cold]
pub(super) fn fault(error: rusqlite::Error) -> Fault {
    match error {
        rusqlite::Error::SqliteFailure(error, message) => {
            let message = message.unwrap_or_else(|| error.to_string());
            from_code(error.extended_code, message)
        }
        // Its own text repeats the whole statement, which the engine attaches anyway.
        rusqlite::Error::SqlInputError { error, msg, .. } => from_code(error.extended_code, msg),
        rusqlite::Error::MultipleStatement => Fault::new(
            ErrorKind::Statement,
            "the text holds more than one statement",
        ),
        rusqlite::Error::NulError(_) => Fault::new(
            ErrorKind::Operational,
            "the path of the database contains U+0000",
        ),
        other => Fault::new(ErrorKind::Operational, other.to_string()),
    }
}

fn from_code(code: c_int, message: String) -> Fault {
    let mut fault = Fault::new(kind(code), message.as_str()).with_code(code.to_string());
    let message = message.as_str();
    match code {
        ffi::SQLITE_CONSTRAINT_CHECK => {
            fault.constraint = after(message, "CHECK constraint failed: ").map(str::to_owned);
        }
        ffi::SQLITE_CONSTRAINT_NOTNULL => {
            let columns = after(message, "NOT NULL constraint failed: ").and_then(columns);
            (fault.table, fault.column) = columns.unzip();
        }
        ffi::SQLITE_CONSTRAINT_DATATYPE => {
            let column = message
                .rsplit_once(" column ")
                .and_then(|(_, column)| columns(column));
            (fault.table, fault.column) = column.unzip();
        }
        ffi::SQLITE_CONSTRAINT_UNIQUE
        | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        | ffi::SQLITE_CONSTRAINT_ROWID => {
            let what = after(message, "UNIQUE constraint failed: ");
            // An index over expressions has no columns to name, so SQLite names the index.
            let index = what.and_then(|what| after(what, "index '")?.strip_suffix('\''));
            fault.constraint = index.map(str::to_owned);
            if fault.constraint.is_none() {
                (fault.table, fault.column) = what.and_then(columns).unzip();
            }
        }
        _ => {}
    }
    fault
}

fn after<'m>(message: &'m str, prefix: &str) -> Option<&'m str> {
    message.strip_prefix(prefix)
}

/// Takes `users.email` or `t.a, t.b` apart, into the table and the columns.
///
/// SQLite quotes nothing here. The table reaches to the first point; a comma counts as a separator
/// only where the same table follows, so that a column with a comma in its name stays whole.
fn columns(list: &str) -> Option<(String, String)> {
    let (table, columns) = list.split_once('.')?;
    let columns = columns.replace(&format!(", {table}."), ", ");
    Some((table.to_owned(), columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extended_code_goes_before_the_primary_one() {
        assert_eq!(
            kind(ffi::SQLITE_BUSY_SNAPSHOT),
            ErrorKind::SerializationFailure
        );
        assert_eq!(kind(ffi::SQLITE_BUSY_RECOVERY), ErrorKind::Locked);
        assert_eq!(kind(ffi::SQLITE_LOCKED_SHAREDCACHE), ErrorKind::Locked);
        assert_eq!(
            kind(ffi::SQLITE_CONSTRAINT_TRIGGER),
            ErrorKind::IntegrityViolation
        );
        assert_eq!(
            kind(ffi::SQLITE_CONSTRAINT_COMMITHOOK),
            ErrorKind::IntegrityViolation
        );
        assert_eq!(kind(ffi::SQLITE_IOERR_FSYNC), ErrorKind::Operational);
        assert_eq!(kind(ffi::SQLITE_READONLY_DIRECTORY), ErrorKind::Operational);
        assert_eq!(kind(ffi::SQLITE_READONLY_DBMOVED), ErrorKind::Disconnected);
        assert_eq!(kind(ffi::SQLITE_INTERRUPT), ErrorKind::Timeout);
        assert_eq!(kind(ffi::SQLITE_AUTH_USER), ErrorKind::Operational);
        assert_eq!(kind(12345), ErrorKind::Operational);
    }

    #[test]
    fn the_kind_does_not_depend_on_the_message() {
        let fault = from_code(ffi::SQLITE_CONSTRAINT_UNIQUE, "ein anderer Text".to_owned());
        assert_eq!(fault.kind, ErrorKind::UniqueViolation);
        assert_eq!(
            (
                fault.table.clone(),
                fault.column.clone(),
                fault.constraint.clone()
            ),
            (None, None, None)
        );
        assert_eq!(fault.code.as_deref(), Some("2067"));

        let fault = from_code(
            ffi::SQLITE_CONSTRAINT_TRIGGER,
            "UNIQUE constraint failed: users.email".to_owned(),
        );
        assert_eq!(fault.kind, ErrorKind::IntegrityViolation);
        assert_eq!(fault.column, None);
    }

    #[test]
    fn tables_and_columns_are_taken_apart() {
        let pair = |table: &str, columns: &str| Some((table.to_owned(), columns.to_owned()));
        assert_eq!(columns("users.email"), pair("users", "email"));
        assert_eq!(columns("t.a, t.b"), pair("t", "a, b"));
        assert_eq!(columns("t.a, b, t.c"), pair("t", "a, b, c"));
        assert_eq!(columns("t.a.b"), pair("t", "a.b"));
        assert_eq!(columns("no point"), None);
    }
}
