//! A `ManyToMany` without an association table, and one with itself.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,

    posts: ManyToMany<Post>,
    #[relationship(secondary = "friends")]
    friends: ManyToMany<User>,
}

#[derive(Model)]
struct Post {
    #[column(primary_key)]
    id: Auto<i64>,
    title: String,

}

fn main() {}
