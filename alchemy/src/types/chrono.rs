//! chrono's dates, times and durations as column types. What is finer than a microsecond is cut off
//! dates and times, as `Utc::now()` has it. A leap second is refused.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

use super::adapter::EncodeError;
use super::column_type::{ColumnType, DecodeError};
use super::duration;
use super::marker::{Date, Interval as IntervalMarker, Time, Timestamp, TimestampTz};
use super::sql_type::SqlType;
use super::value::{Value, ValueRef};

/// `NaiveDate` counts days from 0001-01-01, which is 719,163 days before 1970-01-01.
const EPOCH_DAY: i32 = 719_163;
const DAY_MICROS: i64 = 86_400_000_000;
/// chrono counts on from here within a leap second.
const SECOND_NANOS: u32 = 1_000_000_000;

/// The formats that databases without a type for it give times in.
const TIME: &str = "%H:%M:%S%.f";
const TIMESTAMP: [&str; 2] = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"];

/// The value of a moment, unless it lies within a leap second: no database has them, and as a
/// number of microseconds it would be the next second.
fn unless_leap(moment: &impl Timelike, value: Value) -> Value {
    if moment.nanosecond() < SECOND_NANOS {
        return value;
    }
    EncodeError::new("it is within a leap second, which databases don't have").into()
}

impl ColumnType for NaiveDate {
    type Sql = Date;
    const SQL_TYPE: SqlType = SqlType::Date;

    fn to_value(&self) -> Value {
        Value::Date(self.num_days_from_ce() - EPOCH_DAY)
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let found = match value {
            ValueRef::Date(days) => days
                .checked_add(EPOCH_DAY)
                .and_then(Self::from_num_days_from_ce_opt),
            ValueRef::Text(text) => text.parse().ok(),
            _ => None,
        };
        found.ok_or_else(|| DecodeError::mismatch("a date", value))
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl ColumnType for NaiveTime {
    type Sql = Time;
    const SQL_TYPE: SqlType = SqlType::Time;

    fn to_value(&self) -> Value {
        let seconds = i64::from(self.num_seconds_from_midnight());
        let micros = seconds * 1_000_000 + i64::from(self.nanosecond() / 1_000);
        unless_leap(self, Value::Time(micros))
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let found = match value {
            ValueRef::Time(micros) if (0..DAY_MICROS).contains(&micros) => {
                Some(Self::MIN + TimeDelta::microseconds(micros))
            }
            ValueRef::Text(text) => Self::parse_from_str(text, TIME).ok(),
            _ => None,
        };
        found.ok_or_else(|| DecodeError::mismatch("a time of day", value))
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl ColumnType for NaiveDateTime {
    type Sql = Timestamp;
    const SQL_TYPE: SqlType = SqlType::Timestamp;

    fn to_value(&self) -> Value {
        unless_leap(self, Value::Timestamp(self.and_utc().timestamp_micros()))
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let found = match value {
            ValueRef::Timestamp(micros) => {
                DateTime::from_timestamp_micros(micros).map(|instant| instant.naive_utc())
            }
            ValueRef::Text(text) => TIMESTAMP
                .iter()
                .find_map(|format| Self::parse_from_str(text, format).ok())
                .or_else(|| {
                    text.parse()
                        .ok()
                        .map(|date: NaiveDate| date.and_time(NaiveTime::MIN))
                }),
            _ => None,
        };
        found.ok_or_else(|| DecodeError::mismatch("a timestamp", value))
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

/// Where the database has no such type, as MySQL, it is stored as date and time in UTC.
impl ColumnType for DateTime<Utc> {
    type Sql = TimestampTz;
    const SQL_TYPE: SqlType = SqlType::TimestampTz;

    fn to_value(&self) -> Value {
        unless_leap(self, Value::TimestampTz(self.timestamp_micros()))
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let found = match value {
            ValueRef::TimestampTz(micros) | ValueRef::Timestamp(micros) => {
                Self::from_timestamp_micros(micros)
            }
            ValueRef::Text(text) => DateTime::parse_from_rfc3339(text)
                .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%:z"))
                .map(|instant| instant.with_timezone(&Utc))
                .ok(),
            _ => None,
        };
        found.ok_or_else(|| DecodeError::mismatch("an instant", value))
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

/// What is finer than a microsecond is refused, and so is an interval with months or days.
impl ColumnType for TimeDelta {
    type Sql = IntervalMarker;
    const SQL_TYPE: SqlType = SqlType::Interval;

    fn to_value(&self) -> Value {
        duration::to_value(self.num_microseconds(), self.subsec_nanos() % 1_000 != 0)
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        duration::from_value(value).map(Self::microseconds)
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}
