//! Values as they are compared: what a database gave, and what was recorded.

use std::collections::BTreeMap;
use std::fmt;

use alchemy::types::{SqlType, Value};
use chrono::{DateTime, NaiveDateTime};
use rust_decimal::Decimal;

use crate::tables;

const TIMESTAMP: &str = "%Y-%m-%dT%H:%M:%S%.f";

/// A value. Numbers of every type are one family: a decimal `5.0` is an integer `5`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cell {
    Null,
    Boolean(bool),
    /// In its shortest form.
    Number(String),
    Text(String),
    Timestamp(NaiveDateTime),
    /// A model's name and its columns.
    Entity(String, BTreeMap<String, Cell>),
}

/// A row by the names of its columns.
pub(crate) type Named = BTreeMap<String, Cell>;

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("NULL"),
            Self::Boolean(value) => value.fmt(f),
            Self::Number(value) => f.write_str(value),
            Self::Text(value) => value.fmt(f),
            Self::Timestamp(value) => value.fmt(f),
            Self::Entity(model, columns) => write!(f, "{model} {columns:?}"),
        }
    }
}

impl Cell {
    fn decimal(value: Decimal) -> Self {
        Self::Number(value.round_dp(9).normalize().to_string())
    }

    /// Nine digits, as they were recorded.
    fn float(value: f64) -> Self {
        let rounded = format!("{value:.8e}");
        Self::Number(match Decimal::from_scientific(&rounded) {
            Ok(value) => value.normalize().to_string(),
            Err(_) => rounded,
        })
    }

    fn timestamp(micros: i64) -> Self {
        DateTime::from_timestamp_micros(micros).map_or_else(
            || Self::Text(format!("no timestamp: {micros}")),
            |it| Self::Timestamp(it.naive_utc()),
        )
    }

    /// What a Rust value is.
    pub(crate) fn from_value(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Boolean(value),
            Value::Int(value) => Self::Number(value.to_string()),
            Value::Float(value) => Self::float(value),
            Value::Text(value) => Self::Text(value),
            Value::Decimal(value) => value
                .parse()
                .map_or_else(|_| Self::Number(value), Self::decimal),
            Value::Timestamp(micros) => Self::timestamp(micros),
            other => Self::Text(format!("{other:?}")),
        }
    }

    /// What was recorded for a column of a type.
    pub(crate) fn recorded(kind: Kind, value: &serde_json::Value) -> Result<Self, String> {
        use serde_json::Value as Json;
        let wrong = || format!("`{value}` was recorded for a column of type {kind:?}");
        let cell = match (kind, value) {
            (_, Json::Null) => Some(Self::Null),
            (Kind::Boolean, Json::Bool(value)) => Some(Self::Boolean(*value)),
            (Kind::Integer, Json::Number(value)) => Some(Self::Number(value.to_string())),
            (Kind::Float, Json::Number(value)) => value.as_f64().map(Self::float),
            (Kind::Decimal, Json::String(value)) => value.parse().ok().map(Self::decimal),
            (Kind::Text, Json::String(value)) => Some(Self::Text(value.clone())),
            (Kind::Timestamp, Json::String(value)) => {
                let parsed = NaiveDateTime::parse_from_str(value, TIMESTAMP);
                parsed.ok().map(Self::Timestamp)
            }
            (Kind::Entity, Json::Object(columns)) => Self::entity(columns),
            _ => None,
        };
        cell.ok_or_else(wrong)
    }

    fn entity(columns: &serde_json::Map<String, serde_json::Value>) -> Option<Self> {
        let model = columns.get("$entity")?.as_str()?;
        let table = tables::table(&model.to_lowercase())?;
        let mut cells = Named::new();
        for (name, value) in columns.iter().filter(|(name, _)| *name != "$entity") {
            let column = table.column(table.position(name)?)?;
            let cell = Self::recorded(Kind::of(column.sql_type), value).ok()?;
            cells.insert(name.clone(), cell);
        }
        Some(Self::Entity(model.to_owned(), cells))
    }
}

/// The type of a column in the recorded results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Boolean,
    Integer,
    Decimal,
    Float,
    Text,
    Timestamp,
    Entity,
}

impl Kind {
    /// The type by its name in the file.
    pub(crate) fn named(name: &str) -> Result<Self, String> {
        Ok(match name {
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "decimal" => Self::Decimal,
            "float" => Self::Float,
            "string" => Self::Text,
            "timestamp" => Self::Timestamp,
            "entity" => Self::Entity,
            _ => return Err(format!("no column type is called `{name}`")),
        })
    }

    /// The type of a table's column.
    pub(crate) const fn of(sql_type: SqlType) -> Self {
        match sql_type {
            SqlType::Boolean => Self::Boolean,
            SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => Self::Integer,
            SqlType::Real | SqlType::Double => Self::Float,
            SqlType::Decimal { .. } => Self::Decimal,
            SqlType::Timestamp => Self::Timestamp,
            _ => Self::Text,
        }
    }
}
