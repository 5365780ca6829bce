//! Two columns of one name.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    email: String,
    #[column(name = "email")]
    mail: String,
}

fn main() {}
