//! A derive on an enum.

use alchemy::prelude::*;

#[derive(Model)]
enum User {
    Somebody,
    Nobody,
}

fn main() {
    let _ = select(User);
}
