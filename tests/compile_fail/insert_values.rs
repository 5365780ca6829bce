//! Rows with a value of another type, and with a value too few.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    email: String,
    age: Option<i32>,
}

fn main() {
    let _ = insert(User).columns((User.email, User.age)).values([("a", "b")]);
    let _ = insert(User).columns((User.email, User.age)).values([("a",)]);
}
