//! A rollback restores memory to what the transaction found.

use alchemy::orm::InstanceState;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::{Post, User};
use alchemy_test_support::models::library::{Book, Shelf};

use crate::setup::{
    another, author, blog, book, error_of, library, post, shelf, stored, titles, writer,
};

#[test]
fn changed_columns_go_back_flushed_or_not(database: &TestDatabase) {
    for flushed in [false, true] {
        let mut session = blog(database);
        let alice = session.add(author("alice", &[]));
        session.commit().unwrap();
        session[alice].name = Some("1".to_owned());
        if flushed {
            session.flush().unwrap();
            session[alice].name = Some("2".to_owned());
            session.flush().unwrap();
            session[alice].email = "3".to_owned();
        }
        session.rollback().unwrap();
        assert_eq!(session[alice].name, None, "flushed: {flushed}");
        assert_eq!(session[alice].email, "alice");
        session.commit().unwrap();
        session[alice].name = Some("kept".to_owned());
        session.commit().unwrap();
        let rows = stored(&mut session, select((User.email, User.name)));
        assert_eq!(rows, [("alice".to_owned(), Some("kept".to_owned()))]);
    }
}

#[test]
fn new_instances_are_transient_and_can_be_added_again(database: &TestDatabase) {
    for flushed in [false, true] {
        let mut session = blog(database);
        let alice = session.add(author("alice", &[]));
        if flushed {
            session.flush().unwrap();
            assert!(session[alice].id.is_set());
        }
        session.rollback().unwrap();
        assert_eq!(session.state(alice), Some(InstanceState::Transient));
        assert_eq!(session[alice].email, "alice");
        assert!(!session[alice].id.is_set());
        session.commit().unwrap();
        assert_eq!(stored(&mut session, select(func::count(User.id))), [0]);

        session[alice].email = "again".to_owned();
        assert_eq!(session.add(alice), alice);
        assert_eq!(session.state(alice), Some(InstanceState::Pending));
        session.commit().unwrap();
        assert_eq!(stored(&mut session, select(User.email)), ["again"]);
        let key = session.key(alice).unwrap();
        assert_eq!(session.get(User, key).unwrap(), Some(alice));
    }
}

#[test]
fn a_transient_instance_is_expunged_as_a_value(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &["one"]));
    session.flush().unwrap();
    session.rollback().unwrap();
    let value = session.expunge(alice).unwrap();
    assert_eq!(value.email, "alice");
    assert!(session.get_ref(alice).is_err());
}

#[test]
fn deleted_instances_are_persistent_again(database: &TestDatabase) {
    for flushed in [false, true] {
        let mut session = blog(database);
        let alice = session.add(author("alice", &["one", "two"]));
        session.commit().unwrap();
        let posts = session.load(alice, User.posts).unwrap();
        session.delete(alice).unwrap();
        if flushed {
            session.flush().unwrap();
        }
        session.rollback().unwrap();
        assert_eq!(session.state(alice), Some(InstanceState::Persistent));
        assert_eq!(session.state(posts[0]), Some(InstanceState::Persistent));
        assert_eq!(session.load(alice, User.posts).unwrap(), posts);
        assert_eq!(session.get(User, 1).unwrap(), Some(alice));
        session.commit().unwrap();
        let stored = stored(&mut session, select(Post.title).order_by(Post.id));
        assert_eq!(stored, ["one", "two"], "flushed: {flushed}");
    }
}

#[test]
fn a_delete_after_a_rolled_back_delete_works(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &["one"]));
    session.commit().unwrap();
    session.delete(alice).unwrap();
    session.flush().unwrap();
    session.rollback().unwrap();
    session.delete(alice).unwrap();
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(func::count(User.id))), [0]);
    assert_eq!(stored(&mut session, select(func::count(Post.id))), [0]);
}

