//! The models of the first example.

use alchemy::orm::Cascade;
use alchemy::prelude::*;
use alchemy::types::SqlType;

use crate::support::{foreign_keys, relationships};

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
fn tables() {
    let users = User.table();
    assert_eq!(users.name, "users");
    assert_eq!(*users.primary_key, [0]);
    assert_eq!(users.columns[0].sql_type, SqlType::BigInt);
    assert_eq!(users.columns[1].sql_type, SqlType::Varchar(200));
    assert_eq!(users.columns[2].sql_type, SqlType::Text);
    assert!(users.columns[0].autoincrement && !users.columns[1].autoincrement);
    assert!(users.columns[2].nullable && !users.columns[1].nullable);
    assert_eq!(*users.uniques[0].columns, [1]);
    assert_eq!(*Post.table().indexes[0].columns, [2]);
    assert_eq!(
        foreign_keys(Post.table()),
        ["author_id -> users(id) on delete Cascade"]
    );
}

#[test]
fn the_key_of_a_relationship_is_inferred_from_both_sides() {
    assert_eq!(
        relationships::<User>(),
        ["posts HasMany id = Post(author_id) <- author"]
    );
    assert_eq!(
        relationships::<Post>(),
        [
            "author BelongsTo author_id = User(id) <- posts",
            "tags ManyToMany id = post_tags(post_id; tag_id) = Tag(id) <- posts",
        ]
    );
    assert_eq!(
        relationships::<Tag>(),
        ["posts ManyToMany id = post_tags(tag_id; post_id) = Post(id) <- tags"]
    );
    let posts = User.posts.definition();
    assert_eq!(posts.cascade, Cascade::ALL_DELETE_ORPHAN);
    assert!(!posts.required && Post.author.definition().required);
}

#[test]
fn both_sides_make_one_association_table() {
    let metadata = metadata![User, Post, Tag];
    let names: Vec<_> = metadata
        .tables()
        .unwrap()
        .iter()
        .map(|table| &*table.name)
        .collect();
    assert_eq!(names, ["users", "posts", "post_tags", "tags"]);
    let table = metadata.table(None, "post_tags").unwrap();
    assert_eq!(*table.primary_key, [0, 1]);
    assert_eq!(table.columns[0].name, "post_id");
    assert_eq!(table.columns[1].sql_type, SqlType::BigInt);
    assert_eq!(
        foreign_keys(table),
        [
            "post_id -> posts(id) on delete Cascade",
            "tag_id -> tags(id) on delete Cascade"
        ]
    );
}

#[test]
fn an_alias_carries_its_source() {
    let other = aliased(User);
    assert_eq!(format!("{User:?} {:?}", User.email), "User users.email");
    assert_ne!(other.source(), User.source());
    assert_eq!(other.email.column_ref().source, other.source());
    assert!(format!("{other:?}").starts_with("User@"));
}
