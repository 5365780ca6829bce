//! A write that was lost on the way is never sent again behind the caller's back.
//!
//! `ALCHEMY_CUTS` is how many writes are cut.

use alchemy::engine::{Engine, IsolationLevel};
use alchemy::sql::text;
use alchemy::{ErrorKind, Result};
use alchemy_test_support::TestDatabase;
use alchemy_test_support::proxy::Break;
use alchemy_test_support::setting;

use crate::line::Line;

/// One write of this number. Whether it is committed, as far as the caller knows.
fn write(engine: &Engine, number: i64) -> Result<()> {
    let sql = || text("INSERT INTO writes VALUES (:n)").bind("n", number);
    match number % 3 {
        // Committed by itself,
        0 => {
            let engine = engine.with_isolation(IsolationLevel::Autocommit);
            engine.connect()?.execute(sql()).map(drop)
        }
        // in a transaction,
        1 => engine.transaction(|conn| conn.execute(sql())).map(drop),
        // and in one that may be run again.
        _ => engine
            .run_transaction(5, |conn| conn.execute(sql()))
            .map(drop),
    }
}

#[test]
fn a_write_is_executed_once_at_most(database: &TestDatabase) {
    let line = Line::to(database, &alchemy::schema::MetaData::new());
    line.direct
        .execute_script("CREATE TABLE writes (n INT NOT NULL)")
        .unwrap();
    let (mut lost, mut unknown, mut done) = (0, 0, 0);
    let cuts = i64::from(setting("ALCHEMY_CUTS", 90));
    let engines = ["off", "on"].map(|ping| {
        let options = format!("pool_size=2&pool_pre_ping={ping}");
        line.engine(&options).unwrap()
    });
    let mut conn = line.direct.connect().unwrap();
    for number in 0..cuts {
        let engine = &engines[usize::from(number % 2 == 0)];
        drop(engine.connect().unwrap());
        let how = match number % 5 {
            0 | 1 => Break::BeforeSending,
            _ => Break::AfterExecution,
        };
        line.proxy
            .break_at(usize::try_from(1 + number / 7 % 5).unwrap(), how);
        let result = write(engine, number);
        let broken = line.proxy.broken();
        line.proxy.heal();
        let sql = text("SELECT count(*) FROM writes WHERE n = :n").bind("n", number);
        let found: i64 = conn.one(sql.columns::<i64>()).unwrap();
        conn.rollback().unwrap();
        assert!(found <= 1, "the write {number} was executed {found} times");
        match result {
            Ok(()) => {
                assert_eq!(found, 1, "{number} is lost: {broken:?}");
                done += 1;
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Disconnected, "{error}");
                if error.outcome_unknown() {
                    unknown += 1;
                } else {
                    lost += 1;
                    assert_eq!(
                        found, 0,
                        "{number} took effect, and nobody was told: {error}"
                    );
                }
            }
        }
    }
    assert!(
        lost > 0 && unknown > 0 && done > 0,
        "{lost} {unknown} {done}"
    );
    println!(
        "{}: {cuts} writes cut: {done} done, {lost} lost, {unknown} unknown, none twice",
        database.server().kind().name()
    );
}
