//! A table with columns of types that not every database has.

use alchemy::prelude::*;
use alchemy::types::{Hstore, Range};
use chrono::{NaiveDate, NaiveDateTime};

#[derive(Model)]
#[model(table = "products")]
pub(crate) struct Product {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) details: Option<serde_json::Value>,
    pub(crate) tags: Vec<String>,
    pub(crate) offered: Range<NaiveDate>,
    pub(crate) properties: Hstore,
    pub(crate) added_on: NaiveDate,
    pub(crate) added_at: NaiveDateTime,
}
