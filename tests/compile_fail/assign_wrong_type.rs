//! A column set to a value of another type.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    email: String,
    age: Option<i32>,
}

fn main() {
    let _ = update(User).set(User.age, "old").filter(User.id.eq(1));
}
