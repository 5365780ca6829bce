//! SQLite's names of types. They decide a column's affinity: how values are converted when they
//! are stored.

use alchemy::Result;
use alchemy::compiler::Context;
use alchemy::compiler::ansi::types::{column_type as ansi, decimal, sized};
use alchemy::types::SqlType;

/// The type of a column.
pub(super) fn column_type(cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
    cx.push(match sql_type {
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt | SqlType::BigUnsigned => "INTEGER",
        SqlType::Double => "DOUBLE",
        SqlType::Decimal { precision, scale } => {
            decimal(cx, "NUMERIC", precision, scale);
            return Ok(());
        }
        SqlType::Varchar(length) => {
            sized(cx, "VARCHAR", length);
            return Ok(());
        }
        SqlType::TimestampTz => "TIMESTAMPTZ",
        // A type named `JSON` has numeric affinity: the document `12345678901234567890` would be
        // stored as a floating point number.
        SqlType::Json => "JSON_TEXT",
        // `INTERVAL` begins with `INT`, which would make an integer column of it.
        SqlType::Interval => "DURATION_TEXT",
        other => return ansi(cx, other),
    });
    Ok(())
}

/// The type in a CAST: a cast to `DATE` would make a number of it.
pub(super) fn cast_type(cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
    cx.push(match sql_type {
        SqlType::Boolean
        | SqlType::SmallInt
        | SqlType::Integer
        | SqlType::BigInt
        | SqlType::BigUnsigned => "INTEGER",
        SqlType::Real | SqlType::Double => "REAL",
        SqlType::Decimal { .. } => "NUMERIC",
        SqlType::Blob => "BLOB",
        SqlType::Other(name) => name,
        _ => "TEXT",
    });
    Ok(())
}
