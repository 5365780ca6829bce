//! Every kind of error, from its code.

use std::thread;
use std::time::{Duration, Instant};

use alchemy::ErrorKind;
use alchemy::driver::{DriverConnection, Fault};
use alchemy::types::Value;
use alchemy_test_support::TestDatabase;

use crate::bare::{connect, connect_with, value};

const TABLES: &str = "
    CREATE TABLE parents (id int PRIMARY KEY, name text UNIQUE, age int CHECK (age > 0));
    CREATE TABLE children (parent_id int NOT NULL REFERENCES parents, at tsrange,
        CONSTRAINT apart EXCLUDE USING gist (at WITH &&));
    INSERT INTO parents VALUES (1, 'a', 1);
    INSERT INTO children VALUES (1, '[2020-01-01, 2021-01-01)');";

fn fails(connection: &mut dyn DriverConnection, sql: &str) -> Fault {
    connection.execute(sql, &[]).unwrap_err()
}

#[test]
fn kinds_come_from_codes(database: &TestDatabase) {
    let mut connection = connect(database);
    connection.execute_script(TABLES).unwrap();
    let table = [
        (
            "INSERT INTO parents VALUES (1)",
            ErrorKind::UniqueViolation,
            "23505",
        ),
        (
            "INSERT INTO parents VALUES (2, 'a')",
            ErrorKind::UniqueViolation,
            "23505",
        ),
        (
            "INSERT INTO children VALUES (9)",
            ErrorKind::ForeignKeyViolation,
            "23503",
        ),
        (
            "DELETE FROM parents",
            ErrorKind::ForeignKeyViolation,
            "23503",
        ),
        (
            "INSERT INTO children VALUES (NULL)",
            ErrorKind::NotNullViolation,
            "23502",
        ),
        (
            "UPDATE parents SET age = 0",
            ErrorKind::CheckViolation,
            "23514",
        ),
        (
            "INSERT INTO children VALUES (1, '[2020-06-01, 2020-07-01)')",
            ErrorKind::IntegrityViolation,
            "23P01",
        ),
        ("SELECT 1 / 0", ErrorKind::InvalidValue, "22012"),
        ("SELECT 'x'::int", ErrorKind::InvalidValue, "22P02"),
        (
            "SELECT 'long'::char(2)::varchar(2)::int",
            ErrorKind::InvalidValue,
            "22P02",
        ),
        ("SELECT 3000000000::int", ErrorKind::InvalidValue, "22003"),
        ("SELEC 1", ErrorKind::Statement, "42601"),
        ("SELECT * FROM missing", ErrorKind::Statement, "42P01"),
        ("SELECT missing FROM parents", ErrorKind::Statement, "42703"),
        ("SELECT missing()", ErrorKind::Statement, "42883"),
        (
            "CREATE TABLE parents (x int)",
            ErrorKind::Statement,
            "42P07",
        ),
        ("SELECT lo_get(1)", ErrorKind::Statement, "42704"),
        ("COMMIT PREPARED 'x'", ErrorKind::Statement, "42704"),
        (
            "ROLLBACK TO SAVEPOINT x",
            ErrorKind::InvalidRequest,
            "25P01",
        ),
        ("CREATE DATABASE template0", ErrorKind::Statement, "42P04"),
        (
            "SET transaction_read_only = 'maybe'",
            ErrorKind::InvalidValue,
            "22023",
        ),
        (
            "DO $$ BEGIN RAISE EXCEPTION 'no'; END $$",
            ErrorKind::Statement,
            "P0001",
        ),
    ];
    for (sql, kind, code) in table {
        let fault = fails(&mut *connection, sql);
        assert_eq!(fault.code.as_deref(), Some(code), "{sql}: {fault}");
        assert_eq!(fault.kind, kind, "{sql}: {fault}");
        assert!(
            !connection.is_broken() && !connection.in_transaction(),
            "{sql}"
        );
    }
    let fault = fails(&mut *connection, "INSERT INTO parents VALUES (2, 'a')");
    assert_eq!(fault.constraint.as_deref(), Some("parents_name_key"));
    assert_eq!(fault.table.as_deref(), Some("parents"));
    let fault = fails(&mut *connection, "INSERT INTO children VALUES (NULL)");
    assert_eq!(fault.column.as_deref(), Some("parent_id"));
    assert_eq!(fault.table.as_deref(), Some("children"));
    let fault = fails(&mut *connection, "SELECT 1; SELECT\0 2");
    assert_eq!(fault.kind, ErrorKind::Statement);
    connection
        .execute_script("SET default_transaction_read_only = on")
        .unwrap();
    assert_eq!(
        fails(&mut *connection, "DELETE FROM parents").kind,
        ErrorKind::Operational
    );
}

