//! Attributes on the wrong kind of field.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(index)]
    posts: HasMany<Post>,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: Auto<i64>,
    title: String,
    #[column(foreign_key = User.id)]
    author_id: i64,

    #[relationship(back_populates = posts)]
    author: String,
}

fn main() {}
