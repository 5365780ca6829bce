//! Several connections to one database.

use std::thread;

use alchemy::ErrorKind;
use alchemy::sql::text;
use alchemy_dialects::create_engine;

use crate::model::{add, emails, file, memory};

#[test]
fn a_database_in_memory_has_one_connection() {
    let engine = create_engine("sqlite::memory:?pool_timeout=0.02&pool_size=5").unwrap();
    engine.execute_script("CREATE TABLE t (x)").unwrap();
    let held = engine.connect().unwrap();
    let error = engine.connect().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PoolTimeout);
    assert!(error.message().contains("in memory"), "{error}");
    drop(held);
    let mut conn = engine.connect().unwrap();
    conn.execute(text("INSERT INTO t VALUES (1)")).unwrap();
}

#[test]
fn threads_share_a_database_in_memory() {
    let engine = memory();
    thread::scope(|scope| {
        for thread in 0..4 {
            let engine = engine.clone();
            scope.spawn(move || {
                for n in 0..50 {
                    let email = format!("{thread}-{n}");
                    engine.transaction(|conn| add(conn, &email)).unwrap();
                }
            });
        }
    });
    assert_eq!(emails(&mut engine.connect().unwrap()).len(), 200);
}

/// Each transaction reads and then writes: were the write lock taken late, some would fail, since
/// the busy timeout doesn't apply then.
#[test]
fn writers_wait_for_each_other() {
    let (_directory, engine) = file("synchronous=off");
    engine.transaction(|conn| add(conn, "0")).unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            let engine = &engine;
            scope.spawn(move || {
                for _ in 0..25 {
                    let mut conn = engine.connect().unwrap();
                    let mut tx = conn.begin_write().unwrap();
                    let found = emails(&mut tx);
                    let next: u32 = found[0].parse::<u32>().unwrap() + 1;
                    let sql = text("UPDATE users SET email = :next");
                    tx.execute(sql.bind("next", next.to_string())).unwrap();
                    tx.commit().unwrap();
                }
            });
        }
    });
    assert_eq!(emails(&mut engine.connect().unwrap()), ["100"]);
}

#[test]
fn a_first_statement_that_writes_takes_the_lock_and_one_that_reads_does_not() {
    let (_directory, engine) = file("busy_timeout=0");
    let mut reader = engine.connect().unwrap();
    assert_eq!(emails(&mut reader), [] as [&str; 0]);
    let mut writer = engine.connect().unwrap();
    add(&mut writer, "a").unwrap();
    let mut second = engine.connect().unwrap();
    let error = add(&mut second, "b").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Locked);
    assert_eq!(error.statement(), Some("BEGIN IMMEDIATE"));
    writer.commit().unwrap();
    // Nothing is left behind by the refusal.
    add(&mut second, "b").unwrap();
    second.commit().unwrap();
    // The reader still sees what it saw, and can't write on top of it.
    assert_eq!(emails(&mut reader), [] as [&str; 0]);
    let error = add(&mut reader, "c").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SerializationFailure);
    reader.rollback().unwrap();
    assert_eq!(emails(&mut reader), ["a", "b"]);
}

#[test]
fn a_retry_gets_through() {
    let (_directory, engine) = file("busy_timeout=5000");
    engine.transaction(|conn| add(conn, "0")).unwrap();
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..10 {
                    let work = |conn: &mut alchemy::engine::Connection| {
                        let next: u32 = emails(conn)[0].parse::<u32>().unwrap() + 1;
                        let sql = text("UPDATE users SET email = :next");
                        conn.execute(sql.bind("next", next.to_string()))
                    };
                    engine.run_transaction(1000, work).unwrap();
                }
            });
        }
    });
    assert_eq!(emails(&mut engine.connect().unwrap()), ["30"]);
}
