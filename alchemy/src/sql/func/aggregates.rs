//! Aggregates: one value of many rows.

use std::borrow::Cow;

use super::{Argument, Arguments, expr, function};
use crate::sql::expr::{Aggregate, AggregateNode, Arg, Expr, Function, IntoOrder, Node};
use crate::sql::select::GroupingSet;
use crate::types::{ArrayElement, ColumnValue, Number, Text};

fn call<T>(function: Function) -> Expr<T, Aggregate> {
    Expr::aggregate(Node::Function(Box::new(function)))
}

/// How many rows have a value that isn't NULL.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(select(func::count(User.name)), all: "SELECT count(name) FROM users");
/// ```
pub fn count(argument: impl Argument) -> Expr<i64, Aggregate> {
    call(function("count", vec![argument.into_argument()]))
}

/// How many different values there are that aren't NULL.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::count_distinct(Post.author_id)),
///     all: "SELECT count(DISTINCT author_id) FROM posts",
/// );
/// ```
pub fn count_distinct(argument: impl Argument) -> Expr<i64, Aggregate> {
    call(Function {
        distinct: true,
        ..function("count", vec![argument.into_argument()])
    })
}

/// How many rows there are.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(select(func::count_all()).select_from(Post), all: "SELECT count(*) FROM posts");
/// ```
#[must_use]
pub fn count_all() -> Expr<i64, Aggregate> {
    call(Function {
        star: true,
        ..function("count", Vec::new())
    })
}

/// The type of a sum.
type Sum<A> = <<A as ColumnValue>::Sql as Number>::Sum<<A as ColumnValue>::Type>;

/// The sum; NULL where there is nothing to add.
///
/// Integers of every width add up to an `i64`, floating point numbers to an `f64`, decimals to
/// decimals.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(select(func::sum(Post.views)), all: "SELECT sum(views) FROM posts");
/// ```
pub fn sum<A: Argument>(argument: A) -> Expr<Option<Sum<A::Type>>, Aggregate>
where
    <A::Type as ColumnValue>::Sql: Number,
{
    call(function("sum", vec![argument.into_argument()]))
}

/// The mean as a floating point number; NULL where there is nothing to average.
///
/// MySQL and MariaDB would cut the mean of integers after four digits. Decimals keep their exact
/// mean with `func::aggregate::<Option<Decimal>>("avg", …)`.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::avg(Post.views)),
///     sqlite | postgres: "SELECT avg(views) FROM posts",
///     mysql | mariadb: "SELECT avg(views + 0e0) FROM posts",
/// );
/// ```
pub fn avg<A: Argument>(argument: A) -> Expr<Option<f64>, Aggregate>
where
    <A::Type as ColumnValue>::Sql: Number,
{
    let call = function("avg", vec![argument.into_argument()]);
    Expr::aggregate(Node::Aggregate(Box::new(AggregateNode {
        float: true,
        ..AggregateNode::new(call)
    })))
}

/// The values as an array, those that are NULL too; NULL where there are no rows. Of PostgreSQL.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::array_agg(Post.title).order_by(Post.views.desc())),
///     postgres: "SELECT array_agg(title ORDER BY views DESC) FROM posts",
///     sqlite | mysql | mariadb: refused,
/// );
/// ```
///
/// # Errors
/// [`ErrorKind::Compile`](crate::ErrorKind::Compile) on the other databases, which have no arrays.
pub fn array_agg<A>(argument: A) -> Expr<Option<Vec<A::Type>>, Aggregate>
where
    A: Argument,
    A::Type: ArrayElement,
{
    call(function("array_agg", vec![argument.into_argument()]))
}

/// The least value; NULL where there is none.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select((Post.author_id, func::min(Post.title))).group_by(Post.author_id),
///     all: "SELECT author_id, min(title) FROM posts GROUP BY author_id",
/// );
/// ```
pub fn min<A: Argument>(argument: A) -> Expr<Option<<A::Type as ColumnValue>::Type>, Aggregate> {
    call(function("min", vec![argument.into_argument()]))
}

