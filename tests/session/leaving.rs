//! Expunging, refreshing, clearing.

use alchemy::prelude::*;
use alchemy_test_support::models::blog::{Post, User};
use alchemy_test_support::{TestDatabase, statements_of};

use crate::setup::{author, blog, error_of, post, stored, titles};

fn populated(database: &TestDatabase) -> (Session, Handle<User>, Vec<Handle<Post>>) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &["one", "two"]));
    session.commit().unwrap();
    let posts = session.load(alice, User.posts).unwrap();
    (session, alice, posts)
}

#[test]
fn an_expunged_instance_is_a_plain_value(database: &TestDatabase) {
    let (mut session, _, posts) = populated(database);
    let value = session.expunge(posts[0]).unwrap();
    assert_eq!(value.title, "one");
    assert_eq!(value.id, 1);
    assert!(value.author.loaded().is_err());
    assert!(session.get_ref(posts[0]).is_err());
    session.commit().unwrap();
    assert_eq!(
        stored(&mut session, select(Post.title).order_by(Post.id)),
        ["one", "two"],
        "the row stays"
    );
}

#[test]
fn changes_of_an_expunged_instance_are_not_written(database: &TestDatabase) {
    let (mut session, alice, posts) = populated(database);
    session[posts[0]].title = "changed".to_owned();
    let value = session.expunge(posts[0]).unwrap();
    assert_eq!(value.title, "changed");
    let (_, statements) = statements_of(|| session.commit().unwrap());
    assert_eq!(statements.count(), 0, "{statements:?}");
    let again = session.get(Post, 1).unwrap().unwrap();
    assert_ne!(again, posts[0]);
    assert_eq!(session[again].title, "one");
    assert_eq!(session.load(again, Post.author).unwrap(), alice);
}

#[test]
fn an_expunged_new_instance_is_not_inserted(database: &TestDatabase) {
    let (mut session, alice, _) = populated(database);
    let three = session.add(Post {
        author: alice.into(),
        ..post("three")
    });
    let value = session.expunge(three).unwrap();
    assert_eq!(value.title, "three");
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(func::count(Post.id))), [2]);
    assert_eq!(session.load(alice, User.posts).unwrap().len(), 2);
    // It can go in again.
    session.add(Post {
        author: alice.into(),
        ..value
    });
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(func::count(Post.id))), [3]);
}

#[test]
fn expunging_a_parent_leaves_its_children(database: &TestDatabase) {
    let (mut session, alice, posts) = populated(database);
    session.expunge(alice).unwrap();
    let again = session.load(posts[0], Post.author).unwrap();
    assert_eq!(session[again].email, "alice");
    session[posts[0]].title = "uno".to_owned();
    session.commit().unwrap();
    assert_eq!(
        stored(
            &mut session,
            select((Post.title, Post.author_id)).order_by(Post.id)
        ),
        [("uno".to_owned(), 1), ("two".to_owned(), 1)]
    );
}

#[test]
fn refresh_reads_the_row_again(database: &TestDatabase) {
    let (mut session, alice, posts) = populated(database);
    session
        .connection()
        .unwrap()
        .execute(update(User).set(User.name, "elsewhere"))
        .unwrap();
    session
        .connection()
        .unwrap()
        .execute(delete(Post).filter(Post.id.eq(2)))
        .unwrap();
    assert_eq!(session[alice].name, None);
    session.refresh(alice).unwrap();
    assert_eq!(session[alice].name.as_deref(), Some("elsewhere"));
    let left = session.load(alice, User.posts).unwrap();
    assert_eq!(titles(&session, &left), ["one"]);
    let error = error_of(session.refresh(posts[1]));
    assert_eq!(error.kind(), ErrorKind::NoResultFound);
}

#[test]
fn refresh_loses_what_was_changed(database: &TestDatabase) {
    let (mut session, alice, posts) = populated(database);
    session[alice].name = Some("changed".to_owned());
    session[posts[0]].title = "kept".to_owned();
    session.refresh(alice).unwrap();
    assert_eq!(session[alice].name, None);
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(User.name)), [None]);
    assert_eq!(
        stored(&mut session, select(Post.title).order_by(Post.id)),
        ["kept", "two"]
    );
}

#[test]
fn what_is_not_in_the_database_is_not_refreshed(database: &TestDatabase) {
    let (mut session, ..) = populated(database);
    let bob = session.add(author("bob", &[]));
    let error = error_of(session.refresh(bob));
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[test]
fn clear_forgets_everything(database: &TestDatabase) {
    let (mut session, alice, _) = populated(database);
    session[alice].name = Some("lost".to_owned());
    session.add(author("bob", &[]));
    session.clear();
    assert!(session.get_ref(alice).is_err());
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(User.name)), [None]);
    let again = session.get(User, 1).unwrap().unwrap();
    assert_eq!(session[again].email, "alice");
}
