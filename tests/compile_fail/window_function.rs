//! A window function without its window.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    email: String,
    age: Option<i32>,
}

fn main() {
    let _ = select(User.id).order_by(func::row_number());
}
