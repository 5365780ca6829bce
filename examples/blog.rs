//! Users, posts, tags and comments: create, read, update, delete, and a nested create.
#![expect(clippy::print_stdout, reason = "a program that prints")]

use std::env;

use alchemy::prelude::*;
use alchemy_dialects::create_engine;

#[derive(Model, Debug, Default)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(unique, length = 200)]
    email: String,
    name: Option<String>,
    #[relationship(back_populates = author, cascade = "all, delete-orphan")]
    posts: HasMany<Post>,
}

#[derive(Model, Debug, Default)]
struct Post {
    #[column(primary_key)]
    id: Auto<i64>,
    title: String,
    #[column(foreign_key = User.id, index)]
    author_id: i64,
    #[relationship(back_populates = posts)]
    author: BelongsTo<User>,
    #[relationship(cascade = "all, delete-orphan")]
    comments: HasMany<Comment>,
    #[relationship(secondary = "post_tags")]
    tags: ManyToMany<Tag>,
}

#[derive(Model, Debug, Default)]
struct Comment {
    #[column(primary_key)]
    id: Auto<i64>,
    text: String,
    #[column(foreign_key = Post.id, index)]
    post_id: i64,
}

#[derive(Model, Debug, Default)]
struct Tag {
    #[column(primary_key)]
    id: Auto<i64>,
    name: String,
}

fn main() -> alchemy::Result<()> {
    let url = env::args().nth(1);
    let engine = create_engine(url.as_deref().unwrap_or("sqlite::memory:"))?;
    metadata![User, Post, Comment, Tag].create_all(&engine)?;
    let mut session = Session::new(&engine);

    let alice = session.add(User {
        email: "alice@example.org".into(),
        posts: [Post {
            title: "Hello".into(),
            tags: [Tag {
                name: "rust".into(),
                ..Tag::default()
            }]
            .into(),
            comments: [Comment {
                text: "First!".into(),
                ..Comment::default()
            }]
            .into(),
            ..Post::default()
        }]
        .into(),
        ..User::default()
    });
    session.commit()?;

    for post in session.all(select(Post).join(Post.tags).filter(Tag.name.eq("rust")))? {
        let comments = session.load(post, Post.comments)?.len();
        println!("{}: {comments} comments", session[post].title);
    }
    session[alice].name = Some("Alice".into());
    session.flush()?;
    session.delete(alice)?;
    session.commit()?;
    println!("{} users left", session.all(select(User))?.len());
    Ok(())
}
