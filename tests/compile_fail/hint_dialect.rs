//! A hint is for a dialect, which a text may misspell.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
}

fn main() {
    let _ = select(User).prefix_with("mysq", "HIGH_PRIORITY");
}
