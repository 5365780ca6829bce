//! A keyset over a column that can be NULL.

use alchemy::prelude::*;
use alchemy::sql::keyset;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    email: String,
    age: Option<i32>,
}

fn main() {
    let _ = keyset().asc(User.age).asc(User.id);
}
