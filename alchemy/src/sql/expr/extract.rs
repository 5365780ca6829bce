//! EXTRACT.

use crate::types::{Date, Marker, Timestamp, TimestampTz};

/// A part of a date or a timestamp: what [`func::extract`](crate::sql::func::extract) takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DatePart {
    /// The year.
    Year,
    /// The quarter, 1 to 4.
    Quarter,
    /// The month, 1 to 12.
    Month,
    /// The week of ISO 8601, 1 to 53: it begins on Monday, and the first has the year's first
    /// Thursday.
    Week,
    /// The day of the month, 1 to 31.
    Day,
    /// The day of the week, 0 for Sunday to 6 for Saturday.
    DayOfWeek,
    /// The day of the year, 1 to 366.
    DayOfYear,
    /// The hour, 0 to 23.
    Hour,
    /// The minute, 0 to 59.
    Minute,
    /// The second without its fraction, 0 to 59.
    Second,
    /// The whole seconds since the beginning of 1970, in UTC.
    Epoch,
}

/// The SQL types that have a [`DatePart`]: [`Date`], [`Timestamp`] and [`TimestampTz`].
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` has no parts of a date",
    label = "expected a date or a timestamp"
)]
pub trait Calendar: Marker {}

impl Calendar for Date {}
impl Calendar for Timestamp {}
impl Calendar for TimestampTz {}
