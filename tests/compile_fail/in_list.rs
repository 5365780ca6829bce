//! Values of another type in the list of IN, and tuples of another length.

use alchemy::prelude::*;
use alchemy::sql::tuple;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    email: String,
    age: Option<i32>,
}

fn main() {
    let _ = User.id.in_(["a", "b"]);
    let _ = tuple((User.id, User.email)).in_([(1, "a", 2)]);
}
