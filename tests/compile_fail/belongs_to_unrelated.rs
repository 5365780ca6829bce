//! A `BelongsTo` to a model that no key refers to.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    email: String,
    age: Option<i32>,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(foreign_key = Post.id)]
    parent_id: i64,
    author: BelongsTo<User>,
}

fn main() {}
