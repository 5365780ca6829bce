//! What a database holds that the Rust type doesn't take: an error with the column, what was
//! expected and what was found, and nothing else is harmed.

use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy::{Error, ErrorKind};
use alchemy_test_support::TestDatabase;
use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use uuid::Uuid;

/// The table as somebody else made it: its columns are wider than the model's fields.
const TABLE: &str = "CREATE TABLE readings (id INTEGER NOT NULL PRIMARY KEY, small BIGINT, \
                     count BIGINT, flag BIGINT, code VARCHAR(60), amount VARCHAR(60), \
                     day VARCHAR(60), at VARCHAR(60), token VARCHAR(60), document VARCHAR(60), \
                     status VARCHAR(60), needed VARCHAR(60))";

#[derive(ColumnEnum, Clone, Copy, Debug, PartialEq)]
enum Status {
    Open,
    Done,
}

#[derive(Model, Debug)]
#[model(table = "readings")]
struct Reading {
    #[column(primary_key)]
    id: i64,
    small: Option<i8>,
    count: Option<u32>,
    flag: Option<bool>,
    code: Option<i64>,
    amount: Option<Decimal>,
    day: Option<NaiveDate>,
    at: Option<NaiveDateTime>,
    token: Option<Uuid>,
    document: Option<serde_json::Value>,
    status: Option<Status>,
    needed: String,
}

/// A column, what it holds, what was expected and what was found.
type Wrong = (&'static str, &'static str, &'static str, &'static str);

const WRONG: [Wrong; 15] = [
    ("small", "128", "an integer of 8 bits", "an integer (128)"),
    ("small", "-129", "an integer of 8 bits", "an integer (-129)"),
    (
        "count",
        "-1",
        "an unsigned integer of 32 bits",
        "an integer (-1)",
    ),
    (
        "count",
        "4294967296",
        "an unsigned integer of 32 bits",
        "an integer (4294967296)",
    ),
    ("flag", "2", "a boolean", "an integer (2)"),
    ("code", "'abc'", "an integer of 64 bits", "text (\"abc\")"),
    ("amount", "'1,5'", "a decimal number", "text (\"1,5\")"),
    ("day", "'2024-02-30'", "a date", "text (\"2024-02-30\")"),
    ("day", "'0000-00-00'", "a date", "text (\"0000-00-00\")"),
    (
        "at",
        "'2024-02-29 24:00:00'",
        "a timestamp",
        "text (\"2024-02-29 24:00:00\")",
    ),
    ("token", "'0123'", "a UUID", "text (\"0123\")"),
    ("document", "'{\"a\":'", "a JSON document", "text"),
    (
        "status",
        "'closed'",
        "one of \"open\", \"done\"",
        "text (\"closed\")",
    ),
    ("status", "''", "one of \"open\", \"done\"", "text (\"\")"),
    ("needed", "NULL", "text", "NULL"),
];

/// Begins with the table and one row that has nothing wrong.
fn connection(database: &TestDatabase) -> Connection {
    let mut conn = database.engine().unwrap().connect().unwrap();
    conn.execute_script(TABLE).unwrap();
    conn.execute_script("INSERT INTO readings (id, needed) VALUES (1, 'x')")
        .unwrap();
    conn.commit().unwrap();
    conn
}

#[track_caller]
fn says(error: &Error, (column, value, expected, found): Wrong) {
    assert_eq!(
        error.kind(),
        ErrorKind::Decode,
        "{column} = {value}: {error}"
    );
    assert_eq!(error.column(), Some(column), "{value}: {error}");
    let message = error.message();
    let (expected, found) = (format!("expected {expected}"), format!("found {found}"));
    assert!(message.contains(column), "{column} = {value}: {message}");
    assert!(message.contains(&expected), "{column} = {value}: {message}");
    assert!(message.contains(&found), "{column} = {value}: {message}");
}

