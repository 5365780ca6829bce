//! Whether a transaction is open is the server's to say, whatever happened.

use std::sync::Barrier;
use std::thread;

use alchemy::engine::{Connection, Engine};
use alchemy::sql::text;
use alchemy::{Error, ErrorKind, Result};
use alchemy_test_support::{DatabaseKind, TestDatabase};

use crate::{engine_with, is_mysql, number};

/// Whether the server has a transaction open, asked without our own books.
fn really_open(conn: &mut Connection, database: &TestDatabase) -> bool {
    // What was written before is there only as long as the transaction is.
    match database.kind() {
        DatabaseKind::Sqlite => conn.execute_script("BEGIN").is_err(),
        DatabaseKind::POSTGRES => match conn.execute_script("SAVEPOINT really") {
            Ok(()) => true,
            Err(error) => error.code() == Some("25P02"),
        },
        DatabaseKind::MARIADB => {
            let sql = "SELECT @@in_transaction";
            conn.one(text(sql).columns::<i64>()).is_ok_and(|it| it == 1)
        }
        _ => conn
            .execute_script("SET TRANSACTION READ WRITE")
            .is_err_and(|error| error.code().is_some_and(|it| it.contains("1568"))),
    }
}

/// Scripts of statements, some of which fail.
const SCRIPTS: &[&[&str]] = &[
    &["INSERT INTO t VALUES (2)"],
    &["INSERT INTO t VALUES (1)"],
    &["INSERT INTO t VALUES (2)", "INSERT INTO t VALUES (2)"],
    &["SELECT * FROM nowhere"],
    &["SELEC 1"],
    &[
        "INSERT INTO t VALUES (2)",
        "SELEC 1",
        "INSERT INTO t VALUES (3)",
    ],
    &["INSERT INTO t VALUES (NULL)"],
    &["INSERT INTO t VALUES (-1)"],
    &["INSERT INTO c VALUES (77)"],
    &["DELETE FROM t"],
    &["UPDATE t SET n = 1"],
    &["COMMIT"],
    &["ROLLBACK"],
    &["INSERT INTO t VALUES (2)", "COMMIT"],
    &["INSERT INTO t VALUES (2)", "ROLLBACK"],
    &["COMMIT", "COMMIT"],
    &["ROLLBACK", "ROLLBACK"],
    &["INSERT INTO t VALUES (1)", "COMMIT"],
    &["INSERT INTO t VALUES (1)", "ROLLBACK"],
    &["INSERT INTO t VALUES (1)", "ROLLBACK", "SELECT 1"],
    &["SAVEPOINT a"],
    &["SAVEPOINT a", "INSERT INTO t VALUES (1)"],
    &[
        "SAVEPOINT a",
        "INSERT INTO t VALUES (1)",
        "ROLLBACK TO SAVEPOINT a",
    ],
    &["SAVEPOINT a", "RELEASE SAVEPOINT a"],
    &["RELEASE SAVEPOINT nothing"],
    &["ROLLBACK TO SAVEPOINT nothing"],
    &["SAVEPOINT a", "COMMIT"],
    &["SAVEPOINT a", "ROLLBACK", "INSERT INTO t VALUES (5)"],
    &["BEGIN"],
    &["CREATE TABLE t (n INT)"],
    &["CREATE TABLE d (n INT)"],
    &["DROP TABLE nowhere"],
    &["COMMIT", "CREATE TABLE d (n INT)"],
    &["COMMIT", "BEGIN", "INSERT INTO t VALUES (1)"],
    &["INSERT INTO t VALUES (1 / 0)"],
    &["SELECT 1", "SELECT nothing"],
];

#[test(concurrent)]
fn our_depth_is_the_servers(database: &TestDatabase) {
    assert!(SCRIPTS.len() >= 30);
    let engine = engine_with(database, "pool_size=1");
    let mut open_after = 0;
    for script in SCRIPTS {
        let setup = "DROP TABLE IF EXISTS d; DROP TABLE IF EXISTS c; DROP TABLE IF EXISTS t; \
                     CREATE TABLE t (n INT NOT NULL PRIMARY KEY CHECK (n >= 0)); \
                     CREATE TABLE c (n INT NOT NULL, FOREIGN KEY (n) REFERENCES t (n)); \
                     INSERT INTO t VALUES (1)";
        engine.execute_script(setup).unwrap();
        let mut conn = engine.connect().unwrap();
        conn.execute(text("SELECT * FROM t")).unwrap();
        for sql in *script {
            // Failing is what they are for.
            let _ = conn.execute(text(*sql));
        }
        let ours = conn.in_transaction();
        // A connection that says that its transaction was ended has none on the server.
        let ended = ours
            && conn
                .execute(text("SELECT 1"))
                .is_err_and(|error| error.kind() == ErrorKind::InvalidRequest);
        if ended {
            conn.rollback().unwrap();
            assert!(!conn.in_transaction(), "{script:?}");
            continue;
        }
        if ours {
            open_after += 1;
            assert!(really_open(&mut conn, database), "{script:?}");
        } else {
            // None of ours; a statement begins one, and a rollback ends it.
            assert_eq!(number(&mut conn, "SELECT 1"), 1, "{script:?}");
            assert!(conn.in_transaction(), "{script:?}");
        }
        conn.rollback().unwrap();
        assert!(!conn.in_transaction(), "{script:?}");
        // And a new one works, and commits.
        conn.transaction(|conn| conn.execute(text("INSERT INTO t VALUES (900)")))
            .unwrap_or_else(|error| panic!("{script:?}: {error}"));
        let count = number(&mut conn, "SELECT count(*) FROM t WHERE n = 900");
        assert_eq!(count, 1, "{script:?}");
    }
    let all = SCRIPTS.len();
    println!(
        "{}: {all} scripts, {open_after} leave a transaction",
        database.kind().name()
    );
}

