//! DELETE.

use std::marker::PhantomData;

use smallvec::SmallVec;

use super::modify::{ModifyRare, row_count};
use crate::schema::Table;
use crate::sql::entity::Entity;
use crate::sql::expr::{Condition, IntoOrder, Node};
use crate::sql::row::Row;
use crate::sql::select::{IntoFrom, JoinKind, JoinTarget, SelectItem, Selectable};
use crate::sql::source::Source;
use crate::sql::statement::{Query, Statement, StatementNode};

/// The tree of a DELETE.
#[derive(Clone, Debug)]
pub struct DeleteNode {
    /// From which table.
    pub table: &'static Table,
    /// Which occurrence of it.
    pub source: Source,
    /// WHERE.
    pub filter: Option<Node>,
    /// RETURNING.
    pub returning: SmallVec<[SelectItem; 1]>,
    /// What few statements have.
    pub rare: Option<Box<ModifyRare>>,
}

impl DeleteNode {
    /// A DELETE of all rows.
    #[must_use]
    pub fn new(table: &'static Table) -> Self {
        Self {
            table,
            source: Source::TABLE,
            filter: None,
            returning: SmallVec::new(),
            rare: None,
        }
    }

    /// The rare parts, made when they are first needed.
    pub fn rare_mut(&mut self) -> &mut ModifyRare {
        self.rare.get_or_insert_default()
    }
}

/// A DELETE that gives rows of type `R`; `()` without `returning`.
#[derive(Debug)]
pub struct Delete<R = ()> {
    node: DeleteNode,
    row: PhantomData<fn() -> R>,
}

impl<R> Clone for Delete<R> {
    fn clone(&self) -> Self {
        Self::from_node(self.node.clone())
    }
}

/// Begins a DELETE of an entity's rows: of all of them, unless a filter follows.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let statement = delete(User).filter(User.age.lt(18));
/// assert_sql!(
///     statement,
///     sqlite | mysql: "DELETE FROM users WHERE age < ?",
///     postgres: "DELETE FROM users WHERE age < $1",
/// );
/// ```
pub fn delete(entity: impl Entity) -> Delete {
    Delete::from_node(DeleteNode {
        source: entity.source(),
        ..DeleteNode::new(entity.table())
    })
}

impl<R> Delete<R> {
    /// A typed shell around a tree. The caller answers for the type of its rows.
    #[must_use]
    pub const fn from_node(node: DeleteNode) -> Self {
        Self {
            node,
            row: PhantomData,
        }
    }

    /// USING: another table whose rows decide what is deleted. The filter connects it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = delete(Post).using(User).filter(Post.author_id.eq(User.id) & User.age.lt(18));
    /// assert_sql!(statement,
    ///     postgres: "DELETE FROM posts USING users WHERE posts.author_id = users.id AND users.age < $1",
    ///     sqlite: "DELETE FROM posts WHERE EXISTS \
    ///         (SELECT 1 FROM users WHERE posts.author_id = users.id AND users.age < ?)",
    ///     mysql: "DELETE posts FROM posts CROSS JOIN users \
    ///         WHERE posts.author_id = users.id AND users.age < ?");
    /// ```
    #[must_use]
    pub fn using(mut self, target: impl IntoFrom) -> Self {
        self.node.rare_mut().from.push(target.into_from());
        self
    }

    /// JOIN along a relationship or on a condition, with the table that is deleted from or with one
    /// that was named before.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = delete(Post).join(Post.author).filter(User.age.lt(18));
    /// assert_sql!(
    ///     statement,
    ///     sqlite: "DELETE FROM posts WHERE EXISTS (SELECT 1 FROM users WHERE posts.author_id = \
    ///         users.id AND users.age < ?)",
    ///     postgres: "DELETE FROM posts USING users WHERE posts.author_id = users.id AND \
    ///         users.age < $1",
    ///     mysql: "DELETE posts FROM posts JOIN users ON posts.author_id = users.id WHERE \
    ///         users.age < ?",
    /// );
    /// ```
    #[must_use]
    pub fn join(mut self, target: impl JoinTarget) -> Self {
        target.append_to(JoinKind::Inner, &mut self.node.rare_mut().joins);
        self
    }

    /// LEFT OUTER JOIN with a table that [`using`](Self::using) named; on MySQL and MariaDB with
    /// the one that is deleted from too.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = delete(User).outer_join(User.posts).filter(Post.id.is_null());
    /// assert_sql!(
    ///     statement,
    ///     mysql: "DELETE users FROM users LEFT JOIN posts ON users.id = posts.author_id WHERE \
    ///         posts.id IS NULL",
    ///     sqlite | postgres: refused,
    /// );
    /// ```
    #[must_use]
    pub fn outer_join(mut self, target: impl JoinTarget) -> Self {
        target.append_to(JoinKind::LeftOuter, &mut self.node.rare_mut().joins);
        self
    }

    /// WHERE: the rows that are deleted, all without it. Several calls are joined by AND.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     delete(Post).filter(Post.views.eq(0)).filter(Post.title.eq("")),
    ///     sqlite | mysql: "DELETE FROM posts WHERE views = ? AND title = ?",
    ///     postgres: "DELETE FROM posts WHERE views = $1 AND title = $2",
    /// );
    /// ```
    #[must_use]
    pub fn filter(mut self, condition: impl Condition) -> Self {
        Node::narrow(&mut self.node.filter, condition.into_node());
        self
    }

    /// ORDER BY: which rows are deleted first. MySQL and MariaDB.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = delete(User).order_by(User.id).limit(3);
    /// assert_sql!(statement,
    ///     mysql: "DELETE FROM users ORDER BY id LIMIT ?",
    ///     sqlite | postgres: refused);
    /// ```
    #[must_use]
    pub fn order_by(mut self, terms: impl IntoOrder) -> Self {
        terms.append_to(&mut self.node.rare_mut().order_by);
        self
    }

    /// LIMIT: how many rows are deleted at most. Only MySQL and MariaDB have it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     delete(Post).filter(Post.views.eq(0)).limit(1_000),
    ///     mysql: "DELETE FROM posts WHERE views = ? LIMIT ?",
    ///     sqlite | postgres: refused,
    /// );
    /// ```
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.node.rare_mut().limit = Some(row_count(rows));
        self
    }

    /// RETURNING: the deleted rows, or parts of them.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = delete(Post).filter(Post.views.eq(0)).returning(Post.title);
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mariadb: "DELETE FROM posts WHERE views = ? RETURNING title",
    ///     postgres: "DELETE FROM posts WHERE views = $1 RETURNING title",
    ///     mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn returning<S: Selectable>(mut self, what: S) -> Delete<S::Row> {
        self.node.returning.clear();
        what.append_to(&mut self.node.returning);
        Delete::from_node(self.node)
    }

    pub(super) fn into_node(self) -> DeleteNode {
        self.node
    }

    /// The tree.
    #[must_use]
    pub const fn delete_node(&self) -> &DeleteNode {
        &self.node
    }

    /// The tree, to put values in the place of parameters.
    pub(in crate::sql) const fn delete_node_mut(&mut self) -> &mut DeleteNode {
        &mut self.node
    }
}

impl<R> Statement for Delete<R> {
    fn node(&self) -> StatementNode<'_> {
        StatementNode::Delete(&self.node)
    }
}

impl<R: Row> Query for Delete<R> {
    type Row = R;
}
