//! What can be joined.

use super::node::{FromItem, Join, JoinKind};
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
    label = "expected a relationship such as `User.posts`, or `Post.on(condition)`"
)]
pub trait JoinTarget {
    /// Appends the joins: two for a relationship over an association table.
    fn append_to(self, kind: JoinKind, joins: &mut Vec<Join>);
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
