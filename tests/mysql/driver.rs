//! What the driver's contract asks for.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use alchemy::ErrorKind;
use alchemy::driver::{Batch, Executed, Next, QueryError, Row};
use alchemy::types::Value;
use alchemy_test_support::{TestDatabase, forget_peak_memory, in_own_process, peak_memory};
use tracing_subscriber::layer::SubscriberExt as _;

use crate::raw::{bound, column, one, open, open_with, text, try_open, with_script};

#[test]
fn sessions_are_set_up(database: &TestDatabase) {
    let mut connection = open(database);
    let table = [
        ("@@session.time_zone", text("+00:00")),
        ("@@character_set_client", text("utf8mb4")),
        ("@@character_set_results", text("utf8mb4")),
        ("@@autocommit", Value::Int(1)),
        ("@@sql_mode LIKE '%STRICT_TRANS_TABLES%'", Value::Int(1)),
        ("@@sql_mode LIKE '%ONLY_FULL_GROUP_BY%'", Value::Int(1)),
        ("@@sql_mode LIKE '%NO_ENGINE_SUBSTITUTION%'", Value::Int(1)),
        (
            "@@sql_mode LIKE '%ERROR_FOR_DIVISION_BY_ZERO%'",
            Value::Int(1),
        ),
        ("@@sql_mode LIKE '%ANSI_QUOTES%'", Value::Int(0)),
        ("@@sql_mode LIKE '%NO_BACKSLASH_ESCAPES%'", Value::Int(0)),
        ("timestampdiff(hour, utc_timestamp(), now())", Value::Int(0)),
    ];
    for (expression, expected) in table {
        let sql = format!("SELECT {expression}");
        assert_eq!(one(&mut *connection, &sql), expected, "{expression}");
    }
    connection.ping().unwrap();
    assert!(!connection.is_broken() && !connection.in_transaction());
}

const FOUR: &str = "CREATE TABLE t (x INT PRIMARY KEY); INSERT INTO t VALUES (1), (2), (3), (4)";
const ALL: &str = "SELECT x FROM t ORDER BY x";

fn ints(range: std::ops::RangeInclusive<i64>) -> Vec<Value> {
    range.map(Value::Int).collect()
}

#[test]
fn queries_stop_and_stay_in_step(database: &TestDatabase) {
    let mut connection = with_script(database, FOUR);
    let mut seen = Vec::new();
    let count = connection
        .query(ALL, &[], &mut |row| {
            assert_eq!(row.column_name(0), Some("x"));
            assert_eq!(row.len(), 1);
            assert_eq!(row.get(1).unwrap_err().kind, ErrorKind::Decode);
            seen.push(row.get(0)?.to_value());
            Ok(if seen.len() == 2 {
                Next::Stop
            } else {
                Next::Continue
            })
        })
        .unwrap();
    assert_eq!((count, seen), (2, ints(1..=2)));
    assert_eq!(column(&mut *connection, ALL), ints(1..=4));
    let failed = connection.query(ALL, &[], &mut |_| {
        Err(alchemy::Error::new(ErrorKind::Decode, "enough"))
    });
    assert!(matches!(failed, Err(QueryError::Callback(_))));
    assert_eq!(column(&mut *connection, ALL), ints(1..=4));
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        connection.query(ALL, &[], &mut |_| std::panic::resume_unwind(Box::new(())))
    }));
    assert!(panicked.is_err());
    assert_eq!(column(&mut *connection, ALL), ints(1..=4));
    assert!(!connection.is_broken());
}

