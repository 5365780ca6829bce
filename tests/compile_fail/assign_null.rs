//! A column that takes no NULL, set to NULL.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    email: String,
    age: Option<i32>,
}

fn main() {
    let _ = update(User).set(User.email, None::<String>).filter(User.id.eq(1));
}
