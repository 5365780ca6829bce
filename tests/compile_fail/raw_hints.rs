//! Hints and the like are written in the program.

use alchemy::prelude::*;
use alchemy_dialects::MYSQL;

#[derive(Model)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
}

fn main() {
    let made: String = std::env::args().collect();
    let _ = select(User).prefix_with(MYSQL, &made);
    let _ = select(User).with_hint(User, MYSQL, &made);
}
