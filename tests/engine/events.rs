//! Listeners hear of statements and transactions, and may rewrite and refuse them.

use std::sync::{Arc, Mutex};

use alchemy::engine::{Engine, ExecutionOptions, TransactionEvent};
use alchemy::sql::text;
use alchemy::types::Value;
use alchemy::{Error, ErrorKind};
use alchemy_test_support::TestDatabase;

use crate::{alone, number};

#[derive(Debug, PartialEq)]
struct Tenant(i64);

fn engine(database: &TestDatabase) -> Engine {
    let engine = alone(database);
    engine.execute_script("CREATE TABLE t (n INT)").unwrap();
    engine
}

#[test]
fn sql_and_values_are_rewritten(database: &TestDatabase) {
    let engine = engine(database);
    let id = engine.events().before_cursor_execute(|call| {
        if !call.sql().starts_with("INSERT") {
            return Ok(());
        }
        let sql = call.sql().replace("nowhere", "t");
        call.set_sql(sql);
        let tenant = call.options().get::<Tenant>().map_or(0, |it| it.0);
        let binds = call.binds().map(|value| match value {
            Value::Int(n) => Value::Int(n + tenant),
            other => other.clone(),
        });
        let binds = binds.collect();
        call.set_binds(binds);
        Ok(())
    });
    let mut conn = engine.connect().unwrap();
    let insert = || text("INSERT INTO nowhere VALUES (:n)").bind("n", 1_i64);
    conn.execute(insert()).unwrap();
    let options = ExecutionOptions::new().value(Tenant(70));
    conn.with_options(options)
        .unwrap()
        .execute(insert())
        .unwrap();
    assert_eq!(number(&mut conn, "SELECT sum(n) FROM t"), 72);
    conn.commit().unwrap();
    assert!(engine.events().remove(id));
    let error = conn.execute(insert()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Statement);
}

#[test]
fn statements_are_heard_of_and_refused(database: &TestDatabase) {
    let engine = engine(database);
    let log = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&log);
    engine.events().after_cursor_execute(move |done| {
        let line = format!("{} {} {}", done.sql(), done.binds().len(), done.rows());
        heard.lock().unwrap().push(line);
    });
    let heard = Arc::clone(&log);
    engine.events().after_execute(move |_, rows| {
        heard.lock().unwrap().push(format!("after {rows}"));
    });
    let mut conn = engine.connect().unwrap();
    conn.execute(text("INSERT INTO t VALUES (1), (2)")).unwrap();
    let sql = text("SELECT n FROM t WHERE n > :n").bind("n", 1_i64);
    assert_eq!(conn.all(sql.columns::<i64>()).unwrap(), [2]);
    let lines = std::mem::take(&mut *log.lock().unwrap());
    assert_eq!(lines[..2], ["INSERT INTO t VALUES (1), (2) 0 2", "after 2"]);
    assert!(
        lines[2].starts_with("SELECT n FROM t WHERE n > "),
        "{lines:?}"
    );
    assert!(lines[2].ends_with(" 1 1"), "{lines:?}");
    assert_eq!(lines[3..], ["after 1"]);
    conn.commit().unwrap();
    // One that is refused is not run.
    let refuse = || Error::new(ErrorKind::InvalidRequest, "read only today");
    let id = engine.events().before_execute(move |_| Err(refuse()));
    let error = conn.execute(text("DELETE FROM t")).unwrap_err();
    assert_eq!(error.message(), "read only today");
    engine.events().remove(id);
    let id = engine
        .events()
        .before_cursor_execute(move |_| Err(refuse()));
    assert!(conn.execute(text("DELETE FROM t")).is_err());
    engine.events().remove(id);
    assert_eq!(number(&mut conn, "SELECT count(*) FROM t"), 2);
}

