//! The first call fails, then the second, and so on until the scenario gets through: whatever
//! failed and however, all is written or nothing, the connection goes back clean, and the next
//! user can work.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{engine, fake, read, refusal, write};
use crate::Result;
use crate::driver::fake::{Failure, FakeDriver, Reply};
use crate::engine::{Engine, EngineOptions};
use crate::types::Value;

const SCENARIO: [&str; 4] = ["INSERT a", "INSERT b", "INSERT c", "INSERT d"];

fn closures(engine: &Engine) -> Result<()> {
    engine.transaction(|conn| {
        conn.execute(write("a"))?;
        conn.savepoint(|conn| {
            conn.execute(write("b"))?;
            conn.all(read())?;
            conn.savepoint(|conn| conn.execute(write("c")))
        })?;
        conn.execute(write("d"))?;
        Ok(())
    })
}

fn guards(engine: &Engine) -> Result<()> {
    let mut conn = engine.connect()?;
    let mut tx = conn.begin()?;
    tx.execute(write("a"))?;
    let mut inner = tx.begin_nested()?;
    inner.execute(write("b"))?;
    for row in inner.iter(read())? {
        row?;
    }
    inner.execute(write("c"))?;
    inner.commit()?;
    tx.execute(write("d"))?;
    tx.commit()
}

fn by_hand(engine: &Engine) -> Result<()> {
    let mut conn = engine.connect()?;
    conn.execute(write("a"))?;
    conn.execute(write("b"))?;
    conn.execute_script("INSERT c")?;
    conn.first(read())?;
    conn.execute(write("d"))?;
    conn.commit()
}

/// Two failures in a row: the second hits the clean-up after the first.
fn check(scenario: fn(&Engine) -> Result<()>, failures: &[Failure]) {
    for call in 1..200 {
        let (engine, driver) = fake();
        driver.reply(
            "SELECT",
            Reply::rows(&["n"], (0..3).map(|n| vec![Value::Int(n)])),
        );
        for (after, failure) in (0..).zip(failures) {
            driver.fail(call + after, failure.clone());
        }
        let result = catch_unwind(AssertUnwindSafe(|| scenario(&engine)));
        let reached = driver.calls() >= call;
        let case = format!("{failures:?} at call {call}: {:#?}", driver.log());
        let written = driver.committed();
        match result {
            Ok(Ok(())) => assert_eq!(written, SCENARIO, "{case}"),
            Ok(Err(error)) if error.outcome_unknown() => {
                assert!(written.is_empty() || written == SCENARIO, "{case}");
            }
            _ => assert!(written.is_empty(), "{case}"),
        }
        if !reached {
            assert!(call > 8, "{case}");
            return;
        }
        // The next user finds a clean connection.
        driver.heal();
        engine
            .transaction(|conn| conn.execute(write("next")))
            .unwrap();
        let expected = written.len() + 1;
        assert_eq!(driver.committed().len(), expected, "{case}");
        assert_eq!((driver.open(), driver.most_open()), (1, 1), "{case}");
    }
    panic!("the scenario never got through");
}

fn all_failures() -> [Failure; 5] {
    [
        Failure::Fault(refusal()),
        Failure::EndsTransaction(refusal()),
        Failure::LostBefore,
        Failure::LostAfter,
        Failure::Panic,
    ]
}

#[test]
fn every_call_fails_once_in_every_way() {
    for scenario in [closures, guards, by_hand] {
        for failure in all_failures() {
            check(scenario, &[failure]);
        }
    }
}

#[test]
fn the_clean_up_fails_too() {
    for scenario in [closures, guards, by_hand] {
        for first in all_failures() {
            for second in all_failures() {
                check(scenario, &[first.clone(), second]);
            }
        }
    }
}

#[test]
fn a_panic_at_every_call_of_a_single_connection_loses_no_data() {
    for call in 2.. {
        let driver = FakeDriver::single();
        let engine = engine(&driver, EngineOptions::new());
        driver.fail(call, Failure::Panic);
        let result = catch_unwind(AssertUnwindSafe(|| closures(&engine)));
        assert_eq!(driver.open(), 1, "{call}");
        if driver.calls() < call {
            result.unwrap().unwrap();
            return;
        }
        assert!(driver.committed().is_empty(), "{call}");
        engine.transaction(|conn| conn.execute(write("a"))).unwrap();
    }
}