#[test]
fn relationships_go_back_on_both_sides(database: &TestDatabase) {
    for flushed in [false, true] {
        let mut session = library(database);
        let one = session.add(Shelf {
            books: [
                Book {
                    authors: [writer("ann")].into(),
                    ..book("a")
                },
                book("b"),
            ]
            .into(),
            ..shelf("one")
        });
        let two = session.add(shelf("two"));
        session.commit().unwrap();
        let books = session.load(one, Shelf.books).unwrap();
        let authors = session.load(books[0], Book.authors).unwrap();
        let ben = session.add(writer("ben"));
        session.commit().unwrap();

        session.link(two, Shelf.books, books[0]).unwrap();
        session.unlink(one, Shelf.books, books[1]).unwrap();
        session.set(books[0], Book.authors, [ben]).unwrap();
        if flushed {
            session.flush().unwrap();
        }
        session.rollback().unwrap();

        assert_eq!(session.load(one, Shelf.books).unwrap(), books);
        assert_eq!(session.load(two, Shelf.books).unwrap(), []);
        assert_eq!(session.load(books[0], Book.shelf).unwrap(), Some(one));
        assert_eq!(session.load(books[1], Book.shelf).unwrap(), Some(one));
        assert_eq!(session.load(books[0], Book.authors).unwrap(), authors);
        assert_eq!(session[books[0]].shelf_id, session[one].id.get());
        session.commit().unwrap();
        let keys = stored(&mut session, select(Book.shelf_id));
        assert_eq!(keys, [Some(1), Some(1)], "flushed: {flushed}");
    }
}

#[test]
fn a_new_child_leaves_the_collection_of_its_parent(database: &TestDatabase) {
    for flushed in [false, true] {
        let mut session = blog(database);
        let alice = session.add(author("alice", &["one"]));
        session.commit().unwrap();
        let two = session.add(Post {
            author: alice.into(),
            ..post("two")
        });
        if flushed {
            session.flush().unwrap();
            assert_eq!(session.load(alice, User.posts).unwrap().len(), 2);
        }
        session.rollback().unwrap();
        let posts = session.load(alice, User.posts).unwrap();
        assert_eq!(titles(&session, &posts), ["one"], "flushed: {flushed}");
        // Its own word still stands: added again, it has its author.
        session.add(two);
        session.commit().unwrap();
        assert_eq!(stored(&mut session, select(Post.author_id)), [1, 1]);
        let posts = session.load(alice, User.posts).unwrap();
        assert_eq!(titles(&session, &posts), ["one", "two"]);
    }
}

#[test]
fn what_was_loaded_in_the_transaction_goes_back_too(database: &TestDatabase) {
    let mut session = blog(database);
    session.add(author("alice", &["one"]));
    session.commit().unwrap();
    let mut session = another(&mut session);
    let alice = session.get(User, 1).unwrap().unwrap();
    session.add(Post {
        author_id: 1,
        ..post("two")
    });
    assert_eq!(session.load(alice, User.posts).unwrap().len(), 2);
    session.rollback().unwrap();
    let posts = session.load(alice, User.posts).unwrap();
    assert_eq!(titles(&session, &posts), ["one"]);
}

#[test]
fn what_execute_wrote_is_not_believed_after_a_rollback(database: &TestDatabase) {
    let mut session = blog(database);
    session.add(author("alice", &[]));
    session.commit().unwrap();
    let mut session = another(&mut session);
    session
        .execute(update(User).set(User.email, "uncommitted"))
        .unwrap();
    let alice = session.get(User, 1).unwrap().unwrap();
    assert_eq!(session[alice].email, "uncommitted");
    session.rollback().unwrap();
    // It holds what never came to be. Whoever asks the database next puts that right.
    assert_eq!(session.get(User, 1).unwrap(), Some(alice));
    assert_eq!(session[alice].email, "alice");
    session[alice].name = Some("Alice".to_owned());
    session.commit().unwrap();
    let rows = select((User.email, User.name));
    assert_eq!(
        stored(&mut session, rows),
        [("alice".to_owned(), Some("Alice".to_owned()))]
    );
}

#[test]
fn a_session_that_is_dropped_rolls_back(database: &TestDatabase) {
    let mut session = blog(database);
    let engine = session.engine().clone();
    session.add(author("alice", &[]));
    session.flush().unwrap();
    drop(session);
    let mut session = Session::new(&engine);
    assert_eq!(stored(&mut session, select(func::count(User.id))), [0]);
}

#[test]
fn a_rollback_between_two_commits_touches_neither(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &[]));
    session.commit().unwrap();
    session[alice].name = Some("committed".to_owned());
    session.commit().unwrap();
    session.rollback().unwrap();
    assert_eq!(session[alice].name.as_deref(), Some("committed"));
    assert_eq!(session.state(alice), Some(InstanceState::Persistent));
    session.rollback().unwrap();
}

#[test]
fn naming_what_a_rollback_took_back_says_so(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &[]));
    session.rollback().unwrap();
    session.add(Post {
        author: alice.into(),
        ..post("one")
    });
    let error = error_of(session.flush());
    assert_eq!(error.kind(), ErrorKind::Flush);
    assert!(error.message().contains("a rollback took back"), "{error}");
}
