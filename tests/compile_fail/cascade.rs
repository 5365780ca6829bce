//! Cascades that do not exist, and orphans that have other owners.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    #[relationship(cascade = "all, delete-orphans")]
    posts: HasMany<Post>,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: Auto<i64>,
    title: String,
    #[column(foreign_key = User.id)]
    author_id: i64,

    #[relationship(cascade = "all, delete-orphan")]
    author: BelongsTo<User>,
}

fn main() {}
