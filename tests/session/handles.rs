//! Handles of another session, and of instances that are gone.

use std::panic::{AssertUnwindSafe, catch_unwind};

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::User;

use crate::setup::{another, author, blog, error_of, tag};

/// What a panic says.
fn panic_of(run: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(run)).unwrap_err();
    panic.downcast_ref::<String>().unwrap().clone()
}

#[test]
fn a_handle_of_another_session_is_told_apart(database: &TestDatabase) {
    let mut one = blog(database);
    let alice = one.add(author("alice", &[]));
    one.commit().unwrap();
    let mut other = another(&mut one);
    other.get(User, 1).unwrap().unwrap();

    let message = panic_of(|| drop(other[alice].email.clone()));
    assert!(
        message.starts_with("this handle of `User` belongs to another session"),
        "{message}"
    );
    let message = panic_of(|| other[alice].email.clear());
    assert!(message.contains("another session"), "{message}");
    let error = error_of(other.get_ref(alice));
    assert_eq!(error.kind(), ErrorKind::InvalidHandle);
    assert_eq!(
        error_of(other.get_mut(alice)).kind(),
        ErrorKind::InvalidHandle
    );
    assert_eq!(error_of(other.key(alice)).kind(), ErrorKind::InvalidHandle);
    assert_eq!(
        error_of(other.delete(alice)).kind(),
        ErrorKind::InvalidHandle
    );
    assert_eq!(
        error_of(other.load(alice, User.posts)).kind(),
        ErrorKind::InvalidHandle
    );
    assert_eq!(
        error_of(other.refresh(alice)).kind(),
        ErrorKind::InvalidHandle
    );
    assert_eq!(
        error_of(other.expunge(alice)).kind(),
        ErrorKind::InvalidHandle
    );
    assert_eq!(error_of(other.view(alice)).kind(), ErrorKind::InvalidHandle);
    assert_eq!(other.state(alice), None);
}

#[test]
fn a_handle_of_a_gone_instance_is_told_apart(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &[]));
    session.commit().unwrap();
    session.delete(alice).unwrap();
    session.commit().unwrap();

    let message = panic_of(|| drop(session[alice].email.clone()));
    assert!(
        message.starts_with("the instance of `User` is gone from this session"),
        "{message}"
    );
    assert_eq!(
        error_of(session.get_ref(alice)).kind(),
        ErrorKind::InvalidHandle
    );

    // The slot is used again, by another instance.
    let bob = session.add(author("bob", &[]));
    assert!(session.get_ref(alice).is_err());
    assert_eq!(session[bob].email, "bob");
    assert_ne!(alice, bob);
}

#[test]
fn a_foreign_handle_in_a_new_value_is_reported_by_the_flush(database: &TestDatabase) {
    let mut one = blog(database);
    let rust = one.add(tag("rust"));
    let alice = one.add(author("alice", &[]));
    one.commit().unwrap();

    let mut other = another(&mut one);
    other.add(alchemy_test_support::models::blog::Post {
        author: alice.into(),
        ..crate::setup::post("one")
    });
    let error = error_of(other.flush());
    assert_eq!(error.kind(), ErrorKind::Flush);
    assert!(error.message().contains("`Post.author`"), "{error}");
    assert!(error.message().contains("another session"), "{error}");

    let here = other.get(User, 1).unwrap().unwrap();
    other.add(alchemy_test_support::models::blog::Post {
        author: here.into(),
        tags: [rust].into(),
        ..crate::setup::post("one")
    });
    let error = error_of(other.flush());
    assert_eq!(error.kind(), ErrorKind::Flush);
    assert!(error.message().contains("not in this session"), "{error}");
}

#[test]
fn linking_a_foreign_handle_is_refused(database: &TestDatabase) {
    let mut one = blog(database);
    let alice = one.add(author("alice", &["one"]));
    one.commit().unwrap();
    let mut other = another(&mut one);
    let here = other.get(User, 1).unwrap().unwrap();
    let posts = one.load(alice, User.posts).unwrap();
    let error = error_of(other.link(here, User.posts, posts[0]));
    assert_eq!(error.kind(), ErrorKind::InvalidHandle);
}

#[test]
fn a_session_is_send() {
    fn send<T: Send>() {}
    send::<Session>();
    send::<Handle<User>>();
}
