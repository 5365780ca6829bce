//! SQL functions: the known ones carry their types, any other is called by name.

mod aggregates;
mod choices;
mod numbers;
mod tables;
mod temporal;
mod texts;
mod windows;

use std::borrow::Cow;

pub use aggregates::{
    Computed, OneOfThem, OrderedSet, OrderedSetResult, aggregate, aggregate_strings, array_agg,
    avg, count, count_all, count_distinct, grouping, max, min, mode, percentile_cont,
    percentile_disc, sum,
};
pub use choices::{Choices, coalesce, greatest, least, nullif};
pub use numbers::{ceil, exp, floor, ln, power, random, round_to, sign, sqrt};
pub use tables::{
    JsonColumn, JsonTable, Names, TableValued, generate_series, generate_series_by, json_table,
    table_valued, unnest,
};
pub use temporal::extract;
pub use texts::{
    Concatenated, concat, left, lpad, ltrim, position, replace, right, rpad, rtrim, substr, trim,
};
pub use windows::{
    cume_dist, dense_rank, first_value, lag, lag_by, lag_or, last_value, lead, lead_by, lead_or,
    nth_value, ntile, percent_rank, rank, row_number,
};

use super::expr::{Arg, Expr, Function, Node};
use crate::tuples::for_each_tuple;
use crate::types::{
    ColumnType, ColumnValue, Integer, Marker, Nullness, Number, Promotes, Timestamp, TimestampTz,
};

fn function(name: impl Into<Cow<'static, str>>, args: Vec<Arg>) -> Function {
    Function {
        name: name.into(),
        args,
        distinct: false,
        star: false,
    }
}

fn expr<T>(function: Function) -> Expr<T> {
    Expr::from_node(Node::Function(Box::new(function)))
}

/// An argument of a function: a column, an expression, or a value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a function takes",
    label = "expected a column, an expression or a value"
)]
pub trait Argument {
    /// The Rust type of its values.
    type Type: ColumnValue;

    /// The argument in the tree.
    fn into_argument(self) -> Arg;
}

impl<T: ColumnValue> Argument for T {
    type Type = T;

    fn into_argument(self) -> Arg {
        Arg::Bind(self.to_value())
    }
}

impl Argument for &str {
    type Type = String;

    fn into_argument(self) -> Arg {
        Arg::Bind(crate::types::Value::Text(self.to_owned()))
    }
}

impl<T: ColumnValue, Kind> Argument for Expr<T, Kind> {
    type Type = T;

    fn into_argument(self) -> Arg {
        self.into_node().into()
    }
}

impl<M, T: ColumnValue> Argument for super::Column<M, T> {
    type Type = T;

    fn into_argument(self) -> Arg {
        Arg::Column(self.column_ref())
    }
}

/// How many characters a text has.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::length(Post.title)),
///     sqlite | postgres: "SELECT length(title) FROM posts",
///     mysql: "SELECT char_length(title) FROM posts",
/// );
/// ```
pub fn length<A>(argument: A) -> Expr<<<A::Type as ColumnValue>::Nullness as Nullness>::Wrap<i64>>
where
    A: Argument,
    A::Type: ColumnValue<Sql = crate::types::Text>,
{
    expr(function("length", vec![argument.into_argument()]))
}

/// How many characters a text has: [`length`] by its standard name.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::char_length(Post.title)),
///     sqlite | postgres: "SELECT length(title) FROM posts",
///     mysql: "SELECT char_length(title) FROM posts",
/// );
/// ```
pub fn char_length<A>(
    argument: A,
) -> Expr<<<A::Type as ColumnValue>::Nullness as Nullness>::Wrap<i64>>
where
    A: Argument,
    A::Type: ColumnValue<Sql = crate::types::Text>,
{
    length(argument)
}

/// The text in lower case. SQLite lowers ASCII letters only.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(select(func::lower(User.name)), all: "SELECT lower(name) FROM users");
/// ```
pub fn lower<A>(argument: A) -> Expr<A::Type>
where
    A: Argument,
    A::Type: ColumnValue<Sql = crate::types::Text>,
{
    expr(function("lower", vec![argument.into_argument()]))
}

/// The text in upper case. SQLite raises ASCII letters only.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(select(func::upper(User.name)), all: "SELECT upper(name) FROM users");
/// ```
pub fn upper<A>(argument: A) -> Expr<A::Type>
where
    A: Argument,
    A::Type: ColumnValue<Sql = crate::types::Text>,
{
    expr(function("upper", vec![argument.into_argument()]))
}

/// The number without its sign.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::abs(Post.views - 100)),
///     sqlite | mysql: "SELECT abs(views - ?) FROM posts",
///     postgres: "SELECT abs(views - $1) FROM posts",
/// );
/// ```
pub fn abs<A>(argument: A) -> Expr<A::Type>
where
    A: Argument,
    <A::Type as ColumnValue>::Sql: Number,
{
    expr(function("abs", vec![argument.into_argument()]))
}

