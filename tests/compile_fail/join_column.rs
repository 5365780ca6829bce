//! A join with a column instead of an entity or a relationship.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    email: String,
    age: Option<i32>,
}

fn main() {
    let _ = select(User.id).join(User.email);
}
