//! A relationship to a struct that is no model.

use alchemy::prelude::*;

struct Post {
    id: i64,
}

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    posts: HasMany<Post>,
}

fn main() {}
