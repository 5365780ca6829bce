//! Values as they travel between Rust and a database.
//!
//! [`Value`] is owned and stands in statements; [`ValueRef`] borrows from the row that a driver
//! hands out. Dates and times are counted from the epoch, so that no date library is preferred.

use std::fmt;
use std::ops::Bound;

use super::array::ArrayValue;
use super::interval::Interval;
use super::native::NativeValue;
use super::range::{MultirangeValue, RangeValue};
use super::sql_type::EnumType;

/// An owned value, bound to a statement.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Value {
    /// SQL NULL.
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer of any width.
    Int(i64),
    /// An unsigned integer beyond `i64::MAX`.
    UInt(u64),
    /// A floating point number.
    Float(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
    /// A decimal number in its canonical notation: digits, perhaps a sign and a point.
    Decimal(String),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since midnight.
    Time(i64),
    /// Microseconds since 1970-01-01 00:00:00, without a zone.
    Timestamp(i64),
    /// Microseconds since 1970-01-01 00:00:00 UTC.
    TimestampTz(i64),
    /// A UUID's 16 bytes.
    Uuid([u8; 16]),
    /// A JSON document as text.
    Json(String),
    /// An amount of time, in parts that don't convert into each other.
    Interval(Interval),
    /// A label of an enum.
    Label(&'static EnumType, &'static str),
    /// An array.
    Array(Box<ArrayValue>),
    /// A range.
    Range(Box<RangeValue>),
    /// A multirange.
    Multirange(Box<MultirangeValue>),
    /// A value of a type that is the database's own.
    Native(Box<NativeValue>),
    /// Nothing that a database can hold, and why. Binding it is an error.
    Invalid(String),
}

