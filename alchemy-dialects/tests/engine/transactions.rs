//! Transactions and savepoints.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use alchemy::sql::text;
use alchemy::{Error, ErrorKind, Result};

use crate::model::{add, committed, emails, file, memory};

#[test]
fn what_is_committed_stays_and_nothing_else() {
    let engine = memory();
    let mut conn = engine.connect().unwrap();
    add(&mut conn, "a").unwrap();
    conn.commit().unwrap();
    add(&mut conn, "b").unwrap();
    conn.rollback().unwrap();
    add(&mut conn, "c").unwrap();
    drop(conn);
    assert_eq!(committed(&engine), ["a"]);
}

#[test]
fn others_see_a_transaction_when_it_is_committed() {
    let (_directory, engine) = file("");
    let mut conn = engine.connect().unwrap();
    let mut tx = conn.begin().unwrap();
    add(&mut tx, "a").unwrap();
    assert_eq!(committed(&engine), [] as [&str; 0]);
    tx.commit().unwrap();
    assert_eq!(committed(&engine), ["a"]);
}

#[test]
fn a_panic_rolls_back() {
    let engine = memory();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        engine.transaction(|conn| -> Result<()> {
            add(conn, "a")?;
            conn.savepoint(|conn| {
                add(conn, "b")?;
                resume_unwind(Box::new("no"))
            })
        })
    }));
    assert!(panicked.is_err());
    engine.transaction(|conn| add(conn, "c")).unwrap();
    assert_eq!(committed(&engine), ["c"]);
}

#[test]
fn a_panic_while_a_row_is_read_rolls_back_and_keeps_the_data() {
    let engine = memory();
    engine.transaction(|conn| add(conn, "a")).unwrap();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        engine.transaction(|conn| -> Result<()> {
            add(conn, "b")?;
            let mut rows = conn.iter(text("SELECT id FROM users").columns::<i64>())?;
            rows.next();
            resume_unwind(Box::new("no"))
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(committed(&engine), ["a"]);
}

#[test]
fn savepoints_nest() {
    let engine = memory();
    engine
        .transaction(|conn| {
            add(conn, "a")?;
            let failed: Result<()> = conn.savepoint(|conn| {
                add(conn, "b")?;
                conn.savepoint(|conn| add(conn, "c"))?;
                Err(Error::new(ErrorKind::InvalidValue, "no"))
            });
            assert_eq!(failed.unwrap_err().kind(), ErrorKind::InvalidValue);
            assert_eq!(emails(conn), ["a"]);
            conn.savepoint(|conn| {
                add(conn, "d")?;
                let mut inner = conn.begin_nested()?;
                add(&mut inner, "e")?;
                inner.rollback()
            })
        })
        .unwrap();
    assert_eq!(committed(&engine), ["a", "d"]);
}

#[test]
fn a_refused_statement_leaves_the_transaction_usable() {
    let engine = memory();
    let mut conn = engine.connect().unwrap();
    add(&mut conn, "a").unwrap();
    let error = add(&mut conn, "a").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    add(&mut conn, "b").unwrap();
    conn.commit().unwrap();
    assert_eq!(emails(&mut conn), ["a", "b"]);
}

#[test]
fn sqlite_ending_the_transaction_by_itself_is_noticed() {
    let engine = memory();
    let mut conn = engine.connect().unwrap();
    add(&mut conn, "a").unwrap();
    let sql = "INSERT OR ROLLBACK INTO users (email) VALUES ('a')";
    let error = conn.execute(text(sql)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    assert_eq!(
        add(&mut conn, "b").unwrap_err().kind(),
        ErrorKind::InvalidRequest
    );
    conn.rollback().unwrap();
    add(&mut conn, "c").unwrap();
    conn.commit().unwrap();
    assert_eq!(emails(&mut conn), ["c"]);
}

#[test]
fn a_commit_that_a_constraint_refuses_is_rolled_back() {
    let engine = memory();
    engine
        .execute_script(
            "CREATE TABLE later (author REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED)",
        )
        .unwrap();
    let result = engine.transaction(|conn| {
        add(conn, "a")?;
        conn.execute(text("INSERT INTO later VALUES (77)"))
    });
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
    assert_eq!(error.statement(), Some("COMMIT"));
    assert!(!error.outcome_unknown());
    assert_eq!(committed(&engine), [] as [&str; 0]);
}

#[test]
fn scripts() {
    let engine = memory();
    // The pragma would have no effect within a transaction.
    engine
        .execute_script(
            "PRAGMA foreign_keys = OFF; INSERT INTO users (email) VALUES ('a'); \
             INSERT INTO posts (author_id) VALUES (99)",
        )
        .unwrap();
    // It doesn't outlive the script.
    let mut conn = engine.connect().unwrap();
    let on = conn
        .one(text("PRAGMA foreign_keys").columns::<i64>())
        .unwrap();
    assert_eq!(on, 1);
    conn.execute_script("INSERT INTO users (email) VALUES ('b'); DELETE FROM posts")
        .unwrap();
    conn.rollback().unwrap();
    assert_eq!(emails(&mut conn), ["a"]);
    drop(conn);
    engine
        .execute_script("BEGIN; INSERT INTO users (email) VALUES ('c')")
        .unwrap();
    assert_eq!(committed(&engine), ["a"]);
}
