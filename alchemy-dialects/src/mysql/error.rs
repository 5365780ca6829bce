//! What MySQL's and MariaDB's error numbers mean, and the names that they give only in messages.
//!
//! The kind of a fault always comes from the number, or from the SQLSTATE's class where the number
//! is none of those below. Table, column and constraint are taken from the message by its
//! quotation marks, which every language of the server has; when its wording changes they are
//! missing and the kind still holds.

use std::io;

use alchemy::ErrorKind;
use alchemy::driver::Fault;
use mysql::{DriverError, Error, MySqlError};

use super::MySqlFlavour;

/// Error numbers and their kinds.
const KINDS: &[(u16, ErrorKind)] = &[
    // What a constraint refused.
    (1022, ErrorKind::UniqueViolation),
    (1062, ErrorKind::UniqueViolation),
    (1169, ErrorKind::UniqueViolation),
    (1586, ErrorKind::UniqueViolation),
    (1859, ErrorKind::UniqueViolation),
    (1216, ErrorKind::ForeignKeyViolation),
    (1217, ErrorKind::ForeignKeyViolation),
    (1451, ErrorKind::ForeignKeyViolation),
    (1452, ErrorKind::ForeignKeyViolation),
    (1557, ErrorKind::ForeignKeyViolation),
    (1761, ErrorKind::ForeignKeyViolation),
    (1762, ErrorKind::ForeignKeyViolation),
    (1048, ErrorKind::NotNullViolation),
    (1364, ErrorKind::NotNullViolation),
    (3819, ErrorKind::CheckViolation),
    (4025, ErrorKind::CheckViolation),
    // SIGNAL, by which a trigger refuses.
    (1644, ErrorKind::IntegrityViolation),
    // What other transactions do. 1213 rolls the whole transaction back; 1205 the statement only,
    // unless innodb_rollback_on_timeout is on.
    (1213, ErrorKind::Deadlock),
    (1614, ErrorKind::Deadlock),
    (1205, ErrorKind::Locked),
    (3572, ErrorKind::Locked),
    (1020, ErrorKind::SerializationFailure),
    (3101, ErrorKind::SerializationFailure),
    // Time is over, or somebody ended the statement.
    (1317, ErrorKind::Timeout),
    (1969, ErrorKind::Timeout),
    (3024, ErrorKind::Timeout),
    // The connection is gone, or about to be.
    (1053, ErrorKind::Disconnected),
    (1080, ErrorKind::Disconnected),
    (1152, ErrorKind::Disconnected),
    (1158, ErrorKind::Disconnected),
    (1159, ErrorKind::Disconnected),
    (1160, ErrorKind::Disconnected),
    (1161, ErrorKind::Disconnected),
    (1184, ErrorKind::Disconnected),
    (1927, ErrorKind::Disconnected),
    (2002, ErrorKind::Disconnected),
    (2003, ErrorKind::Disconnected),
    (2006, ErrorKind::Disconnected),
    (2013, ErrorKind::Disconnected),
    (2055, ErrorKind::Disconnected),
    (3169, ErrorKind::Disconnected),
    (4031, ErrorKind::Disconnected),
    // What the values are.
    (1153, ErrorKind::InvalidValue),
    (1264, ErrorKind::InvalidValue),
    (1265, ErrorKind::InvalidValue),
    (1292, ErrorKind::InvalidValue),
    (1300, ErrorKind::InvalidValue),
    (1301, ErrorKind::InvalidValue),
    (1365, ErrorKind::InvalidValue),
    (1366, ErrorKind::InvalidValue),
    (1367, ErrorKind::InvalidValue),
    (1406, ErrorKind::InvalidValue),
    (1411, ErrorKind::InvalidValue),
    (1441, ErrorKind::InvalidValue),
    (1467, ErrorKind::InvalidValue),
    (1525, ErrorKind::InvalidValue),
    (1690, ErrorKind::InvalidValue),
    (3140, ErrorKind::InvalidValue),
    (3141, ErrorKind::InvalidValue),
    (3156, ErrorKind::InvalidValue),
    (3854, ErrorKind::InvalidValue),
    // What the statement is.
    (1046, ErrorKind::Statement),
    (1054, ErrorKind::Statement),
    (1064, ErrorKind::Statement),
    (1065, ErrorKind::Statement),
    (1146, ErrorKind::Statement),
    (1193, ErrorKind::Statement),
    (1231, ErrorKind::Statement),
    (1295, ErrorKind::Statement),
    (1568, ErrorKind::InvalidRequest),
    // What the server doesn't allow: several of these share an SQLSTATE with a wrong statement.
    (1040, ErrorKind::Operational),
    (1044, ErrorKind::Operational),
    (1045, ErrorKind::Operational),
    (1049, ErrorKind::Operational),
    (1130, ErrorKind::Operational),
    (1142, ErrorKind::Operational),
    (1143, ErrorKind::Operational),
    (1203, ErrorKind::Operational),
    (1226, ErrorKind::Operational),
    (1227, ErrorKind::Operational),
    (1290, ErrorKind::Operational),
    (1370, ErrorKind::Operational),
    (1461, ErrorKind::Operational),
    (1792, ErrorKind::Operational),
];

