//! `uuid::Uuid` as a column type.

use uuid::Uuid;

use super::column_type::{ColumnType, DecodeError};
use super::marker::Uuid as UuidMarker;
use super::sql_type::SqlType;
use super::value::{Value, ValueRef};

const EXPECTED: &str = "a UUID";

impl ColumnType for Uuid {
    type Sql = UuidMarker;
    const SQL_TYPE: SqlType = SqlType::Uuid;

    fn to_value(&self) -> Value {
        Value::Uuid(self.into_bytes())
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Uuid(bytes) => Ok(Self::from_bytes(bytes)),
            ValueRef::Text(text) => {
                Self::try_parse(text).map_err(|_| DecodeError::mismatch(EXPECTED, value))
            }
            ValueRef::Blob(bytes) => {
                Self::from_slice(bytes).map_err(|_| DecodeError::mismatch(EXPECTED, value))
            }
            _ => Err(DecodeError::mismatch(EXPECTED, value)),
        }
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}
