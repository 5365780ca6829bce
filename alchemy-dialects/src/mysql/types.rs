//! MySQL's names of types.

use alchemy::Result;
use alchemy::compiler::Context;
use alchemy::compiler::ansi::types::{column_type as ansi, decimal, sized};
use alchemy::compiler::ddl::enum_labels;
use alchemy::types::SqlType;

use super::dialect::MySqlFlavour;

/// The type of a column.
pub(super) fn column_type(cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
    cx.push(match sql_type {
        SqlType::BigUnsigned => "BIGINT UNSIGNED",
        SqlType::Real => "FLOAT",
        SqlType::Double => "DOUBLE",
        SqlType::Decimal { precision, scale } => {
            decimal(cx, "DECIMAL", precision, scale);
            return Ok(());
        }
        SqlType::Text => "LONGTEXT",
        SqlType::Blob => "LONGBLOB",
        SqlType::Time => "TIME(6)",
        SqlType::Timestamp | SqlType::TimestampTz => "DATETIME(6)",
        // No type of its own: ISO-8601 text, of at most 48 characters.
        SqlType::Interval => "VARCHAR(48)",
        SqlType::Enum(of) => {
            cx.push("ENUM");
            return enum_labels(cx, of);
        }
        other => return ansi(cx, other),
    });
    Ok(())
}

/// The type in a CAST, which takes other names than a column does.
pub(super) fn cast_type(
    cx: &mut Context<'_>,
    sql_type: SqlType,
    flavour: MySqlFlavour,
) -> Result<()> {
    cx.push(match sql_type {
        SqlType::Boolean | SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => "SIGNED",
        SqlType::BigUnsigned => "UNSIGNED",
        SqlType::Real => "FLOAT",
        SqlType::Double => "DOUBLE",
        SqlType::Decimal { precision, scale } => {
            decimal(cx, "DECIMAL", precision, scale);
            return Ok(());
        }
        SqlType::Varchar(length) => {
            sized(cx, "CHAR", length);
            return Ok(());
        }
        SqlType::Blob => "BINARY",
        SqlType::Date => "DATE",
        SqlType::Time => "TIME(6)",
        SqlType::Timestamp | SqlType::TimestampTz => "DATETIME(6)",
        SqlType::Uuid => "CHAR(36)",
        // MariaDB keeps JSON as text and knows no such type in a CAST.
        SqlType::Json if flavour == MySqlFlavour::MySql => "JSON",
        SqlType::Other(name) => name,
        _ => "CHAR",
    });
    Ok(())
}
