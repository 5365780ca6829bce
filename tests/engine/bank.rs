//! Money is moved by many at once, and none is made or lost.
//!
//! `ALCHEMY_BANK_THREADS` and `ALCHEMY_BANK_TRANSFERS` (for each thread) set the figures.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use alchemy::engine::{Connection, IsolationLevel};
use alchemy::sql::text;
use alchemy::{ErrorKind, Result};
use alchemy_test_support::{DatabaseKind, TestDatabase, setting};

use crate::{engine_with, number};

const ACCOUNTS: u32 = 6;

fn balance(conn: &mut Connection, id: u32) -> Result<i64> {
    let sql = text("SELECT n FROM a WHERE id = :id").bind("id", i64::from(id));
    conn.one(sql.columns::<i64>())
}

fn set(conn: &mut Connection, id: u32, n: i64) -> Result<()> {
    let sql = text("UPDATE a SET n = :n WHERE id = :id");
    let sql = sql.bind("n", n).bind("id", i64::from(id));
    conn.execute(sql).map(drop)
}

#[test(concurrent)]
fn no_money_is_made_or_lost(database: &TestDatabase) {
    let threads = setting("ALCHEMY_BANK_THREADS", 4);
    let transfers = setting("ALCHEMY_BANK_TRANSFERS", 15);
    let engine = engine_with(database, "pool_size=8");
    engine
        .execute_script("CREATE TABLE a (id INT NOT NULL PRIMARY KEY, n INT NOT NULL)")
        .unwrap();
    let rows: Vec<String> = (0..ACCOUNTS).map(|id| format!("({id}, 100)")).collect();
    engine
        .execute_script(&format!("INSERT INTO a VALUES {}", rows.join(", ")))
        .unwrap();
    // What reads and then writes what it has read needs all that there is.
    let strict = engine.with_isolation(IsolationLevel::Serializable);
    let (done, tries, most) = (AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        for worker in 0..threads {
            let (strict, done, tries, most) = (&strict, &done, &tries, &most);
            scope.spawn(move || {
                for round in 0..transfers {
                    let from = (worker + round) % ACCOUNTS;
                    let to = (worker * 3 + round * 5 + 1) % ACCOUNTS;
                    if from == to {
                        continue;
                    }
                    let mut attempts = 0;
                    let moved = strict.run_transaction(200, |conn| {
                        attempts += 1;
                        tries.fetch_add(1, Ordering::Relaxed);
                        let move_it = |conn: &mut Connection| {
                            let (a, b) = (balance(conn, from)?, balance(conn, to)?);
                            set(conn, from, a - 1)?;
                            set(conn, to, b + 1)
                        };
                        if database.kind() != DatabaseKind::Sqlite {
                            return move_it(conn);
                        }
                        // The lock is taken by the first statement that writes.
                        conn.execute(text("UPDATE a SET n = n WHERE id = 0"))?;
                        move_it(conn)
                    });
                    moved.unwrap_or_else(|error| panic!("{error}"));
                    done.fetch_add(1, Ordering::Relaxed);
                    most.fetch_max(attempts, Ordering::Relaxed);
                }
            });
        }
    });
    let mut conn = engine.connect().unwrap();
    let sum = number(&mut conn, "SELECT sum(n) FROM a");
    assert_eq!(sum, i64::from(ACCOUNTS) * 100);
    println!(
        "{}: {threads} threads, {} transfers in {} tries, {} at most for one",
        database.kind().name(),
        done.into_inner(),
        tries.into_inner(),
        most.into_inner(),
    );
}

#[test]
fn only_what_may_succeed_is_run_again(database: &TestDatabase) {
    let engine = crate::alone(database);
    let mut runs = 0;
    let failed: Result<()> = engine.run_transaction(5, |conn| {
        runs += 1;
        conn.execute(text("INSERT INTO nowhere VALUES (1)"))
            .map(drop)
    });
    assert_eq!(
        (failed.unwrap_err().kind(), runs),
        (ErrorKind::Statement, 1)
    );
    let mut runs = 0;
    let failed: Result<()> = engine.run_transaction(3, |_| {
        runs += 1;
        Err(alchemy::Error::new(
            ErrorKind::SerializationFailure,
            "again",
        ))
    });
    assert_eq!(
        (failed.unwrap_err().kind(), runs),
        (ErrorKind::SerializationFailure, 3)
    );
}
