//! Statements that take too long are ended by the database.

use std::time::{Duration, Instant};

use alchemy::ErrorKind;
use alchemy::engine::{Connection, Engine, ExecutionOptions};
use alchemy::sql::text;
use alchemy_test_support::{DatabaseKind, TestDatabase};

use crate::{engine_with, number};

const LIMIT: Duration = Duration::from_millis(150);
/// What no machine does in time.
const SLOW_READ: &str = "SELECT count(*) FROM t a, t b, t c WHERE a.n + b.n + c.n > :least";
const SLOW_WRITE: &str = "INSERT INTO u SELECT a.n FROM t a, t b, t c WHERE a.n + b.n + c.n < 0";

fn engine(database: &TestDatabase) -> Engine {
    let engine = engine_with(database, "pool_size=2");
    engine
        .execute_script("CREATE TABLE t (n INT); CREATE TABLE u (n INT)")
        .unwrap();
    let rows: Vec<String> = (0..2_000).map(|n| format!("({n})")).collect();
    engine
        .execute_script(&format!("INSERT INTO t VALUES {}", rows.join(", ")))
        .unwrap();
    engine
}

fn limited() -> ExecutionOptions {
    ExecutionOptions::new().timeout(LIMIT)
}

/// Nothing of this test is at work on the server any more.
fn assert_ended(engine: &Engine, database: &TestDatabase) {
    let sql = match database.kind() {
        DatabaseKind::Sqlite => return,
        DatabaseKind::POSTGRES => {
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
             AND state = 'active' AND query LIKE '%t a, t b, t c%' AND pid <> pg_backend_pid()"
        }
        _ => {
            "SELECT count(*) FROM information_schema.processlist WHERE db = database() \
             AND info LIKE '%t a, t b, t c%' AND id <> connection_id()"
        }
    };
    let start = Instant::now();
    while number(&mut engine.connect().unwrap(), sql) > 0 {
        assert!(start.elapsed() < Duration::from_secs(10), "it still runs");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn refused(conn: &mut Connection, sql: &'static str) {
    let start = Instant::now();
    let statement = text(sql);
    let error = match sql == SLOW_READ {
        true => {
            let rows = conn.all(statement.bind("least", 7_i64).columns::<i64>());
            rows.unwrap_err()
        }
        false => conn.execute(statement).unwrap_err(),
    };
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    // A busy machine takes its time.
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}

#[test(concurrent)]
fn a_statement_that_takes_too_long_is_ended(database: &TestDatabase) {
    let engine = engine(database);
    let quick = engine.execution_options(limited());
    for sql in [SLOW_READ, SLOW_WRITE] {
        let mut conn = quick.connect().unwrap();
        refused(&mut conn, sql);
        assert_ended(&engine, database);
        conn.rollback().unwrap();
        // The connection is in step.
        assert!(!conn.is_broken());
        assert_eq!(number(&mut conn, "SELECT count(*) FROM t"), 2_000);
        assert_eq!(number(&mut conn, "SELECT count(*) FROM u"), 0);
        conn.commit().unwrap();
    }
}

#[test(concurrent)]
fn a_limit_holds_where_it_was_said(database: &TestDatabase) {
    let engine = engine(database);
    let mut conn = engine.connect().unwrap();
    // For a statement, within a transaction that goes on without the limit.
    let setting = match database.kind() {
        DatabaseKind::POSTGRES => {
            "SELECT setting::bigint FROM pg_settings \
                                   WHERE name = 'statement_timeout'"
        }
        DatabaseKind::MARIADB => "SELECT CAST(@@max_statement_time * 1000 AS SIGNED)",
        DatabaseKind::MYSQL => "SELECT CAST(@@max_execution_time AS SIGNED)",
        DatabaseKind::Sqlite => "SELECT 0",
    };
    let is = |conn: &mut Connection, expected: i64| {
        let found = number(conn, setting);
        assert!(
            found == expected || database.kind() == DatabaseKind::Sqlite,
            "{found} instead of {expected}"
        );
    };
    is(&mut conn, 0);
    {
        let mut limited = conn.with_options(limited()).unwrap();
        is(&mut limited, 150);
        limited
            .with_options(ExecutionOptions::new().no_timeout())
            .map(|mut free| is(&mut free, 0))
            .unwrap();
        is(&mut limited, 150);
    }
    is(&mut conn, 0);
    // A rollback to before the limit was set takes it back on PostgreSQL; it is set again.
    conn.set_execution_options(limited()).unwrap();
    is(&mut conn, 150);
    conn.rollback().unwrap();
    is(&mut conn, 150);
    let failed = conn.savepoint(|conn| conn.execute(text("INSERT INTO nowhere VALUES (1)")));
    assert!(failed.is_err());
    is(&mut conn, 150);
    conn.rollback().unwrap();
    drop(conn);
    // The next user has none.
    is(&mut engine.connect().unwrap(), 0);
}

#[test(concurrent)]
fn a_cursor_has_a_limit_too(database: &TestDatabase) {
    let engine = engine(database);
    let mut conn = engine.connect().unwrap();
    conn.set_execution_options(limited()).unwrap();
    let sql = "SELECT a.n FROM t a, t b, t c WHERE a.n + b.n + c.n < 0";
    let failure = match conn.iter(text(sql).columns::<i64>()) {
        Ok(mut rows) => rows.next().unwrap().unwrap_err(),
        Err(error) => error,
    };
    assert_eq!(failure.kind(), ErrorKind::Timeout, "{failure}");
    assert_ended(&engine, database);
    conn.rollback().unwrap();
    assert_eq!(number(&mut conn, "SELECT count(*) FROM t"), 2_000);
}

/// Statements that end about when their time is over, either way.
#[test(concurrent)]
fn a_limit_that_comes_at_any_moment_leaves_the_connection_in_step(database: &TestDatabase) {
    let engine = engine(database);
    let mut conn = engine.connect().unwrap();
    let mut ended = 0;
    for round in 0..40_u64 {
        let limit = Duration::from_micros(500 + round * 250);
        conn.set_execution_options(ExecutionOptions::new().timeout(limit))
            .unwrap();
        let sql = match round % 2 {
            0 => "SELECT count(*) FROM t a, t b WHERE a.n < 40",
            _ => "INSERT INTO u SELECT count(*) FROM t a, t b WHERE a.n < 40",
        };
        match conn.execute(text(sql)) {
            Ok(_) => {}
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
                ended += 1;
            }
        }
        conn.set_execution_options(ExecutionOptions::new().no_timeout())
            .unwrap();
        let rolled_back = conn.rollback();
        rolled_back.unwrap_or_else(|error| panic!("round {round}: {error}"));
        assert_eq!(number(&mut conn, "SELECT count(*) FROM t"), 2_000);
        assert_eq!(number(&mut conn, "SELECT count(*) FROM u"), 0);
        conn.rollback().unwrap();
    }
    println!("{}: {ended} of 40 ended", database.kind().name());
}
