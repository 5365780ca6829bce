//! The models of the first example.

use alchemy::orm::Model as _;
use alchemy::prelude::*;
use alchemy::sql::Row as _;

#[derive(Model, Debug, Default)]
#[model(table = "users")]
pub(crate) struct User {
    #[column(primary_key)]
    pub(crate) id: Auto<i64>,
    #[column(unique, length = 200)]
    pub(crate) email: String,
    pub(crate) name: Option<String>,
    #[relationship(back_populates = author, cascade = "all, delete-orphan")]
    pub(crate) posts: HasMany<Post>,
}

#[derive(Model, Debug, Default)]
#[model(table = "posts")]
pub(crate) struct Post {
    #[column(primary_key)]
    pub(crate) id: Auto<i64>,
    pub(crate) title: String,
    #[column(foreign_key = User.id, on_delete = "cascade", index)]
    pub(crate) author_id: i64,
    #[relationship(back_populates = posts)]
    pub(crate) author: BelongsTo<User>,
    #[relationship(secondary = "post_tags", back_populates = posts)]
    pub(crate) tags: ManyToMany<Tag>,
}

#[derive(Model, Debug, Default)]
#[model(table = "tags")]
pub(crate) struct Tag {
    #[column(primary_key)]
    pub(crate) id: Auto<i64>,
    pub(crate) name: String,
    #[relationship(secondary = "post_tags", back_populates = tags)]
    pub(crate) posts: ManyToMany<Post>,
}

#[test]
fn builds() {
    assert_eq!(User::WIDTH, 3);
    assert_eq!(User::mapper().relationships.len(), 1);
    let metadata = metadata![User, Post, Tag];
    assert_eq!(metadata.tables().unwrap().len(), 4);
}
