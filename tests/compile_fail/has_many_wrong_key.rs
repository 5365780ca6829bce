//! A `HasMany` over a column of the wrong kind.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    #[relationship(foreign_key = Post.title)]
    posts: HasMany<Post>,
    #[relationship(foreign_key = author_id)]
    drafts: HasMany<Post>,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: Auto<i64>,
    title: String,
    #[column(foreign_key = User.id)]
    author_id: i64,
}

fn main() {}
