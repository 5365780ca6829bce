//! Literals: the database reads what was written, in each of its modes.

use std::cell::RefCell;

use alchemy::compiler::ToSql;
use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy::types::ColumnValue;
use alchemy_test_support::{TestDatabase, check};
use proptest::prelude::*;

use crate::schema::empty;

/// The statements that put a connection into each mode in which literals are read differently.
fn modes(database: &TestDatabase) -> &'static [&'static str] {
    match database.kind().name() {
        "sqlite" => &["SELECT 1"],
        "postgres" => &[
            "SET standard_conforming_strings = on",
            "SET standard_conforming_strings = off",
        ],
        _ => &[
            "SET SESSION sql_mode = 'STRICT_ALL_TABLES'",
            "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES'",
            "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ANSI_QUOTES'",
            "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES,ANSI_QUOTES'",
        ],
    }
}

fn sql(conn: &Connection, statement: &impl alchemy::sql::Statement) -> String {
    statement
        .to_sql_with_literals(conn.engine().dialect())
        .unwrap()
}

fn text_value() -> impl Strategy<Value = String> {
    let nasty = "'\"`\\%_;-/*?:$#@{}\n\r\t\u{1a}\u{8}aZ é名😀"
        .chars()
        .collect::<Vec<_>>();
    let nasty = proptest::sample::select(nasty);
    let any = proptest::char::any().prop_filter("a text has no NUL", |char| *char != '\0');
    proptest::collection::vec(prop_oneof![3 => nasty, 1 => any], 0..16).prop_map(String::from_iter)
}

#[test]
fn texts_are_read_as_they_were(database: &TestDatabase) {
    let conn = RefCell::new(empty(database));
    let texts = [(); 8].map(|()| text_value());
    for mode in modes(database) {
        conn.borrow_mut().execute_script(mode).unwrap();
        check(75, &texts, |[a, b, c, d, e, f, g, h]| {
            let conn = &mut *conn.borrow_mut();
            let one = |text: &String| literal(text.clone());
            let statement = select((
                one(&a),
                one(&b),
                one(&c),
                one(&d),
                one(&e),
                one(&f),
                one(&g),
                one(&h),
            ));
            let sql = sql(conn, &statement);
            type Row = (
                String,
                String,
                String,
                String,
                String,
                String,
                String,
                String,
            );
            let row = conn.one(text(sql.clone()).columns::<Row>());
            let row =
                row.map_err(|error| TestCaseError::fail(format!("{mode}: {sql}: {error}")))?;
            prop_assert_eq!(row, (a, b, c, d, e, f, g, h), "{}: {}", mode, sql);
            Ok(())
        });
    }
}

#[test]
fn bytes_are_read_as_they_were(database: &TestDatabase) {
    let conn = RefCell::new(empty(database));
    let bytes = proptest::collection::vec(any::<u8>(), 0..40);
    for mode in modes(database) {
        conn.borrow_mut().execute_script(mode).unwrap();
        check(60, &bytes, |bytes| {
            let conn = &mut *conn.borrow_mut();
            let sql = sql(conn, &select(literal(bytes.clone())));
            prop_assert_eq!(conn.one(text(sql).columns::<Vec<u8>>()).unwrap(), bytes);
            Ok(())
        });
    }
}

/// Whether the literal of a value is the value, bound.
fn is_itself<T: ColumnValue + alchemy::sql::Row>(conn: &mut Connection, value: T) -> bool {
    let literal = sql(conn, &select(literal(value.clone())));
    let literal = literal.trim_start_matches("SELECT ");
    let statement = text(format!("SELECT {literal} = :value")).bind("value", value);
    conn.one(statement.columns::<bool>()).unwrap()
}

#[test]
fn numbers_are_read_as_they_were(database: &TestDatabase) {
    let conn = RefCell::new(empty(database));
    let numbers = (
        any::<i64>(),
        any::<f64>(),
        any::<bool>(),
        any::<(i64, u8)>(),
    );
    check(150, &numbers, |(int, float, flag, (digits, scale))| {
        let conn = &mut *conn.borrow_mut();
        prop_assert!(is_itself(conn, int), "{int}");
        prop_assert!(is_itself(conn, float), "{float:?}");
        prop_assert!(is_itself(conn, flag), "{flag}");
        let decimal =
            rust_decimal::Decimal::new(digits % 1_000_000_000_000, 1 + u32::from(scale % 5));
        prop_assert!(is_itself(conn, decimal), "{decimal}");
        Ok(())
    });
    let conn = &mut *conn.borrow_mut();
    for int in [0, -1, i64::MAX, i64::MIN] {
        assert!(is_itself(conn, int), "{int}");
    }
}

#[test]
fn what_has_no_literal_is_refused(database: &TestDatabase) {
    let conn = empty(database);
    let dialect = conn.engine().dialect();
    let nul = select(literal("a\0b")).to_sql_with_literals(dialect);
    // MySQL alone has texts with a NUL character.
    match database.kind().name() {
        "sqlite" | "postgres" => {
            assert_eq!(nul.unwrap_err().kind(), ErrorKind::Compile);
        }
        _ => assert!(nul.is_ok()),
    }
}

#[test]
fn documents_are_read_as_they_were(database: &TestDatabase) {
    let conn = RefCell::new(empty(database));
    for mode in modes(database) {
        conn.borrow_mut().execute_script(mode).unwrap();
        check(40, &text_value(), |string| {
            let conn = &mut *conn.borrow_mut();
            let document = serde_json::json!({ "text": string, "list": [1, null, true] });
            let sql = sql(conn, &select(literal(document.clone())));
            let found = conn.one(text(sql.clone()).columns::<serde_json::Value>());
            let found =
                found.map_err(|error| TestCaseError::fail(format!("{mode}: {sql}: {error}")))?;
            prop_assert_eq!(found, document, "{}: {}", mode, sql);
            Ok(())
        });
    }
}

#[test(on("postgres"))]
fn arrays_of_texts_are_read_as_they_were(database: &TestDatabase) {
    let conn = RefCell::new(empty(database));
    let texts = proptest::collection::vec(text_value(), 0..4);
    for mode in modes(database) {
        conn.borrow_mut().execute_script(mode).unwrap();
        check(60, &texts, |texts| {
            let conn = &mut *conn.borrow_mut();
            let sql = sql(conn, &select(literal(texts.clone())));
            let found = conn.one(text(sql.clone()).columns::<Vec<String>>());
            let found =
                found.map_err(|error| TestCaseError::fail(format!("{mode}: {sql}: {error}")))?;
            prop_assert_eq!(found, texts, "{}: {}", mode, sql);
            Ok(())
        });
    }
}