/// The first two characters of an SQLSTATE and their kinds, for the numbers that aren't above.
const CLASSES: &[(&str, ErrorKind)] = &[
    ("08", ErrorKind::Disconnected),
    ("22", ErrorKind::InvalidValue),
    ("23", ErrorKind::IntegrityViolation),
    ("40", ErrorKind::SerializationFailure),
    ("42", ErrorKind::Statement),
    ("21", ErrorKind::Statement),
];

/// The kind of an error number.
fn kind(code: u16, state: &str) -> ErrorKind {
    let by_number = KINDS.iter().find(|(number, _)| *number == code);
    let by_class = || CLASSES.iter().find(|(class, _)| state.starts_with(class));
    match by_number {
        Some((_, kind)) => *kind,
        None => by_class().map_or(ErrorKind::Operational, |(_, kind)| *kind),
    }
}

/// A transaction that the server rolls back as a whole when it answers this number.
pub(super) fn ends_transaction(code: u16) -> bool {
    matches!(code, 1020 | 1206 | 1213 | 1614 | 3101)
}

/// A statement that can't be prepared, and has to be sent as text.
pub(super) const NOT_PREPARABLE: &str = "1295";

/// Characteristics can't be changed within a transaction.
pub(super) const IN_TRANSACTION: u16 = 1568;

/// Classifies what the `mysql` crate reports.
///
/// What didn't come from the server leaves the connection out of step, so it is lost.
#[cold]
pub(super) fn fault(error: Error, flavour: MySqlFlavour) -> Fault {
    match error {
        Error::MySqlError(error) => from_server(&error, flavour),
        Error::DriverError(error) => from_driver(&error),
        Error::IoError(error) => from_network(&error),
        Error::CodecError(error) => lost(format!("the connection to the server is lost: {error}")),
        Error::UrlError(error) => Fault::new(ErrorKind::Operational, error.to_string()),
        other => lost(other.to_string()),
    }
}

fn lost(message: impl Into<String>) -> Fault {
    Fault::new(ErrorKind::Disconnected, message)
}

fn from_driver(error: &DriverError) -> Fault {
    match error {
        DriverError::CouldNotConnect(Some((place, why, _))) => {
            lost(format!("can't connect to {place}: {why}"))
        }
        DriverError::ConnectTimeout | DriverError::Timeout => {
            lost("the server didn't answer in time")
        }
        // Nothing has been sent. The crate looks for parameters of its own before a statement is
        // prepared.
        DriverError::MixedParams | DriverError::Params(_) => Fault::new(
            ErrorKind::Statement,
            "the statement has a colon where MySQL knows none",
        ),
        DriverError::MismatchedStmtParams(expected, given) => Fault::new(
            ErrorKind::InvalidRequest,
            format!("the statement has {expected} parameters, but {given} values came"),
        ),
        // MySQL also asks for a method at random where there is no such user, not to tell.
        DriverError::UnknownAuthPlugin(name) => Fault::new(
            ErrorKind::Operational,
            format!(
                "access denied: the server asks for the login method {name:?}, which isn't \
                 supported, or there is no such user"
            ),
        ),
        DriverError::OldMysqlPasswordDisabled
        | DriverError::CleartextPluginDisabled
        | DriverError::TlsNotSupported
        | DriverError::UnsupportedProtocol(_)
        | DriverError::Protocol41NotSet => Fault::new(ErrorKind::Operational, error.to_string()),
        other => lost(format!("the protocol was broken: {other}")),
    }
}

