//! Statements: what they give, and what their errors tell.

use super::{engine, fake, kind, read, refusal, write};
use crate::ErrorKind;
use crate::driver::fake::{Failure, FakeDriver, Reply};
use crate::engine::EngineOptions;
use crate::sql::text;
use crate::types::Value;

fn numbers(count: i64) -> Reply {
    Reply::rows(&["n"], (1..=count).map(|n| vec![Value::Int(n)]))
}

#[test]
fn rows_as_many_as_were_asked_for() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    assert_eq!(conn.all(read()).unwrap(), [] as [i64; 0]);
    assert_eq!(conn.first(read()).unwrap(), None);
    assert_eq!(conn.one_or_none(read()).unwrap(), None);
    assert_eq!(conn.scalar(read()).unwrap(), None);
    assert_eq!(kind(conn.one(read())), ErrorKind::NoResultFound);

    driver.reply("SELECT n", numbers(1));
    assert_eq!(conn.one(read()).unwrap(), 1);
    assert_eq!(conn.one_or_none(read()).unwrap(), Some(1));
    assert_eq!(conn.scalar(read()).unwrap(), Some(1));

    driver.reply("SELECT n", numbers(3));
    assert_eq!(conn.all(read()).unwrap(), [1, 2, 3]);
    assert_eq!(conn.first(read()).unwrap(), Some(1));
    for result in [conn.one(read()).map(Some), conn.one_or_none(read())] {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::MultipleResultsFound);
        assert_eq!(error.statement(), Some("SELECT n"));
    }
}

#[test]
fn first_and_one_read_no_more_than_they_need() {
    let (engine, driver) = fake();
    driver.reply("SELECT n", numbers(100));
    let mut conn = engine.connect().unwrap();
    conn.execute(write("a")).unwrap();
    let before = driver.calls();
    conn.first(read()).unwrap();
    assert_eq!(driver.calls() - before, 2);
    let before = driver.calls();
    conn.one(read()).unwrap_err();
    assert_eq!(driver.calls() - before, 3);
}

#[test]
fn execute_tells_rows_and_key() {
    let (engine, driver) = fake();
    driver.reply("INSERT", Reply::affected(2).with_last_insert_id(7));
    let mut conn = engine.connect().unwrap();
    let result = conn.execute(write("a")).unwrap();
    assert_eq!((result.rows_affected, result.last_insert_id), (2, Some(7)));
}

#[test]
fn errors_carry_the_statement_and_short_binds() {
    for hide in [false, true] {
        let driver = FakeDriver::new();
        let engine = engine(&driver, EngineOptions::new().hide_parameters(hide));
        let mut refused = refusal();
        refused.constraint = Some("uq".to_owned());
        refused.table = Some("users".to_owned());
        refused.column = Some("email".to_owned());
        driver.reply("INSERT", Reply::fault(refused.with_code("2067")));
        let mut conn = engine.connect().unwrap();
        let statement = text("INSERT :a").bind("a", "secret".to_owned() + &"x".repeat(100));
        let error = conn.execute(statement).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UniqueViolation);
        assert!(error.statement().unwrap().starts_with("INSERT "));
        assert_eq!(
            (
                error.constraint(),
                error.table(),
                error.column(),
                error.code()
            ),
            (Some("uq"), Some("users"), Some("email"), Some("2067"))
        );
        let shown = error.to_string();
        assert_eq!(shown.contains("secretx"), !hide, "{shown}");
        assert_eq!(shown.contains("... (106 bytes)"), !hide, "{shown}");
    }
}