#[test]
fn cursors_leave_nothing_behind(database: &TestDatabase) {
    for options in ["", "statement_cache=0"] {
        let mut connection = open_with(database, options);
        connection
            .execute_script(&format!("DROP TABLE IF EXISTS t; {FOUR}"))
            .unwrap();
        for read in 0..=5 {
            let mut cursor = connection.cursor(ALL, &[]).unwrap();
            for expected in 1..=read {
                let row = cursor.next().unwrap();
                let value = row.map(|row| row.get(0).unwrap().to_value());
                let expected = (expected <= 4).then_some(Value::Int(expected));
                assert_eq!(value, expected);
            }
            drop(cursor);
            assert_eq!(column(&mut *connection, ALL), ints(1..=4), "after {read}");
        }
        let limit = Value::Int(3);
        let mut cursor = connection
            .cursor("SELECT x FROM t WHERE x >= ?", &[&limit])
            .unwrap();
        assert!(cursor.next().unwrap().is_some());
        drop(cursor);
        let fault = connection.cursor("SELECT nmae FROM t", &[]).err().unwrap();
        assert_eq!(fault.kind, ErrorKind::Statement);
        let prepared = column(&mut *connection, "SHOW STATUS LIKE 'Com_stmt_close'");
        assert_eq!(prepared.len(), 1);
    }
}

/// A million rows of 300 bytes are never in memory at once.
#[test]
fn cursors_hold_one_row(database: &TestDatabase) {
    in_own_process(database, "driver::cursors_hold_one_row", a_million_rows);
}

fn a_million_rows(database: &TestDatabase) {
    let mut connection = open(database);
    let sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) \
               SELECT repeat('x', 300) FROM n a CROSS JOIN n b";
    forget_peak_memory();
    let before = peak_memory().unwrap();
    let mut cursor = connection.cursor(sql, &[]).unwrap();
    let mut rows = 0;
    while cursor.next().unwrap().is_some() {
        rows += 1;
    }
    assert_eq!(rows, 1_000_000);
    let more = peak_memory().unwrap().saturating_sub(before);
    assert!(more < 8 * 1024 * 1024, "{more} bytes more");
}

#[test]
fn rows_that_match_are_counted(database: &TestDatabase) {
    let mut connection = with_script(database, FOUR);
    let same = "UPDATE t SET x = x WHERE x > ?";
    assert_eq!(connection.execute(same, &[&Value::Int(2)]).unwrap(), 2);
    assert_eq!(connection.execute(same, &[&Value::Int(9)]).unwrap(), 0);
    assert_eq!(
        connection
            .execute("DELETE FROM t WHERE x = 1", &[])
            .unwrap(),
        1
    );
    assert_eq!(connection.execute("SELECT x FROM t", &[]).unwrap(), 0);
    assert_eq!(column(&mut *connection, ALL), ints(2..=4));
}

#[test]
fn generated_keys(database: &TestDatabase) {
    let script = "CREATE TABLE k (id BIGINT PRIMARY KEY AUTO_INCREMENT, x INT)";
    let mut connection = with_script(database, script);
    let insert = "INSERT INTO k (x) VALUES (?)";
    assert_eq!(connection.execute(insert, &[&Value::Int(5)]).unwrap(), 1);
    assert_eq!(connection.last_insert_id(), Some(1));
    connection.execute(insert, &[&Value::Null]).unwrap();
    assert_eq!(connection.last_insert_id(), Some(2));
    // A zero is a key as any other.
    connection
        .execute("INSERT INTO k (id, x) VALUES (0, 0)", &[])
        .unwrap();
    assert_eq!(
        column(&mut *connection, "SELECT id FROM k ORDER BY id"),
        ints(0..=2)
    );
    connection
        .execute("INSERT INTO k (x) VALUES (7), (8)", &[])
        .unwrap();
    assert_eq!(
        connection.last_insert_id(),
        Some(3),
        "of several, the first one's"
    );
}

struct Rows {
    keys: Vec<Option<i64>>,
    fail_at: usize,
}

impl Batch for Rows {
    fn len(&self) -> usize {
        3
    }

    fn binds(&mut self, run: usize, values: &mut Vec<Value>) -> alchemy::Result<()> {
        if run == self.fail_at {
            return Err(alchemy::Error::new(ErrorKind::Flush, "no such row"));
        }
        values.push(Value::Int(i64::try_from(run).unwrap()));
        Ok(())
    }

    fn done(&mut self, _: usize, executed: Executed) -> alchemy::Result<()> {
        assert_eq!(executed.rows, 1);
        self.keys.push(executed.last_insert_id);
        Ok(())
    }
}

