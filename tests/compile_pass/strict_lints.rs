//! The generated code passes where the user forbids what generated code often does, and so does
//! its documentation, with links to [`User`], [`UserEntity`] and [`User::posts`].
#![forbid(
    non_upper_case_globals,
    non_camel_case_types,
    missing_docs,
    unsafe_code
)]
#![forbid(
    dead_code,
    unused_variables,
    unreachable_patterns,
    missing_debug_implementations
)]
#![deny(
    warnings,
    unused_qualifications,
    unreachable_pub,
    clippy::all,
    clippy::pedantic
)]

use alchemy::prelude::*;

/// A person.
#[derive(Model, Debug, Default)]
#[model(table = "users")]
pub struct User {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// Raw.
    pub r#type: Option<String>,
    /// What they wrote.
    #[relationship(back_populates = author)]
    pub posts: HasMany<Post>,
}

/// A text by a [`User`].
#[derive(Model, Debug, Default)]
pub struct Post {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// By whom.
    #[column(foreign_key = User.id)]
    pub author_id: i64,
    /// By whom.
    #[relationship(back_populates = posts)]
    pub author: BelongsTo<User>,
}

impl UserEntity {
    /// Whether they have a type.
    #[must_use]
    pub fn has_type(self) -> Expr<bool> {
        self.r#type.is_not_null()
    }
}

fn main() {
    let _ = metadata![User, Post];
    let _ = select(User).filter(User.has_type());
}
