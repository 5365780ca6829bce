//! Savepoints.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::{fake, kind, refusal, write};
use crate::driver::fake::Failure;
use crate::{Error, ErrorKind, Result};

#[test]
fn a_savepoint_is_released_or_undone_without_ending_the_transaction() {
    let (engine, driver) = fake();
    engine
        .transaction(|conn| {
            conn.execute(write("a"))?;
            conn.savepoint(|conn| conn.execute(write("b")))?;
            let failed: Result<()> = conn.savepoint(|conn| {
                conn.execute(write("c"))?;
                conn.savepoint(|conn| conn.execute(write("d")))?;
                Err(Error::new(ErrorKind::InvalidValue, "no"))
            });
            assert_eq!(kind(failed), ErrorKind::InvalidValue);
            let panicked = catch_unwind(AssertUnwindSafe(|| {
                conn.savepoint(|conn| -> Result<()> {
                    conn.execute(write("e"))?;
                    resume_unwind(Box::new("no"))
                })
            }));
            assert!(panicked.is_err());
            conn.execute(write("f"))
        })
        .unwrap();
    assert_eq!(driver.committed(), ["INSERT a", "INSERT b", "INSERT f"]);
}

#[test]
fn names_are_unique_and_every_savepoint_is_closed() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    let mut outer = conn.begin_nested().unwrap();
    let mut inner = outer.begin_nested().unwrap();
    inner.execute(write("a")).unwrap();
    inner.rollback().unwrap();
    outer.execute(write("b")).unwrap();
    outer.commit().unwrap();
    drop(conn.begin_nested().unwrap());
    conn.commit().unwrap();
    let expected = [
        "connect",
        "BEGIN",
        "SAVEPOINT sp_1",
        "SAVEPOINT sp_2",
        "INSERT a",
        "ROLLBACK TO SAVEPOINT sp_2",
        "RELEASE SAVEPOINT sp_2",
        "INSERT b",
        "RELEASE SAVEPOINT sp_1",
        "SAVEPOINT sp_3",
        "ROLLBACK TO SAVEPOINT sp_3",
        "RELEASE SAVEPOINT sp_3",
        "COMMIT",
    ];
    assert_eq!(driver.log(), expected);
}

#[test]
fn rolling_back_the_outer_takes_the_released_along() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    let mut tx = conn.begin().unwrap();
    tx.savepoint(|conn| conn.execute(write("a"))).unwrap();
    tx.rollback().unwrap();
    assert!(driver.committed().is_empty());
}

#[test]
fn a_savepoint_that_can_not_be_undone_dooms_the_transaction() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    let mut tx = conn.begin().unwrap();
    tx.execute(write("a")).unwrap();
    let mut inner = tx.begin_nested().unwrap();
    inner.execute(write("b")).unwrap();
    driver.fail_next(Failure::Fault(refusal()));
    drop(inner);
    assert_eq!(kind(tx.execute(write("c"))), ErrorKind::InvalidRequest);
    assert_eq!(kind(tx.commit()), ErrorKind::InvalidRequest);
    assert!(!conn.in_transaction());
    conn.transaction(|conn| conn.execute(write("d"))).unwrap();
    assert_eq!(driver.committed(), ["INSERT d"]);
}

#[test]
fn a_release_that_fails_undoes_the_savepoint_alone() {
    let (engine, driver) = fake();
    engine
        .transaction(|conn| {
            conn.execute(write("a"))?;
            let failed = conn.savepoint(|conn| {
                conn.execute(write("b"))?;
                driver.fail_next(Failure::Fault(refusal()));
                Ok(())
            });
            assert_eq!(kind(failed), ErrorKind::UniqueViolation);
            conn.execute(write("c"))
        })
        .unwrap();
    assert_eq!(driver.committed(), ["INSERT a", "INSERT c"]);
}

#[test]
fn a_driver_that_panics_over_the_undoing_ends_nothing_but_the_connection() {
    let (engine, driver) = fake();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        engine.transaction(|conn| {
            conn.execute(write("a"))?;
            conn.savepoint(|conn| -> Result<()> {
                conn.execute(write("b"))?;
                driver.fail_next(Failure::Panic);
                resume_unwind(Box::new("no"))
            })
        })
    }));
    assert!(panicked.is_err());
    assert!(driver.committed().is_empty());
    assert_eq!(driver.open(), 0);
    engine.transaction(|conn| conn.execute(write("c"))).unwrap();
}
