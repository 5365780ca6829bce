//! Many rows in one flush: every instance gets the key of its own row.

use std::collections::HashMap;
use std::thread;

use alchemy::prelude::*;
use alchemy_test_support::models::blog::{Comment, Post, Profile, Tag, User};
use alchemy_test_support::models::library::{Author, Book, Shelf};
use alchemy_test_support::{DatabaseKind, TestDatabase, setting, statements_of};

use crate::setup::{author, blog, book, engine, error_of, library, shelf, stored, tag, writer};

/// Sizes around the limits of a statement, and small ones.
const SIZES: [usize; 12] = [1, 2, 500, 3, 7, 1_000, 40, 1_001, 5, 127, 64, 2];

/// Sessions that insert at the same time.
const THREADS: usize = 3;

#[test(concurrent)]
fn each_instance_has_its_own_key(database: &TestDatabase) {
    let batches = match database.kind() {
        DatabaseKind::Sqlite => 12,
        DatabaseKind::Server(_) => 24,
    };
    let batches = usize::try_from(setting("ALCHEMY_BATCHES", batches)).unwrap();
    let engine = engine(database, &metadata![User, Profile, Post, Tag, Comment]);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let engine = &engine;
            scope.spawn(move || {
                for batch in (thread..batches).step_by(THREADS) {
                    let size = SIZES[batch % SIZES.len()];
                    let mut session = Session::new(engine);
                    let handles: Vec<Handle<User>> = (0..size)
                        .map(|row| session.add(author(&format!("{batch}/{row}"), &[])))
                        .collect();
                    session.commit().unwrap();
                    let mine = format!("{batch}/");
                    let rows = select((User.email, User.id)).filter(User.email.starts_with(&mine));
                    let stored: HashMap<String, i64> =
                        stored(&mut session, rows).into_iter().collect();
                    assert_eq!(stored.len(), size);
                    for handle in handles {
                        let user = &session[handle];
                        assert_eq!(user.id.get(), Some(stored[&user.email]), "{}", user.email);
                    }
                }
            });
        }
    });
}

/// A setting of clusters.
#[test(on("mariadb", "mysql"))]
fn keys_may_be_far_apart(database: &TestDatabase) {
    let mut session = blog(database);
    session
        .execute(text("SET SESSION auto_increment_increment = 3"))
        .unwrap();
    let tags: Vec<Handle<Tag>> = (0..50)
        .map(|number| session.add(tag(&number.to_string())))
        .collect();
    session.flush().unwrap();
    let stored: HashMap<String, i64> = stored(&mut session, select((Tag.name, Tag.id)))
        .into_iter()
        .collect();
    for handle in tags {
        let tag = &session[handle];
        assert_eq!(tag.id.get(), Some(stored[&tag.name]), "{}", tag.name);
    }
    let mut keys: Vec<i64> = stored.into_values().collect();
    keys.sort_unstable();
    assert!(
        keys.windows(2).all(|pair| pair[1] - pair[0] == 3),
        "{keys:?}"
    );
    session
        .execute(text("SET SESSION auto_increment_increment = 1"))
        .unwrap();
}

#[test(needs(batches_rows))]
fn a_statement_for_each_thousand_rows(database: &TestDatabase) {
    let mut session = library(database);
    let shelf = session.add(shelf("one"));
    session.flush().unwrap();
    let books: Vec<Handle<Book>> = (0..2_500)
        .map(|number| session.add(book(&number.to_string())))
        .collect();
    for book in &books {
        session.link(shelf, Shelf.books, *book).unwrap();
    }
    let ((), statements) = statements_of(|| session.flush().unwrap());
    assert_eq!(statements.count(), 3);
    assert_eq!(statements.rows("INSERT"), 2_500);

    for book in books {
        session.delete(book).unwrap();
    }
    let ((), statements) = statements_of(|| session.flush().unwrap());
    assert_eq!(statements.starting_with("DELETE FROM books"), 3);
    assert_eq!(statements.rows("DELETE FROM books"), 2_500);
    assert_eq!(stored(&mut session, select(func::count(Book.id))), [0]);
}

#[test(needs(batches_rows))]
fn long_values_go_in_several_statements(database: &TestDatabase) {
    let mut session = library(database);
    let long = "x".repeat(700_000);
    for number in 0..5 {
        session.add(book(&format!("{number}{long}")));
    }
    let ((), statements) = statements_of(|| session.flush().unwrap());
    assert_eq!(statements.count(), 3);
    let lengths = stored(&mut session, select(func::length(Book.title)));
    assert_eq!(lengths, [700_001; 5]);
}

#[test]
fn one_of_many_that_is_gone_is_stale(database: &TestDatabase) {
    let mut session = library(database);
    let books: Vec<Handle<Book>> = ["a", "b", "c"]
        .map(|title| session.add(book(title)))
        .to_vec();
    session.commit().unwrap();
    // Past the session, which would learn of it.
    let gone = delete(Book).filter(Book.title.eq("b"));
    session.connection().unwrap().execute(gone).unwrap();
    for book in books {
        session.delete(book).unwrap();
    }
    let error = error_of(session.flush());
    assert_eq!(error.kind(), ErrorKind::StaleData, "{error}");
    assert!(error.message().contains("`Book`"), "{error}");
    assert_eq!(stored(&mut session, select(func::count(Book.id))), [3]);
}

#[test]
fn rows_of_associations_go_together(database: &TestDatabase) {
    let mut session = library(database);
    let authors: Vec<Handle<Author>> = (0..30)
        .map(|number| session.add(writer(&number.to_string())))
        .collect();
    let shared = session.add(book("shared"));
    session.add(Shelf::default());
    for author in &authors {
        session.link(shared, Book.authors, *author).unwrap();
    }
    session.commit().unwrap();
    assert_eq!(session.load(shared, Book.authors).unwrap().len(), 30);
    for author in authors.iter().skip(1) {
        session.unlink(shared, Book.authors, *author).unwrap();
    }
    let ((), statements) = statements_of(|| session.commit().unwrap());
    assert_eq!(statements.count(), 1);
    assert_eq!(statements.rows("DELETE FROM book_authors"), 29);
    let names = select(Author.name).join(Author.books);
    assert_eq!(stored(&mut session, names), ["0"]);
}
