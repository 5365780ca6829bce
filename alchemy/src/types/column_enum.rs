//! Enums as column types.

use super::column_type::{ColumnType, DecodeError};
use super::sql_type::EnumType;
use super::value::{Value, ValueRef};

/// An enum whose variants are labels in the database. Implemented by `#[derive(ColumnEnum)]`.
///
/// ```
/// use alchemy::prelude::*;
/// use alchemy::types::ColumnEnum as _;
///
/// #[derive(ColumnEnum, Clone, Copy, Debug, PartialEq)]
/// enum Status {
///     Active,
///     #[column_enum(rename = "blocked")]
///     Banned,
/// }
///
/// assert_eq!(Status::TYPE.name, "status");
/// assert_eq!(Status::Banned.label(), "blocked");
/// assert_eq!(Status::from_label("active"), Some(Status::Active));
/// ```
pub trait ColumnEnum: ColumnType {
    /// The name and the labels.
    const TYPE: &'static EnumType;
    /// What an error says was expected.
    #[doc(hidden)]
    const EXPECTED: &'static str;

    /// What the database stores.
    fn label(&self) -> &'static str;

    /// The variant of a label.
    fn from_label(label: &str) -> Option<Self>;
}

fn variant_type<E: ColumnEnum>(_: &E) -> &'static EnumType {
    E::TYPE
}

/// The value of a variant.
#[doc(hidden)]
pub fn enum_to_value(variant: &impl ColumnEnum) -> Value {
    Value::Label(variant_type(variant), variant.label())
}

/// The variant of a value.
///
/// # Errors
/// When it is none of the labels.
#[doc(hidden)]
pub fn enum_from_value<E: ColumnEnum>(value: ValueRef<'_>) -> Result<E, DecodeError> {
    let variant = match value {
        ValueRef::Text(label) | ValueRef::Label(_, label) => E::from_label(label),
        _ => None,
    };
    variant.ok_or_else(|| DecodeError::mismatch(E::EXPECTED, value))
}
