//! Cursors: one row after the other, and the memory of a few.

use alchemy::ErrorKind;
use alchemy::driver::Next;
use alchemy::sql::text as sql_text;
use alchemy::types::Value;
use alchemy_test_support::{TestDatabase, forget_peak_memory, in_own_process, peak_memory};

use crate::bare::{connect, value};

fn flat(database: &TestDatabase, begin: &str, rows: i64) {
    let sql = format!("SELECT x, repeat('x', 50) FROM generate_series(1, {rows}) AS g (x)");
    let mut connection = connect(database);
    connection.execute_script(begin).unwrap();
    // What the server sends first.
    value(&mut *connection, "SELECT repeat('x', 100000)", &[]);
    forget_peak_memory();
    let before = peak_memory();
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
    let more = peak_memory().unwrap().saturating_sub(before.unwrap());
    assert!(more < 8 * 1024 * 1024, "{more} bytes more");
    connection.execute_script("ROLLBACK").unwrap();
}

#[test]
fn a_million_rows(database: &TestDatabase) {
    in_own_process(database, "cursors::a_million_rows", |database| {
        flat(database, "BEGIN", 1_000_000);
    });
}

#[test]
fn many_rows_without_a_transaction(database: &TestDatabase) {
    let test = "cursors::many_rows_without_a_transaction";
    in_own_process(database, test, |database| flat(database, "", 200_000));
}

#[test]
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

#[test]
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

#[test]
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

#[test]
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

#[test]
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
