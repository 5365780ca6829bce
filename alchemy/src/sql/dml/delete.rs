//! DELETE.

use std::marker::PhantomData;

use smallvec::SmallVec;

use crate::schema::Table;
use crate::sql::entity::Entity;
use crate::sql::expr::{Condition, Node};
use crate::sql::row::Row;
use crate::sql::select::{SelectItem, Selectable};
use crate::sql::statement::{Query, Statement, StatementNode};

/// The tree of a DELETE.
#[derive(Clone, Debug)]
pub struct DeleteNode {
    /// From which table.
    pub table: &'static Table,
    /// WHERE.
    pub filter: Option<Node>,
    /// RETURNING.
    pub returning: SmallVec<[SelectItem; 1]>,
}

/// A DELETE that gives rows of type `R`; `()` without `returning`.
#[derive(Clone, Debug)]
pub struct Delete<R = ()> {
    node: DeleteNode,
    row: PhantomData<fn() -> R>,
}

/// Begins a DELETE of an entity's rows: of all of them, unless a filter follows.
///
/// ```
/// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/models.rs")); }
/// # use models::*;
/// # use alchemy::prelude::*;
/// let statement = delete(User).filter(User.age.lt(18));
/// assert_eq!(statement.to_string(), "DELETE FROM users WHERE age < ?");
/// ```
pub fn delete(entity: impl Entity) -> Delete {
    let table = entity.table();
    let node = DeleteNode {
        table,
        filter: None,
        returning: SmallVec::new(),
    };
    Delete {
        node,
        row: PhantomData,
    }
}

impl<R> Delete<R> {
    /// WHERE. Several calls are joined by AND.
    #[must_use]
    pub fn filter(mut self, condition: impl Condition) -> Self {
        Node::narrow(&mut self.node.filter, condition.into_node());
        self
    }

    /// RETURNING: the deleted rows, or parts of them.
    ///
    /// ```
    /// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/models.rs")); }
    /// # use models::*;
    /// # use alchemy::prelude::*;
    /// let statement = delete(Post).filter(Post.views.eq(0)).returning(Post.title);
    /// assert_eq!(statement.to_string(), "DELETE FROM posts WHERE views = ? RETURNING title");
    /// ```
    #[must_use]
    pub fn returning<S: Selectable>(mut self, what: S) -> Delete<S::Row> {
        self.node.returning.clear();
        what.append_to(&mut self.node.returning);
        Delete {
            node: self.node,
            row: PhantomData,
        }
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
