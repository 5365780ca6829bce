//! A length of a number.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(length = 20)]
    age: i32,
}

fn main() {}
