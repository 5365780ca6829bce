//! Functions that there are only over a window.

use super::{Argument, function};
use crate::sql::expr::{Arg, Node, Operand, WindowFunction};
use crate::types::{ColumnValue, Fits, Nullness, Value};

fn call<T>(name: &'static str, args: Vec<Arg>) -> WindowFunction<T> {
    WindowFunction::new(Node::Function(Box::new(function(name, args))))
}

fn number(value: u32) -> Arg {
    Arg::Bind(Value::Int(i64::from(value)))
}

/// The number of the row in its partition, from 1.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let number = func::row_number().over().partition_by(Post.author_id).order_by(Post.id);
/// assert_sql!(
///     select(number),
///     all: "SELECT row_number() OVER (PARTITION BY author_id ORDER BY id) FROM posts",
/// );
/// ```
pub fn row_number() -> WindowFunction<i64> {
    call("row_number", Vec::new())
}

/// One more than the rows before this one and its peers: 1, 1, 3.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::rank().over().order_by(Post.views)),
///     all: "SELECT rank() OVER (ORDER BY views) FROM posts",
/// );
/// ```
pub fn rank() -> WindowFunction<i64> {
    call("rank", Vec::new())
}

/// One more than the groups of peers before this row's: 1, 1, 2.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::dense_rank().over().order_by(Post.views)),
///     all: "SELECT dense_rank() OVER (ORDER BY views) FROM posts",
/// );
/// ```
pub fn dense_rank() -> WindowFunction<i64> {
    call("dense_rank", Vec::new())
}

/// The rank from 0 to 1: `(rank - 1) / (rows - 1)`, and 0 for a single row.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::percent_rank().over().order_by(Post.views)),
///     all: "SELECT percent_rank() OVER (ORDER BY views) FROM posts",
/// );
/// ```
pub fn percent_rank() -> WindowFunction<f64> {
    call("percent_rank", Vec::new())
}

/// Which part of the rows is not after this one and its peers: above 0, up to 1.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::cume_dist().over().order_by(Post.views)),
///     all: "SELECT cume_dist() OVER (ORDER BY views) FROM posts",
/// );
/// ```
pub fn cume_dist() -> WindowFunction<f64> {
    call("cume_dist", Vec::new())
}

/// In which of so many parts of nearly equal size the row is, from 1.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::ntile(4).over().order_by(Post.views)),
///     sqlite | mysql: "SELECT ntile(?) OVER (ORDER BY views) FROM posts",
///     postgres: "SELECT ntile($1::integer) OVER (ORDER BY views) FROM posts",
/// );
/// ```
pub fn ntile(parts: u32) -> WindowFunction<i64> {
    call("ntile", vec![number(parts)])
}

/// The value in the row before; NULL in the first row.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let more = Post.views - func::lag(Post.views).over().order_by(Post.id);
/// assert_sql!(select(more), all: "SELECT views - lag(views) OVER (ORDER BY id) FROM posts");
/// ```
pub fn lag<A: Argument>(argument: A) -> WindowFunction<Option<<A::Type as ColumnValue>::Type>> {
    call("lag", vec![argument.into_argument()])
}

/// The value so many rows before; NULL where there is no such row.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::lag_by(Post.views, 7).over().order_by(Post.id)),
///     sqlite | mysql: "SELECT lag(views, ?) OVER (ORDER BY id) FROM posts",
///     postgres: "SELECT lag(views, $1::integer) OVER (ORDER BY id) FROM posts",
/// );
/// ```
pub fn lag_by<A: Argument>(
    argument: A,
    rows: u32,
) -> WindowFunction<Option<<A::Type as ColumnValue>::Type>> {
    call("lag", vec![argument.into_argument(), number(rows)])
}

/// What [`lag_or`] and [`lead_or`] give: NULL where the value or the fallback can be.
type OrFallback<A, V> = <<<A as ColumnValue>::Nullness as Nullness>::Or<
    <V as ColumnValue>::Nullness,
> as Nullness>::Wrap<<A as ColumnValue>::Type>;

