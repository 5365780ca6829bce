//! Autobegin, closures and guards.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::{fake, kind, read, refusal, write};
use crate::driver::fake::{Failure, Reply};
use crate::engine::{ExecutionOptions, IsolationLevel, TransactionOptions};
use crate::sql::text;
use crate::{Error, ErrorKind, Result};

#[test]
fn the_first_statement_begins_and_commit_ends() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    assert!(!conn.in_transaction());
    conn.execute(write("a")).unwrap();
    conn.execute(write("b")).unwrap();
    assert!(conn.in_transaction());
    conn.commit().unwrap();
    conn.commit().unwrap();
    conn.execute(write("c")).unwrap();
    conn.rollback().unwrap();
    conn.rollback().unwrap();
    drop(conn);
    let expected = [
        "connect", "BEGIN", "INSERT a", "INSERT b", "COMMIT", "BEGIN", "INSERT c", "ROLLBACK",
    ];
    assert_eq!(driver.log(), expected);
    assert_eq!(driver.committed(), ["INSERT a", "INSERT b"]);
}

#[test]
fn what_is_not_committed_is_rolled_back_before_the_next_user() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    conn.execute(write("a")).unwrap();
    drop(conn);
    let mut conn = engine.connect().unwrap();
    conn.execute(write("b")).unwrap();
    conn.commit().unwrap();
    assert_eq!(driver.committed(), ["INSERT b"]);
    assert_eq!(driver.most_open(), 1);
}

#[test]
fn begin_after_a_statement_is_refused_and_says_what_to_do() {
    let (engine, _) = fake();
    let mut conn = engine.connect().unwrap();
    conn.first(read()).unwrap();
    let error = conn.begin().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.help().unwrap().contains("`commit` or `rollback`"));
    conn.commit().unwrap();
    conn.begin().unwrap().commit().unwrap();

    let error = conn
        .transaction(|conn| conn.transaction(|_| Ok(())))
        .unwrap_err();
    assert!(error.help().unwrap().contains("begin_nested"), "{error}");
}

#[test]
fn a_transaction_without_statements_sends_nothing() {
    let (engine, driver) = fake();
    engine.transaction(|_| Ok(())).unwrap();
    let mut conn = engine.connect().unwrap();
    drop(conn.begin().unwrap());
    conn.begin().unwrap().rollback().unwrap();
    assert_eq!(driver.log(), ["connect"]);
}

#[test]
fn a_closure_commits_or_rolls_back() {
    let (engine, driver) = fake();
    engine.transaction(|conn| conn.execute(write("a"))).unwrap();
    let failed: Result<()> = engine.transaction(|conn| {
        conn.execute(write("b"))?;
        Err(Error::new(ErrorKind::InvalidValue, "no"))
    });
    assert_eq!(kind(failed), ErrorKind::InvalidValue);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        engine.transaction(|conn| -> Result<()> {
            conn.execute(write("c"))?;
            resume_unwind(Box::new("no"))
        })
    }));
    assert!(panicked.is_err());
    engine.transaction(|conn| conn.execute(write("d"))).unwrap();
    assert_eq!(driver.committed(), ["INSERT a", "INSERT d"]);
    assert_eq!(driver.most_open(), 1);
    assert_eq!(driver.open(), 1);
}

#[test]
fn a_guard_rolls_back_on_every_way_out() {
    let (engine, driver) = fake();
    let question_mark = || -> Result<()> {
        let mut conn = engine.connect()?;
        let mut tx = conn.begin()?;
        tx.execute(write("a"))?;
        tx.one(read())?;
        tx.commit()
    };
    assert_eq!(kind(question_mark()), ErrorKind::NoResultFound);
    let early = || -> Result<()> {
        let mut conn = engine.connect()?;
        let mut tx = conn.begin()?;
        if tx.execute(write("b"))?.rows_affected == 1 {
            return Ok(());
        }
        tx.commit()
    };
    early().unwrap();
    let panics = || -> Result<()> {
        let mut conn = engine.connect()?;
        let mut tx = conn.begin()?;
        tx.execute(write("c"))?;
        resume_unwind(Box::new("no"))
    };
    assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
    let thread_ends = || {
        let engine = engine.clone();
        std::thread::spawn(move || {
            let mut conn = engine.connect().unwrap();
            let mut tx = conn.begin().unwrap();
            tx.execute(write("d")).unwrap();
            resume_unwind(Box::new("no"))
        })
        .join()
    };
    let ended: std::thread::Result<()> = thread_ends();
    assert!(ended.is_err());
    assert!(driver.committed().is_empty());
    let rollbacks = driver.log().iter().filter(|sql| *sql == "ROLLBACK").count();
    assert_eq!(rollbacks, 4);

    let mut conn = engine.connect().unwrap();
    let mut tx = conn.begin().unwrap();
    tx.execute(write("e")).unwrap();
    tx.commit().unwrap();
    assert_eq!(driver.committed(), ["INSERT e"]);
}

