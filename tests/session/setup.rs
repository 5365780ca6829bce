//! What the tests of the session begin with.

use alchemy::Result;
use alchemy::engine::Engine;
use alchemy::prelude::*;
use alchemy::schema::MetaData;
use alchemy::sql::Query;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::{Comment, Post, Profile, Tag, User};
use alchemy_test_support::models::library::{Author, Book, Shelf};
use alchemy_test_support::models::tree::Node;

/// An engine on a database with these tables.
pub(crate) fn engine(database: &TestDatabase, metadata: &MetaData) -> Engine {
    database.with_tables(metadata).unwrap()
}

/// A session on a database with these tables.
pub(crate) fn session(database: &TestDatabase, metadata: &MetaData) -> Session {
    Session::new(&engine(database, metadata))
}

pub(crate) fn blog(database: &TestDatabase) -> Session {
    session(database, &metadata![User, Profile, Post, Tag, Comment])
}

pub(crate) fn library(database: &TestDatabase) -> Session {
    session(database, &metadata![Shelf, Book, Author])
}

pub(crate) fn forest(database: &TestDatabase) -> Session {
    session(database, &metadata![Node])
}

/// Rows as the database has them: read by Core, past the identity map and without a flush.
pub(crate) fn stored<Q: Query>(session: &mut Session, query: Q) -> Vec<Q::Row> {
    session.connection().unwrap().all(query).unwrap()
}

/// Another session on the same database. The one that there is ends its transaction, since a
/// database in memory has one connection.
pub(crate) fn another(session: &mut Session) -> Session {
    session.rollback().unwrap();
    Session::new(session.engine())
}

/// An author with as many posts as there are titles.
pub(crate) fn author(email: &str, titles: &[&str]) -> User {
    User {
        email: email.to_owned(),
        posts: titles.iter().map(|title| post(title)).collect(),
        ..User::default()
    }
}

pub(crate) fn post(title: &str) -> Post {
    Post {
        title: title.to_owned(),
        ..Post::default()
    }
}

pub(crate) fn tag(name: &str) -> Tag {
    Tag {
        name: name.to_owned(),
        ..Tag::default()
    }
}

pub(crate) fn comment(body: &str) -> Comment {
    Comment {
        body: body.to_owned(),
        ..Comment::default()
    }
}

pub(crate) fn shelf(label: &str) -> Shelf {
    Shelf {
        label: label.to_owned(),
        ..Shelf::default()
    }
}

pub(crate) fn book(title: &str) -> Book {
    Book {
        title: title.to_owned(),
        ..Book::default()
    }
}

pub(crate) fn writer(name: &str) -> Author {
    Author {
        name: name.to_owned(),
        ..Author::default()
    }
}

/// The titles of some posts.
pub(crate) fn titles(session: &Session, posts: &[Handle<Post>]) -> Vec<String> {
    posts
        .iter()
        .map(|post| session[*post].title.clone())
        .collect()
}

/// The error of something that must fail.
pub(crate) fn error_of<T>(result: Result<T>) -> Error {
    result.err().unwrap()
}