/// A value borrowed from a row, or from a [`Value`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum ValueRef<'a> {
    /// SQL NULL.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer of any width.
    Int(i64),
    /// An unsigned integer beyond `i64::MAX`.
    UInt(u64),
    /// A floating point number.
    Float(f64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
    /// A decimal number in its canonical notation.
    Decimal(&'a str),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since midnight.
    Time(i64),
    /// Microseconds since 1970-01-01 00:00:00, without a zone.
    Timestamp(i64),
    /// Microseconds since 1970-01-01 00:00:00 UTC.
    TimestampTz(i64),
    /// A UUID's 16 bytes.
    Uuid([u8; 16]),
    /// A JSON document as text.
    Json(&'a str),
    /// An amount of time, in parts that don't convert into each other.
    Interval(Interval),
    /// A label of an enum.
    Label(&'static EnumType, &'static str),
    /// An array.
    Array(&'a ArrayValue),
    /// A range.
    Range(&'a RangeValue),
    /// A multirange.
    Multirange(&'a MultirangeValue),
    /// A value of a type that is the database's own.
    Native(&'a NativeValue),
    /// Nothing that a database can hold, and why.
    Invalid(&'a str),
}

impl Value {
    /// The value, borrowed.
    #[must_use]
    #[inline]
    pub fn as_ref(&self) -> ValueRef<'_> {
        match self {
            Self::Null => ValueRef::Null,
            Self::Bool(v) => ValueRef::Bool(*v),
            Self::Int(v) => ValueRef::Int(*v),
            Self::UInt(v) => ValueRef::UInt(*v),
            Self::Float(v) => ValueRef::Float(*v),
            Self::Text(v) => ValueRef::Text(v),
            Self::Blob(v) => ValueRef::Blob(v),
            Self::Decimal(v) => ValueRef::Decimal(v),
            Self::Date(v) => ValueRef::Date(*v),
            Self::Time(v) => ValueRef::Time(*v),
            Self::Timestamp(v) => ValueRef::Timestamp(*v),
            Self::TimestampTz(v) => ValueRef::TimestampTz(*v),
            Self::Uuid(v) => ValueRef::Uuid(*v),
            Self::Json(v) => ValueRef::Json(v),
            Self::Interval(v) => ValueRef::Interval(*v),
            Self::Label(of, v) => ValueRef::Label(of, v),
            Self::Array(v) => ValueRef::Array(v),
            Self::Range(v) => ValueRef::Range(v),
            Self::Multirange(v) => ValueRef::Multirange(v),
            Self::Native(v) => ValueRef::Native(v),
            Self::Invalid(why) => ValueRef::Invalid(why),
        }
    }

    /// Whether this is SQL NULL.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// Two values are the same when the database would store the same: floats compare by bits, so that
/// NaN is itself and a changed sign of zero is a change.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b))
            | (Self::Time(a), Self::Time(b))
            | (Self::Timestamp(a), Self::Timestamp(b))
            | (Self::TimestampTz(a), Self::TimestampTz(b)) => a == b,
            (Self::UInt(a), Self::UInt(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a.to_bits() == b.to_bits(),
            (Self::Text(a), Self::Text(b))
            | (Self::Decimal(a), Self::Decimal(b))
            | (Self::Json(a), Self::Json(b))
            | (Self::Invalid(a), Self::Invalid(b)) => a == b,
            (Self::Interval(a), Self::Interval(b)) => a == b,
            // A database gives a label as text.
            (Self::Label(_, a), Self::Label(_, b)) => a == b,
            (Self::Label(_, a), Self::Text(b)) | (Self::Text(b), Self::Label(_, a)) => a == b,
            (Self::Array(a), Self::Array(b)) => a == b,
            (Self::Range(a), Self::Range(b)) => a == b,
            (Self::Multirange(a), Self::Multirange(b)) => a == b,
            (Self::Native(a), Self::Native(b)) => a == b,
            (Self::Blob(a), Self::Blob(b)) => a == b,
            (Self::Date(a), Self::Date(b)) => a == b,
            (Self::Uuid(a), Self::Uuid(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Value {}

impl std::hash::Hash for Value {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        if let Self::Label(_, label) = self {
            std::mem::discriminant(&Self::Text(String::new())).hash(state);
            label.hash(state);
            return;
        }
        std::mem::discriminant(self).hash(state);
        match self {
            Self::Null | Self::Label(..) => {}
            Self::Bool(v) => v.hash(state),
            Self::Int(v) | Self::Time(v) | Self::Timestamp(v) | Self::TimestampTz(v) => {
                v.hash(state);
            }
            Self::UInt(v) => v.hash(state),
            Self::Float(v) => v.to_bits().hash(state),
            Self::Text(v) | Self::Decimal(v) | Self::Json(v) | Self::Invalid(v) => v.hash(state),
            Self::Interval(v) => v.hash(state),
            Self::Array(v) => v.hash(state),
            Self::Range(v) => v.hash(state),
            Self::Multirange(v) => v.hash(state),
            Self::Native(v) => v.hash(state),
            Self::Blob(v) => v.hash(state),
            Self::Date(v) => v.hash(state),
            Self::Uuid(v) => v.hash(state),
        }
    }
}

impl ValueRef<'_> {
    /// An owned copy.
    #[must_use]
    pub fn to_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(v) => Value::Bool(v),
            Self::Int(v) => Value::Int(v),
            Self::UInt(v) => Value::UInt(v),
            Self::Float(v) => Value::Float(v),
            Self::Text(v) => Value::Text(v.to_owned()),
            Self::Blob(v) => Value::Blob(v.to_owned()),
            Self::Decimal(v) => Value::Decimal(v.to_owned()),
            Self::Date(v) => Value::Date(v),
            Self::Time(v) => Value::Time(v),
            Self::Timestamp(v) => Value::Timestamp(v),
            Self::TimestampTz(v) => Value::TimestampTz(v),
            Self::Uuid(v) => Value::Uuid(v),
            Self::Json(v) => Value::Json(v.to_owned()),
            Self::Interval(v) => Value::Interval(v),
            Self::Label(of, v) => Value::Label(of, v),
            Self::Array(v) => Value::Array(Box::new(v.clone())),
            Self::Range(v) => Value::Range(Box::new(v.clone())),
            Self::Multirange(v) => Value::Multirange(Box::new(v.clone())),
            Self::Native(v) => Value::Native(Box::new(v.clone())),
            Self::Invalid(why) => Value::Invalid(why.to_owned()),
        }
    }

    /// Whether this is SQL NULL.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, ValueRef::Null)
    }

    /// What the database gave, in a word, for messages.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Bool(_) => "a boolean",
            Self::Int(_) | Self::UInt(_) => "an integer",
            Self::Float(_) => "a floating point number",
            Self::Text(_) => "text",
            Self::Blob(_) => "bytes",
            Self::Decimal(_) => "a decimal",
            Self::Date(_) => "a date",
            Self::Time(_) => "a time",
            Self::Timestamp(_) => "a timestamp",
            Self::TimestampTz(_) => "a timestamp with time zone",
            Self::Uuid(_) => "a UUID",
            Self::Json(_) => "JSON",
            Self::Interval(_) => "an interval",
            Self::Label(..) => "a label",
            Self::Array(_) => "an array",
            Self::Range(_) => "a range",
            Self::Multirange(_) => "a multirange",
            Self::Native(v) => v.sql_type.name(),
            Self::Invalid(_) => "an invalid value",
        }
    }
}

fn shortened(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    const SHOWN: usize = 40;
    match text.char_indices().nth(SHOWN) {
        None => write!(f, "{text:?}"),
        Some((end, _)) => write!(f, "{:?}... ({} bytes)", &text[..end], text.len()),
    }
}

/// `[1,5)`
fn range(f: &mut fmt::Formatter<'_>, range: &RangeValue) -> fmt::Result {
    let Some((lower, upper)) = &range.bounds else {
        return f.write_str("empty");
    };
    match lower {
        Bound::Included(value) => write!(f, "[{value},")?,
        Bound::Excluded(value) => write!(f, "({value},")?,
        Bound::Unbounded => f.write_str("(,")?,
    }
    match upper {
        Bound::Included(value) => write!(f, "{value}]"),
        Bound::Excluded(value) => write!(f, "{value})"),
        Bound::Unbounded => f.write_str(")"),
    }
}

/// The value as a log shows it: text and bytes shortened, never quoted for SQL.
impl fmt::Display for ValueRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Null => f.write_str("NULL"),
            Self::Bool(v) => write!(f, "{v}"),
            Self::Int(v) => write!(f, "{v}"),
            Self::UInt(v) => write!(f, "{v}"),
            Self::Float(v) => write!(f, "{v:?}"),
            Self::Text(v) | Self::Json(v) => shortened(f, v),
            Self::Native(v) => shortened(f, &v.text),
            Self::Label(_, v) => write!(f, "{v:?}"),
            Self::Array(v) => write!(f, "{} elements", v.values.len()),
            Self::Range(v) => range(f, v),
            Self::Multirange(v) => write!(f, "{} ranges", v.ranges.len()),
            Self::Blob(v) => write!(f, "{} bytes", v.len()),
            Self::Decimal(v) => f.write_str(v),
            Self::Date(v) => write!(f, "day {v}"),
            Self::Time(v) | Self::Timestamp(v) | Self::TimestampTz(v) => write!(f, "{v} µs"),
            Self::Uuid(v) => v.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
            Self::Interval(v) => v.fmt(f),
            Self::Invalid(why) => f.write_str(why),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}
