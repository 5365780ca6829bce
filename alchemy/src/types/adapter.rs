//! Columns whose Rust type is somebody else's, and types made of others.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};

use super::column_type::{ColumnType, DecodeError};
use super::marker::Marker;
use super::sql_type::SqlType;
use super::value::{Value, ValueRef};

/// Why a value can't be stored.
///
/// The value that is bound says so, and the statement fails before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError {
    /// In words: "it is longer than a day".
    pub reason: String,
}

impl EncodeError {
    /// For a value that the database's type can't hold.
    #[must_use]
    pub fn new(reason: impl fmt::Display) -> Self {
        Self {
            reason: reason.to_string(),
        }
    }
}

impl From<EncodeError> for Value {
    fn from(error: EncodeError) -> Self {
        Self::Invalid(error.reason)
    }
}

/// A way to keep values of a type that isn't yours, so that you can't implement [`ColumnType`] for
/// it: `#[column(with = Seconds)]`.
///
/// It converts to and from a type that a column can have. The field keeps its own type; the
/// entity's column compares with values of it, with other columns of the same adapter, and with
/// nothing else. `stored()` gives the column as what the database has, for `like` and arithmetic.
///
/// ```
/// use std::time::Duration;
///
/// use alchemy::prelude::*;
/// use alchemy::types::{Adapter, DecodeError, EncodeError};
///
/// enum Seconds {}
///
/// impl Adapter for Seconds {
///     type Rust = Duration;
///     type Stored = i64;
///
///     fn store(value: &Duration) -> Result<i64, EncodeError> {
///         i64::try_from(value.as_secs()).map_err(EncodeError::new)
///     }
///
///     fn load(stored: i64) -> Result<Duration, DecodeError> {
///         let seconds = u64::try_from(stored);
///         seconds.map(Duration::from_secs).map_err(|_| DecodeError::new("a duration", stored))
///     }
/// }
///
/// #[derive(Model)]
/// struct Track {
///     #[column(primary_key)]
///     id: Auto<i64>,
///     #[column(with = Seconds)]
///     length: Duration,
/// }
///
/// let short = select(Track).filter(Track.length.lt(Duration::from_secs(60)));
/// let odd = select(Track).filter((Track.length.stored() % 2).eq(1));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an adapter",
    label = "expected a type that implements `alchemy::types::Adapter`"
)]
pub trait Adapter: 'static {
    /// The type of the field.
    type Rust: Clone + Send + 'static;
    /// The type that the database has.
    type Stored: ColumnType;
    /// The column's type in DDL, unless the column says otherwise.
    const SQL_TYPE: SqlType = Self::Stored::SQL_TYPE;

    /// The value to store.
    ///
    /// # Errors
    /// When there is none for it.
    fn store(value: &Self::Rust) -> Result<Self::Stored, EncodeError>;

    /// The value that was stored.
    ///
    /// # Errors
    /// When it isn't one of the type.
    fn load(stored: Self::Stored) -> Result<Self::Rust, DecodeError>;
}

/// A type that is stored as another one. Columns of it have `stored()`.
pub trait StoredAs: ColumnType {
    /// What the database has.
    type Stored: ColumnType;
}

/// A value that is stored by adapter `A`: what a column with an adapter gives when it is selected
/// alone. It derefs to the value.
///
/// ```
/// # use alchemy::types::{Adapter, DecodeError, EncodeError, With};
/// # enum Port {}
/// # impl Adapter for Port {
/// #     type Rust = u16;
/// #     type Stored = i32;
/// #     fn store(value: &u16) -> Result<i32, EncodeError> { Ok(i32::from(*value)) }
/// #     fn load(stored: i32) -> Result<u16, DecodeError> {
/// #         stored.try_into().map_err(|_| DecodeError::new("a port", stored))
/// #     }
/// # }
/// let port = With::<Port>(8080);
/// assert_eq!(*port, 8080);
/// assert_eq!(port.0.to_string(), "8080");
/// ```
pub struct With<A: Adapter>(pub A::Rust);

impl<A: Adapter> With<A> {
    /// The value.
    #[must_use]
    pub fn into_inner(self) -> A::Rust {
        self.0
    }

    /// What is bound for a value.
    #[must_use]
    pub fn value_of(value: &A::Rust) -> Value {
        match A::store(value) {
            Ok(stored) => stored.to_value(),
            Err(error) => error.into(),
        }
    }
}

impl<A: Adapter> Marker for With<A> {
    const NAME: &'static str = "With";
}

impl<A: Adapter> ColumnType for With<A> {
    type Sql = Self;
    const SQL_TYPE: SqlType = A::SQL_TYPE;

    #[inline]
    fn to_value(&self) -> Value {
        Self::value_of(&self.0)
    }

    #[inline]
    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        A::load(A::Stored::from_value(value)?).map(Self)
    }
}

impl<A: Adapter> StoredAs for With<A> {
    type Stored = A::Stored;
}

impl<A: Adapter> Deref for With<A> {
    type Target = A::Rust;

    fn deref(&self) -> &A::Rust {
        &self.0
    }
}

impl<A: Adapter> DerefMut for With<A> {
    fn deref_mut(&mut self) -> &mut A::Rust {
        &mut self.0
    }
}

impl<A: Adapter> Clone for With<A> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<A: Adapter<Rust: Copy>> Copy for With<A> {}

impl<A: Adapter<Rust: fmt::Debug>> fmt::Debug for With<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<A: Adapter<Rust: fmt::Display>> fmt::Display for With<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<A: Adapter<Rust: PartialEq>> PartialEq for With<A> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<A: Adapter<Rust: Eq>> Eq for With<A> {}

impl<A: Adapter<Rust: Hash>> Hash for With<A> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<A: Adapter<Rust: Default>> Default for With<A> {
    fn default() -> Self {
        Self(A::Rust::default())
    }
}