fn from_network(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
            lost("the server didn't answer in time, so the connection was given up")
        }
        io::ErrorKind::Unsupported => lost(error.to_string()),
        _ => lost(format!("the connection to the server is lost: {error}")),
    }
}

fn from_server(error: &MySqlError, flavour: MySqlFlavour) -> Fault {
    let message = error.message.as_str();
    let kind = kind(error.code, &error.state);
    let mut fault = Fault::new(kind, message).with_code(error.code.to_string());
    let own = |name: &str| Some(name.to_owned());
    match error.code {
        1062 | 1586 | 1859 => {
            let key = last_quoted(message);
            (fault.table, fault.constraint) = match key.split_once('.') {
                // MySQL names the table as well.
                Some((table, key)) if flavour == MySqlFlavour::MySql => (own(table), own(key)),
                _ => (None, own(key)),
            };
        }
        1451 | 1452 => {
            let names = backquoted(message);
            if let [_, table, constraint, column, ..] = names.as_slice() {
                fault.table = own(table);
                fault.constraint = own(constraint);
                fault.column = columns(message).or_else(|| own(column));
            }
        }
        1048 | 1054 | 1265 | 1364 => fault.column = quoted(message).and_then(own),
        1264 | 1406 => (fault.table, fault.column) = column(message),
        1292 | 1366 => {
            // The value comes first; it is nobody's name.
            let place = message
                .rsplit_once(": ")
                .map_or(message, |(_, place)| place);
            let place = quoted(place).map_or(place, |value| {
                place.split_once(value).map_or(place, |(_, rest)| rest)
            });
            let place = place.strip_prefix('\'').unwrap_or(place);
            (fault.table, fault.column) = column(place);
        }
        3819 => fault.constraint = quoted(message).and_then(own),
        4025 => {
            if let [constraint, _, table] = backquoted(message).as_slice() {
                // MariaDB names the check of a JSON column as the table and the column.
                let name = constraint
                    .rsplit_once('.')
                    .map_or(*constraint, |(_, name)| name);
                fault.constraint = own(name);
                fault.table = own(table);
            }
        }
        1146 => {
            let name = quoted(message);
            fault.table = name.and_then(|name| own(name.rsplit_once('.').map_or(name, |it| it.1)));
        }
        _ => {}
    }
    if fault.constraint.as_deref() == Some("") {
        fault.constraint = None;
    }
    fault
}

/// What stands between the first two single quotation marks.
fn quoted(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once('\'')?;
    rest.split_once('\'').map(|(name, _)| name)
}

/// What stands between the last two single quotation marks.
fn last_quoted(message: &str) -> &str {
    let end = message.rsplit_once('\'').map_or("", |(end, _)| end);
    end.rsplit_once('\'').map_or("", |(_, name)| name)
}

/// All names between backquotes, in order.
fn backquoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

/// The columns of a foreign key, as many as it has.
fn columns(message: &str) -> Option<String> {
    let (_, list) = message.split_once("FOREIGN KEY (")?;
    let (list, _) = list.split_once(')')?;
    Some(backquoted(list).join(", "))
}

