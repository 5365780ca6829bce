//! What `sql!` doesn't take.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    email: String,
}

fn main() {
    let (query, name) = (String::from("SELECT 1"), "x");
    let _ = sql!(query);
    let _ = sql!("SELECT * FROM users WHERE email = '{name}'");
    let _ = sql!("SELECT {User.email FROM users");
    let _ = sql!("SELECT {()}");
    let _ = sql!("SELECT {User.mail}");
}
