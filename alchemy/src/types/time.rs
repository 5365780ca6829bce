//! The dates, times and durations of the crate `time` as column types. What is finer than a
//! microsecond is cut off dates and times, as `OffsetDateTime::now_utc()` has it; a duration that
//! has it is refused.

use time::format_description::well_known::Iso8601;
use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use super::column_type::{ColumnType, DecodeError};
use super::duration;
use super::marker::{
    Date as DateMarker, Interval as IntervalMarker, Time as TimeMarker, Timestamp, TimestampTz,
};
use super::sql_type::SqlType;
use super::value::{Value, ValueRef};

/// 1970-01-01.
const EPOCH: i32 = 2_440_588;
const DAY_MICROS: i64 = 86_400_000_000;

/// Microseconds since 1970. Years have four digits, so that they always fit.
fn micros(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos().div_euclid(1_000)).unwrap_or(i64::MAX)
}

fn instant(micros: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).ok()
}

/// As ISO 8601 writes it, whatever stands between date and time.
fn iso(text: &str) -> String {
    text.replacen(' ', "T", 1)
}

impl ColumnType for Date {
    type Sql = DateMarker;
    const SQL_TYPE: SqlType = SqlType::Date;

    fn to_value(&self) -> Value {
        Value::Date(self.to_julian_day() - EPOCH)
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let found = match value {
            ValueRef::Date(days) => days
                .checked_add(EPOCH)
                .and_then(|day| Self::from_julian_day(day).ok()),
            ValueRef::Text(text) => Self::parse(text, &Iso8601::PARSING).ok(),
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
        let (hour, minute, second, micro) = self.as_hms_micro();
        let minutes = i64::from(hour) * 60 + i64::from(minute);
        Value::Time((minutes * 60 + i64::from(second)) * 1_000_000 + i64::from(micro))
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let found = match value {
            ValueRef::Time(micros) if (0..DAY_MICROS).contains(&micros) => {
                Some(Self::MIDNIGHT + Duration::microseconds(micros))
            }
            ValueRef::Text(text) => Self::parse(text, &Iso8601::PARSING).ok(),
            _ => None,
        };
        found.ok_or_else(|| DecodeError::mismatch("a time of day", value))
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl ColumnType for PrimitiveDateTime {
    type Sql = Timestamp;
    const SQL_TYPE: SqlType = SqlType::Timestamp;

    fn to_value(&self) -> Value {
        Value::Timestamp(micros(self.assume_utc()))
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let found = match value {
            ValueRef::Timestamp(micros) => {
                instant(micros).map(|at| Self::new(at.date(), at.time()))
            }
            ValueRef::Text(text) => Self::parse(&iso(text), &Iso8601::PARSING).ok(),
            _ => None,
        };
        found.ok_or_else(|| DecodeError::mismatch("a timestamp", value))
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

/// Read in UTC: a database keeps the instant, not the offset.
impl ColumnType for OffsetDateTime {
    type Sql = TimestampTz;
    const SQL_TYPE: SqlType = SqlType::TimestampTz;

    fn to_value(&self) -> Value {
        Value::TimestampTz(micros(*self))
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let found = match value {
            ValueRef::TimestampTz(micros) | ValueRef::Timestamp(micros) => instant(micros),
            ValueRef::Text(text) => Self::parse(&iso(text), &Iso8601::PARSING)
                .ok()
                .and_then(|at| at.checked_to_offset(UtcOffset::UTC)),
            _ => None,
        };
        found.ok_or_else(|| DecodeError::mismatch("an instant", value))
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl ColumnType for Duration {
    type Sql = IntervalMarker;
    const SQL_TYPE: SqlType = SqlType::Interval;

    fn to_value(&self) -> Value {
        duration::to_value(
            i64::try_from(self.whole_microseconds()).ok(),
            self.subsec_nanoseconds() % 1_000 != 0,
        )
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        duration::from_value(value).map(Self::microseconds)
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}
