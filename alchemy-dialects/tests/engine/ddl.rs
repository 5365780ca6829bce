//! `create_all` and `drop_all`.

use std::thread;

use alchemy::ErrorKind;
use alchemy::engine::CheckFirst;
use alchemy_dialects::create_engine;

use crate::model::{POSTS, USERS, add, emails, file, metadata};

#[test]
fn tables_come_and_go_in_order_and_twice_is_no_error() {
    let engine = create_engine("sqlite::memory:").unwrap();
    let has = |name: &str| engine.connect().unwrap().has_table(None, name).unwrap();
    for _ in 0..2 {
        metadata().create_all(&engine).unwrap();
        assert!(has("users") && has("posts") && has("POSTS") && !has("post"));
    }
    engine.transaction(|conn| add(conn, "a")).unwrap();
    metadata().create_all(&engine).unwrap();
    assert_eq!(emails(&mut engine.connect().unwrap()), ["a"]);
    engine
        .execute_script("INSERT INTO posts (author_id) VALUES (1)")
        .unwrap();
    for _ in 0..2 {
        metadata().drop_all(&engine).unwrap();
        assert!(!has("users") && !has("posts"));
    }
}

#[test]
fn what_is_missing_is_added() {
    let engine = create_engine("sqlite::memory:").unwrap();
    USERS.create(&engine).unwrap();
    USERS.create(&engine).unwrap();
    metadata().create_all(&engine).unwrap();
    POSTS.drop(&engine).unwrap();
    POSTS.drop(&engine).unwrap();
    assert!(engine.connect().unwrap().has_table(None, "users").unwrap());
    metadata().drop_all(&engine).unwrap();
    assert!(!engine.connect().unwrap().has_table(None, "users").unwrap());
}

#[test]
fn without_a_check_the_database_complains() {
    let engine = create_engine("sqlite::memory:").unwrap();
    let mut conn = engine.connect().unwrap();
    let metadata = metadata();
    metadata.create_all_on(&mut conn, CheckFirst::No).unwrap();
    let error = metadata
        .create_all_on(&mut conn, CheckFirst::No)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Statement);
    assert!(error.statement().unwrap().starts_with("CREATE TABLE"));
    metadata.create_all_on(&mut conn, CheckFirst::Yes).unwrap();
    metadata.drop_all_on(&mut conn, CheckFirst::No).unwrap();
    metadata.drop_all_on(&mut conn, CheckFirst::No).unwrap_err();
}

#[test]
fn tables_belong_to_the_transaction() {
    let engine = create_engine("sqlite::memory:").unwrap();
    let mut conn = engine.connect().unwrap();
    metadata()
        .create_all_on(&mut conn, CheckFirst::Yes)
        .unwrap();
    assert!(conn.in_transaction());
    conn.rollback().unwrap();
    assert!(!conn.has_table(None, "users").unwrap());
    assert!(!conn.in_transaction());
}

#[test]
fn many_may_create_at_once() {
    let (_directory, engine) = file("");
    metadata().drop_all(&engine).unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| metadata().create_all(&engine).unwrap());
        }
    });
}

#[test]
fn a_database_that_is_read_only_but_complete_is_fine() {
    let (directory, engine) = file("");
    drop(engine);
    let url = format!(
        "sqlite:{}?mode=ro",
        directory.path().join("test.db").display()
    );
    let engine = create_engine(&url).unwrap();
    metadata().create_all(&engine).unwrap();
    metadata().drop_all(&engine).unwrap_err();
}
