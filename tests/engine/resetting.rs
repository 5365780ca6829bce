//! Whatever state a connection comes back in, the next user gets a clean one.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use alchemy::Result;
use alchemy::engine::{Connection, Engine};
use alchemy::sql::text;
use alchemy_test_support::{DatabaseKind, TestDatabase};

use crate::{alone, is_mysql, number};

/// What somebody does to a connection before it is returned.
type Deed = fn(&mut Connection) -> Result<()>;

fn run(conn: &mut Connection, sql: &str) -> Result<()> {
    conn.execute(text(sql.to_owned())).map(drop)
}

/// What can be done to any database.
const DEEDS: &[(&str, Deed)] = &[
    ("nothing", |_| Ok(())),
    ("an open transaction", |conn| {
        run(conn, "INSERT INTO t VALUES (1)")
    }),
    ("an open transaction that read", |conn| {
        run(conn, "SELECT * FROM t")
    }),
    ("a failed statement", |conn| {
        run(conn, "INSERT INTO t VALUES (1)")?;
        assert!(run(conn, "INSERT INTO nowhere VALUES (1)").is_err());
        Ok(())
    }),
    ("a failed first statement", |conn| {
        assert!(run(conn, "SELECT nothing FROM nowhere").is_err());
        Ok(())
    }),
    ("an open savepoint", |conn| {
        let mut savepoint = conn.begin_nested()?;
        run(&mut savepoint, "INSERT INTO t VALUES (1)")?;
        std::mem::forget(savepoint);
        Ok(())
    }),
    ("a forgotten guard", |conn| {
        let mut transaction = conn.begin()?;
        run(&mut transaction, "INSERT INTO t VALUES (1)")?;
        std::mem::forget(transaction);
        Ok(())
    }),
    ("a script", |conn| {
        conn.execute_script("INSERT INTO t VALUES (1)")
    }),
    ("a half-read result", |conn| {
        run(conn, "INSERT INTO t VALUES (1), (2), (3)")?;
        let mut rows = conn.iter(text("SELECT n FROM t").columns::<i64>())?;
        rows.next().unwrap().map(drop)
    }),
    ("a forgotten cursor", |conn| {
        if conn.dialect().name() == "sqlite" {
            return Ok(());
        }
        run(conn, "INSERT INTO t VALUES (1), (2), (3)")?;
        let mut rows = conn.iter(text("SELECT n FROM t").columns::<i64>())?;
        rows.next().unwrap()?;
        std::mem::forget(rows);
        Ok(())
    }),
    ("a panic", |conn| {
        run(conn, "INSERT INTO t VALUES (1)")?;
        resume_unwind(Box::new("a panic"))
    }),
    ("a panic over rows", |conn| {
        run(conn, "INSERT INTO t VALUES (1), (2)")?;
        let mut rows = conn.iter(text("SELECT n FROM t").columns::<i64>())?;
        rows.next().unwrap()?;
        resume_unwind(Box::new("a panic"))
    }),
    ("a table that was not committed", |conn| {
        let dialect = conn.dialect().capability();
        if !dialect.transactional_ddl {
            return Ok(());
        }
        run(conn, "CREATE TABLE other (n INT)")
    }),
    ("read only", |conn| {
        let options = alchemy::engine::TransactionOptions::new().read_only(true);
        let mut transaction = conn.begin_with(options)?;
        run(&mut transaction, "SELECT * FROM t")?;
        std::mem::forget(transaction);
        Ok(())
    }),
    ("another isolation level", |conn| {
        conn.set_isolation(alchemy::engine::IsolationLevel::Serializable)?;
        run(conn, "INSERT INTO t VALUES (1)")
    }),
    ("no transactions", |conn| {
        conn.set_isolation(alchemy::engine::IsolationLevel::Autocommit)?;
        run(conn, "SELECT * FROM t")
    }),
    ("a limit of time", |conn| {
        let limit = std::time::Duration::from_secs(3);
        conn.set_execution_options(alchemy::engine::ExecutionOptions::new().timeout(limit))?;
        run(conn, "INSERT INTO t VALUES (1)")
    }),
];

const POSTGRES: &[&str] = &[
    "SET search_path = pg_catalog",
    "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY",
    "SET statement_timeout = 1234",
    "SET TimeZone = 'America/Lima'",
    "SET DateStyle = 'German'",
    "SET standard_conforming_strings = off",
    "SET ROLE pg_monitor",
    "SET SESSION AUTHORIZATION pg_monitor",
    "SET application_name = 'somebody'",
    "SELECT set_config('shop.tenant', '7', false)",
    "CREATE TEMP TABLE t (n INT)",
    "CREATE TEMPORARY VIEW v AS SELECT 1 AS n",
    "SELECT 1 AS n INTO TEMP TABLE mine",
    "LISTEN news",
    "SELECT pg_advisory_lock(7)",
    "PREPARE mine AS SELECT 1",
    "DECLARE mine CURSOR WITH HOLD FOR SELECT 1",
    "DO $$ BEGIN PERFORM set_config('search_path', 'pg_catalog', false); END $$",
];