#[test]
fn batches(database: &TestDatabase) {
    let script = "CREATE TABLE k (id BIGINT PRIMARY KEY AUTO_INCREMENT, x INT UNIQUE)";
    let mut connection = with_script(database, script);
    let insert = "INSERT INTO k (x) VALUES (?)";
    let mut rows = Rows {
        keys: Vec::new(),
        fail_at: 9,
    };
    connection.execute_many(insert, &mut rows).unwrap();
    assert_eq!(rows.keys, [Some(1), Some(2), Some(3)]);
    let failed = connection.execute_many(insert, &mut rows);
    let Err(QueryError::Fault(fault)) = failed else {
        panic!("{failed:?}")
    };
    assert_eq!(fault.kind, ErrorKind::UniqueViolation);
    connection.execute("DELETE FROM k", &[]).unwrap();
    rows.fail_at = 2;
    let failed = connection.execute_many(insert, &mut rows);
    assert!(matches!(failed, Err(QueryError::Callback(_))));
    assert_eq!(column(&mut *connection, "SELECT x FROM k"), ints(0..=1));
}

/// The prepared protocol takes one statement; what can't be prepared has been looked at by then.
#[test]
fn one_statement_a_text(database: &TestDatabase) {
    let mut connection = with_script(database, FOUR);
    let stacked = [
        "SELECT 1; DROP TABLE t",
        "DELETE FROM t WHERE x = 9; DROP TABLE t",
        "LOCK TABLES t READ; DROP TABLE t",
        "SAVEPOINT a; DROP TABLE t",
        "BEGIN; DROP TABLE t",
        "CREATE TRIGGER g BEFORE DELETE ON t FOR EACH ROW SET @x = 1; DROP TABLE t",
    ];
    for sql in stacked {
        let fault = connection.execute(sql, &[]).unwrap_err();
        assert_eq!(fault.kind, ErrorKind::Statement, "{sql}: {fault}");
        let failed = connection.query(sql, &[], &mut |_| Ok(Next::Continue));
        assert!(failed.is_err(), "{sql}");
    }
    assert_eq!(column(&mut *connection, ALL), ints(1..=4));
    // Such statements alone are run.
    connection.execute("SAVEPOINT a", &[]).unwrap();
    connection.execute("LOCK TABLES t READ", &[]).unwrap();
    connection.execute("UNLOCK TABLES", &[]).unwrap();
    // A colon is nobody's parameter.
    let odd = "SELECT concat('it''s :a ', \"b :c\", ?) AS `d :e` -- :f";
    assert_eq!(
        bound(&mut *connection, odd, &[&text("!")]),
        [text("it's :a b :c!")]
    );
    let fault = connection.execute("SELECT :name", &[]).unwrap_err();
    assert_eq!(fault.kind, ErrorKind::InvalidRequest);
    let fault = connection.execute("SELECT :name, ?", &[]).unwrap_err();
    assert_eq!(fault.kind, ErrorKind::Statement);
    let fault = connection.execute("SELECT ?", &[]).unwrap_err();
    assert_eq!(fault.kind, ErrorKind::InvalidRequest);
    assert!(!connection.is_broken());
}

#[test]
fn scripts(database: &TestDatabase) {
    let mut connection = open(database);
    connection
        .execute_script("CREATE TABLE s (x INT); INSERT INTO s VALUES (1); SELECT x FROM s;")
        .unwrap();
    let fault = connection
        .execute_script("INSERT INTO s VALUES (2); INSERT INTO nowhere VALUES (3)")
        .unwrap_err();
    assert_eq!(fault.kind, ErrorKind::Statement);
    assert_eq!(
        column(&mut *connection, "SELECT x FROM s ORDER BY x"),
        ints(1..=2)
    );
    connection.execute_script("BEGIN; SELECT 1").unwrap();
    assert!(connection.in_transaction());
    connection.execute_script("COMMIT; SELECT 1").unwrap();
    assert!(!connection.in_transaction());
    connection.execute_script("BEGIN; SELECT nmae").unwrap_err();
    assert!(connection.in_transaction());
    connection.execute_script("ROLLBACK").unwrap();
    assert!(!connection.in_transaction());
}

