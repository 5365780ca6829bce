//! A key column and its relationship: which one counts, and what must be set.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::{Post, User};
use alchemy_test_support::models::company::{Employee, Message};
use alchemy_test_support::models::library::{Book, Shelf};
use alchemy_test_support::models::school::{Course, Enrolment, Student};

use crate::setup::{another, author, blog, book, error_of, library, post, session, shelf, stored};

fn two_authors(database: &TestDatabase) -> (Session, Handle<User>, Handle<User>, Handle<Post>) {
    let mut session = blog(database);
    session.add(author("alice", &["one"]));
    session.flush().unwrap();
    session.add(author("bob", &[]));
    session.commit().unwrap();
    let mut session = another(&mut session);
    let alice = session.get(User, 1).unwrap().unwrap();
    let bob = session.get(User, 2).unwrap().unwrap();
    let one = session.get(Post, 1).unwrap().unwrap();
    (session, alice, bob, one)
}

#[test]
fn neither_set_is_an_error_that_names_them(database: &TestDatabase) {
    let mut session = blog(database);
    session.add(post("one"));
    let error = error_of(session.flush());
    assert_eq!(error.kind(), ErrorKind::Flush);
    assert_eq!(error.message(), "`Post.author` is required");
    assert_eq!(error.column(), Some("author_id"));
    assert_eq!(stored(&mut session, select(func::count(Post.id))), [0]);
}

#[test]
fn the_key_column_wins_where_it_alone_changed(database: &TestDatabase) {
    let (mut session, alice, bob, one) = two_authors(database);
    session.load(alice, User.posts).unwrap();
    session.load(bob, User.posts).unwrap();
    assert_eq!(session.load(one, Post.author).unwrap(), alice);
    session[one].author_id = 2;
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(Post.author_id)), [2]);
    assert_eq!(session.load(one, Post.author).unwrap(), bob);
    assert_eq!(session.load(alice, User.posts).unwrap(), []);
    assert_eq!(session.load(bob, User.posts).unwrap(), [one]);
}

#[test]
fn the_relationship_wins_where_it_alone_changed(database: &TestDatabase) {
    let (mut session, _, bob, one) = two_authors(database);
    session[one].author = bob.into();
    session.commit().unwrap();
    assert_eq!(session[one].author_id, 2);
    assert_eq!(stored(&mut session, select(Post.author_id)), [2]);
}

#[test]
fn both_changed_must_agree(database: &TestDatabase) {
    let (mut session, alice, bob, one) = two_authors(database);
    session[one].author = bob.into();
    session[one].author_id = 2;
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(Post.author_id)), [2]);

    let carol = session.add(author("carol", &[]));
    session.commit().unwrap();
    session[one].author = carol.into();
    session[one].author_id = session.key(alice).unwrap();
    let error = error_of(session.flush());
    assert_eq!(error.kind(), ErrorKind::Flush);
    assert_eq!(
        error.message(),
        "`Post.author` and its key `author_id` were both set and disagree"
    );
    assert_eq!(session[one].author_id, 2);
    assert_eq!(session.load(one, Post.author).unwrap(), bob);
}

#[test]
fn a_new_instance_with_both_must_agree(database: &TestDatabase) {
    let (mut session, alice, ..) = two_authors(database);
    session.add(Post {
        author: alice.into(),
        author_id: 2,
        ..post("two")
    });
    let error = error_of(session.flush());
    assert!(error.message().contains("disagree"), "{error}");
    session.add(Post {
        author: alice.into(),
        author_id: 1,
        ..post("two")
    });
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(Post.author_id)), [1, 1]);
}

#[test]
fn a_key_to_no_row_is_refused_by_the_database(database: &TestDatabase) {
    let (mut session, _, _, one) = two_authors(database);
    session[one].author_id = 99;
    let error = error_of(session.commit());
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
    assert_eq!(session[one].author_id, 1);
}

#[test]
fn losing_a_required_parent_is_an_error_without_delete_orphan(database: &TestDatabase) {
    let mut session = session(database, &metadata![Employee, Message]);
    let ada = session.add(Employee::default());
    let tim = session.add(Employee::default());
    let note = session.add(Message {
        sender: ada.into(),
        recipient: tim.into(),
        ..Message::default()
    });
    session.commit().unwrap();
    session.unlink(ada, Employee.sent, note).unwrap();
    let error = error_of(session.flush());
    assert_eq!(error.message(), "`Message.sender` is required");
    assert_eq!(session.load(ada, Employee.sent).unwrap(), [note]);
}

#[test]
fn a_nullable_key_cleared_by_hand(database: &TestDatabase) {
    let mut session = library(database);
    let one = session.add(Shelf {
        books: [book("a")].into(),
        ..shelf("one")
    });
    session.commit().unwrap();
    let a = session.load(one, Shelf.books).unwrap()[0];
    session[a].shelf_id = None;
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(Book.shelf_id)), [None]);
    assert_eq!(session.load(a, Book.shelf).unwrap(), None);
    assert_eq!(session.load(one, Shelf.books).unwrap(), []);
}

#[test]
fn a_primary_key_that_follows_from_relationships(database: &TestDatabase) {
    let mut session = session(database, &metadata![Student, Course, Enrolment]);
    let ada = session.add(Student::default());
    let logic = session.add(Course::default());
    let enrolment = session.add(Enrolment {
        student: ada.into(),
        course: logic.into(),
        grade: Some(1),
        ..Enrolment::default()
    });
    session.commit().unwrap();
    assert_eq!(session.key(enrolment).unwrap(), (1, 1));
    assert_eq!(session.get(Enrolment, (1, 1)).unwrap(), Some(enrolment));
    session[enrolment].grade = Some(2);
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(Enrolment.grade)), [Some(2)]);
}
