//! PostgreSQL's names of types.

use alchemy::Result;
use alchemy::compiler::Context;
use alchemy::compiler::ansi::types::column_type as ansi;
use alchemy::types::SqlType;

/// The type of a column, and in a CAST.
pub(super) fn column_type(cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
    cx.push(match sql_type {
        SqlType::Blob => "BYTEA",
        SqlType::TimestampTz => "TIMESTAMPTZ",
        SqlType::Uuid => "UUID",
        SqlType::Json => "JSONB",
        SqlType::Enum(of) => return cx.identifier(of.name),
        other => return ansi(cx, other),
    });
    Ok(())
}
