//! An index over a column that does not exist.

use alchemy::prelude::*;

#[derive(Model)]
#[model(index(emial, age), unique(email, email))]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    email: String,
    age: i32,
}

fn main() {}
