//! JSON documents: `serde_json::Value`, and `Json<T>` for types of one's own.

use std::ops::{Deref, DerefMut};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value as Document;

use super::adapter::{Adapter, EncodeError};
use super::column_type::{ColumnType, DecodeError};
use super::marker::Json as JsonMarker;
use super::sql_type::SqlType;
use super::value::{Value, ValueRef};

const EXPECTED: &str = "a JSON document";

/// The text of a document.
fn text(value: ValueRef<'_>) -> Result<&str, DecodeError> {
    match value {
        ValueRef::Json(text) | ValueRef::Text(text) => Ok(text),
        _ => Err(DecodeError::mismatch(EXPECTED, value)),
    }
}

impl ColumnType for Document {
    type Sql = JsonMarker;
    const SQL_TYPE: SqlType = SqlType::Json;

    fn to_value(&self) -> Value {
        Value::Json(self.to_string())
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        serde_json::from_str(text(value)?).map_err(|_| DecodeError::mismatch(EXPECTED, value))
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

/// A value that is stored as a JSON document, through serde.
///
/// As a field's type it stands beside `serde_json::Value`; `#[column(type = Json)]` does the same
/// for a field that keeps its own type.
///
/// ```
/// use alchemy::prelude::*;
/// use alchemy::types::Json;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
/// struct Settings {
///     dark: bool,
/// }
///
/// #[derive(Model)]
/// struct User {
///     #[column(primary_key)]
///     id: Auto<i64>,
///     settings: Json<Settings>,
///     #[column(type = Json)]
///     defaults: Settings,
/// }
///
/// let user = User { id: 1.into(), settings: Json(Settings { dark: true }), defaults: Settings::default() };
/// assert!(user.settings.dark);
/// let same = select(User).filter(User.defaults.eq(Settings::default()));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T> Json<T> {
    /// The value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

fn encode(value: &impl Serialize) -> Result<String, EncodeError> {
    serde_json::to_string(value)
        .map_err(|error| EncodeError::new(format_args!("it can't become JSON: {error}")))
}

fn decode<T: DeserializeOwned>(document: &str) -> Result<T, DecodeError> {
    serde_json::from_str(document).map_err(|error| {
        let found = format!("{} ({error})", ValueRef::Json(document));
        DecodeError::new("a JSON document of the column's type", found)
    })
}

impl<T: Serialize + DeserializeOwned + Clone + Send + 'static> ColumnType for Json<T> {
    type Sql = JsonMarker;
    const SQL_TYPE: SqlType = SqlType::Json;

    fn to_value(&self) -> Value {
        encode(&self.0).map_or_else(Value::from, Value::Json)
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        decode(text(value)?).map(Self)
    }
}

/// What `#[column(type = Json)]` stands for.
impl<T: Serialize + DeserializeOwned + Clone + Send + 'static> Adapter for Json<T> {
    type Rust = T;
    type Stored = RawJson;

    fn store(value: &T) -> Result<RawJson, EncodeError> {
        encode(value).map(RawJson)
    }

    fn load(stored: RawJson) -> Result<T, DecodeError> {
        decode(&stored.0)
    }
}

/// A JSON document as text, neither parsed nor checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RawJson(pub String);

impl ColumnType for RawJson {
    type Sql = JsonMarker;
    const SQL_TYPE: SqlType = SqlType::Json;

    fn to_value(&self) -> Value {
        Value::Json(self.0.clone())
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        text(value).map(|text| Self(text.to_owned()))
    }
}
