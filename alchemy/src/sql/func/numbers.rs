//! Functions of numbers.

use super::{Argument, Rounded, expr, function};
use crate::sql::expr::{Arg, Expr};
use crate::types::{ColumnValue, Integer, Nullness, Number, Promotes, Value};

type Strict<A, T> = <<A as ColumnValue>::Nullness as Nullness>::Wrap<T>;

/// A floating point number, NULL where either can be.
type Float<A, B> = <<<A as ColumnValue>::Nullness as Nullness>::Or<
    <B as ColumnValue>::Nullness,
> as Nullness>::Wrap<f64>;

/// The least whole number that isn't smaller.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::ceil(Post.views / 2)),
///     sqlite: "SELECT ceil(views / (? + 0.0)) FROM posts",
///     postgres: "SELECT ceil(views / ($1::bigint + 0.0)) FROM posts",
///     mysql: "SELECT ceil(views / (? + 0e0)) FROM posts",
/// );
/// ```
pub fn ceil<A>(argument: A) -> Expr<Rounded<A::Type>>
where
    A: Argument,
    <A::Type as ColumnValue>::Sql: Promotes<Integer>,
{
    expr(function("ceil", vec![argument.into_argument()]))
}

/// The greatest whole number that isn't greater.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(select(func::floor(Product.price)), all: "SELECT floor(price) FROM products");
/// ```
pub fn floor<A>(argument: A) -> Expr<Rounded<A::Type>>
where
    A: Argument,
    <A::Type as ColumnValue>::Sql: Promotes<Integer>,
{
    expr(function("floor", vec![argument.into_argument()]))
}

/// The number rounded to so many digits after the point.
///
/// PostgreSQL rounds decimals only; a floating point number is made one, there and on MySQL, so
/// that what lies in the middle is rounded away from 0.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::round_to(Post.views * 0.1, 2)),
///     sqlite: "SELECT round(views * ?, ?) FROM posts",
///     postgres: "SELECT round(CAST(CAST(views * $1::float8 AS TEXT) AS NUMERIC), $2::integer) FROM \
///         posts",
///     mysql: "SELECT CASE WHEN abs(views * ?) < 1e30 THEN round(CAST(views * ? AS DECIMAL(65, 30)), \
///         ?) ELSE views * ? END FROM posts",
/// );
/// ```
pub fn round_to<A>(argument: A, digits: u32) -> Expr<Rounded<A::Type>>
where
    A: Argument,
    <A::Type as ColumnValue>::Sql: Promotes<Integer>,
{
    let digits = Arg::Bind(Value::Int(i64::from(digits)));
    expr(function("round", vec![argument.into_argument(), digits]))
}

/// Whether the number is below, at or above zero: -1, 0 or 1.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(select(func::sign(Product.price)), all: "SELECT sign(price) FROM products");
/// ```
pub fn sign<A>(argument: A) -> Expr<Strict<A::Type, f64>>
where
    A: Argument,
    <A::Type as ColumnValue>::Sql: Number,
{
    expr(function("sign", vec![argument.into_argument()]))
}

/// The square root. Of a negative number it is an error on PostgreSQL and NULL elsewhere.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(select(func::sqrt(Post.views)), all: "SELECT sqrt(views) FROM posts");
/// ```
pub fn sqrt<A>(argument: A) -> Expr<Option<f64>>
where
    A: Argument,
    <A::Type as ColumnValue>::Sql: Number,
{
    expr(function("sqrt", vec![argument.into_argument()]))
}

/// e to the power of the number.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(select(func::exp(Product.price)), all: "SELECT exp(price) FROM products");
/// ```
pub fn exp<A>(argument: A) -> Expr<Strict<A::Type, f64>>
where
    A: Argument,
    <A::Type as ColumnValue>::Sql: Number,
{
    expr(function("exp", vec![argument.into_argument()]))
}

/// The natural logarithm. Of 0 or less it is an error on PostgreSQL and NULL elsewhere.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(select(func::ln(Product.price)), all: "SELECT ln(price) FROM products");
/// ```
pub fn ln<A>(argument: A) -> Expr<Option<f64>>
where
    A: Argument,
    <A::Type as ColumnValue>::Sql: Number,
{
    expr(function("ln", vec![argument.into_argument()]))
}

/// The number to the power of another.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::power(Post.views, 2)),
///     sqlite | mysql: "SELECT power(views, ?) FROM posts",
///     postgres: "SELECT power(views, $1::integer) FROM posts",
/// );
/// ```
pub fn power<A, B>(argument: A, exponent: B) -> Expr<Float<A::Type, B::Type>>
where
    A: Argument,
    <A::Type as ColumnValue>::Sql: Number,
    B: Argument,
    <B::Type as ColumnValue>::Sql: Number,
{
    expr(function(
        "power",
        vec![argument.into_argument(), exponent.into_argument()],
    ))
}

/// A random number from 0 to below 1.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(Post.id).order_by(func::random()),
///     sqlite: "SELECT id FROM posts ORDER BY (random() / 18446744073709551616.0 + 0.5)",
///     postgres: "SELECT id FROM posts ORDER BY random()",
///     mysql: "SELECT id FROM posts ORDER BY rand()",
/// );
/// ```
#[must_use]
pub fn random() -> Expr<f64> {
    expr(function("random", Vec::new()))
}
