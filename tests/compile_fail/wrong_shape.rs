//! Attributes with values of the wrong shape.

use alchemy::prelude::*;

#[derive(Model)]
#[model(table = users)]
struct User {
    #[column(primary_key = true)]
    id: Auto<i64>,
    #[column(length = "ten")]
    email: String,
    #[column(foreign_key = "users.id")]
    parent_id: Option<i64>,
    #[column(default)]
    age: i32,
}

fn main() {}
