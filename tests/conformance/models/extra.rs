//! Tables beside Chinook's, for what it lacks: booleans and floats, two keys to one target, trees,
//! a version counter, natural and composite keys.

use alchemy::prelude::*;
use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::chinook::Employee;
use crate::csv_timestamp as timestamp;

/// From one employee to another, or to all.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "message")]
pub(crate) struct Message {
    #[column(primary_key)]
    pub(crate) message_id: Auto<i32>,
    #[column(foreign_key = Employee.employee_id)]
    pub(crate) sender_id: i32,
    #[column(foreign_key = Employee.employee_id)]
    pub(crate) recipient_id: Option<i32>,
    #[serde(deserialize_with = "timestamp::required")]
    pub(crate) sent_at: NaiveDateTime,
    pub(crate) is_read: bool,
    pub(crate) score: Option<f64>,
    pub(crate) body: Option<String>,

    #[serde(skip)]
    #[relationship(foreign_key = sender_id, back_populates = sent)]
    pub(crate) sender: BelongsTo<Employee>,
    #[serde(skip)]
    #[relationship(foreign_key = recipient_id, back_populates = received)]
    pub(crate) recipient: BelongsTo<Option<Employee>>,
}

/// A tree; a node's branches go with it.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "node")]
pub(crate) struct Node {
    #[column(primary_key)]
    pub(crate) node_id: Auto<i32>,
    #[column(foreign_key = Node.node_id)]
    pub(crate) parent_id: Option<i32>,
    #[column(length = 50)]
    pub(crate) name: String,

    #[serde(skip)]
    #[relationship(back_populates = children)]
    pub(crate) parent: BelongsTo<Option<Node>>,
    #[serde(skip)]
    #[relationship(back_populates = parent, cascade = "all, delete-orphan", order_by = Node.node_id)]
    pub(crate) children: HasMany<Node>,
}

/// A text with a version counter.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "document")]
pub(crate) struct Document {
    #[column(primary_key)]
    pub(crate) document_id: Auto<i32>,
    #[column(length = 80)]
    pub(crate) title: String,
    pub(crate) body: Option<String>,
    pub(crate) views: i32,
    #[column(version)]
    pub(crate) version_id: i32,

    #[serde(skip)]
    #[relationship(secondary = DocumentTag, back_populates = documents, order_by = Tag.tag_id)]
    pub(crate) tags: ManyToMany<Tag>,
}

/// A word that documents are found by.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "tag")]
pub(crate) struct Tag {
    #[column(primary_key)]
    pub(crate) tag_id: Auto<i32>,
    #[column(unique, length = 40)]
    pub(crate) name: String,
    pub(crate) uses: i32,

    #[serde(skip)]
    #[relationship(secondary = DocumentTag, back_populates = tags, order_by = Document.document_id)]
    pub(crate) documents: ManyToMany<Document>,
}

/// That a document has a tag.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "document_tag")]
pub(crate) struct DocumentTag {
    #[column(primary_key, foreign_key = Document.document_id)]
    pub(crate) document_id: i32,
    #[column(primary_key, foreign_key = Tag.tag_id)]
    pub(crate) tag_id: i32,
}

/// A country, known by its code.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "country")]
pub(crate) struct Country {
    #[column(primary_key, length = 3)]
    pub(crate) code: String,
    #[column(length = 60)]
    pub(crate) name: String,

    #[serde(skip)]
    #[relationship(back_populates = country, order_by = City.city_id)]
    pub(crate) cities: HasMany<City>,
}

/// A city, perhaps in a country.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "city")]
pub(crate) struct City {
    #[column(primary_key)]
    pub(crate) city_id: Auto<i32>,
    #[column(foreign_key = Country.code, on_update = "cascade", length = 3)]
    pub(crate) country_code: Option<String>,
    #[column(length = 60)]
    pub(crate) name: String,

    #[serde(skip)]
    #[relationship(back_populates = cities)]
    pub(crate) country: BelongsTo<Option<Country>>,
}

/// What a warehouse has of an article: a composite key.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "stock", check("qty >= 0", name = "ck_stock_qty"))]
pub(crate) struct Stock {
    #[column(primary_key, length = 10)]
    pub(crate) warehouse: String,
    #[column(primary_key)]
    pub(crate) sku: i32,
    pub(crate) qty: i32,
    #[column(length = 40)]
    pub(crate) note: Option<String>,
}

/// Where media items stand.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "shelf")]
pub(crate) struct Shelf {
    #[column(primary_key)]
    pub(crate) shelf_id: Auto<i32>,
    #[column(length = 40)]
    pub(crate) name: String,

    #[serde(skip)]
    #[relationship(back_populates = shelf, order_by = MediaItem.item_id)]
    pub(crate) items: HasMany<MediaItem>,
}

/// Something on a shelf; `kind` tells which table has the rest of it.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "media_item")]
pub(crate) struct MediaItem {
    #[column(primary_key)]
    pub(crate) item_id: Auto<i32>,
    #[column(length = 10)]
    pub(crate) kind: String,
    #[column(length = 80)]
    pub(crate) title: String,
    #[column(precision = 10, scale = 2)]
    pub(crate) price: Option<Decimal>,
    #[column(foreign_key = Shelf.shelf_id)]
    pub(crate) shelf_id: Option<i32>,

    #[serde(skip)]
    #[relationship(back_populates = items)]
    pub(crate) shelf: BelongsTo<Option<Shelf>>,
}

/// What a book has beside its item.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "book")]
pub(crate) struct Book {
    #[column(primary_key, foreign_key = MediaItem.item_id)]
    pub(crate) item_id: i32,
    pub(crate) pages: i32,
    #[column(length = 60)]
    pub(crate) author: Option<String>,
}

/// What a film has beside its item.
#[derive(Model, Debug, Default, Deserialize)]
#[model(table = "film")]
pub(crate) struct Film {
    #[column(primary_key, foreign_key = MediaItem.item_id)]
    pub(crate) item_id: i32,
    pub(crate) minutes: i32,
    #[column(length = 60)]
    pub(crate) director: Option<String>,
}
