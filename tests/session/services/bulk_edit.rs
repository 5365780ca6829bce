//! An edit in a loop over a relationship, with related instances read on the way.

use alchemy::Result;
use alchemy::prelude::*;
use alchemy_test_support::models::blog::{Post, User};
use alchemy_test_support::{TestDatabase, statements_of};

use crate::setup::{author, blog, comment, post, stored};

/// Signs the titles of an author's posts that somebody commented. Returns how many.
fn sign_discussed(session: &mut Session, author: Handle<User>) -> Result<usize> {
    let name = session[author].name.clone().unwrap_or_default();
    let mut signed = 0;
    for post in session.load(author, User.posts)? {
        if !session.load(post, Post.comments)?.is_empty() {
            session[post].title += &format!(" (by {name})");
            signed += 1;
        }
    }
    session.commit()?;
    Ok(signed)
}

#[test]
fn two_reads_and_the_updates(database: &TestDatabase) {
    let mut session = blog(database);
    let discussed = |title: &str| Post {
        comments: [comment("yes"), comment("no")].into(),
        ..post(title)
    };
    session.add(User {
        name: Some("Alice".to_owned()),
        posts: [discussed("one"), post("two"), discussed("three")].into(),
        ..author("alice", &[])
    });
    session.commit().unwrap();

    let mut session = Session::new(session.engine());
    let alice = session.one(select(User)).unwrap();
    let (signed, statements) = statements_of(|| sign_discussed(&mut session, alice));
    assert_eq!(signed.unwrap(), 2);
    assert_eq!(statements.starting_with("SELECT"), 2, "{statements:?}");
    assert_eq!(
        stored(&mut session, select(Post.title).order_by(Post.id)),
        ["one (by Alice)", "two", "three (by Alice)"]
    );
}
