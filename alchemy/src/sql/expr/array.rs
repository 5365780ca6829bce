//! Operators on arrays.

use super::Expr;
use super::contains::{Contained, Contains, Overlaps};
use super::node::{Arg, Node};
use super::operand::Operand;
use super::operation::{Operation, Propagated, Wrapped, on_expressions, operations};
use crate::types::{Array, ArrayElement, ColumnType, ColumnValue, Integer, Marker};

operations! {
    /// An operator on arrays.
    ArrayOp {
        /// Two arrays: whether every element of the second is one of the first.
        Contains "an array's `contains`"
        /// Two arrays: whether every element of the first is one of the second.
        ContainedBy "an array's `contained_by`"
        /// Two arrays: whether they have an element in common.
        Overlaps "an array's `overlaps`"
        /// An array and a value: whether it is one of the elements.
        Has "an array's `has`"
        /// An array and a position from one: the element there.
        At "an array's element"
        /// An array and two positions from one, both included: what lies between them.
        Slice "a part of an array"
        /// Two arrays, one after the other.
        Concat "arrays one after the other"
        /// An array and an element behind it.
        Append "an array with one more element"
        /// The number of elements.
        Length "an array's length"
        /// Elements as an array.
        Literal "an array of expressions"
    }
}

fn node(op: ArrayOp, args: Vec<Arg>) -> Node {
    Node::Array(Box::new(Operation::new(op, args)))
}

/// The type of an array's elements.
pub trait Elements: ColumnType {
    /// The type, never NULL.
    type Element: ColumnType;
}

impl<E: ArrayElement> Elements for Vec<E> {
    type Element = E::Type;
}

type Element<T> = <<T as ColumnValue>::Type as Elements>::Element;

impl<S: Marker, V: Operand<Self, By>, By> Contains<V, By> for Array<S> {
    type Other = V::Type;

    fn contains(this: Arg, other: V) -> Node {
        node(ArrayOp::Contains, vec![this, other.into_arg()])
    }
}

impl<S: Marker, V: Operand<Self, By>, By> Contained<V, By> for Array<S> {
    type Other = V::Type;

    fn contained_by(this: Arg, other: V) -> Node {
        node(ArrayOp::ContainedBy, vec![this, other.into_arg()])
    }
}

impl<S: Marker, V: Operand<Self, By>, By> Overlaps<V, By> for Array<S> {
    type Other = V::Type;

    fn overlaps(this: Arg, other: V) -> Node {
        node(ArrayOp::Overlaps, vec![this, other.into_arg()])
    }
}

on_expressions! { [T: ColumnValue] [T::Type: Elements, T::Sql: ArrayFamily] {
    /// `value = ANY (self)`: whether a value is one of the elements.
    #[must_use]
    pub fn has<V, By>(self, value: V) -> Expr<Propagated<T, V::Type, bool>>
    where
        V: Operand<<Element<T> as ColumnValue>::Sql, By>,
    {
        Expr::from_node(node(ArrayOp::Has, vec![self.expr().into_node().into(), value.into_arg()]))
    }

    /// `self[position]`: an element, counted from one; NULL where there is none.
    #[must_use]
    pub fn at<V, By>(self, position: V) -> Expr<Option<Element<T>>>
    where
        V: Operand<Integer, By>,
    {
        let args = vec![self.expr().into_node().into(), position.into_arg()];
        Expr::from_node(node(ArrayOp::At, args))
    }

    /// `self[first:last]`: the elements between two positions, counted from one, both included.
    #[must_use]
    pub fn slice<A, ByA, B, ByB>(self, first: A, last: B) -> Expr<T>
    where
        A: Operand<Integer, ByA>,
        B: Operand<Integer, ByB>,
    {
        let args = vec![self.expr().into_node().into(), first.into_arg(), last.into_arg()];
        Expr::from_node(node(ArrayOp::Slice, args))
    }

    /// `self || other`: the elements of both.
    #[must_use]
    pub fn followed_by<V, By>(self, other: V) -> Expr<T>
    where
        V: Operand<T::Sql, By, Type = T>,
    {
        let args = vec![self.expr().into_node().into(), other.into_arg()];
        Expr::from_node(node(ArrayOp::Concat, args))
    }

    /// `array_append(self, value)`: one more element.
    #[must_use]
    pub fn append<V, By>(self, value: V) -> Expr<T>
    where
        V: Operand<<Element<T> as ColumnValue>::Sql, By>,
    {
        let args = vec![self.expr().into_node().into(), value.into_arg()];
        Expr::from_node(node(ArrayOp::Append, args))
    }

    /// `cardinality(self)`: the number of elements.
    #[must_use]
    pub fn cardinality(self) -> Expr<Wrapped<T, i64>> {
        Expr::from_node(node(ArrayOp::Length, vec![self.expr().into_node().into()]))
    }
} }

/// The families of arrays.
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` is not an array",
    label = "expected an array"
)]
pub trait ArrayFamily: Marker {}

impl<S: Marker> ArrayFamily for Array<S> {}

/// `ARRAY[…]`: expressions of one type as an array. PostgreSQL's.
///
/// ```
/// use alchemy::prelude::*;
/// use alchemy::sql::array;
/// # use alchemy::compiler::ToSql as _;
/// # use alchemy_dialects::postgres::PostgresDialect;
///
/// #[derive(Model)]
/// #[model(table = "spans")]
/// struct Span {
///     #[column(primary_key)]
///     id: i64,
///     low: i32,
///     high: i32,
/// }
///
/// let both = select(array([Span.low.expr(), Span.high.expr()]));
/// assert_eq!(both.to_sql(&PostgresDialect).unwrap(), "SELECT ARRAY[low, high] FROM spans");
/// ```
#[must_use]
pub fn array<E: ArrayElement>(elements: impl IntoIterator<Item = Expr<E>>) -> Expr<Vec<E>> {
    let elements: Vec<Arg> = elements
        .into_iter()
        .map(|it| it.into_node().into())
        .collect();
    // An empty one doesn't say its type by itself.
    if elements.is_empty() {
        return Expr::from_node(Node::Bind(ColumnType::to_value(&Vec::<E>::new())));
    }
    Expr::from_node(node(ArrayOp::Literal, elements))
}