/// The greatest value; NULL where there is none.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select((Post.author_id, func::max(Post.views))).group_by(Post.author_id),
///     all: "SELECT author_id, max(views) FROM posts GROUP BY author_id",
/// );
/// ```
pub fn max<A: Argument>(argument: A) -> Expr<Option<<A::Type as ColumnValue>::Type>, Aggregate> {
    call(function("max", vec![argument.into_argument()]))
}

/// Which of these the row is a total over: a bit each, the last one's is 1. 0 in the rows of groups
/// by all of them.
///
/// It tells the NULL of a total, of [`rollup`](crate::sql::rollup) and its kin, from one that was in
/// the table. PostgreSQL and MySQL have it.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::rollup;
///
/// let total = func::grouping(User.name);
/// let statement = select((User.name, total, func::count_all())).group_by(rollup(User.name));
/// assert_sql!(
///     statement,
///     postgres: "SELECT name, grouping(name), count(*) FROM users GROUP BY ROLLUP (name)",
///     mysql: "SELECT name, grouping(name), count(*) FROM users GROUP BY name WITH ROLLUP",
///     sqlite | mariadb: refused,
/// );
/// ```
///
/// # Errors
/// [`ErrorKind::Compile`](crate::ErrorKind::Compile) where the statement isn't grouped by them.
pub fn grouping(terms: impl GroupingSet) -> Expr<i64> {
    expr(function("grouping", terms.into_set()))
}

/// The texts one after the other, with a separator between them: NULL where there is none.
///
/// It is `string_agg` on PostgreSQL and `group_concat` elsewhere. Without `order_by` the order is
/// the database's affair.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let titles = func::aggregate_strings(Post.title, ", ").order_by(Post.title);
/// assert_sql!(
///     select(titles),
///     sqlite: "SELECT group_concat(title, ', ' ORDER BY title) FROM posts",
///     postgres: "SELECT string_agg(title, ', ' ORDER BY title) FROM posts",
///     mysql: "SELECT group_concat(title ORDER BY title SEPARATOR ', ') FROM posts",
/// );
/// ```
#[must_use]
pub fn aggregate_strings<A>(
    argument: A,
    separator: impl Into<Cow<'static, str>>,
) -> Expr<Option<String>, Aggregate>
where
    A: Argument,
    A::Type: ColumnValue<Sql = Text>,
{
    let call = function("string_agg", vec![argument.into_argument()]);
    Expr::aggregate(Node::Aggregate(Box::new(AggregateNode {
        separator: Some(separator.into()),
        ..AggregateNode::new(call)
    })))
}

fn within_group<T>(function: Function, terms: impl IntoOrder) -> Expr<T, Aggregate> {
    let mut order_by = Vec::new();
    terms.append_to(&mut order_by);
    Expr::aggregate(Node::Aggregate(Box::new(AggregateNode {
        order_by,
        within_group: true,
        ..AggregateNode::new(function)
    })))
}

/// An aggregate that is given its values by an order: `WITHIN GROUP (ORDER BY …)`. Only
/// PostgreSQL has these.
#[derive(Clone, Debug)]
#[must_use = "call `.within_group(…)` on it"]
pub struct OrderedSet<Result> {
    function: Function,
    result: std::marker::PhantomData<fn() -> Result>,
}

/// The type of what an [`OrderedSet`] gives.
pub trait OrderedSetResult<T: ColumnValue> {
    /// The type.
    type Type: ColumnValue;
}

/// It gives one of the values, so its type is theirs.
#[derive(Debug)]
pub struct OneOfThem;

impl<T: ColumnValue> OrderedSetResult<T> for OneOfThem {
    type Type = Option<T::Type>;
}

/// It computes a floating point number from them.
#[derive(Debug)]
pub struct Computed;

