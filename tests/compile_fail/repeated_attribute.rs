//! Attributes that are given twice.

use alchemy::prelude::*;

#[derive(Model)]
#[model(table = "users", table = "people")]
struct User {
    #[column(primary_key, primary_key)]
    id: Auto<i64>,
    #[column(length = 10)]
    #[column(length = 20)]
    email: String,
}

fn main() {}
