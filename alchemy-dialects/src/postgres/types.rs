//! PostgreSQL's names of types.

use alchemy::Result;
use alchemy::compiler::Context;
use alchemy::compiler::ansi::types::{column_type as ansi, unsupported};
use alchemy::types::{SqlType, Value};

/// The type of a column, and in a CAST.
pub(super) fn column_type(cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
    cx.push(match sql_type {
        SqlType::Blob => "BYTEA",
        SqlType::TimestampTz => "TIMESTAMPTZ",
        SqlType::Uuid => "UUID",
        SqlType::Json => "JSONB",
        SqlType::Enum(of) => return cx.identifier(of.name),
        SqlType::Array { element } => return array(cx, *element),
        SqlType::Range { element } => return range(cx, sql_type, *element),
        SqlType::Multirange { element } => return multirange(cx, sql_type, *element),
        SqlType::Inet => "INET",
        SqlType::Cidr => "CIDR",
        SqlType::MacAddr => "MACADDR",
        SqlType::BitVarying => "BIT VARYING",
        SqlType::Hstore => "HSTORE",
        SqlType::TsVector => "TSVECTOR",
        SqlType::TsQuery => "TSQUERY",
        SqlType::CiText => "CITEXT",
        other => return ansi(cx, other),
    });
    Ok(())
}

fn array(cx: &mut Context<'_>, element: SqlType) -> Result<()> {
    if matches!(element, SqlType::Array { .. }) {
        return Err(cx
            .unsupported("an array of arrays")
            .with_help("a type for it is written by hand: `#[column(sql_type = \"…\")]`"));
    }
    column_type(cx, element)?;
    cx.push("[]");
    Ok(())
}

/// The type of ranges of a type.
pub(super) fn range(cx: &mut Context<'_>, sql_type: SqlType, element: SqlType) -> Result<()> {
    cx.push(match element {
        SqlType::Integer => "INT4RANGE",
        SqlType::BigInt => "INT8RANGE",
        SqlType::Decimal { .. } => "NUMRANGE",
        SqlType::Date => "DATERANGE",
        SqlType::Timestamp => "TSRANGE",
        SqlType::TimestampTz => "TSTZRANGE",
        _ => return Err(unsupported(cx, sql_type)),
    });
    Ok(())
}

/// The type of multiranges of a type.
pub(super) fn multirange(cx: &mut Context<'_>, sql_type: SqlType, element: SqlType) -> Result<()> {
    cx.push(match element {
        SqlType::Integer => "INT4MULTIRANGE",
        SqlType::BigInt => "INT8MULTIRANGE",
        SqlType::Decimal { .. } => "NUMMULTIRANGE",
        SqlType::Date => "DATEMULTIRANGE",
        SqlType::Timestamp => "TSMULTIRANGE",
        SqlType::TimestampTz => "TSTZMULTIRANGE",
        _ => return Err(unsupported(cx, sql_type)),
    });
    Ok(())
}

/// The type that a value says: without a length or a scale, which would cut it.
pub(super) fn said(cx: &mut Context<'_>, value: &Value) -> Result<()> {
    cx.push("::");
    match value {
        Value::Array(array) => {
            said_type(cx, array.element)?;
            cx.push("[]");
            Ok(())
        }
        Value::Label(of, _) => cx.identifier(of.name),
        Value::Range(value) => range(cx, value.element, value.element),
        Value::Multirange(value) => multirange(cx, value.element, value.element),
        Value::Native(value) => column_type(cx, value.sql_type),
        _ => Ok(()),
    }
}

fn said_type(cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
    cx.push(match sql_type {
        SqlType::Decimal { .. } | SqlType::BigUnsigned => "NUMERIC",
        SqlType::Varchar(_) => "TEXT",
        other => return column_type(cx, other),
    });
    Ok(())
}