#[test]
fn errors_are_replaced(database: &TestDatabase) {
    let engine = engine(database);
    engine.events().handle_error(|error| {
        let ours = Error::new(ErrorKind::Operational, "out of order");
        (error.kind() == ErrorKind::Statement).then(|| ours.with_cause(error.clone()))
    });
    let mut conn = engine.connect().unwrap();
    let error = conn
        .execute(text("SELECT nothing FROM nowhere"))
        .unwrap_err();
    assert_eq!(error.message(), "out of order");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("nowhere"), "{cause}");
    conn.rollback().unwrap();
    let failed = conn
        .iter(text("SELECT nothing FROM nowhere").columns::<i64>())
        .map(|mut rows| rows.next());
    let error = match failed {
        Ok(next) => next.unwrap().unwrap_err(),
        Err(error) => error,
    };
    assert_eq!(error.message(), "out of order");
}

#[test]
fn transactions_are_heard_of(database: &TestDatabase) {
    let engine = engine(database);
    let log = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&log);
    engine.events().transaction(move |event| {
        let word = match event {
            TransactionEvent::Begin => "begin",
            TransactionEvent::Commit => "commit",
            TransactionEvent::Rollback => "rollback",
            TransactionEvent::Savepoint(_) => "savepoint",
            TransactionEvent::RollbackToSavepoint(_) => "rollback to savepoint",
            TransactionEvent::ReleaseSavepoint(_) => "release savepoint",
            _ => "other",
        };
        heard.lock().unwrap().push(word);
    });
    let insert = || text("INSERT INTO t VALUES (1)");
    let mut conn = engine.connect().unwrap();
    conn.transaction(|conn| {
        conn.savepoint(|conn| conn.execute(insert()))?;
        let failed = conn.savepoint(|conn| conn.execute(text("INSERT INTO nowhere VALUES (1)")));
        assert!(failed.is_err());
        Ok(())
    })
    .unwrap();
    conn.execute(insert()).unwrap();
    conn.rollback().unwrap();
    // Nothing was sent, so nothing began.
    conn.transaction(|_| Ok(())).unwrap();
    let expected = [
        "begin",
        "savepoint",
        "release savepoint",
        "savepoint",
        "rollback to savepoint",
        "commit",
        "begin",
        "rollback",
    ];
    assert_eq!(*log.lock().unwrap(), expected);
}

#[test]
fn sql_goes_to_the_driver_as_it_stands(database: &TestDatabase) {
    let engine = engine(database);
    let mut conn = engine.connect().unwrap();
    let place = match database.kind().name() {
        "postgres" => "$1::int",
        _ => "?",
    };
    let sql = format!("INSERT INTO t VALUES ({place})");
    let done = conn.exec_driver_sql(&sql, &[Value::Int(7)]).unwrap();
    assert_eq!(done.rows_affected, 1);
    let sql = format!("SELECT n FROM t WHERE n = {place}");
    let rows: Vec<i64> = conn.query_driver_sql(&sql, &[Value::Int(7)]).unwrap();
    assert_eq!(rows, [7]);
    conn.exec_driver_sql("ROLLBACK", &[]).unwrap();
    assert!(!conn.in_transaction());
    assert_eq!(number(&mut conn, "SELECT count(*) FROM t"), 0);
}

#[test]
fn options_hide_values_from_errors(database: &TestDatabase) {
    let engine = engine(database);
    let mut conn = engine.connect().unwrap();
    let failing = || text("SELECT nothing FROM nowhere WHERE n = :n").bind("n", "marker");
    let shown = conn.execute(failing()).unwrap_err().to_string();
    assert!(shown.contains("marker"), "{shown}");
    conn.rollback().unwrap();
    let hide = ExecutionOptions::new().hide_parameters(true);
    let hidden = conn.with_options(hide.clone()).unwrap().execute(failing());
    let hidden = hidden.unwrap_err().to_string();
    assert!(!hidden.contains("marker"), "{hidden}");
    drop(conn);
    // The innermost word counts.
    let mut conn = engine.execution_options(hide).connect().unwrap();
    let hidden = conn.execute(failing()).unwrap_err().to_string();
    assert!(!hidden.contains("marker"), "{hidden}");
    conn.rollback().unwrap();
    let show = ExecutionOptions::new().hide_parameters(false);
    let shown = conn.with_options(show).unwrap().execute(failing());
    assert!(shown.unwrap_err().to_string().contains("marker"));
}
