//! The version column: of two sessions that change one row, one wins and the other is told.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::path::Path;
use std::thread;

use alchemy::engine::Engine;
use alchemy::prelude::*;
use alchemy_dialects::create_engine;

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

fn engine(directory: &Path) -> Engine {
    let path = directory.join("version.db");
    let url = format!("sqlite:///{}?wal=on", path.display());
    let engine = create_engine(&url).unwrap();
    metadata![Document, Counter].create_all(&engine).unwrap();
    engine
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

#[test]
fn it_counts_updates_and_nothing_else() {
    let directory = tempfile::tempdir().unwrap();
    let engine = engine(directory.path());
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

#[test]
fn the_second_update_is_stale() {
    let directory = tempfile::tempdir().unwrap();
    let engine = engine(directory.path());
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

#[test]
fn a_delete_is_stale_too() {
    let directory = tempfile::tempdir().unwrap();
    let engine = engine(directory.path());
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

#[test]
fn a_rollback_takes_it_back() {
    let directory = tempfile::tempdir().unwrap();
    let engine = engine(directory.path());
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

#[test]
fn keys_from_relationships_count() {
    let directory = tempfile::tempdir().unwrap();
    let engine = engine(directory.path());
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

#[test]
fn a_narrow_one_ends() {
    let directory = tempfile::tempdir().unwrap();
    let engine = engine(directory.path());
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
#[test]
fn no_update_is_lost() {
    const THREADS: i64 = 4;
    const EACH: i64 = 25;
    let directory = tempfile::tempdir().unwrap();
    let engine = engine(directory.path());
    let _ = document(&engine);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| (0..EACH).for_each(|_| increment(&engine)));
        }
    });
    let mut conn = engine.connect().unwrap();
    let found: (i64, i32) = conn
        .one(select((Document.count, Document.version)))
        .unwrap();
    assert_eq!(found, (THREADS * EACH, 101));
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
