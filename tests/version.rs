//! The version column: of two sessions that change one row, one wins and the other is told.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[macro_use]
extern crate alchemy_test_support;

use std::process::ExitCode;
use std::thread;

use alchemy::engine::Engine;
use alchemy::prelude::*;
use alchemy_test_support::{DatabaseKind, TestDatabase, setting};

fn main() -> ExitCode {
    alchemy_test_support::main()
}

#[derive(Model, Debug, Default)]
#[model(table = "documents")]
struct Document {
    #[column(primary_key)]
    id: Auto<i64>,
    title: String,
    count: i64,
    #[column(version)]
    version: i32,
    #[column(foreign_key = Document.id)]
    parent_id: Option<i64>,
    #[relationship(foreign_key = parent_id)]
    parent: BelongsTo<Option<Document>>,
}

/// A version as narrow as one can be.
#[derive(Model, Debug, Default)]
#[model(table = "counters")]
struct Counter {
    #[column(primary_key)]
    id: Auto<i64>,
    n: i64,
    #[column(version, name = "revision")]
    version: i8,
}

fn engine(database: &TestDatabase) -> Engine {
    let metadata = metadata![Document, Counter];
    database.with_tables(&metadata).unwrap()
}

fn document(engine: &Engine) -> (Session, Handle<Document>) {
    let mut session = Session::new(engine);
    let handle = session.add(Document {
        title: "one".into(),
        version: 40,
        ..Document::default()
    });
    session.commit().unwrap();
    (session, handle)
}

/// The same document in another session, its transaction over.
fn elsewhere(engine: &Engine) -> (Session, Handle<Document>) {
    let mut session = Session::new(engine);
    let handle = session.get(Document, 1).unwrap().unwrap();
    session.commit().unwrap();
    (session, handle)
}

fn stored(engine: &Engine) -> (String, i32) {
    let mut conn = engine.connect().unwrap();
    conn.one(select((Document.title, Document.version)))
        .unwrap()
}

#[test(concurrent)]
fn it_counts_updates_and_nothing_else(database: &TestDatabase) {
    let engine = engine(database);
    let (mut session, handle) = document(&engine);
    assert_eq!(session[handle].version, 1);
    assert_eq!(stored(&engine), ("one".into(), 1));

    session[handle].title = "two".into();
    session.flush().unwrap();
    assert_eq!(session[handle].version, 2);
    session[handle].title = "three".into();
    session.commit().unwrap();
    assert_eq!(session[handle].version, 3);
    assert_eq!(stored(&engine), ("three".into(), 3));

    session[handle].title = "three".into();
    session.commit().unwrap();
    assert_eq!(session[handle].version, 3, "nothing changed");

    session[handle].version = 9;
    session.commit().unwrap();
    assert_eq!(session[handle].version, 3, "it is the flush's");
    session[handle].version = 9;
    session[handle].title = "four".into();
    session.commit().unwrap();
    assert_eq!(session[handle].version, 4);
    assert_eq!(stored(&engine), ("four".into(), 4));

    session.delete(handle).unwrap();
    session.commit().unwrap();
}

#[test(concurrent)]
fn the_second_update_is_stale(database: &TestDatabase) {
    let engine = engine(database);
    let (mut one, in_one) = document(&engine);
    let (mut two, in_two) = elsewhere(&engine);
    one[in_one].title = "of one".into();
    one.commit().unwrap();

    two[in_two].title = "of two".into();
    let error = two.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StaleData);
    let text = error.to_string();
    assert!(text.contains("`Document` with key 1"), "{text}");
    assert_eq!(two[in_two].version, 1);
    assert_eq!(stored(&engine), ("of one".into(), 2));

    two.refresh(in_two).unwrap();
    two[in_two].title = "of two".into();
    two.commit().unwrap();
    assert_eq!(stored(&engine), ("of two".into(), 3));
}

#[test(concurrent)]
fn a_delete_is_stale_too(database: &TestDatabase) {
    let engine = engine(database);
    let (mut one, in_one) = document(&engine);
    let (mut two, in_two) = elsewhere(&engine);
    let (mut three, in_three) = elsewhere(&engine);
    one[in_one].title = "of one".into();
    one.commit().unwrap();

    two.delete(in_two).unwrap();
    assert_eq!(two.commit().unwrap_err().kind(), ErrorKind::StaleData);
    assert_eq!(stored(&engine), ("of one".into(), 2));

    one.delete(in_one).unwrap();
    one.commit().unwrap();
    three[in_three].title = "of three".into();
    assert_eq!(three.commit().unwrap_err().kind(), ErrorKind::StaleData);
    three.delete(in_three).unwrap();
    assert_eq!(three.commit().unwrap_err().kind(), ErrorKind::StaleData);
}

#[test(concurrent)]
fn a_rollback_takes_it_back(database: &TestDatabase) {
    let engine = engine(database);
    let (mut session, handle) = document(&engine);
    session[handle].title = "two".into();
    session.flush().unwrap();
    let failed: Result<(), Error> = session.begin_nested(|session| {
        session[handle].title = "three".into();
        session.flush()?;
        assert_eq!(session[handle].version, 3);
        Err(Error::new(ErrorKind::InvalidRequest, "no"))
    });
    assert!(failed.is_err());
    assert_eq!(session[handle].version, 2);
    session.rollback().unwrap();
    assert_eq!(session[handle].version, 1);

    session[handle].title = "again".into();
    session.commit().unwrap();
    assert_eq!(stored(&engine), ("again".into(), 2));
}

#[test(concurrent)]
fn keys_from_relationships_count(database: &TestDatabase) {
    let engine = engine(database);
    let (mut session, parent) = document(&engine);
    let child = session.add(Document::default());
    session.commit().unwrap();
    session.set(child, Document.parent, Some(parent)).unwrap();
    session.commit().unwrap();
    assert_eq!((session[parent].version, session[child].version), (1, 2));
    session.delete(child).unwrap();
    session.delete(parent).unwrap();
    session.commit().unwrap();
}

#[test(concurrent)]
fn a_narrow_one_ends(database: &TestDatabase) {
    let engine = engine(database);
    let mut session = Session::new(&engine);
    let handle = session.add(Counter::default());
    for n in 1..127 {
        session.commit().unwrap();
        session[handle].n = n;
    }
    session.commit().unwrap();
    assert_eq!(session[handle].version, 127);
    session[handle].n = 0;
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Flush);
    assert_eq!(error.column(), Some("revision"));
    assert_eq!((session[handle].n, session[handle].version), (126, 127));
}

/// Every increment that was committed is there in the end, however many were refused on the way.
#[test(concurrent)]
fn no_update_is_lost(database: &TestDatabase) {
    let (threads, each) = match database.kind() {
        DatabaseKind::Sqlite => (4, 25),
        DatabaseKind::Server(_) => (16, 5),
    };
    let each = setting("ALCHEMY_INCREMENTS", each);
    let engine = engine(database);
    let _ = document(&engine);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| (0..each).for_each(|_| increment(&engine)));
        }
    });
    let mut conn = engine.connect().unwrap();
    let found: (i64, i64) = conn
        .one(select((Document.count, Document.version.cast::<i64>())))
        .unwrap();
    let all = i64::from(threads * each);
    assert_eq!(found, (all, all + 1));
}

fn increment(engine: &Engine) {
    loop {
        let (mut session, handle) = elsewhere(engine);
        session[handle].count += 1;
        match session.commit() {
            Ok(()) => return,
            Err(error) if error.kind() == ErrorKind::StaleData => {}
            Err(error) => panic!("{error}"),
        }
    }
}
