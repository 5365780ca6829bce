//! Values that attributes give: defaults and orders.

use crate::sql::{IntoOrder, OrderTerm};
use crate::types::{Adapter, ColumnType, ColumnValue, SqlType, Value, With};

/// What can be the default of a column of type `T`: anything that converts.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` can't be the default of a column of type `{T}`",
    label = "expected a `{T}`, or what converts to one"
)]
pub trait DefaultFor<T> {
    /// The default.
    fn into_default(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<T, V: Into<T>> DefaultFor<T> for V {
    fn into_default(self) -> T {
        self.into()
    }
}

/// The default of a column of type `X`, from anything that converts.
pub fn default_value<X: ColumnValue>(value: impl DefaultFor<X::Type>) -> Value {
    ColumnType::to_value(&value.into_default())
}

/// The default of a column of type `X`, from a value of its own type.
#[expect(clippy::needless_pass_by_value, reason = "literals are given")]
pub fn default_of<X: ColumnValue>(value: X::Type) -> Value {
    ColumnType::to_value(&value)
}

/// The default of a column with an adapter.
pub fn default_with<A: Adapter>(value: impl DefaultFor<A::Rust>) -> Value {
    With::<A>::value_of(&value.into_default())
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

/// The type with a length, where it can have one. A check says where it can't.
#[must_use]
pub const fn with_length(sql_type: SqlType, length: u32) -> SqlType {
    match sql_type {
        SqlType::Text | SqlType::Varchar(_) => SqlType::Varchar(length),
        other => other,
    }
}

/// The type with a precision and a scale, where it can have them. A check says where it can't.
#[must_use]
pub const fn with_precision(sql_type: SqlType, precision: u8, scale: u8) -> SqlType {
    match sql_type {
        SqlType::Decimal { .. } => SqlType::Decimal { precision, scale },
        other => other,
    }
}
