//! What can be executed.

use std::borrow::Cow;

use super::dml::{DeleteNode, InsertNode, UpdateNode};
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
    /// UPDATE.
    Update(&'a UpdateNode),
    /// DELETE.
    Delete(&'a DeleteNode),
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
}

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
}

impl<Q: Query> Query for &Q {
    type Row = Q::Row;
}
