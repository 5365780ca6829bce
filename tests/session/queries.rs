//! Statements of a session, and autoflush.

use alchemy::prelude::*;
use alchemy_test_support::models::blog::{Post, User};
use alchemy_test_support::{TestDatabase, statements_of};

use crate::setup::{another, author, blog, error_of, stored};

fn populated(database: &TestDatabase) -> Session {
    let mut session = blog(database);
    session.add(author("alice", &["one", "two"]));
    session.add(author("bob", &["three"]));
    session.add(author("carol", &[]));
    session.commit().unwrap();
    another(&mut session)
}

#[test]
fn all_in_order(database: &TestDatabase) {
    let mut session = populated(database);
    let users = session
        .all(select(User).order_by(User.email.desc()))
        .unwrap();
    let emails: Vec<&str> = users.iter().map(|user| &*session[*user].email).collect();
    assert_eq!(emails, ["carol", "bob", "alice"]);
}

#[test]
fn first_and_one_and_one_or_none(database: &TestDatabase) {
    let mut session = populated(database);
    let by_email = |email: &str| select(User).filter(User.email.eq(email));
    assert!(session.first(select(User)).unwrap().is_some());
    assert!(session.first(by_email("dave")).unwrap().is_none());
    assert!(session.one(by_email("bob")).is_ok());
    assert!(session.one_or_none(by_email("dave")).unwrap().is_none());
    let none = error_of(session.one(by_email("dave")));
    assert_eq!(none.kind(), ErrorKind::NoResultFound);
    let many = error_of(session.one(select(User)));
    assert_eq!(many.kind(), ErrorKind::MultipleResultsFound);
    let many = error_of(session.one_or_none(select(User)));
    assert_eq!(many.kind(), ErrorKind::MultipleResultsFound);
}

#[test]
fn scalars_and_tuples(database: &TestDatabase) {
    let mut session = populated(database);
    let count = session.scalar(select(func::count(Post.id))).unwrap();
    assert_eq!(count, Some(3));
    let nothing = session
        .scalar(select(User.id).filter(User.id.gt(99)))
        .unwrap();
    assert_eq!(nothing, None);
    let rows = session
        .all(
            select((User, func::count(Post.id)))
                .outer_join(User.posts)
                .group_by((User.id, User.email, User.name))
                .order_by(User.id),
        )
        .unwrap();
    let counts: Vec<(&str, i64)> = rows
        .iter()
        .map(|(user, count)| (&*session[*user].email, *count))
        .collect();
    assert_eq!(counts, [("alice", 2), ("bob", 1), ("carol", 0)]);
}

#[test]
fn the_optional_side_of_an_outer_join(database: &TestDatabase) {
    let mut session = populated(database);
    let rows = session
        .all(
            select((User, Post.optional()))
                .outer_join(User.posts)
                .order_by((User.id, Post.id)),
        )
        .unwrap();
    let titles: Vec<Option<&str>> = rows
        .iter()
        .map(|(_, post)| post.map(|post| &*session[post].title))
        .collect();
    assert_eq!(titles, [Some("one"), Some("two"), Some("three"), None]);
    assert_eq!(rows[0].0, rows[1].0);
}

#[test]
fn a_query_flushes_first(database: &TestDatabase) {
    let mut session = populated(database);
    session.add(author("dave", &[]));
    let bob = session.get(User, 2).unwrap().unwrap();
    session[bob].email = "robert".to_owned();
    let emails = session.all(select(User.email).order_by(User.id)).unwrap();
    assert_eq!(emails, ["alice", "robert", "carol", "dave"]);
}

#[test]
fn a_query_does_not_flush_when_told_so(database: &TestDatabase) {
    let mut session = populated(database);
    session.set_autoflush(false);
    let dave = session.add(author("dave", &[]));
    let count = select(func::count(User.id));
    assert_eq!(session.one(count.clone()).unwrap(), 3);
    assert!(session.key(dave).is_err());
    session.set_autoflush(true);
    assert_eq!(session.one(count).unwrap(), 4);
}

#[test]
fn execute_flushes_first_and_writes_in_the_transaction(database: &TestDatabase) {
    let mut session = populated(database);
    session.add(author("dave", &[]));
    let done = session
        .execute(update(User).set(User.name, "x").filter(User.id.gt(2)))
        .unwrap();
    assert_eq!(done.rows_affected, 2);
    session.rollback().unwrap();
    let names = stored(&mut session, select(User.name));
    assert_eq!(names, [None, None, None]);
}

#[test]
fn load_flushes_first(database: &TestDatabase) {
    let mut session = populated(database);
    let alice = session.get(User, 1).unwrap().unwrap();
    session.add(Post {
        author_id: 1,
        ..crate::setup::post("new")
    });
    let posts = session.load(alice, User.posts).unwrap();
    assert_eq!(posts.len(), 3);
}

#[test]
fn nothing_is_sent_when_nothing_changed(database: &TestDatabase) {
    let mut session = populated(database);
    let users = session.all(select(User)).unwrap();
    let (result, statements) = statements_of(|| {
        for user in &users {
            let same = session[*user].email.clone();
            session[*user].email = same;
        }
        session.flush()
    });
    result.unwrap();
    assert_eq!(statements.list(), [""; 0]);
}
