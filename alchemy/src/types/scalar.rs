//! The standard library's types as column types.

use super::column_type::{ColumnType, DecodeError};
use super::marker::{Blob, Boolean, Float, Integer, Text};
use super::sql_type::SqlType;
use super::value::{Value, ValueRef};

/// A decimal without a fraction: what a database makes of a sum of integers.
fn integral(decimal: &str) -> Option<i128> {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    if fraction.bytes().all(|digit| digit == b'0') {
        whole.parse().ok()
    } else {
        None
    }
}

macro_rules! integers {
    ($($rust:ident $sql:ident $expected:literal)*) => {$(
        impl ColumnType for $rust {
            type Sql = Integer;
            const SQL_TYPE: SqlType = SqlType::$sql;

            #[inline]
            fn to_value(&self) -> Value {
                Value::Int(i64::from(*self))
            }

            #[inline]
            fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
                let found = match value {
                    ValueRef::Int(v) => Self::try_from(v).ok(),
                    ValueRef::UInt(v) => Self::try_from(v).ok(),
                    ValueRef::Decimal(v) => integral(v).and_then(|v| Self::try_from(v).ok()),
                    _ => None,
                };
                found.ok_or_else(|| DecodeError::mismatch($expected, value))
            }

            #[inline]
            fn same(&self, other: &Self) -> bool {
                self == other
            }
        }
    )*};
}

integers! {
    i8 SmallInt "an integer of 8 bits"
    i16 SmallInt "an integer of 16 bits"
    i32 Integer "an integer of 32 bits"
    i64 BigInt "an integer of 64 bits"
    u8 SmallInt "an unsigned integer of 8 bits"
    u16 Integer "an unsigned integer of 16 bits"
    u32 BigInt "an unsigned integer of 32 bits"
}

impl ColumnType for u64 {
    type Sql = Integer;
    const SQL_TYPE: SqlType = SqlType::BigUnsigned;

    #[inline]
    fn to_value(&self) -> Value {
        i64::try_from(*self).map_or(Value::UInt(*self), Value::Int)
    }

    #[inline]
    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let found = match value {
            ValueRef::Int(v) => Self::try_from(v).ok(),
            ValueRef::UInt(v) => Some(v),
            ValueRef::Decimal(v) => integral(v).and_then(|v| Self::try_from(v).ok()),
            _ => None,
        };
        found.ok_or_else(|| DecodeError::mismatch("an unsigned integer of 64 bits", value))
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl ColumnType for bool {
    type Sql = Boolean;
    const SQL_TYPE: SqlType = SqlType::Boolean;

    #[inline]
    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }

    #[inline]
    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Bool(v) => Ok(v),
            ValueRef::Int(0) => Ok(false),
            ValueRef::Int(1) => Ok(true),
            _ => Err(DecodeError::mismatch("a boolean", value)),
        }
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl ColumnType for f64 {
    type Sql = Float;
    const SQL_TYPE: SqlType = SqlType::Double;

    #[inline]
    fn to_value(&self) -> Value {
        Value::Float(*self)
    }

    #[inline]
    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        /// Integers up to here are exact as a double.
        const EXACT: i64 = 1 << 53;
        match value {
            ValueRef::Float(v) => Ok(v),
            #[expect(clippy::cast_precision_loss, reason = "checked to be exact")]
            ValueRef::Int(v) if (-EXACT..=EXACT).contains(&v) => Ok(v as Self),
            ValueRef::Decimal(v) => v
                .parse()
                .map_err(|_| DecodeError::mismatch("a floating point number", value)),
            _ => Err(DecodeError::mismatch("a floating point number", value)),
        }
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        self.to_bits() == other.to_bits()
    }
}

impl ColumnType for f32 {
    type Sql = Float;
    const SQL_TYPE: SqlType = SqlType::Real;

    #[inline]
    fn to_value(&self) -> Value {
        Value::Float(f64::from(*self))
    }

    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to be exact, or not finite"
    )]
    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let wide = f64::from_value(value)?;
        let narrow = wide as Self;
        if f64::from(narrow).to_bits() == wide.to_bits() || wide.is_nan() {
            Ok(narrow)
        } else {
            Err(DecodeError::mismatch(
                "a floating point number of 32 bits",
                value,
            ))
        }
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        self.to_bits() == other.to_bits()
    }
}

impl ColumnType for String {
    type Sql = Text;
    const SQL_TYPE: SqlType = SqlType::Text;

    #[inline]
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }

    #[inline]
    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Text(v) => Ok(v.to_owned()),
            _ => Err(DecodeError::mismatch("text", value)),
        }
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl ColumnType for Vec<u8> {
    type Sql = Blob;
    const SQL_TYPE: SqlType = SqlType::Blob;

    #[inline]
    fn to_value(&self) -> Value {
        Value::Blob(self.clone())
    }

    #[inline]
    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Blob(v) => Ok(v.to_owned()),
            _ => Err(DecodeError::mismatch("bytes", value)),
        }
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        self == other
    }
}
