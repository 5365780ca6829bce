//! Commits in two phases.

use std::sync::atomic::{AtomicU32, Ordering};

use alchemy::engine::{Connection, Engine, TransactionEvent};
use alchemy::sql::text;
use alchemy::{ErrorKind, Result};
use alchemy_test_support::{DatabaseKind, TestDatabase};

use crate::{engine_with, number};

/// A name that nobody else on the server has.
fn name(database: &TestDatabase) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("alchemy-{}-{number}", database.name())
}

fn run(conn: &mut Connection, sql: &str) -> Result<()> {
    conn.execute(text(sql.to_owned())).map(drop)
}

/// An engine with a table, where the server can do it.
fn engine(database: &TestDatabase) -> Option<Engine> {
    let engine = engine_with(database, "pool_size=3");
    engine.execute_script("CREATE TABLE t (n INT)").unwrap();
    let mut conn = engine.connect().unwrap();
    if database.kind() == DatabaseKind::POSTGRES {
        let sql = "SELECT current_setting('max_prepared_transactions')::bigint";
        if number(&mut conn, sql) == 0 {
            // The server says what to do about it.
            conn.rollback().unwrap();
            let mut transaction = conn.begin_two_phase("none").unwrap();
            run(&mut transaction, "INSERT INTO t VALUES (1)").unwrap();
            let error = transaction.prepare().unwrap_err();
            assert_eq!(error.code(), Some("55000"));
            assert!(error.message().contains("prepared transactions"), "{error}");
            assert_eq!(number(&mut conn, "SELECT count(*) FROM t"), 0);
            println!("max_prepared_transactions is 0 here");
            return None;
        }
    }
    drop(conn);
    Some(engine)
}

#[test(on("postgres", "mysql", "mariadb"))]
fn what_is_prepared_is_decided_by_anybody(database: &TestDatabase) {
    let Some(engine) = engine(database) else {
        return;
    };
    let (kept, dropped) = (name(database), name(database));
    for (name, n) in [(&kept, 1), (&dropped, 2)] {
        // MariaDB keeps the connection for it.
        let mut conn = engine.connect().unwrap();
        let mut transaction = conn.begin_two_phase(name).unwrap();
        assert_eq!(transaction.name(), name);
        run(&mut transaction, &format!("INSERT INTO t VALUES ({n})")).unwrap();
        assert!(transaction.in_transaction());
        transaction.prepare().unwrap();
        assert!(!conn.in_transaction());
    }
    // Whatever becomes of the connections.
    engine.dispose();
    let mut other = engine.connect().unwrap();
    assert_eq!(number(&mut other, "SELECT count(*) FROM t"), 0);
    let error = other.commit_prepared(&kept).unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::InvalidRequest,
        "within a transaction"
    );
    other.rollback().unwrap();
    let found = other.prepared_transactions().unwrap();
    assert!(
        found.contains(&kept) && found.contains(&dropped),
        "{found:?}"
    );
    // MariaDB gives one free when it has noticed that its connection is gone.
    let decide = |mut decide: Box<dyn FnMut() -> Result<()> + '_>| {
        for _ in 0..200 {
            match decide() {
                Err(error) if error.message().contains("XAER_NOTA") => {
                    std::thread::sleep(std::time::Duration::from_millis(20));
                }
                done => return done.unwrap(),
            }
        }
        panic!("it is not given free");
    };
    decide(Box::new(|| other.commit_prepared(&kept)));
    decide(Box::new(|| other.rollback_prepared(&dropped)));
    let found = other.prepared_transactions().unwrap();
    assert!(
        !found.contains(&kept) && !found.contains(&dropped),
        "{found:?}"
    );
    assert!(!other.in_transaction());
    assert_eq!(number(&mut other, "SELECT max(n) FROM t"), 1);
    other.rollback().unwrap();
    // There is none of this name any more.
    assert!(other.commit_prepared(&kept).is_err());
    assert!(!other.in_transaction());
    assert_eq!(number(&mut other, "SELECT count(*) FROM t"), 1);
}

#[test(on("postgres", "mysql", "mariadb"))]
fn what_is_not_prepared_is_rolled_back(database: &TestDatabase) {
    let Some(engine) = engine(database) else {
        return;
    };
    let mut conn = engine.connect().unwrap();
    let mut transaction = conn.begin_two_phase(&name(database)).unwrap();
    run(&mut transaction, "INSERT INTO t VALUES (1)").unwrap();
    drop(transaction);
    assert!(!conn.in_transaction() && !conn.is_broken());
    let mut transaction = conn.begin_two_phase(&name(database)).unwrap();
    run(&mut transaction, "INSERT INTO t VALUES (1)").unwrap();
    // A statement that fails, too.
    assert!(run(&mut transaction, "INSERT INTO nowhere VALUES (1)").is_err());
    transaction.rollback().unwrap();
    run(&mut conn, "INSERT INTO t VALUES (2)").unwrap();
    conn.commit().unwrap();
    assert_eq!(number(&mut conn, "SELECT sum(n) FROM t"), 2);
    // One that is forgotten goes with its connection.
    conn.rollback().unwrap();
    let forgotten = name(database);
    let mut transaction = conn.begin_two_phase(&forgotten).unwrap();
    run(&mut transaction, "INSERT INTO t VALUES (3)").unwrap();
    std::mem::forget(transaction);
    drop(conn);
    let mut conn = engine.connect().unwrap();
    assert_eq!(number(&mut conn, "SELECT sum(n) FROM t"), 2);
    conn.rollback().unwrap();
    assert!(!conn.prepared_transactions().unwrap().contains(&forgotten));
}

#[test(on("postgres", "mysql", "mariadb"))]
fn listeners_hear_of_both_phases(database: &TestDatabase) {
    let Some(engine) = engine(database) else {
        return;
    };
    let name = name(database);
    let heard = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let log = std::sync::Arc::clone(&heard);
    engine.events().transaction(move |event| {
        let word = match event {
            TransactionEvent::BeginTwoPhase(_) => "begin",
            TransactionEvent::Prepare(_) => "prepare",
            TransactionEvent::CommitPrepared(_) => "commit",
            _ => "other",
        };
        log.lock().unwrap().push(word);
    });
    let mut conn = engine.connect().unwrap();
    let mut transaction = conn.begin_two_phase(&name).unwrap();
    run(&mut transaction, "INSERT INTO t VALUES (1)").unwrap();
    transaction.prepare().unwrap();
    conn.commit_prepared(&name).unwrap();
    assert_eq!(*heard.lock().unwrap(), ["begin", "prepare", "commit"]);
}

#[test]
fn names_and_databases_that_do_not_fit_are_refused(database: &TestDatabase) {
    let engine = engine_with(database, "pool_size=1");
    let mut conn = engine.connect().unwrap();
    for name in [
        "",
        "it's",
        "a b",
        "\u{e4}",
        "x; DROP TABLE t",
        &"x".repeat(65),
    ] {
        let error = conn.begin_two_phase(name).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name}");
    }
    if database.kind() == DatabaseKind::Sqlite {
        let error = conn.begin_two_phase("x").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile);
        assert!(error.message().contains("sqlite"), "{error}");
    }
}
