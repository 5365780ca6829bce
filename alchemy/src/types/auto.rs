//! `Auto<T>`: a value that the database or the flush supplies.

use std::fmt;

use super::column_type::{ColumnValue, DecodeError, Field, FieldValue};
use super::value::ValueRef;
use crate::{Error, ErrorKind, Result};

/// A field that the database or the flush fills in: a generated key, a server default.
///
/// Unset until the flush, set afterwards. As a column it is a plain `T`.
///
/// ```
/// use alchemy::types::Auto;
///
/// let unset = Auto::<i64>::default();
/// assert_eq!(unset.get(), None);
/// assert!(unset.value().is_err());
///
/// let id: Auto<i64> = 7.into();
/// assert_eq!(id, 7);
/// assert_eq!(id.get(), Some(7));
/// assert_eq!(id.to_string(), "7");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Auto<T>(Option<T>);

impl<T> Auto<T> {
    /// Not supplied yet.
    #[must_use]
    pub const fn unset() -> Self {
        Self(None)
    }

    /// Whether there is a value.
    #[must_use]
    pub const fn is_set(&self) -> bool {
        self.0.is_some()
    }

    /// The value by reference, once there is one.
    #[must_use]
    pub const fn as_ref(&self) -> Option<&T> {
        self.0.as_ref()
    }

    /// The value itself, once there is one.
    #[must_use]
    pub fn into_inner(self) -> Option<T> {
        self.0
    }

    /// The value, once there is one.
    #[must_use]
    pub fn get(&self) -> Option<T>
    where
        T: Clone,
    {
        self.0.clone()
    }

    /// The value.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] while there is none.
    pub fn value(&self) -> Result<T>
    where
        T: Clone,
    {
        self.get().ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidRequest,
                "the value is not known yet: the database supplies it at insert",
            )
            .with_help("flush or commit the session first")
        })
    }
}

impl<T> Default for Auto<T> {
    fn default() -> Self {
        Self::unset()
    }
}

impl<T> From<T> for Auto<T> {
    fn from(value: T) -> Self {
        Self(Some(value))
    }
}

impl<T: PartialEq> PartialEq<T> for Auto<T> {
    fn eq(&self, other: &T) -> bool {
        self.0.as_ref() == Some(other)
    }
}

impl<T: fmt::Display> fmt::Display for Auto<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.pad("unset"),
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Auto<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("unset"),
        }
    }
}

impl<T: serde::Serialize> serde::Serialize for Auto<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for Auto<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self)
    }
}

impl<T: ColumnValue> Field for Auto<T> {
    type Column = T;

    #[inline]
    fn field_value(&self) -> FieldValue {
        match &self.0 {
            Some(value) => FieldValue::Set(value.to_value()),
            None => FieldValue::Unset,
        }
    }

    #[inline]
    fn from_row(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        T::from_value(value).map(Self::from)
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(a), Some(b)) => a.same(b),
            (None, None) => true,
            _ => false,
        }
    }

    fn clear(&mut self) {
        self.0 = None;
    }
}
