//! Types in standard SQL.

use crate::Result;
use crate::compiler::context::Context;
use crate::types::SqlType;

/// A column's type.
///
/// # Errors
/// None; a dialect that lacks a type answers [`ErrorKind::Compile`](crate::ErrorKind::Compile).
pub fn column_type(cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
    cx.push(match sql_type {
        SqlType::Boolean => "BOOLEAN",
        SqlType::SmallInt => "SMALLINT",
        SqlType::Integer => "INTEGER",
        SqlType::BigInt => "BIGINT",
        SqlType::BigUnsigned => "NUMERIC(20)",
        SqlType::Real => "REAL",
        SqlType::Double => "DOUBLE PRECISION",
        SqlType::Decimal { precision, scale } => {
            decimal(cx, "NUMERIC", precision, scale);
            return Ok(());
        }
        SqlType::Text => "TEXT",
        SqlType::Varchar(length) => {
            sized(cx, "VARCHAR", length);
            return Ok(());
        }
        SqlType::Blob => "BLOB",
        SqlType::Date => "DATE",
        SqlType::Time => "TIME",
        SqlType::Timestamp => "TIMESTAMP",
        SqlType::TimestampTz => "TIMESTAMP WITH TIME ZONE",
        SqlType::Uuid => "CHAR(36)",
        SqlType::Json => "JSON",
        SqlType::Interval => "INTERVAL",
        SqlType::Enum(labels) => {
            sized(cx, "VARCHAR", labels.longest());
            return Ok(());
        }
        SqlType::Other(name) => name,
    });
    Ok(())
}

/// A type with a length: `VARCHAR(40)`.
pub fn sized(cx: &mut Context<'_>, name: &'static str, length: u32) {
    cx.push(name);
    cx.push("(");
    cx.push_number(length);
    cx.push(")");
}

/// A type with a precision and a scale: `NUMERIC(10, 2)`.
pub fn decimal(cx: &mut Context<'_>, name: &'static str, precision: u8, scale: u8) {
    cx.push(name);
    cx.push("(");
    cx.push_number(precision);
    cx.push(", ");
    cx.push_number(scale);
    cx.push(")");
}
