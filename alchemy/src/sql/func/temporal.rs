//! Functions of dates and times.

use super::Argument;
use crate::sql::expr::{Calendar, DatePart, Expr, Node};
use crate::types::{ColumnValue, Nullness};

/// A part of a date or a timestamp, as a whole number on every database. A timestamp with a time
/// zone is looked at in UTC.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// # #[cfg(feature = "chrono")] {
/// use alchemy::sql::DatePart;
///
/// let year = select(func::extract(DatePart::Year, func::now::<chrono::NaiveDateTime>()));
/// assert_sql!(
///     year,
///     sqlite: "SELECT CAST(strftime('%Y', CURRENT_TIMESTAMP) AS INTEGER)",
///     postgres: "SELECT CAST(EXTRACT(YEAR FROM LOCALTIMESTAMP) AS bigint)",
///     mysql: "SELECT EXTRACT(YEAR FROM LOCALTIMESTAMP(6))"
/// );
/// # }
/// ```
pub fn extract<A>(
    part: DatePart,
    argument: A,
) -> Expr<<<A::Type as ColumnValue>::Nullness as Nullness>::Wrap<i64>>
where
    A: Argument,
    <A::Type as ColumnValue>::Sql: Calendar,
{
    Expr::from_node(Node::Extract(part, argument.into_argument()))
}
