//! Cursors: one row after the other, and the memory of a few.

use std::env;
use std::process::Command;

use alchemy::ErrorKind;
use alchemy::driver::Next;
use alchemy::sql::text as sql_text;
use alchemy::types::Value;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::servers::Suite;

use crate::bare::{connect, value};
use crate::memory::{peak, reset_peak};

pub(crate) fn tests(suite: Suite) -> Suite {
    suite
        .test("cursors::a_million_rows", a_million_rows)
        .test(
            "cursors::many_rows_without_a_transaction",
            many_rows_without,
        )
        .test("cursors::dropped_half_way", dropped_half_way)
        .test("cursors::failing_half_way", failing_half_way)
        .test("cursors::what_writes", what_writes)
        .test("cursors::through_the_engine", through_the_engine)
        .test("cursors::callbacks_that_stop", callbacks_that_stop)
}

/// Runs a test in a process of its own, where nothing else takes memory.
fn alone(database: &TestDatabase, test: &str, run: fn(&TestDatabase)) {
    const MARK: &str = "ALCHEMY_TEST_ALONE";
    if env::var_os(MARK).is_some() {
        return run(database);
    }
    let done = Command::new(env::current_exe().unwrap())
        .args(["--exact", &format!("postgres::{test}")])
        .env(MARK, "1")
        .env("ALCHEMY_TEST_POSTGRES_URL", database.server().url())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && said.contains("1 passed"), "{said}");
}

fn flat(database: &TestDatabase, begin: &str, rows: i64) {
    let sql = format!("SELECT x, repeat('x', 50) FROM generate_series(1, {rows}) AS g (x)");
    let mut connection = connect(database);
    connection.execute_script(begin).unwrap();
    // What the server sends first.
    value(&mut *connection, "SELECT repeat('x', 100000)", &[]);
    reset_peak();
    let before = peak();
    let mut cursor = connection.cursor(&sql, &[]).unwrap();
    let mut sum = 0;
    while let Some(row) = cursor.next().unwrap() {
        let Value::Int(x) = row.get(0).unwrap().to_value() else {
            panic!("no integer")
        };
        sum += x;
    }
    drop(cursor);
    assert_eq!(sum, rows * (rows + 1) / 2);
    let more = peak().saturating_sub(before);
    assert!(more < 8 * 1024 * 1024, "{more} bytes more");
    connection.execute_script("ROLLBACK").unwrap();
}

fn a_million_rows(database: &TestDatabase) {
    alone(database, "cursors::a_million_rows", |database| {
        flat(database, "BEGIN", 1_000_000);
    });
}

fn many_rows_without(database: &TestDatabase) {
    let test = "cursors::many_rows_without_a_transaction";
    alone(database, test, |database| flat(database, "", 200_000));
}

fn dropped_half_way(database: &TestDatabase) {
    let mut connection = connect(database);
    for begin in ["BEGIN", ""] {
        connection.execute_script(begin).unwrap();
        for rows in [0, 1, 16, 17, 500] {
            let limit = Value::Int(50_000);
            let mut cursor = connection
                .cursor("SELECT generate_series(1, $1::int)", &[&limit])
                .unwrap();
            for expected in 1..=rows {
                let row = cursor.next().unwrap().unwrap();
                assert_eq!(row.get(0).unwrap().to_value(), Value::Int(expected));
            }
            drop(cursor);
            assert_eq!(value(&mut *connection, "SELECT 7", &[]), Value::Int(7));
        }
        let open = value(
            &mut *connection,
            "SELECT count(*) FROM pg_cursors WHERE name <> ''",
            &[],
        );
        assert_eq!(open, Value::Int(0));
        connection.execute_script("ROLLBACK").unwrap();
    }
}

fn failing_half_way(database: &TestDatabase) {
    let mut connection = connect(database);
    for begin in ["", "BEGIN"] {
        connection.execute_script(begin).unwrap();
        let sql = "SELECT 1 / (100 - x) FROM generate_series(1, 1000) AS g (x)";
        let mut cursor = connection.cursor(sql, &[]).unwrap();
        let mut rows = 0;
        let fault = loop {
            match cursor.next() {
                Ok(Some(_)) => rows += 1,
                Ok(None) => panic!("no failure"),
                Err(fault) => break fault,
            }
        };
        // A batch that fails gives none of its rows.
        assert!(rows <= 99, "{rows}");
        assert_eq!(fault.kind, ErrorKind::InvalidValue, "{fault}");
        assert!(cursor.next().unwrap().is_none());
        drop(cursor);
        assert_eq!(connection.in_transaction(), !begin.is_empty());
        connection.execute_script("ROLLBACK").unwrap();
        // What is wrong with the statement is told at once.
        connection.execute_script(begin).unwrap();
        let fault = connection.cursor("SELECT missing", &[]).err().unwrap();
        assert_eq!(fault.kind, ErrorKind::Statement);
        assert_eq!(connection.in_transaction(), !begin.is_empty());
        connection.execute_script("ROLLBACK").unwrap();
    }
}

fn what_writes(database: &TestDatabase) {
    let mut connection = connect(database);
    connection
        .execute_script("CREATE TABLE t (x int UNIQUE)")
        .unwrap();
    connection.execute_script("BEGIN").unwrap();
    let sql = "INSERT INTO t SELECT generate_series(1, 5000) RETURNING x";
    let mut cursor = connection.cursor(sql, &[]).unwrap();
    assert!(cursor.next().unwrap().is_some());
    drop(cursor);
    assert_eq!(
        value(&mut *connection, "SELECT count(*) FROM t", &[]),
        Value::Int(5000)
    );
    // A failure after the row that was read is not lost.
    let sql = "INSERT INTO t SELECT x FROM generate_series(10000, 0, -1) AS g (x) RETURNING x";
    if let Ok(cursor) = connection.cursor(sql, &[]) {
        drop(cursor);
    }
    assert_eq!(
        connection
            .execute_script("COMMIT")
            .unwrap_err()
            .code
            .as_deref(),
        Some("25P02")
    );
}

fn through_the_engine(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    let mut conn = engine.connect().unwrap();
    let query = || sql_text("SELECT generate_series(1, 3000)::bigint").columns::<i64>();
    let found: Vec<i64> = conn.iter(query()).unwrap().map(Result::unwrap).collect();
    assert!(found.into_iter().eq(1..=3000));
    let few: Vec<i64> = conn
        .iter(query())
        .unwrap()
        .take(2)
        .map(Result::unwrap)
        .collect();
    assert_eq!(few, [1, 2]);
    let one: i64 = conn.one(sql_text("SELECT 1::bigint").columns()).unwrap();
    assert_eq!(one, 1);
    conn.commit().unwrap();
}

fn callbacks_that_stop(database: &TestDatabase) {
    let mut connection = connect(database);
    connection.execute_script("CREATE TABLE t (x int)").unwrap();
    let sql = "INSERT INTO t SELECT generate_series(1, 5000) RETURNING x";
    let rows = connection.query(sql, &[], &mut |_| Ok(Next::Stop)).unwrap();
    assert_eq!(rows, 1);
    assert_eq!(
        value(&mut *connection, "SELECT count(*) FROM t", &[]),
        Value::Int(5000)
    );
}
