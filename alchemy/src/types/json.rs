//! `serde_json::Value` as a column type.

use serde_json::Value as Document;

use super::column_type::{ColumnType, DecodeError};
use super::marker::Json;
use super::sql_type::SqlType;
use super::value::{Value, ValueRef};

impl ColumnType for Document {
    type Sql = Json;
    const SQL_TYPE: SqlType = SqlType::Json;

    fn to_value(&self) -> Value {
        Value::Json(self.to_string())
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Json(text) | ValueRef::Text(text) => serde_json::from_str(text)
                .map_err(|_| DecodeError::mismatch("a JSON document", value)),
            _ => Err(DecodeError::mismatch("a JSON document", value)),
        }
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}
