//! `back_populates` between relationships with different keys.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    #[relationship(back_populates = author, foreign_key = Post.editor_id)]
    posts: HasMany<Post>,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: Auto<i64>,
    title: String,
    #[column(foreign_key = User.id)]
    author_id: i64,

    #[column(foreign_key = User.id)]
    editor_id: i64,
    author: BelongsTo<User>,
}

fn main() {}
