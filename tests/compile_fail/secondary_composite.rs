//! An association table with one column for a key of several.

use alchemy::prelude::*;

#[derive(Model)]
struct City {
    #[column(primary_key)]
    country: String,
    #[column(primary_key)]
    name: String,
    #[relationship(secondary(table = "twins", this = city_id, other = twin_id))]
    twins: ManyToMany<City>,
}

fn main() {}