#[test]
fn language_changes_nothing(database: &TestDatabase) {
    let mut connection = connect(database);
    // Refused where the server was installed without translations.
    let _ = connection.execute_script("SET lc_messages = 'de_DE.UTF-8'");
    assert_eq!(
        fails(&mut *connection, "SELECT * FROM missing").kind,
        ErrorKind::Statement
    );
}

#[test]
fn locks_and_timeouts(database: &TestDatabase) {
    let mut holder = connect(database);
    holder.execute_script(TABLES).unwrap();
    holder
        .execute_script("BEGIN; UPDATE parents SET age = 2")
        .unwrap();
    assert!(holder.in_transaction());
    let mut other = connect_with(database, "statement_timeout=50");
    let fault = fails(&mut *other, "UPDATE parents SET age = 3");
    assert_eq!(fault.kind, ErrorKind::Timeout, "{fault}");
    let mut other = connect_with(database, "lock_timeout=50");
    let fault = fails(&mut *other, "UPDATE parents SET age = 3");
    assert_eq!(fault.kind, ErrorKind::Locked, "{fault}");
    let fault = fails(&mut *other, "SELECT * FROM parents FOR UPDATE NOWAIT");
    assert_eq!(fault.kind, ErrorKind::Locked, "{fault}");
    assert_eq!(other.execute("SELECT 1", &[]).unwrap(), 1);
}

#[test]
fn deadlock(database: &TestDatabase) {
    let mut first = connect(database);
    first
        .execute_script("CREATE TABLE t (id int, x int); INSERT INTO t VALUES (1, 0), (2, 0)")
        .unwrap();
    let mut second = connect(database);
    for connection in [&mut first, &mut second] {
        connection
            .execute_script("SET deadlock_timeout = '20ms'; BEGIN")
            .unwrap();
    }
    first
        .execute("UPDATE t SET x = 1 WHERE id = 1", &[])
        .unwrap();
    second
        .execute("UPDATE t SET x = 1 WHERE id = 2", &[])
        .unwrap();
    let kinds = thread::scope(|scope| {
        let waiting = scope.spawn(|| first.execute("UPDATE t SET x = 1 WHERE id = 2", &[]));
        let here = second.execute("UPDATE t SET x = 1 WHERE id = 1", &[]);
        if here.is_err() {
            second.execute_script("ROLLBACK").unwrap();
        }
        [here, waiting.join().unwrap()]
    });
    let failed: Vec<ErrorKind> = kinds
        .into_iter()
        .filter_map(|result| Some(result.err()?.kind))
        .collect();
    assert_eq!(failed, [ErrorKind::Deadlock]);
}

#[test]
fn serialization(database: &TestDatabase) {
    let mut first = connect(database);
    first
        .execute_script("CREATE TABLE t (x int); INSERT INTO t VALUES (0)")
        .unwrap();
    let mut second = connect(database);
    for connection in [&mut first, &mut second] {
        connection
            .execute_script("BEGIN ISOLATION LEVEL REPEATABLE READ")
            .unwrap();
        connection.execute("SELECT * FROM t", &[]).unwrap();
    }
    first.execute("UPDATE t SET x = 1", &[]).unwrap();
    first.execute_script("COMMIT").unwrap();
    let fault = fails(&mut *second, "UPDATE t SET x = 2");
    assert_eq!(fault.kind, ErrorKind::SerializationFailure, "{fault}");
}

#[test]
fn the_connection_is_ended(database: &TestDatabase) {
    let mut boss = connect(database);
    let mut victim = connect(database);
    let pid = value(&mut *victim, "SELECT pg_backend_pid()", &[]);
    boss.execute("SELECT pg_terminate_backend($1)", &[&pid])
        .unwrap();
    let gone = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1";
    let deadline = Instant::now() + Duration::from_secs(10);
    while value(&mut *boss, gone, &[&pid]) != Value::Int(0) {
        assert!(Instant::now() < deadline);
    }
    let fault = fails(&mut *victim, "SELECT 1");
    assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault}");
    assert!(victim.is_broken() && !victim.in_transaction());
    assert_eq!(
        fails(&mut *victim, "SELECT 1").kind,
        ErrorKind::Disconnected
    );
    assert!(victim.ping().is_err());

    // Through the engine: the pool replaces it.
    let engine = database.engine().unwrap();
    let mut conn = engine.connect().unwrap();
    let pid: i32 = conn
        .one(alchemy::sql::text("SELECT pg_backend_pid()").columns())
        .unwrap();
    boss.execute(
        "SELECT pg_terminate_backend($1)",
        &[&Value::Int(pid.into())],
    )
    .unwrap();
    let error = conn
        .one(alchemy::sql::text("SELECT pg_sleep(10)::text").columns::<String>())
        .unwrap_err();
    assert!(error.is_disconnect() && conn.is_broken(), "{error}");
    drop(conn);
    let mut conn = engine.connect().unwrap();
    let other: i32 = conn
        .one(alchemy::sql::text("SELECT pg_backend_pid()").columns())
        .unwrap();
    assert_ne!(pid, other);
}
