//! Errors by kind, with the statement attached.

use alchemy::sql::{select, text};
use alchemy::{Error, ErrorKind};

use crate::model::{AGE, EMAIL, ID, add, memory};

#[test]
fn every_kind_names_what_it_is_about() {
    let engine = memory();
    let mut conn = engine.connect().unwrap();
    add(&mut conn, "a").unwrap();
    let table = [
        (
            "INSERT INTO users (email) VALUES ('a')",
            ErrorKind::UniqueViolation,
            Some("users"),
            Some("email"),
        ),
        (
            "INSERT INTO users (email) VALUES (NULL)",
            ErrorKind::NotNullViolation,
            Some("users"),
            Some("email"),
        ),
        (
            "INSERT INTO posts (author_id) VALUES (77)",
            ErrorKind::ForeignKeyViolation,
            None,
            None,
        ),
        ("SELECT * FROM missing", ErrorKind::Statement, None, None),
    ];
    for (sql, kind, table, column) in table {
        let error = conn.execute(text(sql)).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert_eq!((error.table(), error.column()), (table, column), "{error}");
        assert_eq!(error.statement(), Some(sql));
    }
    let insert = text("INSERT INTO users (email) VALUES (:email)");
    add(&mut conn, "secret").unwrap();
    let error = conn
        .execute(insert.bind("email", String::from("secret")))
        .unwrap_err();
    assert!(error.to_string().contains("binds: [\"secret\"]"), "{error}");
}

fn bad_row(sql: &str) -> alchemy::engine::Connection {
    let engine = memory();
    let mut conn = engine.connect().unwrap();
    conn.execute_script(sql).unwrap();
    conn
}

#[track_caller]
fn names_email(error: &Error, part: &str) {
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert_eq!(
        (error.table(), error.column()),
        (Some("users"), Some("email"))
    );
    assert!(error.message().starts_with("`users.email`: "), "{error}");
    assert!(error.message().contains(part), "{error}");
    assert!(error.statement().unwrap().starts_with("SELECT"), "{error}");
}

#[test]
fn a_value_of_another_type_names_table_and_column() {
    let mut conn = bad_row("INSERT INTO users (id, email) VALUES (1, x'00'), (2, 'b')");
    let query = || select((ID, EMAIL, AGE)).order_by(ID);
    names_email(&conn.all(query()).unwrap_err(), "bytes");
    names_email(&conn.one(query()).unwrap_err(), "bytes");
    let rows: Vec<_> = conn.iter(query()).unwrap().collect();
    names_email(rows[0].as_ref().unwrap_err(), "bytes");
    assert_eq!(rows[1].as_ref().unwrap(), &(2, "b".to_owned(), None));
    assert_eq!(conn.all(select(ID).order_by(ID)).unwrap(), [1, 2]);
}

#[test]
fn text_that_is_not_utf8_names_table_and_column() {
    let mut conn = bad_row("INSERT INTO users (email) VALUES (CAST(x'c328' AS TEXT))");
    let error = conn.first(select(EMAIL)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert_eq!(
        (error.table(), error.column()),
        (Some("users"), Some("email"))
    );
}

#[test]
fn a_computed_value_names_its_position() {
    let mut conn = bad_row("INSERT INTO users (email) VALUES ('a')");
    let error = conn
        .first(text("SELECT 1, 'x' AS two").columns::<(i64, i64)>())
        .unwrap_err();
    assert_eq!(error.column(), Some("two"));
    assert!(error.message().starts_with("column 2 `two`: "), "{error}");
}
