//! An association model with several keys to one side.

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
    #[column(primary_key, foreign_key = Post.id)]
    post_id: i64,
    #[column(foreign_key = User.id)]
    seen_by: i64,
}

fn main() {}