fn accounts(database: &TestDatabase) -> Engine {
    let engine = engine_with(database, "pool_size=4");
    engine
        .execute_script(
            "CREATE TABLE a (id INT NOT NULL PRIMARY KEY, n INT NOT NULL); \
             INSERT INTO a VALUES (1, 0), (2, 0), (3, 0)",
        )
        .unwrap();
    engine
}

fn add(conn: &mut Connection, id: i64) -> Result<()> {
    let sql = text("UPDATE a SET n = n + 1 WHERE id = :id");
    conn.execute(sql.bind("id", id)).map(drop)
}

/// A lock that is waited for in vain ends the statement, a deadlock the transaction.
#[test(on("mysql", "mariadb"))]
fn a_lock_timeout_ends_the_statement_alone(database: &TestDatabase) {
    assert!(is_mysql(database));
    let engine = accounts(database);
    let mut holder = engine.connect().unwrap();
    add(&mut holder, 1).unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute_script("SET innodb_lock_wait_timeout = 1")
        .unwrap();
    conn.rollback().unwrap();
    add(&mut conn, 2).unwrap();
    let error = add(&mut conn, 1).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Locked, "{error}");
    assert!(conn.in_transaction() && really_open(&mut conn, database));
    // What was done before is still there, and is committed.
    conn.commit().unwrap();
    holder.rollback().unwrap();
    assert_eq!(number(&mut holder, "SELECT n FROM a WHERE id = 2"), 1);
}

#[test(on("postgres", "mysql", "mariadb"))]
fn a_deadlock_ends_the_transaction(database: &TestDatabase) {
    let engine = accounts(database);
    let both = Barrier::new(2);
    let run = |first: i64, second: i64| -> (Result<()>, Result<()>) {
        let mut conn = engine.connect().unwrap();
        add(&mut conn, first).unwrap();
        both.wait();
        let second = add(&mut conn, second);
        if second.is_err() {
            // Nothing goes on; what follows would not be undone with the rest.
            let after = add(&mut conn, 3).unwrap_err();
            let refused = match database.kind() {
                DatabaseKind::POSTGRES => after.code() == Some("25P02"),
                _ => after.kind() == ErrorKind::InvalidRequest,
            };
            assert!(refused, "{after}");
            assert!(conn.commit().is_err());
            conn.rollback().unwrap();
            assert!(!conn.in_transaction());
        }
        (second, conn.commit())
    };
    let ((one, _), (other, _)) = thread::scope(|scope| {
        let one = scope.spawn(|| run(1, 2));
        let other = run(2, 1);
        (one.join().unwrap(), other)
    });
    let failed: Vec<Error> = [one, other].into_iter().filter_map(Result::err).collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0].kind(), ErrorKind::Deadlock);
    let mut conn = engine.connect().unwrap();
    assert_eq!(number(&mut conn, "SELECT sum(n) FROM a"), 2);
    conn.rollback().unwrap();
    // The helper runs it again.
    let both = Barrier::new(2);
    let tries = std::sync::atomic::AtomicU32::new(0);
    let work = |first: i64, second: i64| {
        let mut waited = false;
        engine.run_transaction(5, |conn| {
            tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            add(conn, first)?;
            if !std::mem::replace(&mut waited, true) {
                both.wait();
            }
            add(conn, second)
        })
    };
    thread::scope(|scope| {
        let one = scope.spawn(|| work(1, 2));
        work(2, 1).unwrap();
        one.join().unwrap().unwrap();
    });
    assert_eq!(tries.into_inner(), 3);
    assert_eq!(number(&mut conn, "SELECT sum(n) FROM a"), 6);
}
