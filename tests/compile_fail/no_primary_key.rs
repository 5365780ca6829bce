//! A model without a primary key.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    email: String,
}

fn main() {
    let _ = select(User).filter(User.email.eq("x"));
}
