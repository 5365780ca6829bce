//! A warehouse: a key of two columns, and a foreign key to it.

use alchemy::prelude::*;

/// A place where things are stored.
#[derive(Model, Debug, Default)]
#[model(table = "bins")]
pub struct Bin {
    /// The aisle.
    #[column(primary_key, length = 10)]
    pub aisle: String,
    /// The number in the aisle.
    #[column(primary_key)]
    pub number: i32,
    /// How much it holds.
    pub capacity: i64,
    /// What is in it.
    #[relationship(back_populates = bin, order_by = Part.name)]
    pub parts: HasMany<Part>,
}

/// Something that is stored.
#[derive(Model, Debug, Default)]
#[model(
    table = "parts",
    foreign_key(columns(bin_aisle, bin_number), references(Bin.aisle, Bin.number))
)]
pub struct Part {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The name.
    pub name: String,
    /// Where it is, unless it is out.
    #[column(length = 10)]
    pub bin_aisle: Option<String>,
    /// Where it is, unless it is out.
    pub bin_number: Option<i32>,
    /// Where it is, unless it is out.
    #[relationship(back_populates = parts)]
    pub bin: BelongsTo<Option<Bin>>,
}
