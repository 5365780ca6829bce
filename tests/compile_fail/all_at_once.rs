//! Every mistake in a struct is reported.

use alchemy::prelude::*;

#[derive(Model)]
#[model(tabel = "users", index(nothing))]
struct User {
    #[column(lenght = 20, unique, unique)]
    email: String,
    #[column(on_delete = "cascade")]
    age: i32,
    #[relationship(cascade = "everything")]
    posts: ManyToMany<User>,
}

fn main() {}
