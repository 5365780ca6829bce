//! Parts of dates and times, and arithmetic with them.

use super::Expr;
use super::extract::{Calendar, DatePart};
use super::node::{Arg, Node};
use super::operand::Operand;
use super::operation::{Operation, OperationKind, Wrapped, on_expressions};
use crate::types::{
    ColumnValue, Date, Integer, Interval, IntervalMarker, Marker, Timestamp, TimestampTz, Value,
};

/// An operator on dates and times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TemporalOp {
    /// A moment and an interval: the moment later. An interval that is a value is followed by its
    /// months, days and microseconds, for databases without intervals.
    Add,
    /// The moment earlier, with the same operands.
    Subtract,
    /// Two moments: the interval from the second to the first.
    Difference,
    /// A date and a number of days: the date later.
    AddDays,
    /// The date earlier.
    SubtractDays,
    /// Two dates: the days from the second to the first.
    Days,
    /// A moment with everything below a part set to its beginning.
    Truncate(DatePart),
}

impl OperationKind for TemporalOp {
    fn number(self) -> u16 {
        match self {
            Self::Add => 0,
            Self::Subtract => 1,
            Self::Difference => 2,
            Self::AddDays => 3,
            Self::SubtractDays => 4,
            Self::Days => 5,
            Self::Truncate(part) => 6 | (part as u16) << 8,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Add => "adding an interval",
            Self::Subtract => "subtracting an interval",
            Self::Difference => "the interval between two moments",
            Self::AddDays => "adding days to a date",
            Self::SubtractDays => "subtracting days from a date",
            Self::Days => "the days between two dates",
            Self::Truncate(_) => "cutting a moment to a part of it",
        }
    }
}

fn node(op: TemporalOp, args: Vec<Arg>) -> Node {
    Node::Temporal(Box::new(Operation::new(op, args)))
}

/// A moment and an interval, in all forms that a database may need.
fn with_interval(op: TemporalOp, moment: Arg, interval: Arg) -> Node {
    let parts = match &interval {
        Arg::Bind(Value::Interval(interval)) => Some(*interval),
        _ => None,
    };
    let mut args = vec![moment, interval];
    if let Some(Interval {
        months,
        days,
        micros,
    }) = parts
    {
        let parts = [i64::from(months), i64::from(days), micros];
        args.extend(parts.map(|part| Arg::Bind(Value::Int(part))));
    }
    node(op, args)
}

/// What `+` does, beside numbers, with this family on the left and `Right`.
#[diagnostic::on_unimplemented(
    message = "can't compute with SQL types `{Self}` and `{Right}`",
    label = "no arithmetic between `{Self}` and `{Right}`"
)]
pub trait Plus<Right: Marker>: Marker {
    /// The type of the result, of the types of both sides.
    type Result<L, R>;

    /// The node in the tree.
    #[doc(hidden)]
    fn node(left: Arg, right: Arg) -> Node;
}

/// What `-` does, beside numbers, with this family on the left and `Right`.
#[diagnostic::on_unimplemented(
    message = "can't compute with SQL types `{Self}` and `{Right}`",
    label = "no arithmetic between `{Self}` and `{Right}`"
)]
pub trait Minus<Right: Marker>: Marker {
    /// The type of the result, of the types of both sides.
    type Result<L, R>;

    /// The node in the tree.
    #[doc(hidden)]
    fn node(left: Arg, right: Arg) -> Node;
}

macro_rules! arithmetic {
    ($($left:ident $trait:ident $right:ident = $result:ty, |$a:ident, $b:ident| $node:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl $trait<$right> for $left {
            type Result<L, R> = $result;

            fn node($a: Arg, $b: Arg) -> Node {
                $node
            }
        }
    )*};
}

