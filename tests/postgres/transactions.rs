//! Transactions: what the driver says of them is what the server says.

use alchemy::ErrorKind;
use alchemy::driver::DriverConnection;
use alchemy::sql::text;
use alchemy::types::Value;
use alchemy_test_support::TestDatabase;

use crate::bare::{connect, value};

/// Whether the server is in a transaction: outside of one, the transaction's time is that of the
/// statement; a failed one refuses everything.
fn really(connection: &mut dyn DriverConnection) -> bool {
    match connection.execute_script("SAVEPOINT really; RELEASE SAVEPOINT really") {
        Ok(()) => true,
        Err(fault) => fault.code.as_deref() == Some("25P02"),
    }
}

#[test]
fn the_state_is_the_servers(database: &TestDatabase) {
    let scripts = [
        "SELECT 1",
        "BEGIN",
        "begin; select 1",
        "BEGIN; COMMIT",
        "BEGIN; SELECT 1; ROLLBACK; SELECT 2",
        "BEGIN; SELECT 1 / 0",
        "START TRANSACTION READ ONLY",
        "-- BEGIN\nSELECT 1",
        "/* x */ BEGIN",
        "BEGIN; COMMIT AND CHAIN",
        "BEGIN; SAVEPOINT a; SELECT 1; ROLLBACK TO a",
        "BEGIN; SAVEPOINT a; ROLLBACK TO a; END",
        "DO $$ BEGIN PERFORM 1; END $$",
        "SELECT 'BEGIN; COMMIT'",
        "SELECT 1 / 0",
        "COMMIT",
        "ROLLBACK",
    ];
    for before in ["", "BEGIN", "BEGIN; SELECT 1 / 0"] {
        for sql in scripts {
            let mut connection = connect(database);
            let _ = connection.execute_script(before);
            let _ = connection.execute_script(sql);
            let said = connection.in_transaction();
            assert_eq!(said, really(&mut *connection), "{before:?} {sql:?}");
        }
    }
    for sql in scripts.iter().filter(|sql| !sql.contains(';')) {
        let mut connection = connect(database);
        let _ = connection.execute(sql, &[]);
        let said = connection.in_transaction();
        assert_eq!(said, really(&mut *connection), "{sql:?}");
    }
}

#[test]
fn a_commit_that_rolls_back_is_told(database: &TestDatabase) {
    let mut connection = connect(database);
    connection.execute_script("CREATE TABLE t (x int)").unwrap();
    connection.execute_script("BEGIN").unwrap();
    connection.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
    connection.execute("SELECT 1 / 0", &[]).unwrap_err();
    let fault = connection.execute("SELECT 1", &[]).unwrap_err();
    assert_eq!(fault.kind, ErrorKind::InvalidRequest);
    assert!(connection.in_transaction());
    let fault = connection.execute_script("COMMIT").unwrap_err();
    assert_eq!(fault.code.as_deref(), Some("25P02"));
    assert!(!connection.in_transaction() && !connection.is_broken());
    assert_eq!(
        value(&mut *connection, "SELECT count(*) FROM t", &[]),
        Value::Int(0)
    );
}

#[test]
fn savepoints(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TABLE t (x int PRIMARY KEY)"))
        .unwrap();
    conn.execute(text("INSERT INTO t VALUES (1)")).unwrap();
    let error = conn
        .savepoint(|conn| {
            conn.execute(text("INSERT INTO t VALUES (2)"))?;
            conn.execute(text("INSERT INTO t VALUES (1)"))
        })
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    conn.savepoint(|conn| conn.execute(text("INSERT INTO t VALUES (3)")))
        .unwrap();
    conn.commit().unwrap();
    let found: Vec<i32> = conn
        .all(text("SELECT x FROM t ORDER BY x").columns())
        .unwrap();
    assert_eq!(found, [1, 3]);
}

#[test]
fn engine(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    engine
        .execute_script("CREATE TABLE t (x int PRIMARY KEY)")
        .unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute(text("INSERT INTO t VALUES (1)")).unwrap();
    let error = conn.execute(text("INSERT INTO t VALUES (1)")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    // The failed transaction can't be committed, and says so; the next one can.
    let error = conn.commit().unwrap_err();
    assert_eq!(error.code(), Some("25P02"), "{error}");
    conn.execute(text("INSERT INTO t VALUES (2)")).unwrap();
    conn.commit().unwrap();
    conn.execute(text("INSERT INTO t VALUES (2)")).unwrap_err();
    conn.rollback().unwrap();
    let found: Vec<i32> = conn.all(text("SELECT x FROM t").columns()).unwrap();
    assert_eq!(found, [2]);
    drop(conn);
    // What is written by hand may end the transaction.
    let mut conn = engine.connect().unwrap();
    conn.execute(text("INSERT INTO t VALUES (3)")).unwrap();
    conn.execute(text("ROLLBACK")).unwrap();
    assert!(!conn.in_transaction());
    let result = engine.transaction(|conn| {
        conn.execute(text("INSERT INTO t VALUES (4)"))?;
        conn.execute(text("SELECT 1 / 0"))
    });
    assert_eq!(result.unwrap_err().kind(), ErrorKind::InvalidValue);
    let found: Vec<i32> = conn.all(text("SELECT x FROM t").columns()).unwrap();
    assert_eq!(found, [2]);
}

#[test]
fn deferred_constraints(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    engine
        .execute_script(
            "CREATE TABLE p (id int PRIMARY KEY);
             CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)",
        )
        .unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute(text("INSERT INTO c VALUES (1)")).unwrap();
    let error = conn.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
    assert!(!conn.in_transaction());
    conn.execute(text("INSERT INTO p VALUES (1)")).unwrap();
    conn.commit().unwrap();
}
