//! Loading a column.

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
    let _ = session.load(post, Post.author_id);
}

fn main() {}
