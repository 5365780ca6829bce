//! Linking an instance of another model.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    posts: HasMany<Post>,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(foreign_key = User.id)]
    author_id: i64,
    author: BelongsTo<User>,
}

fn run(session: &mut Session, post: Handle<Post>) {
    let _ = session.link(post, Post.author, post);
}

fn main() {}
