//! Lost connections.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{engine, fake, kind, read, write};
use crate::driver::fake::{Failure, FakeDriver, Reply};
use crate::engine::EngineOptions;
use crate::types::Value;
use crate::{ErrorKind, Result};

#[test]
fn a_lost_connection_says_so_until_it_is_dropped() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    conn.execute(write("a")).unwrap();
    driver.fail_next(Failure::LostBefore);
    let error = conn.execute(write("b")).unwrap_err();
    assert!(error.is_disconnect() && !error.outcome_unknown());
    assert!(conn.is_broken());
    let calls = driver.calls();
    for _ in 0..2 {
        let results = [
            conn.execute(write("c")).map(drop),
            conn.all(read()).map(drop),
            conn.iter(read()).map(drop),
            conn.commit(),
            conn.rollback(),
            conn.begin().map(drop),
            conn.begin_nested().map(drop),
            conn.execute_script("INSERT d"),
            conn.transaction(|_| Ok(())),
        ];
        for (index, result) in results.into_iter().enumerate() {
            let error = result.unwrap_err();
            assert!(error.is_disconnect(), "{index}: {error}");
            assert!(!error.outcome_unknown(), "{index}: {error}");
        }
    }
    assert_eq!(driver.calls(), calls);
    drop(conn);
    assert_eq!(driver.open(), 0);
    engine.transaction(|conn| conn.execute(write("e"))).unwrap();
    assert_eq!(driver.committed(), ["INSERT e"]);
}

#[test]
fn the_outcome_is_unknown_in_the_commit_and_nowhere_else() {
    for failure in [Failure::LostBefore, Failure::LostAfter] {
        for guard in [false, true] {
            let mut unknown = Vec::new();
            for call in 1..=6 {
                let (engine, driver) = fake();
                driver.fail(call, failure.clone());
                let result = if guard {
                    engine.transaction(|conn| {
                        conn.execute(write("a"))?;
                        conn.savepoint(|conn| conn.execute(write("b")))?;
                        Ok(())
                    })
                } else {
                    (|| -> Result<()> {
                        let mut conn = engine.connect()?;
                        conn.execute(write("a"))?;
                        let mut inner = conn.begin_nested()?;
                        inner.execute(write("b"))?;
                        inner.commit()?;
                        conn.commit()
                    })()
                };
                // connect, BEGIN, a, SAVEPOINT, b, RELEASE
                assert!(!result.unwrap_err().outcome_unknown(), "{call}");
                assert!(driver.committed().is_empty());
            }
            let (engine, driver) = fake();
            driver.fail(4, failure.clone());
            let result = engine.transaction(|conn| conn.execute(write("a")));
            let error = result.unwrap_err();
            unknown.push(error.outcome_unknown());
            assert_eq!(error.kind(), ErrorKind::Disconnected);
            assert_eq!(unknown, [true]);
            let done = matches!(failure, Failure::LostAfter);
            assert_eq!(driver.committed().len(), usize::from(done));
        }
    }
}

#[test]
fn a_disconnect_replaces_the_connections_made_before() {
    let driver = FakeDriver::new();
    let engine = engine(&driver, EngineOptions::new().pool_size(3));
    let three: Vec<_> = (0..3).map(|_| engine.connect().unwrap()).collect();
    drop(three);
    assert_eq!(driver.open(), 3);
    let mut conn = engine.connect().unwrap();
    driver.fail_next(Failure::LostBefore);
    conn.execute(write("a")).unwrap_err();
    drop(conn);
    driver.take_log();
    let three: Vec<_> = (0..3).map(|_| engine.connect().unwrap()).collect();
    assert_eq!(driver.log().iter().filter(|it| *it == "connect").count(), 3);
    drop(three);
    // Those are new, and stay.
    driver.take_log();
    drop(engine.connect().unwrap());
    assert_eq!(driver.log(), [] as [&str; 0]);
    assert_eq!((driver.open(), driver.most_open()), (3, 3));
}

#[test]
fn a_panic_in_the_driver_costs_the_connection() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    conn.execute(write("a")).unwrap();
    driver.fail_next(Failure::Panic);
    let panicked = catch_unwind(AssertUnwindSafe(|| conn.execute(write("b"))));
    assert!(panicked.is_err());
    assert_eq!(kind(conn.execute(write("c"))), ErrorKind::Disconnected);
    drop(conn);
    assert_eq!(driver.open(), 0);
    engine.transaction(|conn| conn.execute(write("d"))).unwrap();
    assert_eq!(driver.committed(), ["INSERT d"]);
}

#[test]
fn a_single_connection_survives_a_panic_and_is_rolled_back() {
    let driver = FakeDriver::single();
    let engine = engine(&driver, EngineOptions::new());
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        engine.transaction(|conn| {
            conn.execute(write("a"))?;
            driver.fail_next(Failure::Panic);
            conn.execute(write("b"))
        })
    }));
    assert!(panicked.is_err());
    engine.transaction(|conn| conn.execute(write("c"))).unwrap();
    assert_eq!(driver.committed(), ["INSERT c"]);
    assert_eq!(driver.log().iter().filter(|it| *it == "connect").count(), 1);
}

#[test]
fn a_forgotten_iterator_costs_the_connection() {
    let (engine, driver) = fake();
    driver.reply("SELECT", Reply::rows(&["n"], [vec![Value::Int(1)]]));
    let mut conn = engine.connect().unwrap();
    let mut rows = conn.iter(read()).unwrap();
    rows.next().unwrap().unwrap();
    #[expect(clippy::mem_forget, reason = "what is tested")]
    std::mem::forget(rows);
    assert_eq!(kind(conn.execute(write("a"))), ErrorKind::Disconnected);
    drop(conn);
    assert_eq!(driver.open(), 0);
}

#[test]
fn a_panic_of_a_cursor_costs_the_connection() {
    let (engine, driver) = fake();
    driver.reply("SELECT", Reply::rows(&["n"], [vec![Value::Int(1)]]));
    let mut conn = engine.connect().unwrap();
    conn.execute(write("a")).unwrap();
    driver.fail(driver.calls() + 2, Failure::Panic);
    let panicked = catch_unwind(AssertUnwindSafe(|| conn.iter(read()).unwrap().count()));
    assert!(panicked.is_err());
    assert_eq!(kind(conn.execute(write("b"))), ErrorKind::Disconnected);
    drop(conn);
    assert_eq!(driver.open(), 0);
}

#[test]
fn without_transactions_a_lost_statement_may_have_taken_effect() {
    let (engine, driver) = fake();
    let automatic = engine.with_isolation(crate::engine::IsolationLevel::Autocommit);
    for (failure, committed) in [(Failure::LostBefore, 0), (Failure::LostAfter, 1)] {
        let mut conn = automatic.connect().unwrap();
        driver.fail_next(failure);
        let error = conn.execute(write("a")).unwrap_err();
        assert!(error.outcome_unknown() && error.is_disconnect(), "{error}");
        assert_eq!(driver.committed().len(), committed);
    }
    let mut conn = engine.connect().unwrap();
    driver.fail_next(Failure::LostAfter);
    assert!(!conn.execute(write("a")).unwrap_err().outcome_unknown());
}