/// The type of what is rounded: decimals stay decimals, the rest are floating point numbers.
type Rounded<T> = <<T as ColumnValue>::Nullness as Nullness>::Wrap<
    <<T as ColumnValue>::Sql as Promotes<Integer>>::Quotient<<T as ColumnValue>::Type, i64>,
>;

/// The nearest whole number. Decimals stay decimals, the rest are floating point numbers.
///
/// A half goes away from zero: PostgreSQL and MySQL would round that of a floating point number to
/// the even neighbour, so it is made a decimal there. To some digits there is [`round_to`].
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::round(Post.views * 0.1)),
///     sqlite: "SELECT round(views * ?) FROM posts",
///     postgres: "SELECT round(CAST(CAST(views * $1::float8 AS TEXT) AS NUMERIC)) FROM posts",
///     mysql: "SELECT CASE WHEN abs(views * ?) < 1e30 THEN round(CAST(views * ? AS DECIMAL(65, 30))) \
///         ELSE views * ? END FROM posts",
/// );
/// ```
pub fn round<A>(argument: A) -> Expr<Rounded<A::Type>>
where
    A: Argument,
    <A::Type as ColumnValue>::Sql: Promotes<Integer>,
{
    expr(function("round", vec![argument.into_argument()]))
}

/// The SQL types of a moment: [`Timestamp`] and [`TimestampTz`].
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` is not a date and time",
    label = "expected a type for `TIMESTAMP`, with or without a time zone"
)]
pub trait Moment: Marker {
    /// The function that gives the current one.
    const NOW: &'static str;
}

impl Moment for Timestamp {
    const NOW: &'static str = "localtimestamp";
}

impl Moment for TimestampTz {
    const NOW: &'static str = "current_timestamp";
}

/// The time at which the transaction or the statement began, as the database sees it:
/// `CURRENT_TIMESTAMP`, or `LOCALTIMESTAMP` where `T` has no time zone (UTC in SQLite, the
/// session's zone elsewhere).
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use chrono::{DateTime, NaiveDateTime, Utc};
///
/// assert_sql!(
///     select(func::now::<DateTime<Utc>>()),
///     sqlite: "SELECT strftime('%Y-%m-%d %H:%M:%S+00:00', 'now')",
///     postgres: "SELECT CURRENT_TIMESTAMP",
///     mysql: "SELECT CURRENT_TIMESTAMP(6)",
/// );
/// assert_sql!(
///     select(func::now::<NaiveDateTime>()),
///     sqlite: "SELECT CURRENT_TIMESTAMP",
///     postgres: "SELECT LOCALTIMESTAMP",
///     mysql: "SELECT LOCALTIMESTAMP(6)",
/// );
/// ```
#[must_use]
pub fn now<T>() -> Expr<T>
where
    T: ColumnType,
    T::Sql: Moment,
{
    expr(function(T::Sql::NOW, Vec::new()))
}

/// The current date, as the database sees it.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(select(func::current_date::<chrono::NaiveDate>()), all: "SELECT CURRENT_DATE");
/// ```
#[must_use]
pub fn current_date<T>() -> Expr<T>
where
    T: ColumnType<Sql = crate::types::Date>,
{
    expr(function("current_date", Vec::new()))
}

/// The current time of day without a time zone, as the database sees it.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::current_time::<chrono::NaiveTime>()),
///     sqlite: "SELECT CURRENT_TIME",
///     postgres: "SELECT LOCALTIME",
///     mysql: "SELECT CURTIME(6)",
/// );
/// ```
#[must_use]
pub fn current_time<T>() -> Expr<T>
where
    T: ColumnType<Sql = crate::types::Time>,
{
    expr(function("localtime", Vec::new()))
}

/// The arguments of [`call`]: a tuple of what functions take.
pub trait Arguments {
    /// The arguments in the tree.
    fn into_arguments(self) -> Vec<Arg>;
}

impl Arguments for () {
    fn into_arguments(self) -> Vec<Arg> {
        Vec::new()
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {$(
        impl<$($name: Argument),+> Arguments for ($($name,)+) {
            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn into_arguments(self) -> Vec<Arg> {
                let ($($name,)+) = self;
                vec![$($name.into_argument()),+]
            }
        }
    )*};
}

for_each_tuple!(tuples);

/// Any function by name, with the type that its result is read as.
///
/// The name is checked when the statement is compiled: letters, digits, `_` and `.`. The functions
/// that SQL has without parentheses (`current_date`, `current_user` and the like) are written
/// without them. Whether the database has the function is found when the statement runs.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::call::<String>("soundex", (User.email,))),
///     all: "SELECT soundex(email) FROM users",
/// );
/// assert_sql!(select(func::call::<String>("current_user", ())), all: "SELECT CURRENT_USER");
/// assert_sql!(select(func::call::<String>("lower(email); --", ())), all: refused);
/// ```
pub fn call<T: ColumnValue>(
    name: impl Into<Cow<'static, str>>,
    arguments: impl Arguments,
) -> Expr<T> {
    expr(function(name, arguments.into_arguments()))
}
