//! Countries by their code: a key that the application chooses.

use alchemy::prelude::*;

/// A country.
#[derive(Model, Debug, Default)]
#[model(table = "countries")]
pub struct Country {
    /// The ISO code.
    #[column(primary_key, length = 2)]
    pub code: String,
    /// The name.
    pub name: String,
    /// Its cities.
    #[relationship(back_populates = country, order_by = City.name)]
    pub cities: HasMany<City>,
}

/// A city.
#[derive(Model, Debug, Default)]
#[model(table = "cities")]
pub struct City {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The name.
    pub name: String,
    /// Where it is.
    #[column(foreign_key = Country.code, length = 2)]
    pub country_code: String,
    /// Where it is.
    #[relationship(foreign_key = country_code, back_populates = cities)]
    pub country: BelongsTo<Country>,
}
