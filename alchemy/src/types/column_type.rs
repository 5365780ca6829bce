//! The Rust types that a column can have.

use super::marker::Marker;
use super::nullness::{NotNull, Nullable, Nullness};
use super::sql_type::SqlType;
use super::value::{Value, ValueRef};

/// Why a value from the database isn't one of the Rust type.
///
/// The table and the column are added where they are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// What the Rust type takes, in words.
    pub expected: &'static str,
    /// What the database gave, in words.
    pub found: String,
}

impl DecodeError {
    /// For a value that the Rust type doesn't take.
    #[must_use]
    pub fn new(expected: &'static str, found: impl std::fmt::Display) -> Self {
        Self {
            expected,
            found: found.to_string(),
        }
    }

    /// For a value of another type.
    #[must_use]
    pub fn mismatch(expected: &'static str, found: ValueRef<'_>) -> Self {
        Self {
            expected,
            found: format!("{} ({found})", found.type_name()),
        }
    }
}

/// A Rust type that maps to a SQL type and is never NULL.
///
/// Implement it for a type of your own and it works as a column, as a compared value, as a bound
/// parameter and in a row. `Option<T>` follows.
///
/// ```
/// use alchemy::types::{ColumnType, DecodeError, SqlType, Text, Value, ValueRef};
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Email(String);
///
/// impl ColumnType for Email {
///     type Sql = Text;
///     const SQL_TYPE: SqlType = SqlType::Varchar(254);
///
///     fn to_value(&self) -> Value {
///         Value::Text(self.0.clone())
///     }
///
///     fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
///         String::from_value(value).map(Email)
///     }
/// }
/// # assert_eq!(Email::from_value(ValueRef::Text("a@b.c")).unwrap(), Email("a@b.c".into()));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a column can have",
    label = "no SQL type is known for `{Self}`",
    note = "use a type that maps to SQL (integers, floats, bool, String, Vec<u8>, dates, Option of \
            these), or implement `alchemy::types::ColumnType` for your own"
)]
pub trait ColumnType: Clone + Send + 'static {
    /// The family of SQL types it belongs to.
    type Sql: Marker;
    /// The type of its columns in DDL, unless the column says otherwise.
    const SQL_TYPE: SqlType;

    /// The value to bind.
    fn to_value(&self) -> Value;

    /// The value from a row.
    ///
    /// # Errors
    /// When the database's value isn't one of this type.
    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError>;

    /// Whether the database would store the same: how a flush finds what changed.
    fn same(&self, other: &Self) -> bool {
        self.to_value() == other.to_value()
    }
}

/// A [`ColumnType`] or an `Option` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a column can have",
    label = "no SQL type is known for `{Self}`",
    note = "use a type that maps to SQL (integers, floats, bool, String, Vec<u8>, dates, Option of \
            these), or implement `alchemy::types::ColumnType` for your own"
)]
pub trait ColumnValue: Clone + Send + 'static {
    /// The type without its `Option`.
    type Type: ColumnType<Sql = Self::Sql>;
    /// The family of SQL types.
    type Sql: Marker;
    /// Whether NULL is one of its values.
    type Nullness: Nullness;
    /// Whether NULL is one of its values.
    const NULLABLE: bool;
    /// The SQL type in DDL.
    const SQL_TYPE: SqlType;

    /// The value to bind.
    fn to_value(&self) -> Value;

    /// The value from a row.
    ///
    /// # Errors
    /// When the database's value isn't one of this type.
    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError>;

    /// Whether the database would store the same.
    fn same(&self, other: &Self) -> bool;
}

impl<T: ColumnType> ColumnValue for T {
    type Type = T;
    type Sql = T::Sql;
    type Nullness = NotNull;
    const NULLABLE: bool = false;
    const SQL_TYPE: SqlType = T::SQL_TYPE;

    #[inline]
    fn to_value(&self) -> Value {
        T::to_value(self)
    }

    #[inline]
    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        T::from_value(value)
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        T::same(self, other)
    }
}

impl<T: ColumnType> ColumnValue for Option<T> {
    type Type = T;
    type Sql = T::Sql;
    type Nullness = Nullable;
    const NULLABLE: bool = true;
    const SQL_TYPE: SqlType = T::SQL_TYPE;

    #[inline]
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_value)
    }

    #[inline]
    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Some(a), Some(b)) => a.same(b),
            (None, None) => true,
            _ => false,
        }
    }
}

/// What a model's field says about its column at insert.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue {
    /// This value.
    Set(Value),
    /// Nothing: the column's default, the database or the flush supplies it.
    Unset,
}

/// The type of a model's field: a [`ColumnValue`], or an [`Auto`](super::Auto) of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a model's field can have",
    label = "no SQL type is known for `{Self}`",
    note = "use a type that maps to SQL (integers, floats, bool, String, Vec<u8>, dates, Option of \
            these), `Auto<T>`, a relationship, or implement `alchemy::types::ColumnType`"
)]
pub trait Field: Clone + Send + 'static {
    /// The column's type: `T` for `Auto<T>`.
    type Column: ColumnValue;

    /// The value at insert.
    fn field_value(&self) -> FieldValue;

    /// The field from a row.
    ///
    /// # Errors
    /// When the database's value isn't one of this type.
    fn from_row(value: ValueRef<'_>) -> Result<Self, DecodeError>;

    /// Whether the database would store the same.
    fn same(&self, other: &Self) -> bool;

    /// Forgets a generated value, so that the next insert generates another. A field that isn't
    /// an `Auto` stays as it is.
    fn clear(&mut self) {}
}

impl<T: ColumnValue> Field for T {
    type Column = T;

    #[inline]
    fn field_value(&self) -> FieldValue {
        FieldValue::Set(self.to_value())
    }

    #[inline]
    fn from_row(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        T::from_value(value)
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        ColumnValue::same(self, other)
    }
}
