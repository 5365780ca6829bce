//! However a transaction is left, it is rolled back before anybody else gets the connection.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use alchemy::engine::{Connection, Engine};
use alchemy::sql::text;
use alchemy::{Error, ErrorKind, Result};
use alchemy_test_support::{TestDatabase, setting};

use crate::{alone, number};

fn insert(conn: &mut Connection) -> Result<()> {
    conn.execute(text("INSERT INTO t VALUES (1)")).map(drop)
}

fn refusal() -> Error {
    Error::new(ErrorKind::InvalidValue, "no")
}

/// Goes `depth` savepoints down and leaves from there.
fn nested(
    conn: &mut Connection,
    depth: usize,
    leave: &dyn Fn(&mut Connection) -> Result<()>,
) -> Result<()> {
    insert(conn)?;
    match depth {
        0 => leave(conn),
        _ => conn.savepoint(|conn| nested(conn, depth - 1, leave)),
    }
}

/// The same with guards.
fn guarded(
    conn: &mut Connection,
    depth: usize,
    leave: &dyn Fn(&mut Connection) -> Result<()>,
) -> Result<()> {
    insert(conn)?;
    if depth == 0 {
        return leave(conn);
    }
    let mut savepoint = conn.begin_nested()?;
    guarded(&mut savepoint, depth - 1, leave)?;
    savepoint.commit()
}

type Way = (&'static str, fn(&Engine, usize) -> Result<()>);

/// The ways out of a transaction that isn't committed.
const WAYS: &[Way] = &[
    ("an error from a closure", |engine, depth| {
        engine.transaction(|conn| nested(conn, depth, &|_| Err(refusal())))
    }),
    ("a statement that fails in a closure", |engine, depth| {
        engine.transaction(|conn| {
            nested(conn, depth, &|conn| {
                conn.execute(text("INSERT INTO nowhere VALUES (1)"))
                    .map(drop)
            })
        })
    }),
    ("a panic in a closure", |engine, depth| {
        engine.transaction(|conn| nested(conn, depth, &|_| resume_unwind(Box::new("a panic"))))
    }),
    ("a guard dropped by an error", |engine, depth| {
        let mut conn = engine.connect()?;
        let mut transaction = conn.begin()?;
        guarded(&mut transaction, depth, &|_| Err(refusal()))?;
        transaction.commit()
    }),
    ("a guard dropped by an early return", |engine, depth| {
        let mut conn = engine.connect()?;
        let mut transaction = conn.begin()?;
        guarded(&mut transaction, depth, &|_| Ok(()))?;
        Ok(())
    }),
    ("a guard dropped by a panic", |engine, depth| {
        let mut conn = engine.connect()?;
        let mut transaction = conn.begin()?;
        guarded(&mut transaction, depth, &|_| {
            resume_unwind(Box::new("a panic"))
        })
    }),
    ("a guard rolled back", |engine, depth| {
        let mut conn = engine.connect()?;
        let mut transaction = conn.begin()?;
        guarded(&mut transaction, depth, &|_| Ok(()))?;
        transaction.rollback()
    }),
    ("a guard that is forgotten", |engine, depth| {
        let mut conn = engine.connect()?;
        let mut transaction = conn.begin()?;
        guarded(&mut transaction, depth, &|_| Ok(()))?;
        std::mem::forget(transaction);
        Ok(())
    }),
    ("a connection dropped", |engine, depth| {
        let mut conn = engine.connect()?;
        nested(&mut conn, depth, &|_| Ok(()))
    }),
    ("a connection rolled back", |engine, depth| {
        let mut conn = engine.connect()?;
        nested(&mut conn, depth, &|_| Ok(()))?;
        conn.rollback()
    }),
    ("a thread that ends", |engine, depth| {
        thread::scope(|scope| {
            let run = scope.spawn(|| {
                let mut conn = engine.connect()?;
                nested(&mut conn, depth, &|_| Ok(()))
            });
            run.join().unwrap_or_else(|_| Err(refusal()))
        })
    }),
    ("a thread that panics", |engine, depth| {
        thread::scope(|scope| {
            let run = scope.spawn(|| {
                let mut conn = engine.connect()?;
                nested(&mut conn, depth, &|_| resume_unwind(Box::new("a panic")))
            });
            run.join().unwrap_or_else(|_| Err(refusal()))
        })
    }),
];

#[test]
fn every_way_out_rolls_back(database: &TestDatabase) {
    let engine = alone(database);
    engine.execute_script("CREATE TABLE t (n INT)").unwrap();
    for depth in 0..=3 {
        for (name, way) in WAYS {
            drop(catch_unwind(AssertUnwindSafe(|| way(&engine, depth))));
            let mut conn = engine.connect().unwrap();
            let left = number(&mut conn, "SELECT count(*) FROM t");
            assert_eq!(left, 0, "{name}, {depth} deep");
            conn.rollback().unwrap();
            // And what is committed counts.
            conn.transaction(insert).unwrap();
            assert_eq!(number(&mut conn, "SELECT count(*) FROM t"), 1);
            conn.rollback().unwrap();
            conn.transaction(|conn| conn.execute(text("DELETE FROM t")))
                .unwrap();
        }
    }
}

#[test]
fn panics_without_number(database: &TestDatabase) {
    let engine = alone(database);
    engine.execute_script("CREATE TABLE t (n INT)").unwrap();
    for panic in 0..setting("ALCHEMY_PANICS", 200) {
        let depth = usize::try_from(panic % 4).unwrap();
        let run = AssertUnwindSafe(|| {
            engine.transaction(|conn| nested(conn, depth, &|_| resume_unwind(Box::new("a panic"))))
        });
        assert!(catch_unwind(run).is_err());
    }
    let mut conn = engine.connect().unwrap();
    assert_eq!(number(&mut conn, "SELECT count(*) FROM t"), 0);
    assert_eq!(engine.pool_status().connects, 1);
}
