//! Savepoints: the same guarantee, a level deeper.

use alchemy::Result;
use alchemy::orm::InstanceState;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::{Post, User};
use alchemy_test_support::models::library::{Book, Shelf};

use crate::setup::{author, blog, book, error_of, library, post, shelf, stored, titles};

fn refuse<T>() -> Result<T> {
    Err(Error::new(ErrorKind::InvalidRequest, "refused"))
}

fn populated(database: &TestDatabase) -> (Session, Handle<User>) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &["one"]));
    session.commit().unwrap();
    (session, alice)
}

#[test]
fn what_it_did_stays_when_it_answers_ok(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    let bob = session
        .begin_nested(|session| {
            session[alice].name = Some("Alice".to_owned());
            Ok(session.add(author("bob", &[])))
        })
        .unwrap();
    assert_eq!(session.state(bob), Some(InstanceState::Persistent));
    session.commit().unwrap();
    let names = stored(
        &mut session,
        select((User.email, User.name)).order_by(User.id),
    );
    assert_eq!(names[0].1.as_deref(), Some("Alice"));
    assert_eq!(names[1].0, "bob");
}

#[test]
fn what_it_did_is_undone_when_it_answers_an_error(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    session[alice].name = Some("outer".to_owned());
    let mut bob = None;
    let error = error_of(session.begin_nested(|session| {
        session[alice].name = Some("inner".to_owned());
        session[alice].email = "inner".to_owned();
        bob = Some(session.add(author("bob", &[])));
        session.flush()?;
        session[alice].name = Some("unflushed".to_owned());
        refuse::<()>()
    }));
    assert_eq!(error.message(), "refused");
    let bob = bob.unwrap();
    assert_eq!(session[alice].name.as_deref(), Some("outer"));
    assert_eq!(session[alice].email, "alice");
    assert_eq!(session.state(bob), Some(InstanceState::Transient));
    assert!(!session[bob].id.is_set());
    session.commit().unwrap();
    let rows = stored(&mut session, select((User.email, User.name)));
    assert_eq!(rows, [("alice".to_owned(), Some("outer".to_owned()))]);
}

#[test]
fn the_outer_rollback_undoes_a_released_savepoint(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    let bob = session
        .begin_nested(|session| {
            session[alice].name = Some("inner".to_owned());
            Ok(session.add(author("bob", &[])))
        })
        .unwrap();
    session.rollback().unwrap();
    assert_eq!(session[alice].name, None);
    assert_eq!(session.state(bob), Some(InstanceState::Transient));
    assert!(!session[bob].id.is_set());
    assert_eq!(stored(&mut session, select(User.email)), ["alice"]);
}

#[test]
fn a_flush_that_fails_inside_undoes_the_savepoint_only(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    session[alice].name = Some("outer".to_owned());
    let error = error_of(session.begin_nested(|session| {
        session[alice].name = Some("inner".to_owned());
        session.add(author("alice", &[]));
        session.flush()
    }));
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    assert_eq!(session[alice].name.as_deref(), Some("outer"));
    let bob = session.add(author("bob", &[]));
    session.commit().unwrap();
    let key = session.key(bob).unwrap();
    let rows = stored(&mut session, select((User.id, User.name)).order_by(User.id));
    assert_eq!(rows, [(1, Some("outer".to_owned())), (key, None)]);
}

#[test]
fn a_flush_that_fails_at_its_end_undoes_it_too(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    let error = error_of(session.begin_nested(|session| {
        session[alice].name = Some("inner".to_owned());
        session.add(author("alice", &[]));
        Ok(())
    }));
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    assert_eq!(session[alice].name, None);
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(User.name)), [None]);
}

#[test]
fn savepoints_in_savepoints(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    session
        .begin_nested(|session| {
            session[alice].name = Some("1".to_owned());
            let error = error_of(session.begin_nested(|session| {
                session[alice].name = Some("2".to_owned());
                session.begin_nested(|session| {
                    session[alice].name = Some("3".to_owned());
                    session.add(author("three", &[]));
                    Ok(())
                })?;
                assert_eq!(session[alice].name.as_deref(), Some("3"));
                refuse::<()>()
            }));
            assert_eq!(error.message(), "refused");
            assert_eq!(session[alice].name.as_deref(), Some("1"));
            session.add(author("one", &[]));
            Ok(())
        })
        .unwrap();
    session.commit().unwrap();
    let rows = stored(
        &mut session,
        select((User.email, User.name)).order_by(User.id),
    );
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0], ("alice".to_owned(), Some("1".to_owned())));
    assert_eq!(rows[1].0, "one");
}

