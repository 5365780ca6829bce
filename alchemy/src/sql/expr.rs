//! Expressions.

mod aggregate;
mod arithmetic;
mod array;
mod case;
mod condition;
mod contains;
mod custom;
mod element;
mod extract;
mod full_text;
mod in_list;
mod integers;
mod interpolated;
mod json;
#[cfg(feature = "json")]
mod json_path;
mod keys;
mod keyset;
mod kind;
mod label;
mod matching;
mod node;
mod operand;
mod operation;
mod operators;
mod order;
mod parameter;
mod range;
mod temporal;
mod tuple;
mod window;

use std::fmt;
use std::marker::PhantomData;

pub use aggregate::AggregateNode;
pub use arithmetic::{Adds, Arithmetic, ArithmeticOperand, Subtracts};
pub use array::{ArrayFamily, ArrayOp, Elements, array};
pub use case::{CaseBuilder, SimpleCase, case, case_value};
pub use condition::{Condition, false_, true_};
pub use contains::{Contained, Contains, Overlaps};
pub use custom::{Custom, Quantified, QuantifiedNode, all_, any_};
pub use element::{Element, ElementWriter, element, operand};
pub use extract::{Calendar, DatePart};
pub use full_text::{Search, SearchMode, SearchOp, Searched, search};
pub use in_list::{InList, InSource};
pub use interpolated::Interpolated;
pub use json::JsonOp;
#[cfg(feature = "json")]
pub use json_path::JsonPath;
pub use keyset::{Append, Keyset, KeysetType, KeysetValues, keyset};
pub use kind::{Aggregate, Plain, Windowed};
pub use label::{LabelReference, label};
pub use matching::{Collate, Regexp};
pub use node::{Arg, Between, BinaryOp, Case, Function, In, Like, Node};
pub use operand::{Literal, Operand, literal};
pub use operation::{Operation, OperationKind};
pub use range::{Bounds, RangeFamily, RangeOp};
pub use temporal::{Minus, Plus, TemporalOp};

#[doc(hidden)]
pub use in_list::of as in_list_of;
pub(crate) use keys::one_of;
#[doc(hidden)]
pub use operand::by as operand_by;
pub use order::{IntoOrder, NullsOrder, OrderTerm};
pub(crate) use parameter::BoundValue;
pub use parameter::{
    BoundParameter, DefaultParameter, IntoRowCount, ListParameter, Parameter, ParameterDefault,
    ParameterNode, RowCount, bindparam,
};
#[doc(hidden)]
pub use range::of as range_of;
pub use tuple::{IntoTuple, Tuple, TupleList, TupleOperand, TupleTypes, tuple};
pub use window::{
    CurrentRow, Following, Frame, FrameBound, FrameEnd, FrameExclusion, FrameNode, FrameOffset,
    FrameUnit, OverNode, Preceding, RangeBound, RowsBound, UnboundedFollowing, UnboundedPreceding,
    Window, WindowFunction, WindowNode, current_row, following, preceding, unbounded_following,
    unbounded_preceding, window,
};

/// A SQL expression whose values are of type `T`: `Expr<bool>` is a condition, `Expr<Option<i64>>`
/// a number that may be NULL.
///
/// `Kind` says what more can be asked of it: an [`Aggregate`] takes a `filter` and `over`, what is
/// [`Windowed`] takes the parts of its window. [`expr`](Expr::expr) makes a plain one of each.
pub struct Expr<T, Kind = Plain> {
    node: Node,
    types: PhantomData<fn() -> (T, Kind)>,
}

impl<T> Expr<T> {
    /// An expression over a node of the tree. The caller answers for its type.
    #[must_use]
    pub const fn from_node(node: Node) -> Self {
        Self::of_kind(node)
    }
}

impl<T, Kind> Expr<T, Kind> {
    const fn of_kind(node: Node) -> Self {
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

impl<T, Kind> Clone for Expr<T, Kind> {
    fn clone(&self) -> Self {
        Self::of_kind(self.node.clone())
    }
}

impl<T, Kind> fmt::Debug for Expr<T, Kind> {
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
