//! Moving a child from one parent to another.

use alchemy::Result;
use alchemy::prelude::*;
use alchemy_test_support::models::blog::{Post, User};
use alchemy_test_support::{TestDatabase, statements_of};

use crate::setup::{author, blog, stored, titles};

/// Gives a post to another author.
fn hand_over(session: &mut Session, post: Handle<Post>, to: Handle<User>) -> Result<()> {
    session.link(to, User.posts, post)?;
    session.commit()
}

#[test]
fn the_post_moves_and_is_no_orphan(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &["one", "two"]));
    let bob = session.add(author("bob", &[]));
    session.commit().unwrap();
    let two = session.load(alice, User.posts).unwrap()[1];

    let (result, statements) = statements_of(|| hand_over(&mut session, two, bob));
    result.unwrap();

    assert_eq!(
        statements.list(),
        ["UPDATE posts SET author_id = ? WHERE id = ?"]
    );
    let bobs = session.load(bob, User.posts).unwrap();
    let alices = session.load(alice, User.posts).unwrap();
    assert_eq!(titles(&session, &bobs), ["two"]);
    assert_eq!(titles(&session, &alices), ["one"]);
    assert_eq!(session.load(two, Post.author).unwrap(), bob);
    let rows = select((Post.title, User.email))
        .join(Post.author)
        .order_by(Post.id);
    assert_eq!(
        stored(&mut session, rows),
        [("one".into(), "alice".into()), ("two".into(), "bob".into())]
    );
}