const MYSQL: &[&str] = &[
    "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    "SET SESSION TRANSACTION READ ONLY",
    "SET TRANSACTION READ ONLY",
    "SET autocommit = 0",
    "SET sql_mode = ''",
    "SET time_zone = '+03:00'",
    "SET NAMES latin1",
    "SET foreign_key_checks = 0",
    "SET unique_checks = 0",
    "SET group_concat_max_len = 4",
    "SET @mine = 7",
    "SELECT @mine := 7",
    "SET lock_wait_timeout = 3",
    "CREATE TEMPORARY TABLE t (n INT)",
    "SELECT GET_LOCK('mine', 1)",
    "LOCK TABLES t READ",
    "USE information_schema",
    "PREPARE mine FROM 'SELECT 1'",
];

const SQLITE: &[&str] = &[
    "PRAGMA foreign_keys = off",
    "PRAGMA query_only = 1",
    "PRAGMA query_only = on",
    "PRAGMA read_uncommitted = on",
    "PRAGMA busy_timeout = 1",
    "PRAGMA recursive_triggers = on",
    "PRAGMA case_sensitive_like = on",
    "PRAGMA ignore_check_constraints = on",
    "PRAGMA reverse_unordered_selects = on",
    "PRAGMA defer_foreign_keys = on",
    "PRAGMA writable_schema = on",
    "CREATE TEMP TABLE t (n INT)",
    "CREATE TEMP VIEW v AS SELECT 1 AS n",
    "CREATE TEMP TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END",
    "ATTACH ':memory:' AS other",
];

/// All that the next user could notice, as text.
fn fingerprint(conn: &mut Connection, database: &TestDatabase) -> Vec<String> {
    let queries: &[&str] = match database.kind() {
        DatabaseKind::Sqlite => &[
            "SELECT (SELECT foreign_keys FROM pragma_foreign_keys) || '/' || \
             (SELECT query_only FROM pragma_query_only) || '/' || \
             (SELECT read_uncommitted FROM pragma_read_uncommitted) || '/' || \
             (SELECT timeout FROM pragma_busy_timeout) || '/' || \
             (SELECT recursive_triggers FROM pragma_recursive_triggers) || '/' || \
             (SELECT ignore_check_constraints FROM pragma_ignore_check_constraints) || '/' || \
             (SELECT reverse_unordered_selects FROM pragma_reverse_unordered_selects) || '/' || \
             (SELECT defer_foreign_keys FROM pragma_defer_foreign_keys) || '/' || \
             (SELECT writable_schema FROM pragma_writable_schema) || '/' || \
             ('a' LIKE 'A')",
            "SELECT coalesce(group_concat(name), '') FROM temp.sqlite_schema \
             WHERE name NOT LIKE 'sqlite%'",
            "SELECT group_concat(name) FROM pragma_database_list WHERE name <> 'temp'",
        ],
        DatabaseKind::POSTGRES => &[
            "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings \
             WHERE context IN ('user', 'superuser') AND name NOT LIKE 'transaction_%' \
             AND name NOT LIKE 'plpgsql.%'",
            "SELECT current_user || '/' || session_user || '/' || \
             coalesce(current_setting('shop.tenant', true), '')",
            "SELECT concat((SELECT count(*) FROM pg_class WHERE relpersistence = 't'), '/', \
             (SELECT count(*) FROM pg_listening_channels()), '/', \
             (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' \
              AND pid = pg_backend_pid()), '/', \
             (SELECT count(*) FROM pg_prepared_statements WHERE from_sql), '/', \
             (SELECT count(*) FROM pg_cursors WHERE is_holdable))",
            "SELECT concat(current_setting('transaction_isolation'), \
             current_setting('transaction_read_only'))",
        ],
        _ => &[
            "SELECT CONVERT(concat_ws('/', @@autocommit, @@sql_mode, @@time_zone, \
             @@character_set_client, @@character_set_results, @@foreign_key_checks, \
             @@unique_checks, @@group_concat_max_len, @@lock_wait_timeout, \
             coalesce(@mine, 'none'), database(), coalesce(is_used_lock('mine'), 'free')) USING utf8mb4)",
            "SELECT group_concat(variable_value ORDER BY variable_name) \
             FROM performance_schema.session_variables WHERE variable_name IN \
             ('transaction_isolation', 'transaction_read_only')",
        ],
    };
    let queries: &[&str] = match database.kind() {
        // Of its own name for these.
        DatabaseKind::MARIADB => &[
            queries[0],
            "SELECT CONVERT(concat_ws('/', @@tx_isolation, @@tx_read_only, @@max_statement_time) \
             USING utf8mb4)",
        ],
        _ => queries,
    };
    queries
        .iter()
        .map(|sql| conn.one(text(*sql).columns::<String>()).unwrap())
        .collect()
}

