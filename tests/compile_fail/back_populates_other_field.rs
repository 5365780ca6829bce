//! `back_populates` that names a relationship that names another one.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    #[relationship(back_populates = author)]
    posts: HasMany<Post>,
    #[relationship(back_populates = author)]
    drafts: HasMany<Post>,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: Auto<i64>,
    title: String,
    #[column(foreign_key = User.id)]
    author_id: i64,

    #[relationship(back_populates = posts)]
    author: BelongsTo<User>,
}

fn main() {}
