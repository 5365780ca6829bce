//! What can be joined.

use super::node::{FromItem, Join, JoinKind};
use super::subquery::Subquery;
use crate::sql::entity::Entity;
use crate::sql::expr::Node;

/// What can stand in FROM: an entity, an alias of one, a subquery.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't stand in FROM",
    label = "expected an entity such as `User`, an alias of one, or `&subquery`"
)]
pub trait IntoFrom {
    /// The item in the tree.
    fn into_from(self) -> FromItem;
}

impl<E: Entity> IntoFrom for E {
    fn into_from(self) -> FromItem {
        FromItem::Table {
            table: self.table(),
            source: self.source(),
        }
    }
}

/// What `join` and `outer_join` take.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be joined",
    label = "expected a relationship such as `User.posts`, `Post.on(condition)`, or an entity that a foreign key joins"
)]
pub trait JoinTarget {
    /// Appends the joins: two for a relationship over an association table.
    fn append_to(self, kind: JoinKind, joins: &mut Vec<Join>);
}

/// An entity that one foreign key joins to what stands in FROM. None or several are an error when
/// the statement is compiled.
#[diagnostic::do_not_recommend]
impl<E: Entity> JoinTarget for E {
    fn append_to(self, kind: JoinKind, joins: &mut Vec<Join>) {
        joins.push(without_condition(kind, self.into_from()));
    }
}

/// A lateral subquery, which has its condition within.
#[diagnostic::do_not_recommend]
impl<R> JoinTarget for &Subquery<R> {
    fn append_to(self, kind: JoinKind, joins: &mut Vec<Join>) {
        joins.push(without_condition(kind, self.into_from()));
    }
}

const fn without_condition(kind: JoinKind, item: FromItem) -> Join {
    Join {
        kind,
        item,
        left: None,
        on: None,
    }
}

/// A table to join and the condition to join it on.
#[derive(Clone, Debug)]
pub struct OnCondition {
    item: FromItem,
    condition: Node,
}

impl OnCondition {
    pub(crate) const fn new(item: FromItem, condition: Node) -> Self {
        Self { item, condition }
    }
}

#[diagnostic::do_not_recommend]
impl JoinTarget for OnCondition {
    fn append_to(self, kind: JoinKind, joins: &mut Vec<Join>) {
        joins.push(Join {
            kind,
            item: self.item,
            left: None,
            on: Some(self.condition),
        });
    }
}
