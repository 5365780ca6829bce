//! Flushes: order, exact statements, stale rows, failures.

use alchemy::orm::InstanceState;
use alchemy::prelude::*;
use alchemy_test_support::models::accounts::Account;
use alchemy_test_support::models::blog::{Post, User};
use alchemy_test_support::models::geography::{City, Country};
use alchemy_test_support::models::library::{Book, Shelf};
use alchemy_test_support::{TestDatabase, statements_of};

use crate::setup::{author, blog, book, error_of, library, post, session, shelf, stored};

#[test]
fn only_what_changed_is_written(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &["one"]));
    session.commit().unwrap();
    let (_, statements) = statements_of(|| session.commit().unwrap());
    assert_eq!(statements.list(), [""; 0], "nothing changed");

    session[alice].name = Some("Alice".to_owned());
    let (_, statements) = statements_of(|| session.commit().unwrap());
    assert_eq!(
        statements.list(),
        ["UPDATE users SET name = ? WHERE id = ?"]
    );

    session[alice].name = Some("Bob".to_owned());
    session[alice].name = Some("Alice".to_owned());
    let (_, statements) = statements_of(|| session.commit().unwrap());
    assert_eq!(statements.list(), [""; 0], "changed and changed back");
}

#[test]
fn rows_of_one_shape_are_one_statement(database: &TestDatabase) {
    let mut session = blog(database);
    session.add_all((0..50).map(|number| author(&number.to_string(), &["a", "b"])));
    let (_, statements) = statements_of(|| session.commit().unwrap());
    assert_eq!(
        statements.list(),
        [
            "INSERT INTO users (email, name) VALUES (?, ?)",
            "INSERT INTO posts (title, author_id) VALUES (?, ?)",
        ]
    );
    assert_eq!(statements.rows("INSERT INTO posts"), 100);

    for user in session.all(select(User)).unwrap() {
        session[user].name = Some("x".to_owned());
    }
    let (_, statements) = statements_of(|| session.commit().unwrap());
    assert_eq!(
        statements.list(),
        ["UPDATE users SET name = ? WHERE id = ?"]
    );
    assert_eq!(statements.rows("UPDATE"), 50);
}

#[test]
fn a_flush_is_ordered_by_dependency_whatever_the_order_of_adding(database: &TestDatabase) {
    let mut session = blog(database);
    let one = session.add(post("one"));
    let alice = session.add(author("alice", &[]));
    session.link(one, Post.author, alice).unwrap();
    let (_, statements) = statements_of(|| session.commit().unwrap());
    assert_eq!(
        statements.list(),
        [
            "INSERT INTO users (email, name) VALUES (?, ?)",
            "INSERT INTO posts (title, author_id) VALUES (?, ?)",
        ]
    );
}

#[test]
fn a_new_key_reaches_the_rows_that_point_to_it(database: &TestDatabase) {
    let mut session = session(database, &metadata![Country, City]);
    let austria = session.add(Country {
        code: "AU".to_owned(),
        ..Country::default()
    });
    session.commit().unwrap();
    session[austria].code = "AT".to_owned();
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(Country.code)), ["AT"]);
    assert_eq!(session.get(Country, "AT").unwrap(), Some(austria));
    assert_eq!(session.get(Country, "AU").unwrap(), None);
    session[austria].name = "Austria".to_owned();
    session.commit().unwrap();
    session[austria].code = "OE".to_owned();
    session.flush().unwrap();
    session.rollback().unwrap();
    assert_eq!(session[austria].code, "AT");
    assert_eq!(session.get(Country, "AT").unwrap(), Some(austria));
    assert_eq!(session.get(Country, "OE").unwrap(), None);
}

/// Deletes a row without the session noticing.
fn behind(session: &mut Session, email: &str) {
    let statement = delete(User).filter(User.email.eq(email));
    session.connection().unwrap().execute(statement).unwrap();
}

#[test]
fn a_row_that_is_gone_is_stale(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &[]));
    let bob = session.add(author("bob", &[]));
    session.commit().unwrap();
    behind(&mut session, "alice");
    session[alice].name = Some("Alice".to_owned());
    let error = error_of(session.flush());
    assert_eq!(error.kind(), ErrorKind::StaleData);
    assert!(error.message().contains("`User` with key 1"), "{error}");

    behind(&mut session, "bob");
    session.delete(bob).unwrap();
    let error = error_of(session.flush());
    assert_eq!(error.kind(), ErrorKind::StaleData);
    // Both are back: the flush that failed rolled everything back.
    assert_eq!(stored(&mut session, select(func::count(User.id))), [2]);
}

#[test]
fn a_failed_flush_leaves_the_session_usable(database: &TestDatabase) {
    let mut session = session(database, &metadata![Account]);
    let account = |owner: &str, balance| Account {
        owner: owner.to_owned(),
        balance,
        ..Account::default()
    };
    let alice = session.add(account("alice", 10));
    session.commit().unwrap();

    session[alice].balance = 20;
    let bob = session.add(account("bob", 5));
    let double = session.add(account("alice", 1));
    let error = error_of(session.commit());
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    assert_eq!(session[alice].balance, 10);
    assert_eq!(session.state(bob), Some(InstanceState::Transient));
    assert!(!session[bob].id.is_set() && !session[double].id.is_set());
    assert_eq!(stored(&mut session, select(Account.balance)), [10]);

    // The new ones can be added again, mended; the one that isn't stays out.
    session.add(bob);
    session[double].owner = "carol".to_owned();
    session.add(double);
    session[alice].balance = 30;
    session.commit().unwrap();
    let rows = select((Account.owner, Account.balance)).order_by(Account.owner);
    assert_eq!(
        stored(&mut session, rows),
        [("alice".into(), 30), ("bob".into(), 5), ("carol".into(), 1)]
    );
    assert_eq!(session.state(bob), Some(InstanceState::Persistent));
}

