//! The models of both alchemy contenders: the tables of [`rows`](crate::rows) as structs.
#![allow(missing_docs, reason = "the structs say it all")]

use alchemy::prelude::*;

#[derive(Model, Debug, Default)]
#[model(table = "users")]
pub(crate) struct User {
    #[column(primary_key)]
    pub(crate) id: Auto<i64>,
    #[column(unique, length = 200)]
    pub(crate) email: String,
    pub(crate) name: Option<String>,
    pub(crate) age: i64,
    #[relationship(back_populates = user)]
    pub(crate) posts: HasMany<Post>,
}

#[derive(Model, Debug, Default)]
#[model(table = "posts")]
pub(crate) struct Post {
    #[column(primary_key)]
    pub(crate) id: Auto<i64>,
    pub(crate) title: String,
    pub(crate) views: i64,
    #[column(foreign_key = User.id, index)]
    pub(crate) user_id: i64,
    #[relationship(back_populates = posts)]
    pub(crate) user: BelongsTo<User>,
}

impl User {
    /// What the user adds to a sum.
    pub(crate) fn weight(&self) -> i64 {
        crate::rows::weigh_user(&self.email, self.name.as_deref(), self.age)
    }
}

impl Post {
    /// What the post adds to a sum.
    pub(crate) fn weight(&self) -> i64 {
        crate::rows::weigh_post(&self.title, self.views)
    }
}
