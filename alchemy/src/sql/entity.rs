//! Entities: a model's table as a value, its aliases, and its optional side of an outer join.

use super::expr::{Condition, Node};
use super::row::Row;
use super::select::{IntoFrom, OnCondition};
use super::source::Source;
use crate::schema::Table;

/// An occurrence of a model's table in a statement: `User`, or an alias of it.
///
/// The derive implements it for the generated entity (`UserEntity`).
pub trait Entity: Copy + 'static {
    /// The struct that its rows become.
    type Model: Row;

    /// The table.
    fn table(&self) -> &'static Table;

    /// Which occurrence of the table this is.
    fn source(&self) -> Source;

    /// The same entity as another occurrence: every column and relationship carries it.
    #[must_use]
    fn with_source(self, source: Source) -> Self;

    /// The association tables of its relationships, for `metadata![…]`.
    fn association_tables(&self) -> Vec<&'static Table> {
        Vec::new()
    }
}

/// A new alias of an entity, to use a table twice in one statement.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let manager = aliased(User);
/// let statement = select((User.email, manager.email)).join(User.manager.of(manager));
/// assert_sql!(
///     statement,
///     all: "SELECT users.email, users_1.email FROM users JOIN users AS users_1 ON \
///         users.manager_id = users_1.id",
/// );
/// ```
#[must_use]
pub fn aliased<E: Entity>(entity: E) -> E {
    entity.with_source(Source::alias())
}

/// What every entity can do. A column or method of the same name wins over these.
pub trait EntityExt: Entity {
    /// The entity as the optional side of an outer join: its row is an `Option`.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select((User.email, Post.optional())).outer_join(User.posts);
    /// let _: &Select<(String, Option<Post>)> = &statement;
    /// assert_sql!(
    ///     statement,
    ///     all: "SELECT users.email, posts.id, posts.title, posts.views, posts.author_id FROM \
    ///         users LEFT JOIN posts ON users.id = posts.author_id",
    /// );
    /// ```
    fn optional(self) -> Optional<Self> {
        Optional(self)
    }

    /// A join of this entity on a condition, where there is no relationship to join along.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select((User.email, Post.title)).join(Post.on(Post.title.eq(User.name)));
    /// assert_sql!(
    ///     statement,
    ///     all: "SELECT users.email, posts.title FROM users JOIN posts ON posts.title = \
    ///         users.name",
    /// );
    /// ```
    fn on(self, condition: impl Condition) -> OnCondition {
        let condition: Node = condition.into_node();
        OnCondition::new(self.into_from(), condition)
    }
}

impl<E: Entity> EntityExt for E {}

/// An entity on the optional side of an outer join, selected as an `Option`.
#[derive(Clone, Copy, Debug)]
pub struct Optional<E>(pub E);