#[test]
fn a_forgotten_guard_commits_nothing() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    let mut tx = conn.begin().unwrap();
    tx.execute(write("a")).unwrap();
    #[expect(clippy::mem_forget, reason = "what is tested")]
    std::mem::forget(tx);
    assert_eq!(kind(conn.commit()), ErrorKind::InvalidRequest);
    drop(conn);
    assert!(driver.committed().is_empty());
    engine.transaction(|conn| conn.execute(write("b"))).unwrap();
    assert_eq!(driver.committed(), ["INSERT b"]);
}

#[test]
fn commit_and_rollback_belong_to_who_began() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    conn.transaction(|conn| {
        conn.execute(write("a"))?;
        assert_eq!(kind(conn.commit()), ErrorKind::InvalidRequest);
        assert_eq!(kind(conn.rollback()), ErrorKind::InvalidRequest);
        conn.execute(write("b"))
    })
    .unwrap();
    assert_eq!(driver.committed(), ["INSERT a", "INSERT b"]);
}

#[test]
fn a_refused_statement_leaves_the_transaction_open() {
    let (engine, driver) = fake();
    driver.reply("bad", Reply::fault(refusal()));
    let mut conn = engine.connect().unwrap();
    conn.execute(write("a")).unwrap();
    assert_eq!(kind(conn.execute(write("bad"))), ErrorKind::UniqueViolation);
    conn.execute(write("b")).unwrap();
    conn.commit().unwrap();
    assert_eq!(driver.committed(), ["INSERT a", "INSERT b"]);
}

#[test]
fn a_transaction_that_the_database_ended_is_not_continued() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    conn.execute(write("a")).unwrap();
    driver.fail_next(Failure::EndsTransaction(refusal()));
    assert_eq!(kind(conn.execute(write("b"))), ErrorKind::UniqueViolation);
    for _ in 0..2 {
        let error = conn.execute(write("c")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.help().unwrap().contains("roll it back"), "{error}");
        assert_eq!(kind(conn.commit()), ErrorKind::InvalidRequest);
    }
    conn.rollback().unwrap();
    conn.execute(write("d")).unwrap();
    conn.commit().unwrap();
    assert_eq!(driver.committed(), ["INSERT d"]);

    let result = conn.transaction(|conn| {
        conn.execute(write("e"))?;
        driver.fail_next(Failure::EndsTransaction(refusal()));
        conn.execute(write("f")).unwrap_err();
        Ok(())
    });
    assert_eq!(kind(result), ErrorKind::InvalidRequest);
    assert_eq!(driver.committed(), ["INSERT d"]);
    conn.transaction(|conn| conn.execute(write("g"))).unwrap();
    assert_eq!(driver.committed(), ["INSERT d", "INSERT g"]);
}

#[test]
fn a_transaction_ended_by_hand_is_seen() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    conn.execute(write("a")).unwrap();
    conn.execute(text("COMMIT")).unwrap();
    assert!(!conn.in_transaction());
    conn.execute(write("b")).unwrap();
    conn.execute_script("ROLLBACK").unwrap();
    assert!(!conn.in_transaction());
    let mut tx = conn.begin().unwrap();
    tx.execute(write("c")).unwrap();
    tx.execute(text("COMMIT")).unwrap();
    assert_eq!(kind(tx.execute(write("d"))), ErrorKind::InvalidRequest);
    assert_eq!(kind(tx.commit()), ErrorKind::InvalidRequest);
    conn.execute(write("e")).unwrap();
    conn.commit().unwrap();
    assert_eq!(driver.committed(), ["INSERT a", "INSERT c", "INSERT e"]);
}

#[test]
fn a_begin_that_fails_leaves_nothing_to_roll_back() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    driver.fail_next(Failure::Fault(refusal()));
    assert_eq!(kind(conn.execute(write("a"))), ErrorKind::UniqueViolation);
    conn.execute(write("b")).unwrap();
    conn.commit().unwrap();
    let mut tx = conn.begin().unwrap();
    driver.fail_next(Failure::Fault(refusal()));
    assert_eq!(kind(tx.execute(write("c"))), ErrorKind::UniqueViolation);
    tx.execute(write("d")).unwrap();
    tx.commit().unwrap();
    assert_eq!(driver.committed(), ["INSERT b", "INSERT d"]);
}