#[test]
fn a_value_that_does_not_fit_names_its_column_and_the_statement() {
    let (engine, driver) = fake();
    driver.reply(
        "SELECT n",
        Reply::rows(
            &["n"],
            [vec![Value::Int(1)], vec![Value::Null], vec![Value::Int(3)]],
        ),
    );
    let mut conn = engine.connect().unwrap();
    let error = conn.all(read()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.column(), Some("n"));
    assert_eq!(error.statement(), Some("SELECT n"));
    assert!(conn.in_transaction() && !conn.is_broken());
    assert_eq!(conn.first(read()).unwrap(), Some(1));

    // An iterator goes on behind it.
    let items: Vec<_> = conn.iter(read()).unwrap().collect();
    let found: Vec<_> = items
        .iter()
        .map(|item| item.as_ref().ok().copied())
        .collect();
    assert_eq!(found, [Some(1), None, Some(3)]);
    let error = items[1].as_ref().unwrap_err();
    assert_eq!(error.statement(), Some("SELECT n"));
}

#[test]
fn an_iterator_keeps_one_row_and_can_be_dropped_anywhere() {
    let (engine, driver) = fake();
    driver.reply("SELECT n", numbers(100));
    let mut conn = engine.connect().unwrap();
    conn.execute(write("a")).unwrap();
    for taken in [0, 1, 99, 100] {
        let before = driver.calls();
        let rows: Result<Vec<i64>, _> = conn.iter(read()).unwrap().take(taken).collect();
        assert_eq!(rows.unwrap().len(), taken);
        assert_eq!(driver.calls() - before, taken as u64 + 1);
        assert!(conn.in_transaction());
    }
    conn.commit().unwrap();
    assert_eq!(driver.committed(), ["INSERT a"]);
}

#[test]
fn an_iterator_that_fails_is_at_its_end() {
    let (engine, driver) = fake();
    driver.reply("SELECT n", numbers(3));
    let mut conn = engine.connect().unwrap();
    conn.execute(write("a")).unwrap();
    driver.fail(driver.calls() + 3, Failure::Fault(refusal()));
    let mut rows = conn.iter(read()).unwrap();
    assert_eq!(rows.next().unwrap().unwrap(), 1);
    let error = rows.next().unwrap().unwrap_err();
    assert_eq!(error.statement(), Some("SELECT n"));
    assert!(rows.next().is_none());
    drop(rows);
    conn.execute(write("b")).unwrap();

    driver.fail_next(Failure::Fault(refusal()));
    assert_eq!(kind(conn.iter(read())), ErrorKind::UniqueViolation);
    driver.fail(driver.calls() + 2, Failure::EndsTransaction(refusal()));
    assert_eq!(conn.iter(read()).unwrap().filter_map(Result::ok).count(), 0);
    assert_eq!(kind(conn.execute(write("c"))), ErrorKind::InvalidRequest);
    conn.rollback().unwrap();
    assert!(driver.committed().is_empty());
}

#[test]
fn a_script_of_the_engine_runs_outside_of_transactions() {
    let (engine, driver) = fake();
    engine.execute_script("PRAGMA a").unwrap();
    engine.execute_script("BEGIN").unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute_script("INSERT b").unwrap();
    conn.commit().unwrap();
    let expected = [
        "connect", "PRAGMA a", "BEGIN", "ROLLBACK", "BEGIN", "INSERT b", "COMMIT",
    ];
    assert_eq!(driver.log(), expected);
}

#[test]
fn looking_for_a_table_begins_nothing_and_breaks_nothing() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    assert!(!conn.has_table(None, "users").unwrap());
    let found = Reply::rows(&["1"], [vec![Value::Int(1)]]);
    driver.reply("table_schema = ?", found);
    assert!(conn.has_table(Some("shop"), "users").unwrap());
    assert!(!conn.in_transaction());
    for failure in [
        Failure::Fault(refusal()),
        Failure::EndsTransaction(refusal()),
    ] {
        driver.fail_next(failure);
        assert_eq!(
            kind(conn.has_table(None, "users")),
            ErrorKind::UniqueViolation
        );
        assert!(!conn.in_transaction());
    }
    conn.execute(write("a")).unwrap();
    conn.commit().unwrap();
    assert_eq!(driver.committed(), ["INSERT a"]);
}
