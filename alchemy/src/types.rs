//! SQL types, the Rust types that map to them, and values in transit.
//!
//! A column's Rust type is a [`ColumnType`] or an `Option` of one ([`ColumnValue`]). Its
//! [`Marker`] decides at compile time what it compares with; its [`SqlType`] is data, for DDL.

mod auto;
mod column_type;
mod marker;
mod nullness;
mod scalar;
mod sql_type;
mod value;

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "decimal")]
mod decimal;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "uuid")]
mod uuid;

pub use auto::Auto;
pub use column_type::{ColumnType, ColumnValue, DecodeError, Field, FieldValue};
pub use marker::{
    Blob, Boolean, ComparesWith, Date, Fits, Float, Integer, Json as JsonMarker, Marker, Number,
    Numeric, Promotes, Text, Time, Timestamp, TimestampTz, Uuid as UuidMarker,
};
pub use nullness::{NotNull, Nullable, Nullness};
pub use sql_type::SqlType;
pub use value::{Value, ValueRef};
