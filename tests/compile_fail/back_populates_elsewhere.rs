//! `back_populates` that names a relationship to another model.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    #[relationship(back_populates = series)]
    posts: HasMany<Post>,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: Auto<i64>,
    title: String,
    #[column(foreign_key = User.id)]
    author_id: i64,

    author: BelongsTo<User>,
    #[column(foreign_key = Series.id)]
    series_id: i64,
    series: BelongsTo<Series>,
}

#[derive(Model)]
struct Series {
    #[column(primary_key)]
    id: Auto<i64>,
}

fn main() {}
