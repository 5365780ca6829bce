//! Conditions on an entity wherever a statement has it, and in what is loaded for its instances.

use alchemy::prelude::*;
use alchemy::sql::LoaderCriteria;
use alchemy_test_support::models::blog::{Post, Tag, User};
use alchemy_test_support::{TestDatabase, statements_of};

use crate::setup::{another, author, blog, error_of, tag, titles};

fn drafts_left_out() -> LoaderCriteria {
    with_loader_criteria(Post, |post| post.title.not_like("draft%"))
}

fn two_authors(database: &TestDatabase) -> Session {
    let mut session = blog(database);
    session.add(author("a", &["draft 1", "one", "two"]));
    session.add(author("b", &["draft 2"]));
    session.commit().unwrap();
    another(&mut session)
}

#[test]
fn what_an_option_loads(database: &TestDatabase) {
    let mut session = two_authors(database);
    let users = select(User)
        .order_by(User.email)
        .options(selectinload(User.posts))
        .options(drafts_left_out());
    let (users, statements) = statements_of(|| session.all(users).unwrap());
    assert_eq!(statements.count(), 2);
    let posts = session.load(users[0], User.posts).unwrap();
    assert_eq!(titles(&session, &posts), ["one", "two"]);
    assert!(session.load(users[1], User.posts).unwrap().is_empty());
}

/// Those that are loaded on request: of what the statement gave, and of what was loaded for that.
#[test]
fn what_is_loaded_later(database: &TestDatabase) {
    let mut session = two_authors(database);
    let users = session
        .all(
            select(User)
                .order_by(User.email)
                .options(drafts_left_out())
                .options(with_loader_criteria(Tag, |tag| tag.name.ne("hidden"))),
        )
        .unwrap();
    let posts = session.load(users[0], User.posts).unwrap();
    assert_eq!(titles(&session, &posts), ["one", "two"]);

    let mut session = another(&mut session);
    let one = session
        .one(select(Post).filter(Post.title.eq("one")))
        .unwrap();
    for name in ["hidden", "seen"] {
        let tag = session.add(tag(name));
        session.link(one, Post.tags, tag).unwrap();
    }
    session.commit().unwrap();
    let mut session = another(&mut session);
    let seen = with_loader_criteria(Tag, |tag| tag.name.ne("hidden"));
    let users = select(User).filter(User.email.eq("a")).options(seen);
    let user = session.one(users).unwrap();
    let mut tags = Vec::new();
    for post in session.load(user, User.posts).unwrap() {
        for tag in session.load(post, Post.tags).unwrap() {
            tags.push(session[tag].name.clone());
        }
    }
    assert_eq!(tags, ["seen"]);
}

/// The last statement that meets an instance says how its relationships are loaded.
#[test]
fn a_statement_without_any_ends_them(database: &TestDatabase) {
    let mut session = two_authors(database);
    let limited = select(User).order_by(User.email).options(drafts_left_out());
    let users = session.all(limited).unwrap();
    session.all(select(User)).unwrap();
    assert_eq!(session.load(users[0], User.posts).unwrap().len(), 3);
}

/// Whether a condition holds for a target in memory the database tells.
#[test]
fn targets_in_memory(database: &TestDatabase) {
    let mut session = two_authors(database);
    session.all(select(User)).unwrap();
    let not_a = with_loader_criteria(User, |user| user.email.ne("a"));
    let posts = session
        .all(select(Post).order_by(Post.id).options(not_a))
        .unwrap();
    let error = error_of(session.load(posts[0], Post.author));
    assert_eq!(error.kind(), ErrorKind::NoResultFound);
    let author = session.load(posts[3], Post.author).unwrap();
    assert_eq!(session[author].email, "b");
}

#[test]
fn chunks(database: &TestDatabase) {
    let mut session = two_authors(database);
    let mut found = Vec::new();
    let users = select(User)
        .filter(User.posts.exists())
        .order_by(User.email)
        .options(drafts_left_out());
    session
        .for_each_chunk(users, 1, |session, users| {
            for user in users {
                let posts = session.load(*user, User.posts)?;
                found.push((session[*user].email.clone(), titles(session, &posts)));
            }
            Ok(())
        })
        .unwrap();
    let titles = vec!["one".to_owned(), "two".to_owned()];
    assert_eq!(found, [("a".to_owned(), titles)]);
}

/// What is remembered for statements whose instances are gone doesn't pile up.
#[test]
fn many_statements(database: &TestDatabase) {
    let mut session = two_authors(database);
    for _ in 0..200 {
        let users = select(User).order_by(User.email).options(drafts_left_out());
        let users = session.all(users).unwrap();
        assert_eq!(users.len(), 2);
    }
    let user = session.one(
        select(User)
            .filter(User.email.eq("a"))
            .options(drafts_left_out()),
    );
    let user = user.unwrap();
    assert_eq!(session.load(user, User.posts).unwrap().len(), 2);
}
