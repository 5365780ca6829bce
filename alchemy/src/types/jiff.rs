//! jiff's dates, times and durations as column types. What is finer than a microsecond is cut off
//! dates and times, as `Timestamp::now()` has it; a duration that has it is refused.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};

use super::column_type::{ColumnType, DecodeError};
use super::duration;
use super::marker::{
    Date as DateMarker, Interval as IntervalMarker, Time as TimeMarker,
    Timestamp as TimestampMarker, TimestampTz,
};
use super::sql_type::SqlType;
use super::value::{Value, ValueRef};

const EPOCH: Date = jiff::civil::date(1970, 1, 1);
const DAY_SECONDS: i64 = 86_400;
const DAY_MICROS: i64 = DAY_SECONDS * 1_000_000;
/// The length of `2024-02-29`: a longer text has a time as well, which would be lost.
const DATE_LENGTH: usize = 10;

/// A duration in microseconds. Years have four digits, so that it always fits.
fn micros(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

impl ColumnType for Date {
    type Sql = DateMarker;
    const SQL_TYPE: SqlType = SqlType::Date;

    fn to_value(&self) -> Value {
        let days = self.duration_since(EPOCH).as_secs().div_euclid(DAY_SECONDS);
        Value::Date(i32::try_from(days).unwrap_or(i32::MAX))
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let found = match value {
            ValueRef::Date(days) => EPOCH
                .checked_add(SignedDuration::from_secs(i64::from(days) * DAY_SECONDS))
                .ok(),
            ValueRef::Text(text) if text.len() <= DATE_LENGTH => text.parse().ok(),
            _ => None,
        };
        found.ok_or_else(|| DecodeError::mismatch("a date", value))
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl ColumnType for Time {
    type Sql = TimeMarker;
    const SQL_TYPE: SqlType = SqlType::Time;

    fn to_value(&self) -> Value {
        Value::Time(micros(self.duration_since(Self::midnight())))
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let found = match value {
            ValueRef::Time(micros) if (0..DAY_MICROS).contains(&micros) => Self::midnight()
                .checked_add(SignedDuration::from_micros(micros))
                .ok(),
            ValueRef::Text(text) => text.parse().ok(),
            _ => None,
        };
        found.ok_or_else(|| DecodeError::mismatch("a time of day", value))
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl ColumnType for DateTime {
    type Sql = TimestampMarker;
    const SQL_TYPE: SqlType = SqlType::Timestamp;

    fn to_value(&self) -> Value {
        let epoch = EPOCH.to_datetime(Time::midnight());
        Value::Timestamp(micros(self.duration_since(epoch)))
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let found = match value {
            ValueRef::Timestamp(micros) => EPOCH
                .to_datetime(Time::midnight())
                .checked_add(SignedDuration::from_micros(micros))
                .ok(),
            ValueRef::Text(text) => text.parse().ok(),
            _ => None,
        };
        found.ok_or_else(|| DecodeError::mismatch("a timestamp", value))
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl ColumnType for Timestamp {
    type Sql = TimestampTz;
    const SQL_TYPE: SqlType = SqlType::TimestampTz;

    fn to_value(&self) -> Value {
        Value::TimestampTz(self.as_microsecond())
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let found = match value {
            ValueRef::TimestampTz(micros) | ValueRef::Timestamp(micros) => {
                Self::from_microsecond(micros).ok()
            }
            ValueRef::Text(text) => text.parse().ok(),
            _ => None,
        };
        found.ok_or_else(|| DecodeError::mismatch("an instant", value))
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl ColumnType for SignedDuration {
    type Sql = IntervalMarker;
    const SQL_TYPE: SqlType = SqlType::Interval;

    fn to_value(&self) -> Value {
        duration::to_value(
            i64::try_from(self.as_micros()).ok(),
            self.subsec_nanos() % 1_000 != 0,
        )
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        duration::from_value(value).map(Self::from_micros)
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}
