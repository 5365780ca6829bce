//! Types in standard SQL.

use crate::compiler::context::Context;
use crate::types::SqlType;
use crate::{Error, Result};

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
        SqlType::Array { .. }
        | SqlType::Range { .. }
        | SqlType::Multirange { .. }
        | SqlType::Inet
        | SqlType::Cidr
        | SqlType::MacAddr
        | SqlType::BitVarying
        | SqlType::Hstore
        | SqlType::TsVector
        | SqlType::TsQuery
        | SqlType::CiText => return Err(unsupported(cx, sql_type)),
        SqlType::Other(name) => name,
    });
    Ok(())
}

/// The error for a type that the database doesn't have.
#[must_use]
pub fn unsupported(cx: &Context<'_>, sql_type: SqlType) -> Error {
    let error = cx.unsupported(&format!("the type {}", sql_type.name()));
    match sql_type {
        SqlType::Array { .. } => error.with_help(
            "keep the values in a table of their own, or as a document: `#[column(type = Json)]`",
        ),
        _ => error,
    }
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
