//! Conditions that hold for an entity wherever a statement has it.

use std::sync::Arc;

use crate::schema::Table;
use crate::sql::entity::Entity;
use crate::sql::expr::{Condition, Node};
use crate::sql::source::{Occurrence, Source};

/// A condition on an entity wherever a statement has it; see [`with_loader_criteria`].
#[derive(Clone, Debug)]
pub struct LoaderCriteria(Arc<CriteriaNode>);

#[derive(Clone, Debug)]
struct CriteriaNode {
    /// The occurrence that it is about.
    of: Occurrence,
    aliases: bool,
    /// What the condition calls the occurrence that it is written for.
    stand_in: Source,
    condition: Node,
}

/// A condition on an entity wherever a statement has it: in ON where the entity is joined, in WHERE
/// where it stands first in FROM, in the subqueries and common table expressions of the statement,
/// and in the SELECTs that load relationships of what the statement gave, be it by an option or by
/// [`Session::load`](crate::orm::Session::load). It is an option of a SELECT or of a set operation.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let read = with_loader_criteria(Post, |post| post.views.gt(0));
/// let statement = select((User.email, func::count(Post.id)))
///     .outer_join(User.posts)
///     .group_by(User.email)
///     .options(read.clone());
/// assert_sql!(
///     statement,
///     sqlite | mysql: "SELECT users.email, count(posts.id) FROM users \
///         LEFT JOIN posts ON users.id = posts.author_id AND posts.views > ? \
///         GROUP BY users.email",
///     postgres: "SELECT users.email, count(posts.id) FROM users \
///         LEFT JOIN posts ON users.id = posts.author_id AND posts.views > $1 \
///         GROUP BY users.email",
/// );
/// let statement = select(User.email).filter(User.posts.exists()).options(read);
/// assert_sql!(
///     statement,
///     sqlite | mysql: "SELECT users.email FROM users WHERE EXISTS (SELECT 1 FROM posts AS \
///         posts_1 WHERE users.id = posts_1.author_id AND posts_1.views > ?)",
///     postgres: "SELECT users.email FROM users WHERE EXISTS (SELECT 1 FROM posts AS \
///         posts_1 WHERE users.id = posts_1.author_id AND posts_1.views > $1)",
/// );
/// ```
///
/// Aliases of the entity are left alone, as the same table may be there twice so that one of them
/// can differ; [`include_aliases`](LoaderCriteria::include_aliases) means them too, and
/// `with_loader_criteria(manager, …)` one alias only.
///
/// What is loaded under a condition is a part of the relationship. A flush takes it for the whole
/// where it cascades, so don't delete instances that were loaded so.
///
/// A FULL JOIN keeps the rows that its condition leaves out; with such a condition it is an error
/// when the statement is compiled.
pub fn with_loader_criteria<E: Entity, C: Condition>(
    entity: E,
    condition: impl FnOnce(E) -> C,
) -> LoaderCriteria {
    let stand_in = Source::alias();
    LoaderCriteria(Arc::new(CriteriaNode {
        of: Occurrence {
            table: entity.table(),
            source: entity.source(),
        },
        aliases: false,
        stand_in,
        condition: condition(entity.with_source(stand_in)).into_node(),
    }))
}

impl LoaderCriteria {
    /// Means the aliases of the entity too.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let manager = aliased(User);
    /// let statement = select((User.email, manager.email))
    ///     .join(User.manager.of(manager))
    ///     .options(with_loader_criteria(User, |user| user.age.ge(18)).include_aliases());
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "SELECT users.email, users_1.email FROM users JOIN users AS users_1 ON \
    ///         users.manager_id = users_1.id AND users_1.age >= ? WHERE users.age >= ?",
    ///     postgres: "SELECT users.email, users_1.email FROM users JOIN users AS users_1 ON \
    ///         users.manager_id = users_1.id AND users_1.age >= $1 WHERE users.age >= $2",
    /// );
    /// ```
    #[must_use]
    pub fn include_aliases(mut self) -> Self {
        Arc::make_mut(&mut self.0).aliases = true;
        self
    }

    /// Whether it is a condition on this occurrence.
    pub(crate) fn applies_to(&self, occurrence: &Occurrence) -> bool {
        if occurrence.is_derived() || !occurrence.table.is(self.0.of.table) {
            return false;
        }
        let of = self.0.of;
        self.0.aliases
            || occurrence.is(&of)
            // Nobody asked for this alias: it is the entity itself to whoever wrote the statement.
            || occurrence.source.is_related() && of.source.is_table()
    }

    /// Whether it is a condition on rows of a table that is read under its own name.
    pub(crate) fn is_about(&self, table: &'static Table) -> bool {
        self.applies_to(&Occurrence {
            table,
            source: Source::TABLE,
        })
    }

    /// What it is about.
    pub(crate) fn occurrence(&self) -> Occurrence {
        self.0.of
    }

    /// Whether aliases are meant too.
    pub(crate) fn includes_aliases(&self) -> bool {
        self.0.aliases
    }

    /// What the condition calls the occurrence that it is written for.
    pub(crate) fn stand_in(&self) -> Occurrence {
        Occurrence {
            table: self.0.of.table,
            source: self.0.stand_in,
        }
    }

    /// The condition.
    pub(crate) fn condition(&self) -> &Node {
        &self.0.condition
    }

    /// Whether both are the same.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
