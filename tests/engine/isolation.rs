//! Isolation levels and transactions that only read.

use alchemy::ErrorKind;
use alchemy::engine::{Connection, IsolationLevel, TransactionOptions};
use alchemy::sql::text;
use alchemy_test_support::{DatabaseKind, TestDatabase};

use crate::{alone, engine_with, number};

const LEVELS: [IsolationLevel; 4] = [
    IsolationLevel::ReadUncommitted,
    IsolationLevel::ReadCommitted,
    IsolationLevel::RepeatableRead,
    IsolationLevel::Serializable,
];

/// The level of the open transaction, as the server has it.
fn level(conn: &mut Connection, database: &TestDatabase) -> String {
    let sql = match database.kind() {
        DatabaseKind::POSTGRES => "SELECT upper(current_setting('transaction_isolation'))",
        DatabaseKind::Sqlite => {
            "SELECT CASE read_uncommitted WHEN 1 THEN 'READ UNCOMMITTED' ELSE 'SERIALIZABLE' END \
             FROM pragma_read_uncommitted"
        }
        _ => {
            // The transaction is known there once it has read.
            conn.execute(text("SELECT * FROM t FOR UPDATE")).unwrap();
            // The server shows what it knew a tenth of a second ago.
            std::thread::sleep(std::time::Duration::from_millis(130));
            "SELECT trx_isolation_level FROM information_schema.innodb_trx \
             WHERE trx_mysql_thread_id = connection_id()"
        }
    };
    conn.one(text(sql).columns::<String>()).unwrap()
}

#[test(concurrent)]
fn levels_are_the_transactions_own(database: &TestDatabase) {
    let engine = alone(database);
    engine.execute_script("CREATE TABLE t (n INT)").unwrap();
    let usual = level(&mut engine.connect().unwrap(), database);
    for wanted in LEVELS {
        let options = TransactionOptions::new().isolation(wanted);
        let mut conn = engine.connect().unwrap();
        let sqlite_lacks = database.kind() == DatabaseKind::Sqlite
            && matches!(
                wanted,
                IsolationLevel::ReadCommitted | IsolationLevel::RepeatableRead
            );
        if sqlite_lacks {
            let error = conn.begin_with(options).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Compile);
            assert!(error.message().contains(wanted.name()), "{error}");
            assert!(error.message().contains("sqlite"), "{error}");
            assert_eq!(
                conn.set_isolation(wanted).unwrap_err().kind(),
                ErrorKind::Compile
            );
            continue;
        }
        // For a transaction,
        let mut transaction = conn.begin_with(options).unwrap();
        assert_eq!(level(&mut transaction, database), wanted.name());
        transaction.commit().unwrap();
        assert_eq!(level(&mut conn, database), usual);
        // a connection,
        let error = conn.set_isolation(wanted).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.message().contains("within a transaction"), "{error}");
        conn.rollback().unwrap();
        conn.set_isolation(wanted).unwrap();
        for _ in 0..2 {
            assert_eq!(level(&mut conn, database), wanted.name());
            conn.rollback().unwrap();
        }
        drop(conn);
        assert_eq!(level(&mut engine.connect().unwrap(), database), usual);
        // and an engine.
        let strict = engine.with_isolation(wanted);
        assert_eq!(
            level(&mut strict.connect().unwrap(), database),
            wanted.name()
        );
        assert_eq!(level(&mut engine.connect().unwrap(), database), usual);
    }
    assert_eq!(engine.pool_status().connects, 1);
}

#[test(concurrent)]
fn what_only_reads_can_not_write(database: &TestDatabase) {
    let engine = alone(database);
    engine.execute_script("CREATE TABLE t (n INT)").unwrap();
    let mut conn = engine.connect().unwrap();
    let read_only = TransactionOptions::new().read_only(true);
    for _ in 0..2 {
        let mut transaction = conn.begin_with(read_only).unwrap();
        assert_eq!(number(&mut transaction, "SELECT count(*) FROM t"), 0);
        let refused = transaction.execute(text("INSERT INTO t VALUES (1)"));
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::Operational);
        transaction.rollback().unwrap();
        conn.transaction(|conn| conn.execute(text("INSERT INTO t VALUES (1)")))
            .unwrap();
        conn.transaction(|conn| conn.execute(text("DELETE FROM t")))
            .unwrap();
    }
}

