// The models of the examples in the documentation, and `assert_sql!`.

use alchemy::prelude::*;

#[derive(Model, Debug, Default)]
#[model(table = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: Auto<i64>,
    #[column(unique, length = 200)]
    pub email: String,
    pub name: Option<String>,
    pub age: i32,
    #[column(foreign_key = User.id)]
    pub manager_id: Option<i64>,
    #[relationship(back_populates = author)]
    pub posts: HasMany<Post>,
    pub manager: BelongsTo<Option<User>>,
}

#[derive(Model, Debug, Default)]
#[model(table = "posts")]
pub struct Post {
    #[column(primary_key)]
    pub id: Auto<i64>,
    pub title: String,
    pub views: i64,
    #[column(foreign_key = User.id)]
    pub author_id: i64,
    #[relationship(back_populates = posts)]
    pub author: BelongsTo<User>,
}

include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/dialects.rs"));