/// The value so many rows before, and another where there is no such row. Not in MariaDB.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::lag_or(Post.views, 1, 0).over().order_by(Post.id)),
///     sqlite | mysql: "SELECT lag(views, ?, ?) OVER (ORDER BY id) FROM posts",
///     postgres: "SELECT lag(views, $1::integer, $2) OVER (ORDER BY id) FROM posts",
///     mariadb: refused,
/// );
/// ```
pub fn lag_or<A, V, By>(
    argument: A,
    rows: u32,
    fallback: V,
) -> WindowFunction<OrFallback<A::Type, V::Type>>
where
    A: Argument,
    V: Operand<<A::Type as ColumnValue>::Sql, By>,
    <V::Type as ColumnValue>::Sql: Fits<<A::Type as ColumnValue>::Sql>,
{
    call(
        "lag",
        vec![argument.into_argument(), number(rows), fallback.into_arg()],
    )
}

/// The value in the row after; NULL in the last row.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::lead(Post.views).over().order_by(Post.id)),
///     all: "SELECT lead(views) OVER (ORDER BY id) FROM posts",
/// );
/// ```
pub fn lead<A: Argument>(argument: A) -> WindowFunction<Option<<A::Type as ColumnValue>::Type>> {
    call("lead", vec![argument.into_argument()])
}

/// The value so many rows after; NULL where there is no such row.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::lead_by(Post.views, 7).over().order_by(Post.id)),
///     sqlite | mysql: "SELECT lead(views, ?) OVER (ORDER BY id) FROM posts",
///     postgres: "SELECT lead(views, $1::integer) OVER (ORDER BY id) FROM posts",
/// );
/// ```
pub fn lead_by<A: Argument>(
    argument: A,
    rows: u32,
) -> WindowFunction<Option<<A::Type as ColumnValue>::Type>> {
    call("lead", vec![argument.into_argument(), number(rows)])
}

/// The value so many rows after, and another where there is no such row. Not in MariaDB.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::lead_or(Post.views, 1, 0).over().order_by(Post.id)),
///     sqlite | mysql: "SELECT lead(views, ?, ?) OVER (ORDER BY id) FROM posts",
///     postgres: "SELECT lead(views, $1::integer, $2) OVER (ORDER BY id) FROM posts",
///     mariadb: refused,
/// );
/// ```
pub fn lead_or<A, V, By>(
    argument: A,
    rows: u32,
    fallback: V,
) -> WindowFunction<OrFallback<A::Type, V::Type>>
where
    A: Argument,
    V: Operand<<A::Type as ColumnValue>::Sql, By>,
    <V::Type as ColumnValue>::Sql: Fits<<A::Type as ColumnValue>::Sql>,
{
    call(
        "lead",
        vec![argument.into_argument(), number(rows), fallback.into_arg()],
    )
}

/// The value in the first row of the frame; NULL in an empty frame.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let first = func::first_value(Post.title).over().partition_by(Post.author_id).order_by(Post.id);
/// assert_sql!(
///     select(first),
///     all: "SELECT first_value(title) OVER (PARTITION BY author_id ORDER BY id) FROM posts",
/// );
/// ```
pub fn first_value<A: Argument>(
    argument: A,
) -> WindowFunction<Option<<A::Type as ColumnValue>::Type>> {
    call("first_value", vec![argument.into_argument()])
}

/// The value in the last row of the frame; NULL in an empty frame. With an order and no frame, that
/// is the current row or a peer of it.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::{unbounded_following, unbounded_preceding};
///
/// let last = func::last_value(Post.title)
///     .over()
///     .order_by(Post.id)
///     .rows(unbounded_preceding().to(unbounded_following()));
/// assert_sql!(
///     select(last),
///     all: "SELECT last_value(title) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND \
///         UNBOUNDED FOLLOWING) FROM posts",
/// );
/// ```
pub fn last_value<A: Argument>(
    argument: A,
) -> WindowFunction<Option<<A::Type as ColumnValue>::Type>> {
    call("last_value", vec![argument.into_argument()])
}

/// The value in the row of this number in the frame, from 1; NULL where the frame has fewer.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::nth_value(Post.title, 2).over().order_by(Post.id)),
///     sqlite | mysql: "SELECT nth_value(title, ?) OVER (ORDER BY id) FROM posts",
///     postgres: "SELECT nth_value(title, $1::integer) OVER (ORDER BY id) FROM posts",
/// );
/// ```
pub fn nth_value<A: Argument>(
    argument: A,
    row: u32,
) -> WindowFunction<Option<<A::Type as ColumnValue>::Type>> {
    call("nth_value", vec![argument.into_argument(), number(row)])
}
