//! Values as text that the server reads, for parameters whose type isn't known before.

use std::borrow::Cow;
use std::fmt::Write as _;

use alchemy::types::Value;
use chrono::{DateTime, Datelike as _, NaiveDate};

const YEARS: &str = "the year is outside 0001 to 9999, which is what is sent as text";

/// A value as text. The error says why it can't be one.
pub(super) fn of(value: &Value) -> Result<Cow<'_, str>, &'static str> {
    let text = match value {
        Value::Null => return Err("it is NULL"),
        Value::Text(text) | Value::Json(text) | Value::Decimal(text) => {
            return Ok(Cow::Borrowed(text));
        }
        Value::Native(value) if value.text.contains('\0') => {
            return Err("it contains U+0000, which PostgreSQL has in no text");
        }
        Value::Label(_, label) => return Ok(Cow::Borrowed(label)),
        Value::Native(value) => return Ok(Cow::Borrowed(&value.text)),
        Value::Interval(value) => value.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::UInt(value) => value.to_string(),
        Value::Float(value) if value.is_nan() => "NaN".to_owned(),
        Value::Float(value) if value.is_infinite() && *value > 0.0 => "Infinity".to_owned(),
        Value::Float(value) if value.is_infinite() => "-Infinity".to_owned(),
        Value::Float(value) => format!("{value:e}"),
        Value::Blob(bytes) => hex("\\x", bytes),
        Value::Uuid(bytes) => hex("", bytes),
        Value::Date(days) => NaiveDate::from_epoch_days(*days)
            .filter(|date| (1..=9999).contains(&date.year()))
            .map(|date| date.format("%Y-%m-%d").to_string())
            .ok_or(YEARS)?,
        Value::Time(at) => timestamp(*at, "%H:%M:%S%.6f")?,
        Value::Timestamp(at) => timestamp(*at, "%Y-%m-%d %H:%M:%S%.6f")?,
        Value::TimestampTz(at) => timestamp(*at, "%Y-%m-%d %H:%M:%S%.6f+00")?,
        _ => return Err("this version of the driver doesn't know such values"),
    };
    Ok(Cow::Owned(text))
}

fn timestamp(microseconds: i64, format: &str) -> Result<String, &'static str> {
    DateTime::from_timestamp_micros(microseconds)
        .filter(|at| (1..=9999).contains(&at.year()))
        .map(|at| at.format(format).to_string())
        .ok_or(YEARS)
}

fn hex(prefix: &str, bytes: &[u8]) -> String {
    let mut text = prefix.to_owned();
    for byte in bytes {
        // Writing into a string can't fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
