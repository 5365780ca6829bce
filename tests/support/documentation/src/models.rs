//! The models that the examples use.

use alchemy::prelude::*;
use alchemy::types::{Hstore, Range};
use chrono::{NaiveDate, NaiveDateTime};

/// A user, who may have a manager.
#[derive(Model, Debug, Default)]
#[model(table = "users")]
pub struct User {
    /// Its key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// What a user signs in with.
    #[column(unique, length = 200)]
    pub email: String,
    /// What others see.
    pub name: Option<String>,
    /// In years.
    pub age: i32,
    /// The key of the manager.
    #[column(foreign_key = User.id)]
    pub manager_id: Option<i64>,
    /// What the user has written.
    #[relationship(back_populates = author)]
    pub posts: HasMany<Post>,
    /// Another user.
    pub manager: BelongsTo<Option<User>>,
}

/// What a user has written.
#[derive(Model, Debug, Default)]
#[model(table = "posts")]
pub struct Post {
    /// Its key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// Its headline.
    pub title: String,
    /// How often it was read.
    pub views: i64,
    /// The key of the author.
    #[column(foreign_key = User.id)]
    pub author_id: i64,
    /// Who wrote it.
    #[relationship(back_populates = posts)]
    pub author: BelongsTo<User>,
}

/// What is sold, with columns of types that not every database has.
#[derive(Model, Debug, Default)]
#[model(table = "products")]
pub struct Product {
    /// Its key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// What it costs.
    pub price: f64,
    /// Whatever else there is to say.
    pub details: serde_json::Value,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// From which day to which one it is sold.
    pub offered: Range<NaiveDate>,
    /// Its properties by name.
    pub properties: Hstore,
    /// When it was first sold.
    pub added_at: NaiveDateTime,
}
