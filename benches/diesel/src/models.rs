//! The rows as Diesel reads and writes them.

use diesel::prelude::{Associations, Identifiable, Insertable, Queryable, Selectable};

use crate::rows::{self, weigh_post, weigh_user};
use crate::schema::{posts, users};

/// A user as it is stored.
#[derive(Queryable, Selectable, Identifiable)]
#[diesel(table_name = users)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite))]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) email: String,
    pub(crate) name: Option<String>,
    pub(crate) age: i64,
}

impl User {
    /// What the user adds to a sum.
    pub(crate) fn weight(&self) -> i64 {
        weigh_user(&self.email, self.name.as_deref(), self.age)
    }
}

/// A post as it is stored.
#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = posts, belongs_to(User))]
#[diesel(check_for_backend(diesel::sqlite::Sqlite))]
pub(crate) struct Post {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) views: i64,
    pub(crate) user_id: i64,
}

impl Post {
    /// What the post adds to a sum.
    pub(crate) fn weight(&self) -> i64 {
        weigh_post(&self.title, self.views)
    }
}

/// A user to be stored.
#[derive(Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub(crate) struct NewUser<'a> {
    email: &'a str,
    name: Option<&'a str>,
    age: i64,
}

impl<'a> From<&'a rows::NewUser> for NewUser<'a> {
    fn from(user: &'a rows::NewUser) -> Self {
        let rows::NewUser { email, name, age } = user;
        Self {
            email,
            name: name.as_deref(),
            age: *age,
        }
    }
}

/// A post to be stored, for a user that is.
#[derive(Insertable)]
#[diesel(table_name = posts)]
pub(crate) struct NewPost<'a> {
    title: &'a str,
    views: i64,
    user_id: i64,
}

impl<'a> NewPost<'a> {
    /// The post of the user that has a key.
    pub(crate) fn of(user_id: i64, post: &'a rows::NewPost) -> Self {
        Self {
            title: &post.title,
            views: post.views,
            user_id,
        }
    }
}
