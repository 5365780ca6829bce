//! Values that attributes give: defaults and orders.

use crate::sql::{IntoOrder, OrderTerm};
use crate::types::{ColumnType, ColumnValue, SqlType, Value};

/// The default of a column of type `X`, from anything that converts.
pub fn default_value<X: ColumnValue>(value: impl Into<X::Type>) -> Value {
    let value: X::Type = value.into();
    ColumnType::to_value(&value)
}

/// The default of a column of type `X`, from a value of its own type.
#[expect(clippy::needless_pass_by_value, reason = "literals are given")]
pub fn default_of<X: ColumnValue>(value: X::Type) -> Value {
    ColumnType::to_value(&value)
}

/// Whether a database can number the rows by this type.
#[must_use]
pub const fn is_integer(sql_type: SqlType) -> bool {
    matches!(
        sql_type,
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt | SqlType::BigUnsigned
    )
}

/// The terms of a relationship's order.
#[must_use]
pub fn order_by(order: impl IntoOrder) -> Vec<OrderTerm> {
    let mut terms = Vec::new();
    order.append_to(&mut terms);
    terms
}
