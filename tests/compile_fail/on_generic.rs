//! A derive on a generic struct.

use alchemy::prelude::*;

#[derive(Model)]
struct User<T> {
    #[column(primary_key)]
    id: Auto<i64>,
    data: T,
}

fn main() {}
