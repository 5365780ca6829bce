//! Operators on ranges and multiranges.

use super::Expr;
use super::contains::{Contained, Contains, Overlaps};
use super::node::{Arg, Node};
use super::operand::Operand;
use super::operation::{Operation, Propagated, Wrapped, on_expressions, operations};
use crate::types::{
    ColumnType, ColumnValue, Marker, Multirange, MultirangeOf, Range, RangeElement, RangeOf,
    SqlType,
};

operations! {
    /// An operator on ranges.
    RangeOp {
        /// Whether the second, a range or a value, lies in the first.
        Contains "a range's `contains`"
        /// Whether the first lies in the second.
        ContainedBy "a range's `contained_by`"
        /// Whether both have a value in common.
        Overlaps "a range's `overlaps`"
        /// Whether the first ends before the second begins.
        LeftOf "a range's `is_left_of`"
        /// Whether the first begins after the second ends.
        RightOf "a range's `is_right_of`"
        /// Whether the first ends no later than the second.
        NotRightOf "a range's `ends_within`"
        /// Whether the first begins no earlier than the second.
        NotLeftOf "a range's `begins_within`"
        /// Whether one begins where the other ends.
        Adjacent "a range's `is_adjacent_to`"
        /// The values of either.
        Union "a range's `union`"
        /// The values of both.
        Intersection "a range's `intersection`"
        /// The values of the first that the second doesn't have.
        Difference "a range's `difference`"
        /// The lower bound.
        Lower "a range's lower bound"
        /// The upper bound.
        Upper "a range's upper bound"
        /// Whether it holds no value.
        IsEmpty "a range's `is_empty`"
    }
}

fn node(op: RangeOp, args: Vec<Arg>) -> Node {
    Node::Range(Box::new(Operation::new(op, args)))
}

/// A range's or a multirange's bounds.
pub trait Bounds: ColumnType {
    /// Their type.
    type Bound: ColumnType;
}

impl<T: RangeElement> Bounds for Range<T> {
    type Bound = T;
}

impl<T: RangeElement> Bounds for Multirange<T> {
    type Bound = T;
}