#[test]
fn transactions_are_the_servers(database: &TestDatabase) {
    let mut connection = with_script(database, FOUR);
    let script = [
        ("BEGIN", true),
        ("INSERT INTO t VALUES (5)", true),
        ("SELECT x FROM t", true),
        ("SAVEPOINT a", true),
        ("ROLLBACK TO SAVEPOINT a", true),
        ("RELEASE SAVEPOINT a", true),
        ("INSERT INTO t VALUES (5)", true),
        ("ROLLBACK", false),
        ("START TRANSACTION", true),
        ("COMMIT", false),
        ("INSERT INTO t VALUES (6)", false),
        ("BEGIN", true),
        // It commits by itself, and so it does when it fails.
        ("CREATE TABLE u (x INT)", false),
        ("BEGIN", true),
        ("CREATE TABLE u (x INT)", false),
        ("BEGIN", true),
        ("SELEC 1", true),
        ("ROLLBACK AND CHAIN", true),
        ("ROLLBACK", false),
    ];
    for text in [false, true] {
        connection
            .execute_script("DROP TABLE IF EXISTS u; DELETE FROM t WHERE x > 4")
            .unwrap();
        for (sql, open) in script {
            let result = if text {
                connection.execute_script(sql)
            } else {
                connection.execute(sql, &[]).map(drop)
            };
            assert_eq!(
                connection.in_transaction(),
                open,
                "{text} {sql}: {result:?}"
            );
        }
    }
    let mut begin = connection.cursor("BEGIN", &[]);
    if let Ok(cursor) = &mut begin {
        assert!(cursor.next().unwrap().is_none());
    }
}

#[test]
fn statements_are_cached_within_bounds(database: &TestDatabase) {
    for (cache, most) in [(8, 8), (0, 0)] {
        let mut connection = open_with(database, &format!("statement_cache={cache}"));
        let prepared = |connection: &mut dyn alchemy::driver::DriverConnection| {
            let sql =
                "SHOW SESSION STATUS WHERE variable_name IN ('Com_stmt_prepare', 'Com_stmt_close')";
            let mut numbers = Vec::new();
            connection
                .query(sql, &[], &mut |row: &dyn Row| {
                    numbers.push(format!("{}", row.get(1)?));
                    Ok(Next::Continue)
                })
                .unwrap();
            let number = |at: usize| numbers[at].trim_matches('"').parse::<i64>().unwrap();
            number(1) - number(0)
        };
        for number in 0..100 {
            let sql = format!("SELECT {number}");
            assert_eq!(one(&mut *connection, &sql), Value::Int(number));
        }
        // The statement that asks is one of them.
        let open = prepared(&mut *connection);
        assert!(open <= most + 1, "{open} of {most}");
    }
}

#[test]
fn tables_that_change(database: &TestDatabase) {
    let mut connection = with_script(database, FOUR);
    let all = "SELECT * FROM t ORDER BY x";
    assert_eq!(column(&mut *connection, all), ints(1..=4));
    let mut other = open(database);
    other
        .execute_script("ALTER TABLE t ADD COLUMN y VARCHAR(10) DEFAULT 'new' FIRST")
        .unwrap();
    let mut row = Vec::new();
    connection
        .query(all, &[], &mut |found| {
            row = vec![found.get(0)?.to_value(), found.get(1)?.to_value()];
            Ok(Next::Stop)
        })
        .unwrap();
    assert_eq!(row, [text("new"), Value::Int(1)]);
}

fn connection_id(connection: &mut dyn alchemy::driver::DriverConnection) -> i64 {
    match one(connection, "SELECT connection_id()") {
        Value::Int(id) => id,
        other => panic!("{other}"),
    }
}

