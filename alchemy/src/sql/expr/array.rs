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
    /// Whether a value is one of the elements: `value = ANY (self)`. Only PostgreSQL has it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.id).filter(Product.tags.has("red")),
    ///     postgres: "SELECT id FROM products WHERE $1 = ANY (tags)",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn has<V, By>(self, value: V) -> Expr<Propagated<T, V::Type, bool>>
    where
        V: Operand<<Element<T> as ColumnValue>::Sql, By>,
    {
        Expr::from_node(node(ArrayOp::Has, vec![self.expr().into_node().into(), value.into_arg()]))
    }

    /// An element by its position, counted from one; NULL where there is none. Only PostgreSQL has
    /// it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.tags.at(1)),
    ///     postgres: "SELECT (tags)[$1] FROM products",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn at<V, By>(self, position: V) -> Expr<Option<Element<T>>>
    where
        V: Operand<Integer, By>,
    {
        let args = vec![self.expr().into_node().into(), position.into_arg()];
        Expr::from_node(node(ArrayOp::At, args))
    }

    /// The elements between two positions, counted from one, both included. Only PostgreSQL has it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.tags.slice(1, 3)),
    ///     postgres: "SELECT (tags)[$1:$2] FROM products",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn slice<A, ByA, B, ByB>(self, first: A, last: B) -> Expr<T>
    where
        A: Operand<Integer, ByA>,
        B: Operand<Integer, ByB>,
    {
        let args = vec![self.expr().into_node().into(), first.into_arg(), last.into_arg()];
        Expr::from_node(node(ArrayOp::Slice, args))
    }

    /// The elements of both, one array after the other: `self || other`. Only PostgreSQL has it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let new = Product.tags.followed_by(vec!["sale".to_owned()]);
    /// assert_sql!(
    ///     update(Product).set(Product.tags, new).filter(Product.id.eq(1)),
    ///     postgres: "UPDATE products SET tags = (tags || $1) WHERE id = $2",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn followed_by<V, By>(self, other: V) -> Expr<T>
    where
        V: Operand<T::Sql, By, Type = T>,
    {
        let args = vec![self.expr().into_node().into(), other.into_arg()];
        Expr::from_node(node(ArrayOp::Concat, args))
    }

    /// The array with one more element. Only PostgreSQL has it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let new = Product.tags.append("sale");
    /// assert_sql!(
    ///     update(Product).set(Product.tags, new).filter(Product.id.eq(1)),
    ///     postgres: "UPDATE products SET tags = array_append(tags, $1) WHERE id = $2",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn append<V, By>(self, value: V) -> Expr<T>
    where
        V: Operand<<Element<T> as ColumnValue>::Sql, By>,
    {
        let args = vec![self.expr().into_node().into(), value.into_arg()];
        Expr::from_node(node(ArrayOp::Append, args))
    }

    /// The number of elements. Only PostgreSQL has it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.id).filter(Product.tags.cardinality().gt(2)),
    ///     postgres: "SELECT id FROM products WHERE cardinality(tags) > $1::bigint",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
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

/// Expressions of one type as an array: `ARRAY[…]`. Only PostgreSQL has it. Without any it is an
/// empty array as a value.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::array;
///
/// assert_sql!(
///     select(array([User.email.expr(), func::lower(User.email)])),
///     postgres: "SELECT ARRAY[email, lower(email)] FROM users",
///     sqlite | mysql: refused,
/// );
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
