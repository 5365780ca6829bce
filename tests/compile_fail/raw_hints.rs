//! Hints and the like are written in the program.

use alchemy::prelude::*;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
}

fn main() {
    let made: String = std::env::args().collect();
    let _ = select(User).prefix_with("mysql", &made);
    let _ = select(User).with_hint(User, "mysql", &made);
}
