//! An association model without a key to one side.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    #[relationship(secondary = Like)]
    posts: ManyToMany<Post>,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: Auto<i64>,
    title: String,

}

#[derive(Model)]
struct Like {
    #[column(primary_key, foreign_key = User.id)]
    user_id: i64,
}

fn main() {}
