//! Defaults of the wrong type.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(default = "old")]
    age: i32,
    #[column(server_default = 1)]
    active: bool,
}

fn main() {}