#[test]
fn killed_connections(database: &TestDatabase) {
    let mut killer = open(database);
    for attempt in 0..3 {
        let mut connection = open(database);
        let id = connection_id(&mut *connection);
        connection.execute_script("BEGIN").unwrap();
        killer
            .execute(&format!("KILL CONNECTION {id}"), &[])
            .unwrap();
        let fault = match attempt {
            0 => connection.execute("SELECT 1", &[]).unwrap_err(),
            1 => connection.execute_script("COMMIT").unwrap_err(),
            _ => connection.ping().unwrap_err(),
        };
        assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault}");
        assert!(connection.is_broken());
        let fault = connection.execute("SELECT 1", &[]).unwrap_err();
        assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault}");
    }
    // In the middle of an answer.
    let mut connection = open(database);
    let id = connection_id(&mut *connection);
    let sql = "SELECT repeat('x', 10000) FROM information_schema.columns a CROSS JOIN \
               information_schema.columns b";
    let mut cursor = connection.cursor(sql, &[]).unwrap();
    assert!(cursor.next().unwrap().is_some());
    killer
        .execute(&format!("KILL CONNECTION {id}"), &[])
        .unwrap();
    let fault = loop {
        match cursor.next() {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the answer came to its end"),
            Err(fault) => break fault,
        }
    };
    assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault}");
    assert!(cursor.next().unwrap().is_none());
    drop(cursor);
    assert!(connection.is_broken());
    // Only its statement.
    let mut connection = open(database);
    let id = connection_id(&mut *connection);
    let sleeping = std::thread::spawn(move || {
        let result = connection.query(
            "SELECT x FROM (SELECT sleep(30) AS x) AS s",
            &[],
            &mut |_| Ok(Next::Continue),
        );
        (result, connection)
    });
    std::thread::sleep(Duration::from_millis(200));
    killer.execute(&format!("KILL QUERY {id}"), &[]).unwrap();
    let (_, mut connection) = sleeping.join().unwrap();
    assert!(!connection.is_broken());
    assert_eq!(one(&mut *connection, "SELECT 1"), Value::Int(1));
}

#[test]
fn an_answer_that_takes_too_long(database: &TestDatabase) {
    let mut connection = open_with(database, "read_timeout=0.3");
    let start = Instant::now();
    let fault = connection.execute("SELECT sleep(10)", &[]).unwrap_err();
    assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault}");
    assert!(start.elapsed() < Duration::from_secs(3));
    assert!(connection.is_broken());
}

#[derive(Clone, Default)]
struct Notices(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Notices {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        if event.metadata().target() == "alchemy::notice" {
            let mut text = Fields(event.metadata().level().to_string());
            event.record(&mut text);
            self.0.lock().unwrap().push(text.0);
        }
    }
}

struct Fields(String);

impl tracing::field::Visit for Fields {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        self.0.push_str(&format!(" {field}={value:?}"));
    }
}

#[test]
fn warnings_are_events(database: &TestDatabase) {
    let mut connection = with_script(database, FOUR);
    let log = Notices::default();
    let subscriber = tracing_subscriber::registry().with(log.clone());
    tracing::subscriber::with_default(subscriber, || {
        connection
            .execute("DROP TABLE IF EXISTS nowhere", &[])
            .unwrap();
        assert_eq!(column(&mut *connection, "SELECT 1 / 0"), [Value::Null]);
        connection.execute_script("BEGIN").unwrap();
        connection
            .execute("INSERT IGNORE INTO t VALUES (1), (9)", &[])
            .unwrap();
        assert!(connection.in_transaction());
    });
    let events = log.0.lock().unwrap().clone();
    assert_eq!(events.len(), 3, "{events:?}");
    assert!(
        events[0].starts_with("INFO") && events[0].contains("1051"),
        "{events:?}"
    );
    assert!(
        events[1].starts_with("WARN") && events[1].contains("1365"),
        "{events:?}"
    );
    assert!(events[2].contains("1062"), "{events:?}");
}

#[test]
fn files_are_never_sent(database: &TestDatabase) {
    let mut connection = with_script(database, FOUR);
    let load = "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t";
    let fault = connection.execute_script(load).unwrap_err();
    if connection.is_broken() {
        assert!(fault.message.contains("LOAD DATA LOCAL"), "{fault}");
        connection = try_open(&database.url()).unwrap();
    }
    assert_eq!(column(&mut *connection, ALL), ints(1..=4));
}
