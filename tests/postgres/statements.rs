//! Prepared statements: kept, bounded, healed.

use alchemy::ErrorKind;
use alchemy::types::Value;
use alchemy_test_support::TestDatabase;

use crate::bare::{connect, connect_with, text, value, values};

#[test]
fn the_cache_is_bounded(database: &TestDatabase) {
    let mut connection = connect_with(database, "statement_cache=8");
    for n in 0..200 {
        value(&mut *connection, &format!("SELECT {n}"), &[]);
    }
    let count = "SELECT count(*) FROM pg_prepared_statements";
    let Value::Int(kept) = value(&mut *connection, count, &[]) else {
        panic!("no count")
    };
    assert!(kept <= 8, "{kept}");
    for _ in 0..3 {
        value(&mut *connection, "SELECT 199", &[]);
    }
    let often = "SELECT generic_plans + custom_plans FROM pg_prepared_statements \
                 WHERE statement = 'SELECT 199'";
    assert_eq!(value(&mut *connection, often, &[]), Value::Int(4));
}

#[test]
fn without_a_cache_nothing_is_prepared(database: &TestDatabase) {
    let mut connection = connect_with(database, "statement_cache=0");
    for n in 0..20 {
        let bind = Value::Int(n);
        let found = value(&mut *connection, "SELECT $1::bigint", &[&bind]);
        assert_eq!(found, bind);
    }
    let sql = "SELECT statement FROM pg_prepared_statements";
    assert_eq!(values(&mut *connection, sql, &[]), []);
    connection.execute_script("BEGIN").unwrap();
    let mut cursor = connection
        .cursor("SELECT generate_series(1, $1::int)", &[&Value::Int(3)])
        .unwrap();
    let mut rows = 0;
    while cursor.next().unwrap().is_some() {
        rows += 1;
    }
    assert_eq!(rows, 3);
}

#[test]
fn a_changed_table_is_noticed(database: &TestDatabase) {
    let mut connection = connect(database);
    connection
        .execute_script("CREATE TABLE t (x int); INSERT INTO t VALUES (1)")
        .unwrap();
    let sql = "SELECT * FROM t";
    assert_eq!(values(&mut *connection, sql, &[]), [Value::Int(1)]);
    let mut other = connect(database);
    other
        .execute_script("ALTER TABLE t ADD y int DEFAULT 2")
        .unwrap();
    assert_eq!(
        values(&mut *connection, sql, &[]),
        [Value::Int(1), Value::Int(2)]
    );
    let update = "UPDATE t SET x = $1";
    connection.execute(update, &[&Value::Int(1)]).unwrap();
    other
        .execute_script("ALTER TABLE t ALTER x TYPE text")
        .unwrap();
    connection.execute(update, &[&text("one")]).unwrap();
    other
        .execute_script("ALTER TABLE t ALTER x TYPE int USING 1")
        .unwrap();
    // In a transaction it is an error, once.
    connection.execute_script("BEGIN").unwrap();
    other
        .execute_script("ALTER TABLE t ADD z int DEFAULT 3")
        .unwrap();
    let fault = connection.execute(sql, &[]).unwrap_err();
    assert_eq!(fault.kind, ErrorKind::Statement, "{fault}");
    connection.execute_script("ROLLBACK; BEGIN").unwrap();
    assert_eq!(values(&mut *connection, sql, &[]).len(), 3);
}

#[test]
fn what_the_server_forgot_is_prepared_again(database: &TestDatabase) {
    let mut connection = connect(database);
    for _ in 0..3 {
        assert_eq!(value(&mut *connection, "SELECT 1", &[]), Value::Int(1));
        connection.execute_script("DISCARD ALL").unwrap();
    }
}
