//! Attributes that do not exist.

use alchemy::prelude::*;

#[derive(Model)]
#[model(tabel = "users", colour = "red")]
struct User {
    #[column(primary)]
    #[column(primary_key)]
    id: Auto<i64>,
    #[relationship(backpopulates = author)]
    posts: HasMany<Post>,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(foreign_key = User.id)]
    author_id: i64,
    author: BelongsTo<User>,
}

fn main() {}
