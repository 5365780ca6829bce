//! A field whose type no column can have.

use alchemy::prelude::*;

struct Avatar;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    avatar: Avatar,
}

fn main() {}
