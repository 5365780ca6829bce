//! A `BelongsTo` with several candidate keys, and none named.

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
    #[column(foreign_key = User.id)]
    author_id: i64,
    #[column(foreign_key = User.id)]
    editor_id: i64,
    user: BelongsTo<User>,
}

fn main() {}
