//! `back_populates` between two collections.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    #[relationship(back_populates = users, foreign_key = Post.author_id)]
    posts: HasMany<Post>,
    #[column(foreign_key = Post.id)]
    post_id: i64,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: Auto<i64>,
    title: String,
    #[column(foreign_key = User.id)]
    author_id: i64,

    users: HasMany<User>,
}

fn main() {}