#[test]
fn a_delete_is_undone(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    let posts = session.load(alice, User.posts).unwrap();
    error_of(session.begin_nested(|session| {
        session.delete(alice)?;
        session.flush()?;
        assert_eq!(session.state(alice), Some(InstanceState::Deleted));
        refuse::<()>()
    }));
    assert_eq!(session.state(alice), Some(InstanceState::Persistent));
    assert_eq!(session.load(alice, User.posts).unwrap(), posts);
    session[alice].name = Some("alive".to_owned());
    session.commit().unwrap();
    let rows = stored(
        &mut session,
        select((User.name, Post.title)).join(User.posts),
    );
    assert_eq!(rows, [(Some("alive".to_owned()), "one".to_owned())]);
}

#[test]
fn an_instance_added_outside_and_deleted_inside_is_back(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &[]));
    session.flush().unwrap();
    error_of(session.begin_nested(|session| {
        session.delete(alice)?;
        session.flush()?;
        refuse::<()>()
    }));
    assert_eq!(session.state(alice), Some(InstanceState::Persistent));
    assert_eq!(session.key(alice).unwrap(), 1);
    session.rollback().unwrap();
    assert_eq!(session.state(alice), Some(InstanceState::Transient));
    assert!(!session[alice].id.is_set());
}

#[test]
fn an_instance_deleted_in_a_released_savepoint_is_back_after_the_rollback(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    session
        .begin_nested(|session| session.delete(alice))
        .unwrap();
    assert_eq!(session.state(alice), Some(InstanceState::Deleted));
    session.rollback().unwrap();
    assert_eq!(session.state(alice), Some(InstanceState::Persistent));
    assert_eq!(session.get(User, 1).unwrap(), Some(alice));
}

#[test]
fn collections_go_back(database: &TestDatabase) {
    let mut session = library(database);
    let one = session.add(Shelf {
        books: [book("a")].into(),
        ..shelf("one")
    });
    let two = session.add(shelf("two"));
    session.commit().unwrap();
    let a = session.load(one, Shelf.books).unwrap()[0];
    session.link(two, Shelf.books, a).unwrap();
    error_of(session.begin_nested(|session| {
        session.unlink(two, Shelf.books, a)?;
        let b = session.add(book("b"));
        session.link(two, Shelf.books, b)?;
        session.flush()?;
        assert_eq!(session.load(two, Shelf.books)?, [b]);
        refuse::<()>()
    }));
    assert_eq!(session.load(two, Shelf.books).unwrap(), [a]);
    assert_eq!(session.load(a, Book.shelf).unwrap(), Some(two));
    session.commit().unwrap();
    let rows = stored(&mut session, select((Book.title, Book.shelf_id)));
    assert_eq!(rows, [("a".to_owned(), Some(2))]);
    assert_eq!(session.load(one, Shelf.books).unwrap(), []);
}

#[test]
fn a_new_child_of_the_savepoint_leaves_its_parent(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    error_of(session.begin_nested(|session| {
        session.add(Post {
            author: alice.into(),
            ..post("two")
        });
        session.flush()?;
        refuse::<()>()
    }));
    let posts = session.load(alice, User.posts).unwrap();
    assert_eq!(titles(&session, &posts), ["one"]);
}

#[test]
fn a_rollback_or_commit_of_the_session_inside_ends_it(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    session
        .begin_nested(|session| {
            session[alice].name = Some("lost".to_owned());
            session.rollback()
        })
        .unwrap();
    assert_eq!(session[alice].name, None);
    session
        .begin_nested(|session| {
            session[alice].name = Some("kept".to_owned());
            session.commit()
        })
        .unwrap();
    session[alice].email = "later".to_owned();
    session.commit().unwrap();
    let rows = stored(&mut session, select((User.email, User.name)));
    assert_eq!(rows, [("later".to_owned(), Some("kept".to_owned()))]);
}