#[test]
fn a_flush_that_fails_late_leaves_nothing_behind(database: &TestDatabase) {
    let mut session = blog(database);
    session.add(author("taken", &[]));
    session.commit().unwrap();
    let alice = session.add(author("alice", &["one", "two"]));
    let posts = session[alice].posts.loaded().unwrap();
    session.add(author("taken", &[]));
    error_of(session.flush());
    assert_eq!(stored(&mut session, select(User.email)), ["taken"]);
    assert_eq!(session[alice].posts.loaded().unwrap(), posts);
    session.add(alice);
    session.add_all(posts.clone());
    session.commit().unwrap();
    let key = session.key(alice).unwrap();
    assert_eq!(stored(&mut session, select(Post.author_id)), [key, key]);
    assert_eq!(session[posts[0]].author_id, key);
}

#[test]
fn adding_the_parent_again_brings_its_children(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &["one", "two"]));
    session.flush().unwrap();
    session.rollback().unwrap();
    session.add(alice);
    session.commit().unwrap();
    let key = session.key(alice).unwrap();
    assert_eq!(stored(&mut session, select(Post.author_id)), [key, key]);
    assert_eq!(session.load(alice, User.posts).unwrap().len(), 2);
}

#[test]
fn a_key_that_is_there_already_is_reported_by_the_flush(database: &TestDatabase) {
    let mut session = session(database, &metadata![Country, City]);
    let country = |code: &str| Country {
        code: code.to_owned(),
        ..Country::default()
    };
    session.add(country("AT"));
    session.commit().unwrap();
    session.add(country("AT"));
    let error = error_of(session.commit());
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    assert!(error.message().contains("AT") || error.table() == Some("countries"));
    session.add(country("DE"));
    session.commit().unwrap();
    let codes = select(Country.code).order_by(Country.code);
    assert_eq!(stored(&mut session, codes), ["AT", "DE"]);
}

#[test]
fn inserts_updates_and_deletes_in_one_flush(database: &TestDatabase) {
    let mut session = library(database);
    let one = session.add(Shelf {
        books: [book("a"), book("b")].into(),
        ..shelf("one")
    });
    session.commit().unwrap();
    let books = session.load(one, Shelf.books).unwrap();
    let two = session.add(shelf("two"));
    session.link(two, Shelf.books, books[0]).unwrap();
    session.delete(books[1]).unwrap();
    session[one].label = "uno".to_owned();
    let (_, statements) = statements_of(|| session.commit().unwrap());
    assert_eq!(
        statements.list(),
        [
            "INSERT INTO shelves (label) VALUES (?)",
            "UPDATE shelves SET label = ? WHERE id = ?",
            "UPDATE books SET shelf_id = ? WHERE id = ?",
            "DELETE FROM book_authors WHERE book_id = ?",
            "DELETE FROM books WHERE id = ?",
        ]
    );
    let rows = stored(&mut session, select((Book.title, Book.shelf_id)));
    assert_eq!(rows, [("a".to_owned(), Some(2))]);
}

#[test]
fn a_unique_value_that_two_rows_swap_is_refused_as_the_database_refuses_it(
    database: &TestDatabase,
) {
    let mut session = session(database, &metadata![Account]);
    let account = |owner: &str| Account {
        owner: owner.to_owned(),
        ..Account::default()
    };
    let one = session.add(account("a"));
    let two = session.add(account("b"));
    session.commit().unwrap();
    session[one].owner = "b".to_owned();
    session[two].owner = "a".to_owned();
    // As with SQLAlchemy, each row is updated by itself; a flush between does it.
    assert_eq!(
        error_of(session.commit()).kind(),
        ErrorKind::UniqueViolation
    );
    session[one].owner = "-".to_owned();
    session.flush().unwrap();
    session[two].owner = "a".to_owned();
    session.flush().unwrap();
    session[one].owner = "b".to_owned();
    session.commit().unwrap();
    let owners = select(Account.owner).order_by(Account.id);
    assert_eq!(stored(&mut session, owners), ["b", "a"]);
}

#[test]
fn a_row_that_replaces_a_deleted_one_comes_after_a_flush(database: &TestDatabase) {
    let mut session = session(database, &metadata![Country, City]);
    let country = |name: &str| Country {
        code: "AT".to_owned(),
        name: name.to_owned(),
        ..Country::default()
    };
    let old = session.add(country("old"));
    session.commit().unwrap();
    session.delete(old).unwrap();
    // Within one flush rows are inserted before others are deleted.
    session.flush().unwrap();
    let new = session.add(country("new"));
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(Country.name)), ["new"]);
    assert!(session.get_ref(old).is_err());
    assert_eq!(session.get(Country, "AT").unwrap(), Some(new));
}
