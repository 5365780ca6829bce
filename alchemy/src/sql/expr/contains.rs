//! What contains what: texts, arrays, ranges and documents.

use super::Expr;
use super::node::{Arg, Node};
use super::operation::{Propagated, on_expressions};
use crate::types::{ColumnValue, Marker};

/// What `contains` takes for this family.
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` doesn't contain `{V}`",
    label = "expected a text in a text, elements in an array, a value or a range in a range"
)]
pub trait Contains<V, By>: Marker {
    /// The Rust type of what is contained.
    type Other: ColumnValue;

    /// The node in the tree.
    #[doc(hidden)]
    fn contains(this: Arg, other: V) -> Node;
}

/// What `contained_by` takes for this family.
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` can't be contained by `{V}`",
    label = "expected an array, a range or a document of the same type"
)]
pub trait Contained<V, By>: Marker {
    /// The Rust type of what contains.
    type Other: ColumnValue;

    /// The node in the tree.
    #[doc(hidden)]
    fn contained_by(this: Arg, other: V) -> Node;
}

/// What `overlaps` takes for this family.
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` can't overlap with `{V}`",
    label = "expected an array or a range of the same type"
)]
pub trait Overlaps<V, By>: Marker {
    /// The Rust type of the other.
    type Other: ColumnValue;

    /// The node in the tree.
    #[doc(hidden)]
    fn overlaps(this: Arg, other: V) -> Node;
}

type ContainsResult<T, V, By> =
    Propagated<T, <<T as ColumnValue>::Sql as Contains<V, By>>::Other, bool>;
type ContainedResult<T, V, By> =
    Propagated<T, <<T as ColumnValue>::Sql as Contained<V, By>>::Other, bool>;
type OverlapsResult<T, V, By> =
    Propagated<T, <<T as ColumnValue>::Sql as Overlaps<V, By>>::Other, bool>;

on_expressions! { [T: ColumnValue] [] {
    /// Whether it contains something.
    ///
    /// A text contains another one: `LIKE '%…%'`, where `%` and `_` in it mean themselves. An array
    /// contains the elements of another, a range a value or a range, a document a part of one: all
    /// three are `@>` in PostgreSQL, and the last is `JSON_CONTAINS` in MySQL.
    #[must_use]
    pub fn contains<V, By>(
        self,
        other: V,
    ) -> Expr<ContainsResult<T, V, By>>
    where
        T::Sql: Contains<V, By>,
    {
        Expr::from_node(T::Sql::contains(self.expr().into_node().into(), other))
    }

    /// `self <@ other`: whether an array, a range or a document is contained by another. Of
    /// PostgreSQL; MySQL has it for documents.
    #[must_use]
    pub fn contained_by<V, By>(
        self,
        other: V,
    ) -> Expr<ContainedResult<T, V, By>>
    where
        T::Sql: Contained<V, By>,
    {
        Expr::from_node(T::Sql::contained_by(self.expr().into_node().into(), other))
    }

    /// `self && other`: whether two arrays have an element, or two ranges a value, in common. Of
    /// PostgreSQL.
    #[must_use]
    pub fn overlaps<V, By>(
        self,
        other: V,
    ) -> Expr<OverlapsResult<T, V, By>>
    where
        T::Sql: Overlaps<V, By>,
    {
        Expr::from_node(T::Sql::overlaps(self.expr().into_node().into(), other))
    }
} }
