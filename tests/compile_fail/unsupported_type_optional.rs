//! An optional field whose type no column can have.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    tags: Option<Box<String>>,
}

fn main() {}
