//! JSON of a nested graph, from a view.

use alchemy::Result;
use alchemy::orm::View;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::{Post, Profile, User};
use serde_json::{Value, json};

use crate::setup::{author, blog, comment, post, tag};

fn post_json(post: View<'_, Post>) -> Result<Value> {
    let tags: Vec<&str> = post.many(Post.tags)?.map(|tag| &*tag.get().name).collect();
    let comments: Vec<Value> = post
        .many(Post.comments)?
        .map(|comment| json!({ "id": comment.id, "body": comment.body }))
        .collect();
    Ok(json!({ "title": post.title, "tags": tags, "comments": comments }))
}

fn user_json(user: View<'_, User>) -> Result<Value> {
    let posts: Result<Vec<Value>> = user.many(User.posts)?.map(post_json).collect();
    let profile = user.one(User.profile)?.map(|profile| profile.text.clone());
    Ok(json!({ "email": user.email, "name": user.name, "profile": profile, "posts": posts? }))
}

/// A user with everything that the page shows, loaded by five statements whatever there is.
fn page(session: &mut Session, email: &str) -> Result<Value> {
    let posts = selectinload(User.posts)
        .and(selectinload(Post.tags))
        .and(selectinload(Post.comments));
    let user = session.one(
        select(User)
            .filter(User.email.eq(email))
            .options(posts)
            .options(selectinload(User.profile)),
    )?;
    user_json(session.view(user)?)
}

#[test]
fn a_nested_graph(database: &TestDatabase) {
    let mut session = blog(database);
    session.add(User {
        profile: Profile {
            text: "hi".to_owned(),
            ..Profile::default()
        }
        .into(),
        posts: [
            Post {
                tags: [tag("rust"), tag("orm")].into(),
                comments: [comment("nice")].into(),
                ..post("one")
            },
            post("two"),
        ]
        .into(),
        ..author("alice", &[])
    });
    session.commit().unwrap();

    let json = page(&mut Session::new(session.engine()), "alice").unwrap();
    assert_eq!(
        json,
        json!({
            "email": "alice",
            "name": null,
            "profile": "hi",
            "posts": [
                { "title": "one", "tags": ["orm", "rust"], "comments": [{ "id": 1, "body": "nice" }] },
                { "title": "two", "tags": [], "comments": [] },
            ],
        })
    );
}
