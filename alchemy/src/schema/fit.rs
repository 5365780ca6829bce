//! Whether a value fits the column that it is assigned to.
//!
//! Databases store a decimal with more digits after the point than the column has without them,
//! some with a note that nobody reads. Such a value becomes one that is refused before anything is
//! sent.

use super::table::Table;
use crate::types::{EncodeError, SqlType, Value};

impl Table {
    /// Makes a value that doesn't fit the column at a position one that can't be stored and says
    /// why. Types other than decimals cost one comparison.
    #[inline]
    pub(crate) fn fit(&self, index: u16, value: &mut Value) {
        if matches!(value, Value::Decimal(_) | Value::Array(_)) {
            self.fit_decimals(index, value);
        }
    }

    fn fit_decimals(&self, index: u16, value: &mut Value) {
        let Some(column) = self.column(index) else {
            return;
        };
        let (most, found) = match (column.sql_type, &*value) {
            (SqlType::Decimal { scale, .. }, Value::Decimal(digits)) => (scale, places(digits)),
            (SqlType::Array { element }, Value::Array(array)) => {
                let SqlType::Decimal { scale, .. } = *element else {
                    return;
                };
                let elements = array.values.iter().map(|element| match element {
                    Value::Decimal(digits) => places(digits),
                    _ => 0,
                });
                (scale, elements.max().unwrap_or_default())
            }
            _ => return,
        };
        if found > usize::from(most) {
            *value = EncodeError::new(format_args!(
                "`{}.{}` has {most} digits after the point, and the value has {found}; round it \
                 first",
                self.name, column.name
            ))
            .into();
        }
    }
}

/// The digits after the point, without zeros at the end: 1.50 is as good as 1.5.
fn places(digits: &str) -> usize {
    let fraction = digits.split_once('.').map_or("", |(_, fraction)| fraction);
    fraction.trim_end_matches('0').len()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::schema::{Column, ColumnDefinition, TableDefinition};
    use crate::types::ArrayValue;

    const DECIMAL: SqlType = SqlType::Decimal {
        precision: 6,
        scale: 2,
    };

    fn fitted(sql_type: SqlType, mut value: Value) -> Value {
        let table = Table {
            columns: Cow::Owned(vec![Column::define(ColumnDefinition::new("c", sql_type))]),
            ..Table::define(TableDefinition::new("t", &[]))
        };
        table.fit(0, &mut value);
        value
    }

    fn decimal(digits: &str) -> Value {
        Value::Decimal(digits.to_owned())
    }

    #[test]
    fn zeros_at_the_end_do_not_count() {
        for digits in ["1", "-1.25", "1.2", "1.2500000", "0.00", "-0.000", "100"] {
            assert_eq!(fitted(DECIMAL, decimal(digits)), decimal(digits));
        }
    }

    #[test]
    fn more_digits_are_refused_by_name() {
        for (digits, found) in [("1.255", 3), ("-0.0001", 4), ("0.0010", 3)] {
            let message = format!(
                "`t.c` has 2 digits after the point, and the value has {found}; round it first"
            );
            assert_eq!(fitted(DECIMAL, decimal(digits)), Value::Invalid(message));
        }
    }

    #[test]
    fn elements_of_an_array_count_too() {
        let sql_type = SqlType::Array { element: &DECIMAL };
        let array = |digits: &str| {
            let values = vec![Value::Null, decimal("1.25"), decimal(digits)];
            let element = DECIMAL;
            Value::Array(Box::new(ArrayValue { element, values }))
        };
        assert_eq!(fitted(sql_type, array("2.5")), array("2.5"));
        assert!(matches!(
            fitted(sql_type, array("2.555")),
            Value::Invalid(_)
        ));
    }

    #[test]
    fn other_columns_take_any_decimal() {
        assert_eq!(fitted(SqlType::Double, decimal("0.125")), decimal("0.125"));
    }
}