/// The next user's view: the fingerprint, a table that is empty and can be written.
fn look(engine: &Engine, database: &TestDatabase, after: &str) -> Vec<String> {
    let mut conn = engine.connect().unwrap();
    assert!(!conn.in_transaction(), "{after}");
    let seen = fingerprint(&mut conn, database);
    assert_eq!(number(&mut conn, "SELECT count(*) FROM t"), 0, "{after}");
    run(&mut conn, "INSERT INTO t VALUES (9)").unwrap();
    conn.rollback().unwrap();
    if is_mysql(database) {
        let lost = run(&mut conn, "EXECUTE mine").is_err();
        assert!(lost, "{after}: a prepared statement is left");
        conn.rollback().unwrap();
    }
    seen
}

fn all_states(database: &TestDatabase) {
    let engine = alone(database);
    engine.execute_script("CREATE TABLE t (n INT)").unwrap();
    let clean = look(&engine, database, "the beginning");
    for (name, deed) in DEEDS {
        let done = catch_unwind(AssertUnwindSafe(|| {
            let mut conn = engine.connect().unwrap();
            deed(&mut conn)
        }));
        if let Ok(done) = done {
            done.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        assert_eq!(look(&engine, database, name), clean, "after {name}");
    }
    let scripts = match database.kind() {
        DatabaseKind::Sqlite => SQLITE,
        DatabaseKind::POSTGRES => POSTGRES,
        _ => MYSQL,
    };
    for sql in scripts {
        // As a script, as a statement, and as one that is committed.
        engine
            .execute_script(sql)
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert_eq!(look(&engine, database, sql), clean, "after {sql}");
        let mut conn = engine.connect().unwrap();
        if run(&mut conn, sql).is_ok() {
            let _ = conn.commit();
        }
        drop(conn);
        assert_eq!(look(&engine, database, sql), clean, "after {sql}");
    }
    let states = DEEDS.len() + 2 * scripts.len();
    let connects = engine.pool_status().connects;
    println!(
        "{}: {states} states, {connects} connects",
        database.kind().name()
    );
    assert!(states >= 30);
}

#[test]
fn the_next_user_gets_a_clean_connection(database: &TestDatabase) {
    all_states(database);
}

#[test(on("sqlite"), concurrent)]
fn the_next_user_of_a_file_gets_a_clean_connection(database: &TestDatabase) {
    all_states(database);
}

#[test]
fn settings_of_the_connect_event_survive(database: &TestDatabase) {
    let engine = alone(database);
    let (set, get) = match database.kind() {
        DatabaseKind::Sqlite => (
            "PRAGMA recursive_triggers = on",
            "SELECT recursive_triggers FROM pragma_recursive_triggers",
        ),
        DatabaseKind::POSTGRES => (
            "SET work_mem = '77kB'",
            "SELECT setting::bigint FROM pg_settings WHERE name = 'work_mem'",
        ),
        _ => ("SET @tenant = 77", "SELECT CAST(@tenant AS SIGNED)"),
    };
    engine.events().connect(|it| it.execute_script(set));
    let expected = if database.kind() == DatabaseKind::Sqlite {
        1
    } else {
        77
    };
    for undo in ["SELECT 1", set] {
        engine.execute_script(undo).unwrap();
        let mut conn = engine.connect().unwrap();
        assert_eq!(number(&mut conn, get), expected, "after {undo}");
    }
}

#[test(concurrent)]
fn nothing_is_sent_for_a_connection_that_is_clean(database: &TestDatabase) {
    let engine = alone(database);
    engine.execute_script("CREATE TABLE t (n INT)").unwrap();
    let restored = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    let counter = std::sync::Arc::clone(&restored);
    engine.events().connect(move |_| {
        counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(())
    });
    for _ in 0..5 {
        let mut conn = engine.connect().unwrap();
        run(&mut conn, "INSERT INTO t VALUES (1)").unwrap();
        conn.commit().unwrap();
        let read_only = alchemy::engine::TransactionOptions::new().read_only(true);
        let mut transaction = conn.begin_with(read_only).unwrap();
        run(&mut transaction, "SELECT * FROM t").unwrap();
        transaction.commit().unwrap();
    }
    assert_eq!(restored.load(std::sync::atomic::Ordering::Relaxed), 0);
    assert_eq!(engine.pool_status().connects, 1);
}