impl<T: ColumnValue> OrderedSetResult<T> for Computed
where
    T::Sql: Number,
{
    type Type = Option<f64>;
}

impl<Result> OrderedSet<Result> {
    fn new(function: Function) -> Self {
        Self {
            function,
            result: std::marker::PhantomData,
        }
    }

    /// The values, in rising order.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(func::percentile_disc(0.1).within_group(Post.views)),
    ///     postgres: "SELECT percentile_disc($1::float8) WITHIN GROUP (ORDER BY views) FROM posts",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn within_group<A: Argument>(self, values: A) -> Expr<Result::Type, Aggregate>
    where
        Result: OrderedSetResult<A::Type>,
    {
        let values = Expr::<A::Type>::from_node(values.into_argument().into());
        within_group(self.function, values)
    }

    /// The values, in falling order.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(func::percentile_disc(0.1).within_group_desc(Post.views)),
    ///     postgres: "SELECT percentile_disc($1::float8) WITHIN GROUP (ORDER BY views DESC) FROM \
    ///         posts",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn within_group_desc<A: Argument>(self, values: A) -> Expr<Result::Type, Aggregate>
    where
        Result: OrderedSetResult<A::Type>,
    {
        let values = Expr::<A::Type>::from_node(values.into_argument().into());
        within_group(self.function, values.desc())
    }
}

/// The value below which this fraction of the values lies, computed between two of them: 0.5 is
/// the median. PostgreSQL only.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let median = func::percentile_cont(0.5).within_group(Post.views);
/// assert_sql!(
///     select(median),
///     sqlite | mysql: refused,
///     postgres: "SELECT percentile_cont($1::float8) WITHIN GROUP (ORDER BY views) FROM posts",
/// );
/// ```
pub fn percentile_cont(fraction: f64) -> OrderedSet<Computed> {
    OrderedSet::new(function(
        "percentile_cont",
        vec![Arg::Bind(fraction.to_value())],
    ))
}

/// The first value that this fraction of the values doesn't exceed. PostgreSQL only.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let median = func::percentile_disc(0.5).within_group(Post.title);
/// assert_sql!(
///     select(median),
///     sqlite | mysql: refused,
///     postgres: "SELECT percentile_disc($1::float8) WITHIN GROUP (ORDER BY title) FROM posts",
/// );
/// ```
pub fn percentile_disc(fraction: f64) -> OrderedSet<OneOfThem> {
    OrderedSet::new(function(
        "percentile_disc",
        vec![Arg::Bind(fraction.to_value())],
    ))
}

/// The most frequent value. PostgreSQL only.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select(func::mode().within_group(Post.views)),
///     sqlite | mysql: refused,
///     postgres: "SELECT mode() WITHIN GROUP (ORDER BY views) FROM posts",
/// );
/// ```
pub fn mode() -> OrderedSet<OneOfThem> {
    OrderedSet::new(function("mode", Vec::new()))
}

/// Any aggregate by name, with the type that its result is read as.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let spread = func::aggregate::<Option<f64>>("stddev_pop", (Post.views,));
/// assert_sql!(
///     select(spread.filter(Post.author_id.eq(1))),
///     sqlite: "SELECT stddev_pop(views) FILTER (WHERE author_id = ?) FROM posts",
///     postgres: "SELECT stddev_pop(views) FILTER (WHERE author_id = $1) FROM posts",
///     mysql: "SELECT stddev_pop(CASE WHEN author_id = ? THEN views END) FROM posts",
/// );
/// ```
///
/// Where FILTER has to be emulated, the aggregate must be one that passes over NULL; all of the
/// standard ones do.
pub fn aggregate<T: ColumnValue>(
    name: impl Into<Cow<'static, str>>,
    arguments: impl Arguments,
) -> Expr<T, Aggregate> {
    call(function(name, arguments.into_arguments()))
}
