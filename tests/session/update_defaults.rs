//! What the flush sets by itself in rows that changed.

use std::sync::atomic::{AtomicI64, Ordering};

use alchemy::prelude::*;
use alchemy_test_support::{TestDatabase, statements_of};

static CALLS: AtomicI64 = AtomicI64::new(1_000);

fn next() -> i64 {
    CALLS.fetch_add(1, Ordering::Relaxed)
}

#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(table = "documents")]
struct Document {
    #[column(primary_key)]
    id: Auto<i64>,
    title: String,
    #[column(default = 0, update_default = next())]
    stamp: Auto<i64>,
    #[column(server_default = 1, update_default = text("revision + 1"))]
    revision: Auto<i64>,
}

fn document(title: &str) -> Document {
    Document {
        title: title.into(),
        ..Document::default()
    }
}

fn documents(database: &TestDatabase) -> (Session, [Handle<Document>; 3]) {
    let engine = database.with_tables(&metadata![Document]).unwrap();
    let mut session = Session::new(&engine);
    let handles = ["a", "b", "c"].map(|title| session.add(document(title)));
    session.commit().unwrap();
    (session, handles)
}

/// Stamp and revision in memory, the same as in the database.
fn both(session: &mut Session, handle: Handle<Document>) -> (i64, i64) {
    let found = &session[handle];
    let memory = (found.stamp.get().unwrap(), found.revision.get().unwrap());
    let id = found.id.get().unwrap();
    let stored = select((Document.stamp, Document.revision)).filter(Document.id.eq(id));
    let connection = session.connection().unwrap();
    assert_eq!(connection.one(stored).unwrap(), memory);
    memory
}

#[test]
fn rows_that_changed_get_theirs(database: &TestDatabase) {
    let (mut session, [a, b, c]) = documents(database);
    for handle in [a, b, c] {
        assert_eq!(both(&mut session, handle), (0, 1));
    }
    session[a].title = "x".into();
    session[c].title = "y".into();
    // Changed to what it was: no change.
    session[b].title = "b".into();
    session.flush().unwrap();
    let (first, third) = (both(&mut session, a), both(&mut session, c));
    assert!(first.0 >= 1_000 && third.0 > first.0, "{first:?} {third:?}");
    assert_eq!((first.1, third.1), (2, 2));
    assert_eq!(both(&mut session, b), (0, 1));
    session.commit().unwrap();

    let ((), statements) = statements_of(|| session.flush().unwrap());
    assert_eq!(statements.count(), 0, "{statements:?}");
    session[a].title = "z".into();
    session.commit().unwrap();
    let second = both(&mut session, a);
    assert!(second.0 > first.0);
    assert_eq!(second.1, 3);
}

#[test]
fn what_the_application_sets_stays(database: &TestDatabase) {
    let (mut session, [a, ..]) = documents(database);
    session[a].stamp = 5.into();
    session[a].revision = 50.into();
    session.commit().unwrap();
    assert_eq!(both(&mut session, a), (5, 50));
    session[a].stamp = 6.into();
    session.commit().unwrap();
    assert_eq!(both(&mut session, a), (6, 51));
}

#[test]
fn a_rollback_takes_them_back(database: &TestDatabase) {
    let (mut session, [a, ..]) = documents(database);
    session[a].title = "x".into();
    session.flush().unwrap();
    assert_eq!(both(&mut session, a).1, 2);
    session.rollback().unwrap();
    assert_eq!(session[a].title, "a");
    assert_eq!(both(&mut session, a), (0, 1));
}

#[test]
fn a_statement_of_the_session_sets_them_in_memory(database: &TestDatabase) {
    let (mut session, [a, b, _]) = documents(database);
    let statement = update(Document)
        .set(Document.title, "x")
        .filter(Document.title.eq("a"));
    session.execute(statement).unwrap();
    let found = both(&mut session, a);
    assert!(found.0 >= 1_000);
    assert_eq!(found.1, 2);
    assert_eq!(both(&mut session, b), (0, 1));
    session.commit().unwrap();
}
