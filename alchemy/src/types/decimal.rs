//! `rust_decimal::Decimal` as a column type.

use rust_decimal::Decimal;

use super::column_type::{ColumnType, DecodeError};
use super::marker::Numeric;
use super::sql_type::SqlType;
use super::value::{Value, ValueRef};

const EXPECTED: &str = "a decimal number of at most 28 digits";

/// A column of ten decimal places gives ten, and with them more digits than there is room for.
fn without_zeros(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

/// Written as `NUMERIC(38, 10)` unless the column gives `precision` and `scale`.
///
/// A value with more digits after the point than the column's `scale` is refused when it is
/// assigned to the column, by INSERT, UPDATE or a flush, with
/// [`ErrorKind::InvalidValue`](crate::ErrorKind::InvalidValue) and before anything is sent: the
/// database would round it and say nothing. Zeros at the end don't count. SQLite would keep the
/// digits, but the rule is the same there, so that a program means the same on every database. What
/// the database computes is rounded as it does that.
impl ColumnType for Decimal {
    type Sql = Numeric;
    const SQL_TYPE: SqlType = SqlType::Decimal {
        precision: 38,
        scale: 10,
    };

    fn to_value(&self) -> Value {
        Value::Decimal(self.to_string())
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let parsed = match value {
            ValueRef::Decimal(text) | ValueRef::Text(text) => Self::from_str_exact(text)
                .or_else(|_| Self::from_str_exact(without_zeros(text)))
                .or_else(|_| Self::from_scientific(text))
                .ok(),
            ValueRef::Int(v) => Some(Self::from(v)),
            ValueRef::UInt(v) => Some(Self::from(v)),
            // A float holds 15 digits as they were stored; what computing left behind them, as in
            // 0.1 + 0.2, is noise.
            ValueRef::Float(v) if v.is_finite() => Self::from_scientific(&format!("{v:.14e}"))
                .map(|found| found.normalize())
                .ok(),
            _ => None,
        };
        parsed.ok_or_else(|| DecodeError::mismatch(EXPECTED, value))
    }

    /// 1.0 and 1.00 are the same number to a database.
    fn same(&self, other: &Self) -> bool {
        self == other
    }
}
