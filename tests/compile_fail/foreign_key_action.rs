//! An action that does not exist, and one without a foreign key.

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
    #[column(foreign_key = User.id, on_delete = "casacde")]
    author_id: i64,
    #[column(on_delete = "cascade")]
    editor_id: i64,
}

fn main() {}
