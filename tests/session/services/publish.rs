//! Publishing a post: tags are found or made, the graph goes in at once.

use alchemy::Result;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::{Post, Tag, User};

use crate::setup::{author, blog, post, stored, tag};

/// The tag with a name, new where there is none.
fn find_or_add_tag(session: &mut Session, name: &str) -> Result<Handle<Tag>> {
    let known = session.one_or_none(select(Tag).filter(Tag.name.eq(name)))?;
    Ok(known.unwrap_or_else(|| session.add(tag(name))))
}

/// Publishes a post.
fn publish(
    session: &mut Session,
    author: Handle<User>,
    title: &str,
    tags: &[&str],
) -> Result<Handle<Post>> {
    let tags: Result<Vec<Handle<Tag>>> = tags
        .iter()
        .map(|name| find_or_add_tag(session, name))
        .collect();
    let post = session.add(Post {
        author: author.into(),
        tags: tags?.into(),
        ..post(title)
    });
    session.commit()?;
    Ok(post)
}

#[test]
fn tags_are_shared(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &[]));
    let one = publish(&mut session, alice, "one", &["rust", "sql"]).unwrap();
    let two = publish(&mut session, alice, "two", &["sql", "orm", "sql"]).unwrap();

    assert_eq!(
        stored(&mut session, select(Tag.name).order_by(Tag.id)),
        ["rust", "sql", "orm"]
    );
    let pairs = select((Post.title, Tag.name))
        .join(Post.tags)
        .order_by((Post.id, Tag.id));
    let pairs = stored(&mut session, pairs);
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (&**a, &**b)).collect();
    assert_eq!(
        pairs,
        [
            ("one", "rust"),
            ("one", "sql"),
            ("two", "sql"),
            ("two", "orm")
        ]
    );
    assert_eq!(session.load(alice, User.posts).unwrap(), [one, two]);
    let sql = session.load(one, Post.tags).unwrap()[1];
    assert_eq!(session.load(sql, Tag.posts).unwrap(), [one, two]);
}
