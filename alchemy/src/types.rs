//! SQL types, the Rust types that map to them, and values in transit.
//!
//! A column's Rust type is a [`ColumnType`] or an `Option` of one ([`ColumnValue`]). Its
//! [`Marker`] decides at compile time what it compares with; its [`SqlType`] is data, for DDL.

mod adapter;
mod array;
mod auto;
mod column_enum;
mod column_type;
mod interval;
mod marker;
mod native;
mod nullness;
mod range;
mod scalar;
mod sql_type;
mod value;

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "decimal")]
mod decimal;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod duration;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "time")]
mod time;
#[cfg(feature = "uuid")]
mod uuid;

pub use adapter::{Adapter, EncodeError, StoredAs, With};
pub use array::{Array, ArrayElement, ArrayValue};
pub use auto::Auto;
pub use column_enum::ColumnEnum;
#[doc(hidden)]
pub use column_enum::{enum_from_value, enum_to_value};
pub use column_type::{ColumnType, ColumnValue, DecodeError, Field, FieldValue};
pub use interval::Interval;
#[cfg(feature = "json")]
pub use json::{Json, RawJson};
pub use marker::{
    Blob, Boolean, ComparesWith, Date, Fits, Float, Integer, Interval as IntervalMarker,
    Json as JsonMarker, Marker, Number, Numeric, Promotes, Text, Time, Timestamp, TimestampTz,
    Uuid as UuidMarker,
};
pub use native::{
    BitSequence, Bits, CiText, Cidr, Document, Hardware, Hstore, Inet, Keyed, MacAddr, NativeValue,
    Network, Search, TsQuery, TsVector,
};
pub use nullness::{NotNull, Nullable, Nullness};
pub use range::{
    Multirange, MultirangeOf, MultirangeValue, Range, RangeElement, RangeOf, RangeValue,
};
pub use sql_type::{EnumType, SqlType};
pub use value::{Value, ValueRef};