/// A column as `'name'`, or with its table as MariaDB has it in some messages.
fn column(message: &str) -> (Option<String>, Option<String>) {
    if let [_, table, column] = backquoted(message).as_slice() {
        return (Some((*table).to_owned()), Some((*column).to_owned()));
    }
    (None, quoted(message).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(code: u16, state: &str, message: &str, flavour: MySqlFlavour) -> Fault {
        let error = MySqlError {
            state: state.to_owned(),
            message: message.to_owned(),
            code,
        };
        fault(Error::MySqlError(error), flavour)
    }

    fn names(fault: &Fault) -> String {
        [&fault.table, &fault.column, &fault.constraint]
            .map(|name| name.as_deref().unwrap_or_default())
            .join("/")
    }

    #[test]
    fn each_number_stands_once() {
        for (at, (code, _)) in KINDS.iter().enumerate() {
            let again = KINDS.iter().skip(at + 1).any(|(other, _)| other == code);
            assert!(!again, "{code}");
        }
    }

    #[test]
    fn the_number_goes_before_the_state() {
        let table = [
            (1062, "23000", ErrorKind::UniqueViolation),
            (1142, "42000", ErrorKind::Operational),
            (1213, "40001", ErrorKind::Deadlock),
            (1205, "HY000", ErrorKind::Locked),
            (1927, "70100", ErrorKind::Disconnected),
            (1317, "70100", ErrorKind::Timeout),
            (9999, "42S22", ErrorKind::Statement),
            (9999, "22003", ErrorKind::InvalidValue),
            (9999, "23000", ErrorKind::IntegrityViolation),
            (9999, "40001", ErrorKind::SerializationFailure),
            (9999, "08S01", ErrorKind::Disconnected),
            (9999, "HY000", ErrorKind::Operational),
            (9999, "", ErrorKind::Operational),
        ];
        for (code, state, expected) in table {
            assert_eq!(kind(code, state), expected, "{code} {state}");
        }
    }

    #[test]
    fn names_come_out_of_the_messages() {
        use MySqlFlavour::{MariaDb, MySql};
        let child = "Cannot add or update a child row: a foreign key constraint fails \
                     (`shop`.`posts`, CONSTRAINT `fk_author` FOREIGN KEY (`author_id`, `x`) \
                     REFERENCES `users` (`id`, `x`) ON DELETE CASCADE)";
        let table = [
            (
                1062,
                MySql,
                "Duplicate entry 'a' for key 'users.email'",
                "users//email",
            ),
            (
                1062,
                MariaDb,
                "Duplicate entry 'it's' for key 'email'",
                "//email",
            ),
            (
                1062,
                MariaDb,
                "Doppelter Eintrag 'a.b' für Schlüssel 'PRIMARY'",
                "//PRIMARY",
            ),
            (1452, MariaDb, child, "posts/author_id, x/fk_author"),
            (1048, MySql, "Column 'email' cannot be null", "/email/"),
            (
                1364,
                MySql,
                "Field 'email' doesn't have a default value",
                "/email/",
            ),
            (
                1406,
                MySql,
                "Data too long for column 'name' at row 1",
                "/name/",
            ),
            (
                1264,
                MariaDb,
                "Out of range value for column 'n' at row 1",
                "/n/",
            ),
            (
                1366,
                MariaDb,
                "Incorrect integer value: 'x' for column `shop`.`t`.`n` at row 1",
                "t/n/",
            ),
            (
                1366,
                MySql,
                "Incorrect integer value: 'x' for column 'n' at row 1",
                "/n/",
            ),
            (
                3819,
                MySql,
                "Check constraint 'positive' is violated.",
                "//positive",
            ),
            (
                4025,
                MariaDb,
                "CONSTRAINT `positive` failed for `shop`.`t`",
                "t//positive",
            ),
            (
                4025,
                MariaDb,
                "CONSTRAINT `t.doc` failed for `shop`.`t`",
                "t//doc",
            ),
            (1146, MySql, "Table 'shop.users' doesn't exist", "users//"),
            (
                1054,
                MySql,
                "Unknown column 'nmae' in 'field list'",
                "/nmae/",
            ),
        ];
        for (code, flavour, message, expected) in table {
            let fault = server(code, "HY000", message, flavour);
            assert_eq!(names(&fault), expected, "{message}");
            assert_eq!(fault.code, Some(code.to_string()));
        }
    }

    #[test]
    fn the_kind_does_not_depend_on_the_message() {
        for (code, expected) in KINDS {
            for message in ["", "'", "`", "a 'b", "`x` `y`", ": '"] {
                let fault = server(*code, "HY000", message, MySqlFlavour::MariaDb);
                assert_eq!(fault.kind, *expected, "{code}");
            }
        }
    }

    #[test]
    fn what_the_network_answers_is_a_lost_connection() {
        for kind in [
            io::ErrorKind::BrokenPipe,
            io::ErrorKind::ConnectionReset,
            io::ErrorKind::TimedOut,
            io::ErrorKind::UnexpectedEof,
        ] {
            let fault = fault(Error::IoError(kind.into()), MySqlFlavour::MySql);
            assert_eq!(fault.kind, ErrorKind::Disconnected);
        }
        let refused = DriverError::CouldNotConnect(Some((
            "db:3306".to_owned(),
            "refused".to_owned(),
            io::ErrorKind::ConnectionRefused,
        )));
        let fault = fault(Error::DriverError(refused), MySqlFlavour::MySql);
        assert_eq!(fault.kind, ErrorKind::Disconnected);
        assert_eq!(fault.message, "can't connect to db:3306: refused");
    }
}
