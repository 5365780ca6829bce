//! Version columns that can't count.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(version)]
    version: String,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(version)]
    version: Option<i32>,
}

#[derive(Model)]
struct Tag {
    #[column(primary_key, version)]
    id: Auto<i64>,
    #[column(version)]
    version: i32,
    #[column(version)]
    revision: i32,
}

fn main() {}