#[test(on("postgres"))]
fn deferrable_transactions(database: &TestDatabase) {
    let engine = alone(database);
    let mut conn = engine.connect().unwrap();
    let options = TransactionOptions::new()
        .isolation(IsolationLevel::Serializable)
        .read_only(true)
        .deferrable(true);
    let mut transaction = conn.begin_with(options).unwrap();
    let sql = "SELECT current_setting('transaction_deferrable')";
    let on: String = transaction.one(text(sql).columns::<String>()).unwrap();
    assert_eq!(on, "on");
}

#[test(on("sqlite", "mysql", "mariadb"))]
fn what_can_not_be_deferred_says_so(database: &TestDatabase) {
    let engine = alone(database);
    let mut conn = engine.connect().unwrap();
    let options = TransactionOptions::new().deferrable(true);
    let error = conn.begin_with(options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(error.message().contains(database.kind().name()), "{error}");
}

#[test(concurrent)]
fn without_transactions_each_statement_counts(database: &TestDatabase) {
    let engine = engine_with(database, "pool_size=2");
    engine
        .execute_script("CREATE TABLE t (n INT PRIMARY KEY)")
        .unwrap();
    let automatic = engine.with_isolation(IsolationLevel::Autocommit);
    let mut conn = automatic.connect().unwrap();
    conn.execute(text("INSERT INTO t VALUES (1)")).unwrap();
    assert!(!conn.in_transaction());
    let count = || number(&mut engine.connect().unwrap(), "SELECT count(*) FROM t");
    assert_eq!(count(), 1);
    // There is nothing that a rollback could undo.
    conn.rollback().unwrap();
    conn.commit().unwrap();
    assert_eq!(count(), 1);
    // A failure leaves nothing behind, on PostgreSQL either.
    let error = conn.execute(text("INSERT INTO t VALUES (1)")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    conn.execute(text("INSERT INTO t VALUES (2)")).unwrap();
    let rows: Vec<i64> = conn
        .iter(text("SELECT n FROM t ORDER BY n").columns::<i64>())
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(rows, [1, 2]);
    for refused in [
        conn.begin().err(),
        conn.begin_nested().err(),
        conn.transaction(|_| Ok(())).err(),
    ] {
        let error = refused.unwrap();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.message().contains("AUTOCOMMIT"), "{error}");
    }
    // It can have one all the same, of another level.
    conn.set_isolation(IsolationLevel::Serializable).unwrap();
    conn.execute(text("DELETE FROM t")).unwrap();
    conn.rollback().unwrap();
    assert_eq!(count(), 2);
}

/// Each database leaves a connection in its own way when a statement fails.
#[test(concurrent)]
fn a_failed_statement_leaves_the_connection_as_documented(database: &TestDatabase) {
    let engine = alone(database);
    engine
        .execute_script("CREATE TABLE t (n INT PRIMARY KEY)")
        .unwrap();
    let mut conn = engine.connect().unwrap();
    let insert = |conn: &mut Connection, n: i64| {
        conn.execute(text("INSERT INTO t VALUES (:n)").bind("n", n))
    };
    insert(&mut conn, 1).unwrap();
    assert!(insert(&mut conn, 1).is_err());
    assert!(conn.in_transaction());
    if database.kind() == DatabaseKind::POSTGRES {
        let error = insert(&mut conn, 2).unwrap_err();
        assert_eq!(error.code(), Some("25P02"));
        // A commit would be a rollback, and says so.
        let error = conn.commit().unwrap_err();
        assert_eq!(error.code(), Some("25P02"));
        assert!(!conn.in_transaction());
        assert_eq!(number(&mut conn, "SELECT count(*) FROM t"), 0);
        conn.rollback().unwrap();
        insert(&mut conn, 1).unwrap();
    }
    // A savepoint around it is right everywhere.
    let failed = conn.savepoint(|conn| insert(conn, 1));
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::UniqueViolation);
    insert(&mut conn, 2).unwrap();
    conn.commit().unwrap();
    assert_eq!(number(&mut conn, "SELECT count(*) FROM t"), 2);
}

#[test(concurrent)]
fn a_url_says_the_level(database: &TestDatabase) {
    let engine = engine_with(database, "pool_size=2&isolation=serializable");
    engine.execute_script("CREATE TABLE t (n INT)").unwrap();
    let mut conn = engine.connect().unwrap();
    assert_eq!(level(&mut conn, database), "SERIALIZABLE");
    drop(conn);
    let engine = engine.with_isolation(IsolationLevel::Autocommit);
    let mut conn = engine.connect().unwrap();
    conn.execute(text("INSERT INTO t VALUES (1)")).unwrap();
    assert!(!conn.in_transaction());
}
