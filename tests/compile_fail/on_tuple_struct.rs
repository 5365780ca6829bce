//! A derive on a tuple struct.

use alchemy::prelude::*;

#[derive(Model)]
struct User(i64, String);

fn main() {}
