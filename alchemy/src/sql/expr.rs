//! Expressions.

mod case;
mod condition;
mod in_list;
mod node;
mod operand;
mod operators;
mod order;

use std::fmt;
use std::marker::PhantomData;

pub use case::{CaseBuilder, case};
pub use condition::Condition;
pub use in_list::{InList, InSource};
pub use node::{Arg, Between, BinaryOp, Case, Function, In, Like, Node};
pub use operand::{Literal, Operand, literal};

#[doc(hidden)]
pub use in_list::of as in_list_of;
#[doc(hidden)]
pub use operand::by as operand_by;
pub use order::{IntoOrder, NullsOrder, OrderTerm};

/// A SQL expression whose values are of type `T`: `Expr<bool>` is a condition, `Expr<Option<i64>>`
/// a number that may be NULL.
pub struct Expr<T> {
    node: Node,
    types: PhantomData<fn() -> T>,
}

impl<T> Expr<T> {
    /// An expression over a node of the tree. The caller answers for its type.
    #[must_use]
    pub const fn from_node(node: Node) -> Self {
        Self {
            node,
            types: PhantomData,
        }
    }

    /// The node of the tree.
    #[must_use]
    pub const fn node(&self) -> &Node {
        &self.node
    }

    /// The node of the tree, out of its typed shell.
    #[must_use]
    pub fn into_node(self) -> Node {
        self.node
    }
}

impl<T> Clone for Expr<T> {
    fn clone(&self) -> Self {
        Self::from_node(self.node.clone())
    }
}

impl<T> fmt::Debug for Expr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

/// An expression with a name of its own in the result: `func::count(Post.id).label("posts")`.
#[derive(Clone, Debug)]
pub struct Labelled<T> {
    /// The expression.
    pub expr: Expr<T>,
    /// Its name.
    pub name: std::borrow::Cow<'static, str>,
}
