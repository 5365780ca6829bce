//! What can be executed.

use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;

use super::dml::{DeleteNode, InsertNode, MergeNode, UpdateNode};
use super::row::Row;
use super::select::SelectNode;
use super::text::TextNode;

/// A statement's tree, for the compiler.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum StatementNode<'a> {
    /// SELECT, and set operations of them.
    Select(&'a SelectNode),
    /// INSERT. Owned where the columns' defaults had to be added.
    Insert(Cow<'a, InsertNode>),
    /// UPDATE. Owned where the columns' defaults had to be added.
    Update(Cow<'a, UpdateNode>),
    /// DELETE.
    Delete(&'a DeleteNode),
    /// MERGE.
    Merge(&'a MergeNode),
    /// SQL as written.
    Text(&'a TextNode),
}

/// A statement.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a statement",
    label = "expected a `select`, `insert`, `update`, `delete` or `text`"
)]
pub trait Statement {
    /// The tree.
    fn node(&self) -> StatementNode<'_>;

    /// The tree for many runs, of which each gets the columns' defaults anew.
    #[doc(hidden)]
    fn node_of_many(&self) -> StatementNode<'_> {
        self.node()
    }

    /// What travels with it to whoever executes it: how a session loads relationships.
    #[doc(hidden)]
    fn options(&self) -> &[StatementOption] {
        &[]
    }
}

/// An option that travels with a statement to whoever executes it.
#[doc(hidden)]
pub type StatementOption = Arc<dyn Any + Send + Sync>;

/// A statement that gives rows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` gives no rows",
    label = "expected a `select`, a statement with `.returning(…)`, or a `text` with `.columns(…)`"
)]
pub trait Query: Statement {
    /// What each row becomes.
    type Row: Row;
}

impl<S: Statement> Statement for &S {
    fn node(&self) -> StatementNode<'_> {
        (**self).node()
    }

    fn node_of_many(&self) -> StatementNode<'_> {
        (**self).node_of_many()
    }

    fn options(&self) -> &[StatementOption] {
        (**self).options()
    }
}

impl<Q: Query> Query for &Q {
    type Row = Q::Row;
}
