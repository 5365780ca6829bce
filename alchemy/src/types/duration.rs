//! What the durations of other crates have in common: each is an interval of microseconds.

use super::adapter::EncodeError;
use super::column_type::DecodeError;
use super::interval::Interval;
use super::value::{Value, ValueRef};

/// The value of a duration in microseconds, `None` where they are too many, and whether it is finer
/// than that.
pub(super) fn to_value(micros: Option<i64>, finer: bool) -> Value {
    match micros {
        Some(_) if finer => EncodeError::new("the duration is finer than a microsecond").into(),
        Some(micros) => Value::Interval(Interval::from_micros(micros)),
        None => EncodeError::new("the duration is too long").into(),
    }
}

/// The microseconds of an interval; one with months or days is no duration.
pub(super) fn from_value(value: ValueRef<'_>) -> Result<i64, DecodeError> {
    Interval::read(value)?
        .to_micros()
        .ok_or_else(|| DecodeError::mismatch("an interval without months and days", value))
}
