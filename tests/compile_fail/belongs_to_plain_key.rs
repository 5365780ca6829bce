//! A `BelongsTo` whose key refers to nothing.

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
    author_id: i64,
    editor_id: i64,
    author: BelongsTo<User>,
    #[relationship(foreign_key = editor_id)]
    editor: BelongsTo<User>,
}

fn main() {}