#[test]
fn a_refused_commit_can_be_tried_again_or_rolled_back() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    conn.execute(write("a")).unwrap();
    driver.fail_next(Failure::Fault(refusal()));
    let error = conn.commit().unwrap_err();
    assert_eq!(error.statement(), Some("COMMIT"));
    assert!(conn.in_transaction() && !error.outcome_unknown());
    conn.commit().unwrap();
    conn.execute(write("b")).unwrap();
    driver.fail_next(Failure::EndsTransaction(refusal()));
    conn.commit().unwrap_err();
    assert!(!conn.in_transaction());
    let mut tx = conn.begin().unwrap();
    tx.execute(write("c")).unwrap();
    driver.fail_next(Failure::Fault(refusal()));
    tx.commit().unwrap_err();
    assert!(!conn.in_transaction());
    assert_eq!(driver.committed(), ["INSERT a"]);
    assert_eq!(driver.log().last().unwrap(), "ROLLBACK");
}

#[test]
fn retries_begin_anew_and_end() {
    let (engine, driver) = fake();
    let busy = |n: u64| {
        let fault = crate::driver::Fault::new(ErrorKind::Deadlock, "deadlock");
        driver.fail(driver.calls() + n, Failure::EndsTransaction(fault));
    };
    let mut runs = 0;
    let result = engine.run_transaction(3, |conn| {
        runs += 1;
        conn.execute(write("a"))?;
        if runs < 3 {
            busy(1);
        }
        conn.execute(write("b"))
    });
    result.unwrap();
    assert_eq!((runs, driver.committed().len()), (3, 2));

    let mut runs = 0;
    let result = engine.run_transaction(2, |conn| {
        runs += 1;
        busy(2);
        conn.execute(write("c"))
    });
    assert_eq!((kind(result), runs), (ErrorKind::Deadlock, 2));
    let mut runs = 0;
    let result: Result<()> = engine.run_transaction(5, |_| {
        runs += 1;
        Err(Error::new(ErrorKind::InvalidValue, "no"))
    });
    assert_eq!((kind(result), runs), (ErrorKind::InvalidValue, 1));
    // Whoever waited for a lock has waited long enough.
    let mut runs = 0;
    let result: Result<()> = engine.run_transaction(5, |_| {
        runs += 1;
        Err(Error::new(ErrorKind::Locked, "locked"))
    });
    assert_eq!((kind(result), runs), (ErrorKind::Locked, 1));
}

#[test]
fn what_could_not_be_rolled_back_is_not_committed() {
    let (engine, driver) = fake();
    let mut conn = engine.connect().unwrap();
    conn.execute(write("a")).unwrap();
    driver.fail_next(Failure::Fault(refusal()));
    assert_eq!(kind(conn.rollback()), ErrorKind::UniqueViolation);
    assert_eq!(kind(conn.execute(write("b"))), ErrorKind::InvalidRequest);
    assert_eq!(kind(conn.commit()), ErrorKind::InvalidRequest);
    conn.rollback().unwrap();
    conn.execute(write("c")).unwrap();
    conn.commit().unwrap();
    assert_eq!(driver.committed(), ["INSERT c"]);
}

#[test]
fn a_connection_without_transactions_can_have_one_all_the_same() {
    let (engine, driver) = fake();
    let automatic = engine.with_isolation(IsolationLevel::Autocommit);
    let mut conn = automatic.connect().unwrap();
    let serializable = TransactionOptions::new().isolation(IsolationLevel::Serializable);
    let mut transaction = conn.begin_with(serializable).unwrap();
    transaction.execute(write("a")).unwrap();
    // Options for a statement don't change what the transaction is.
    let named = ExecutionOptions::new().logging_name("it");
    let mut within = transaction.with_options(named).unwrap();
    within.execute(write("b")).unwrap();
    within.savepoint(|conn| conn.execute(write("c"))).unwrap();
    drop(within);
    assert!(transaction.in_transaction());
    assert!(driver.committed().is_empty());
    transaction.commit().unwrap();
    assert_eq!(driver.committed(), ["INSERT a", "INSERT b", "INSERT c"]);
    // One that is dropped is rolled back, and one without statements is none.
    let mut transaction = conn.begin_with(serializable).unwrap();
    transaction.execute(write("d")).unwrap();
    drop(transaction);
    conn.begin_with(serializable).unwrap().commit().unwrap();
    // Afterwards each statement counts again.
    conn.execute(write("e")).unwrap();
    assert!(!conn.in_transaction());
    assert_eq!(driver.committed().last().unwrap(), "INSERT e");
    assert_eq!(driver.committed().len(), 4);
}