#[test]
fn through_a_connection(database: &TestDatabase) {
    let mut conn = connection(database);
    for wrong in WRONG {
        let (column, value, ..) = wrong;
        let set = format!("UPDATE readings SET {column} = {value}");
        conn.execute_script(&set).unwrap();
        let error = conn.all(select(Reading)).unwrap_err();
        says(&error, wrong);
        assert_eq!(error.table(), Some("readings"), "{error}");
        // In the same transaction, and the next.
        assert_eq!(conn.all(select(Reading.id)).unwrap(), [1], "{set}");
        conn.rollback().unwrap();
        assert_eq!(conn.all(select(Reading)).unwrap().len(), 1, "{set}");
        conn.commit().unwrap();
    }
}

#[test]
fn through_a_session(database: &TestDatabase) {
    let conn = connection(database);
    let engine = conn.engine().clone();
    drop(conn);
    let mut session = Session::new(&engine);
    for wrong in WRONG {
        let (column, value, ..) = wrong;
        let set = format!("UPDATE readings SET {column} = {value}");
        session.connection().unwrap().execute_script(&set).unwrap();
        let error = session.all(select(Reading)).unwrap_err();
        says(&error, wrong);
        assert_eq!(error.table(), Some("readings"), "{error}");
        assert_eq!(session.all(select(Reading.id)).unwrap(), [1], "{set}");
        session.rollback().unwrap();
        assert_eq!(session.all(select(Reading)).unwrap().len(), 1, "{set}");
        // What is in memory isn't read anew.
        session.clear();
    }
}

/// Columns of a text have the names that the database gives them.
#[test]
fn through_a_text(database: &TestDatabase) {
    let mut conn = connection(database);
    conn.execute_script("UPDATE readings SET code = 'abc', small = 300, status = 'closed'")
        .unwrap();
    let ask = |what: &str| text(format!("SELECT {what} FROM readings"));
    let error = conn.all(ask("code").columns::<Option<i64>>()).unwrap_err();
    says(
        &error,
        ("code", "'abc'", "an integer of 64 bits", "text (\"abc\")"),
    );
    let error = conn
        .all(ask("id, small").columns::<(i64, i8)>())
        .unwrap_err();
    says(
        &error,
        ("small", "300", "an integer of 8 bits", "an integer (300)"),
    );
    let error = conn.all(ask("status").columns::<Status>()).unwrap_err();
    says(
        &error,
        (
            "status",
            "'closed'",
            "one of \"open\", \"done\"",
            "text (\"closed\")",
        ),
    );
    let error = conn.all(ask("day").columns::<String>()).unwrap_err();
    says(&error, ("day", "NULL", "text", "NULL"));
    assert_eq!(conn.all(ask("id").columns::<i64>()).unwrap(), [1]);
    conn.rollback().unwrap();
}

/// MySQL and MariaDB keep days that aren't, where a mode allows it.
#[test]
fn a_date_of_zeros(database: &TestDatabase) {
    if !matches!(database.kind().name(), "mysql" | "mariadb") {
        return;
    }
    let mut conn = database.engine().unwrap().connect().unwrap();
    conn.execute_script("CREATE TABLE days (id INTEGER PRIMARY KEY, day DATE, at DATETIME(6))")
        .unwrap();
    conn.execute_script("SET SESSION sql_mode = 'ALLOW_INVALID_DATES'")
        .unwrap();
    conn.execute_script(
        "INSERT INTO days VALUES (1, '0000-00-00', '0000-00-00 00:00:00'), \
         (2, '2024-02-30', '2024-02-30 12:00:00'), (3, '2024-02-29', '2024-02-29 12:00:00')",
    )
    .unwrap();
    for id in [1, 2] {
        let day = text(format!("SELECT day FROM days WHERE id = {id}"));
        let error = conn.one(day.columns::<NaiveDate>()).unwrap_err();
        assert_eq!(
            (error.kind(), error.column()),
            (ErrorKind::Decode, Some("day")),
            "{error}"
        );
        let at = text(format!("SELECT at FROM days WHERE id = {id}"));
        let error = conn.one(at.columns::<Option<NaiveDateTime>>()).unwrap_err();
        assert_eq!(
            (error.kind(), error.column()),
            (ErrorKind::Decode, Some("at")),
            "{error}"
        );
    }
    let good = text("SELECT day FROM days WHERE id = 3").columns::<NaiveDate>();
    assert_eq!(conn.one(good).unwrap().to_string(), "2024-02-29");
}