/// Families of ranges and multiranges.
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` is not a range",
    label = "expected a range or a multirange"
)]
pub trait RangeFamily: Marker {
    /// The family of the bounds.
    type Bound: Marker;
}

impl<S: Marker> RangeFamily for RangeOf<S> {
    type Bound = S;
}

impl<S: Marker> RangeFamily for MultirangeOf<S> {
    type Bound = S;
}

/// How what a range contains came about. Inferred; nobody writes these.
pub mod of {
    use std::marker::PhantomData;

    /// A value between the bounds.
    #[derive(Debug)]
    pub struct Value<By>(PhantomData<By>);
    /// A range.
    #[derive(Debug)]
    pub struct Range<By>(PhantomData<By>);
    /// A multirange.
    #[derive(Debug)]
    pub struct Multirange<By>(PhantomData<By>);
}

/// A value between bounds: with its type, which the range doesn't give it.
fn bound<T: ColumnValue>(arg: Arg) -> Arg {
    match arg {
        arg @ Arg::Bind(_) if matches!(T::SQL_TYPE, SqlType::Integer) => {
            Node::Cast(arg, T::SQL_TYPE).into()
        }
        arg => arg,
    }
}

macro_rules! families {
    ($($family:ident)*) => {$(
        impl<S: Marker, V: Operand<S, By>, By> Contains<V, of::Value<By>> for $family<S> {
            type Other = V::Type;

            fn contains(this: Arg, other: V) -> Node {
                node(RangeOp::Contains, vec![this, bound::<V::Type>(other.into_arg())])
            }
        }

        families! { $family Contains contains Contains; $family Contained contained_by ContainedBy;
            $family Overlaps overlaps Overlaps; }
    )*};
    ($($family:ident $trait:ident $method:ident $op:ident;)*) => {$(
        impl<S: Marker, V: Operand<RangeOf<S>, By>, By> $trait<V, of::Range<By>> for $family<S> {
            type Other = V::Type;

            fn $method(this: Arg, other: V) -> Node {
                node(RangeOp::$op, vec![this, other.into_arg()])
            }
        }

        impl<S: Marker, V: Operand<MultirangeOf<S>, By>, By> $trait<V, of::Multirange<By>>
            for $family<S>
        {
            type Other = V::Type;

            fn $method(this: Arg, other: V) -> Node {
                node(RangeOp::$op, vec![this, other.into_arg()])
            }
        }
    )*};
}

families! { RangeOf MultirangeOf }

macro_rules! comparisons {
    ($($(#[$attribute:meta])* $method:ident $op:ident)*) => {$(
        $(#[$attribute])*
        #[must_use]
        pub fn $method<V, By>(self, other: V) -> Expr<Propagated<T, V::Type, bool>>
        where
            V: Operand<T::Sql, By>,
        {
            let args = vec![self.expr().into_node().into(), other.into_arg()];
            Expr::from_node(node(RangeOp::$op, args))
        }
    )*};
}

macro_rules! combinations {
    ($($(#[$attribute:meta])* $method:ident $op:ident)*) => {$(
        $(#[$attribute])*
        #[must_use]
        pub fn $method<V, By>(self, other: V) -> Expr<Propagated<T, V::Type, T::Type>>
        where
            V: Operand<T::Sql, By>,
        {
            let args = vec![self.expr().into_node().into(), other.into_arg()];
            Expr::from_node(node(RangeOp::$op, args))
        }
    )*};
}

type BoundOf<T> = <<T as ColumnValue>::Type as Bounds>::Bound;

on_expressions! { [T: ColumnValue] [T::Type: Bounds, T::Sql: RangeFamily] {
    comparisons! {
        /// Whether it ends before the other begins: `self << other`. Only PostgreSQL has it.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// let other = aliased(Product);
        /// let pairs = select((Product.id, other.id)).join(other.on(Product.offered.is_left_of(other.offered)));
        /// assert_sql!(
        ///     pairs,
        ///     postgres: "SELECT products.id, products_1.id FROM products JOIN products AS \
        ///         products_1 ON products.offered << products_1.offered",
        ///     sqlite | mysql: refused,
        /// );
        /// ```
        is_left_of LeftOf

        /// Whether it begins after the other ends: `self >> other`. Only PostgreSQL has it.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// let other = aliased(Product);
        /// let pairs = select((Product.id, other.id)).join(other.on(Product.offered.is_right_of(other.offered)));
        /// assert_sql!(
        ///     pairs,
        ///     postgres: "SELECT products.id, products_1.id FROM products JOIN products AS \
        ///         products_1 ON products.offered >> products_1.offered",
        ///     sqlite | mysql: refused,
        /// );
        /// ```
        is_right_of RightOf

        /// Whether it ends no later than the other: `self &< other`. Only PostgreSQL has it.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// let other = aliased(Product);
        /// let pairs = select((Product.id, other.id)).join(other.on(Product.offered.ends_within(other.offered)));
        /// assert_sql!(
        ///     pairs,
        ///     postgres: "SELECT products.id, products_1.id FROM products JOIN products AS \
        ///         products_1 ON products.offered &< products_1.offered",
        ///     sqlite | mysql: refused,
        /// );
        /// ```
        ends_within NotRightOf

        /// Whether it begins no earlier than the other: `self &> other`. Only PostgreSQL has it.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// let other = aliased(Product);
        /// let pairs =
        ///     select((Product.id, other.id)).join(other.on(Product.offered.begins_within(other.offered)));
        /// assert_sql!(
        ///     pairs,
        ///     postgres: "SELECT products.id, products_1.id FROM products JOIN products AS \
        ///         products_1 ON products.offered &> products_1.offered",
        ///     sqlite | mysql: refused,
        /// );
        /// ```
        begins_within NotLeftOf

        /// Whether one begins where the other ends, with nothing between them: `self -|- other`.
        /// Only PostgreSQL has it.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// let other = aliased(Product);
        /// let pairs =
        ///     select((Product.id, other.id)).join(other.on(Product.offered.is_adjacent_to(other.offered)));
        /// assert_sql!(
        ///     pairs,
        ///     postgres: "SELECT products.id, products_1.id FROM products JOIN products AS \
        ///         products_1 ON products.offered -|- products_1.offered",
        ///     sqlite | mysql: refused,
        /// );
        /// ```
        is_adjacent_to Adjacent
    }

    combinations! {
        /// The values of either: `self + other`. Of ranges with a gap between them it is an error
        /// of the database's; of multiranges never. Only PostgreSQL has it.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// let other = aliased(Product);
        /// let both = select(Product.offered.union(other.offered)).join(other.on(other.id.eq(Product.id)));
        /// assert_sql!(
        ///     both,
        ///     postgres: "SELECT (products.offered + products_1.offered) FROM products JOIN \
        ///         products AS products_1 ON products_1.id = products.id",
        ///     sqlite | mysql: refused,
        /// );
        /// ```
        union Union

        /// The values of both: `self * other`. Only PostgreSQL has it.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// let other = aliased(Product);
        /// let shared =
        ///     select(Product.offered.intersection(other.offered)).join(other.on(other.id.ne(Product.id)));
        /// assert_sql!(
        ///     shared,
        ///     postgres: "SELECT (products.offered * products_1.offered) FROM products JOIN \
        ///         products AS products_1 ON products_1.id <> products.id",
        ///     sqlite | mysql: refused,
        /// );
        /// ```
        intersection Intersection

        /// The values that the other doesn't have: `self - other`. A range that would be two is an
        /// error of the database's; of multiranges it never is. Only PostgreSQL has it.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// let other = aliased(Product);
        /// let alone =
        ///     select(Product.offered.difference(other.offered)).join(other.on(other.id.ne(Product.id)));
        /// assert_sql!(
        ///     alone,
        ///     postgres: "SELECT (products.offered - products_1.offered) FROM products JOIN \
        ///         products AS products_1 ON products_1.id <> products.id",
        ///     sqlite | mysql: refused,
        /// );
        /// ```
        difference Difference
    }

    /// The lower bound; NULL where there is none. Only PostgreSQL has it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.offered.lower_bound()),
    ///     postgres: "SELECT lower(offered) FROM products",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn lower_bound(self) -> Expr<Option<BoundOf<T>>> {
        Expr::from_node(node(RangeOp::Lower, vec![self.expr().into_node().into()]))
    }

    /// The upper bound, which ranges of integers and dates exclude; NULL where there is none. Only
    /// PostgreSQL has it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.offered.upper_bound()),
    ///     postgres: "SELECT upper(offered) FROM products",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn upper_bound(self) -> Expr<Option<BoundOf<T>>> {
        Expr::from_node(node(RangeOp::Upper, vec![self.expr().into_node().into()]))
    }

    /// Whether it holds no value. Only PostgreSQL has it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.id).filter(Product.offered.is_empty_range()),
    ///     postgres: "SELECT id FROM products WHERE isempty(offered)",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn is_empty_range(self) -> Expr<Wrapped<T, bool>> {
        Expr::from_node(node(RangeOp::IsEmpty, vec![self.expr().into_node().into()]))
    }
} }