arithmetic! {
    Timestamp Plus IntervalMarker = L, |a, b| with_interval(TemporalOp::Add, a, b);
    TimestampTz Plus IntervalMarker = L, |a, b| with_interval(TemporalOp::Add, a, b);
    Timestamp Minus IntervalMarker = L, |a, b| with_interval(TemporalOp::Subtract, a, b);
    TimestampTz Minus IntervalMarker = L, |a, b| with_interval(TemporalOp::Subtract, a, b);
    Timestamp Minus Timestamp = Interval, |a, b| node(TemporalOp::Difference, vec![a, b]);
    TimestampTz Minus TimestampTz = Interval, |a, b| node(TemporalOp::Difference, vec![a, b]);
    Date Plus Integer = L, |a, b| node(TemporalOp::AddDays, vec![a, b]);
    Date Minus Integer = L, |a, b| node(TemporalOp::SubtractDays, vec![a, b]);
    Date Minus Date = i64, |a, b| node(TemporalOp::Days, vec![a, b]);
}

on_expressions! { [T: ColumnValue] [T::Sql: Calendar] {
    /// A part of a date or a timestamp as a whole number: see
    /// [`func::extract`](crate::sql::func::extract).
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::DatePart;
    ///
    /// assert_sql!(
    ///     select(Product.added_at.extract(DatePart::Year)),
    ///     sqlite: "SELECT CAST(strftime('%Y', added_at) AS INTEGER) FROM products",
    ///     postgres: "SELECT CAST(EXTRACT(YEAR FROM added_at) AS bigint) FROM products",
    ///     mysql: "SELECT EXTRACT(YEAR FROM added_at) FROM products",
    /// );
    /// ```
    #[must_use]
    pub fn extract(self, part: DatePart) -> Expr<Wrapped<T, i64>> {
        Expr::from_node(Node::Extract(part, self.expr().into_node().into()))
    }
} }

on_expressions! { [T: ColumnValue] [T::Sql: crate::sql::func::Moment] {
    /// The moment with everything below a part set to its beginning: `DatePart::Month` gives
    /// midnight of the month's first day, `Week` that of its Monday. Of an instant it is the part
    /// in UTC. A part that is none of a calendar (`DayOfWeek`, `DayOfYear`, `Epoch`) is refused
    /// when the statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::DatePart;
    ///
    /// assert_sql!(
    ///     select(Product.added_at.truncate(DatePart::Month)),
    ///     sqlite: "SELECT alchemy_truncate('month', added_at) FROM products",
    ///     postgres: "SELECT date_trunc('month', added_at) FROM products",
    ///     mysql: "SELECT CAST(DATE_FORMAT(added_at, '%Y-%m-01') AS DATETIME(6)) FROM products",
    /// );
    /// ```
    #[must_use]
    pub fn truncate(self, to: DatePart) -> Expr<T> {
        let arg = Arg::from(self.expr().into_node());
        Expr::from_node(node(TemporalOp::Truncate(to), vec![arg]))
    }

    /// The whole seconds from another moment to this one, negative where this is the earlier.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let age = func::now::<chrono::NaiveDateTime>().seconds_since(Product.added_at);
    /// assert_sql!(
    ///     select(age),
    ///     sqlite: "SELECT CAST(strftime('%s', CURRENT_TIMESTAMP) AS INTEGER) - \
    ///         CAST(strftime('%s', added_at) AS INTEGER) FROM products",
    ///     postgres: "SELECT CAST(floor(EXTRACT(EPOCH FROM LOCALTIMESTAMP)) AS bigint) - \
    ///         CAST(floor(EXTRACT(EPOCH FROM added_at)) AS bigint) FROM products",
    ///     mysql: "SELECT CAST(FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', LOCALTIMESTAMP(6)) \
    ///         * 0.000001) AS SIGNED) - CAST(FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', \
    ///         added_at) * 0.000001) AS SIGNED) FROM products",
    /// );
    /// ```
    #[must_use]
    pub fn seconds_since<V, By>(self, other: V) -> Expr<super::operation::Propagated<T, V::Type, i64>>
    where
        V: Operand<T::Sql, By>,
    {
        let epoch = |arg: Arg| -> Arg { Node::Extract(DatePart::Epoch, arg).into() };
        let (this, other) = (epoch(self.expr().into_node().into()), epoch(other.into_arg()));
        Expr::from_node(Node::Binary(super::BinaryOp::Sub, this, other))
    }
} }
