//! Three models, a session and a query: what alchemy looks like.
//!
//! `cargo run --example quickstart`, or with a URL after it:
//! `cargo run --example quickstart -- postgresql://user@localhost/shop`
#![expect(clippy::print_stdout, reason = "a program that prints")]

use std::env;

use alchemy::prelude::*;
use alchemy_dialects::create_engine;

/// Somebody who writes.
#[derive(Model, Debug, Default)]
#[model(table = "users")]
pub struct User {
    /// The key, which the database generates.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// Where to write to.
    #[column(unique, length = 200)]
    pub email: String,
    /// What to call them.
    pub name: Option<String>,
    /// What they wrote; it goes with them.
    #[relationship(back_populates = author, cascade = "all, delete-orphan")]
    pub posts: HasMany<Post>,
}

/// Something that somebody wrote.
#[derive(Model, Debug, Default)]
#[model(table = "posts")]
pub struct Post {
    /// The key, which the database generates.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// What stands above it.
    pub title: String,
    /// The key of who wrote it.
    #[column(foreign_key = User.id, on_delete = "cascade", index)]
    pub author_id: i64,
    /// Who wrote it. The key is `author_id`: the field's name and `_id`.
    #[relationship(back_populates = posts)]
    pub author: BelongsTo<User>,
    /// What it is about. The association table is made here.
    #[relationship(secondary = "post_tags", back_populates = posts)]
    pub tags: ManyToMany<Tag>,
}

/// A word to find posts by.
#[derive(Model, Debug, Default)]
#[model(table = "tags")]
pub struct Tag {
    /// The key, which the database generates.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The word.
    #[column(unique, length = 50)]
    pub word: String,
    /// The posts that have it.
    #[relationship(secondary = "post_tags", back_populates = tags)]
    pub posts: ManyToMany<Post>,
}

fn main() -> alchemy::Result<()> {
    let url = env::args().nth(1);
    let engine = create_engine(url.as_deref().unwrap_or("sqlite::memory:"))?;
    metadata![User, Post, Tag].create_all(&engine)?;

    // New instances are plain structs, related ones nested in them.
    let mut session = Session::new(&engine);
    let rust = session.add(Tag {
        word: "rust".into(),
        ..Tag::default()
    });
    let alice = session.add(User {
        email: "alice@example.org".into(),
        posts: [
            Post {
                title: "Hello".into(),
                tags: [rust].into(),
                ..Post::default()
            },
            Post {
                title: "Goodbye".into(),
                ..Post::default()
            },
        ]
        .into(),
        ..User::default()
    });
    session.commit()?; // parents first, keys filled in, one transaction
    println!("{} has key {}", session[alice].email, session[alice].id);

    // What is read is typed, and loaded where it is asked for.
    session.clear();
    let greeters = select(User)
        .join(User.posts)
        .filter(Post.title.like("H%") & User.name.is_null())
        .order_by(User.email)
        .options(selectinload(User.posts).then(Post.tags));
    for user in session.all(greeters)? {
        println!("{} wrote", session[user].email); // `session[user]` is a `&User`
        for post in session.load(user, User.posts)? {
            let tags = session.load(post, Post.tags)?; // loaded already: no query
            let words: Vec<_> = tags.into_iter().map(|tag| &*session[tag].word).collect();
            println!("  {} [{}]", session[post].title, words.join(", "));
        }
    }

    // Changes are noticed, and only what changed is written.
    if let Some(alice) = session.one_or_none(select(User).filter(User.id.eq(1)))? {
        session[alice].name = Some("Alice".into());
        session.commit()?; // UPDATE users SET name = ? WHERE id = ?
    }

    // Core: no session, no identity map.
    let mut connection = engine.connect()?;
    let posts_by_author: Vec<(Option<String>, i64)> = connection.all(
        select((User.name, func::count(Post.id)))
            .join(User.posts)
            .group_by(User.name),
    )?;
    for (name, posts) in posts_by_author {
        println!("{} wrote {posts} posts", name.as_deref().unwrap_or("?"));
    }
    Ok(())
}
