//! A `HasMany` with several candidate keys, and none named.

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
    title: String,
    #[column(foreign_key = User.id)]
    author_id: i64,
    #[column(foreign_key = User.id)]
    editor_id: i64,
}

fn main() {}
