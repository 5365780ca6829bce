//! What MySQL and MariaDB have of their own in DDL.

use alchemy::compiler::{Context, ddl};
use alchemy::schema::{Column, ServerDefault, Table};
use alchemy::types::SqlType;
use alchemy::{Error, ErrorKind, Result};

use super::dialect::MySqlFlavour;

/// A column: `AUTO_INCREMENT` for a generated key, and its comment.
pub(super) fn column_definition(
    cx: &mut Context<'_>,
    table: &Table,
    column: &Column,
) -> Result<()> {
    check_key_length(table, column)?;
    cx.identifier(&column.name)?;
    cx.push(" ");
    cx.dialect().visit_type(cx, column.sql_type)?;
    if let Some(default) = &column.server_default {
        // The default of a type without a limit has to be an expression.
        let expression = is_unlimited(column.sql_type) || is_expression(default);
        cx.push(if expression {
            " DEFAULT ("
        } else {
            " DEFAULT "
        });
        if is_now(column.sql_type, default) {
            cx.push("CURRENT_TIMESTAMP(6)");
        } else {
            ddl::server_default(cx, default)?;
        }
        if expression {
            cx.push(")");
        }
    }
    if !column.nullable {
        cx.push(" NOT NULL");
    }
    if column.autoincrement {
        cx.push(" AUTO_INCREMENT");
    }
    if let Some(comment) = &column.comment {
        cx.push(" COMMENT ");
        cx.text_literal(comment)?;
    }
    Ok(())
}

/// Whether SQL as a default needs parentheses: all but literals and the current time.
fn is_expression(default: &ServerDefault) -> bool {
    match default {
        ServerDefault::Value(_) => false,
        ServerDefault::Sql(sql) => {
            let sql = sql.trim();
            let literal = sql.starts_with(['\'', '"', '(', '-']);
            let word = sql
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '.'));
            let now = ["current_timestamp", "now(", "localtime"]
                .iter()
                .any(|now| {
                    sql.get(..now.len())
                        .is_some_and(|start| start.eq_ignore_ascii_case(now))
                });
            !(literal || word || now)
        }
    }
}

/// Whether a default is the current time, in one of its spellings: MySQL takes it only where it is
/// as precise as the column.
fn is_now(sql_type: SqlType, default: &ServerDefault) -> bool {
    let ServerDefault::Sql(sql) = default else {
        return false;
    };
    let is_now = ["CURRENT_TIMESTAMP", "NOW", "LOCALTIME", "LOCALTIMESTAMP"]
        .iter()
        .any(|name| {
            let sql = sql.trim();
            let plain = sql.strip_suffix("()").unwrap_or(sql);
            plain.eq_ignore_ascii_case(name) && (plain != sql || *name != "NOW")
        });
    is_now && matches!(sql_type, SqlType::Timestamp | SqlType::TimestampTz)
}

const fn is_unlimited(sql_type: SqlType) -> bool {
    matches!(sql_type, SqlType::Text | SqlType::Blob | SqlType::Json)
}

/// A key can't have a column without a limit.
fn check_key_length(table: &Table, column: &Column) -> Result<()> {
    if !is_unlimited(column.sql_type) {
        return Ok(());
    }
    let is_it = |index: &u16| {
        table
            .column(*index)
            .is_some_and(|it| std::ptr::eq(it, column))
    };
    let in_key = table.primary_key.iter().any(is_it)
        || table
            .uniques
            .iter()
            .any(|key| key.columns.iter().any(is_it))
        || table
            .indexes
            .iter()
            .any(|key| key.columns.iter().any(is_it))
        || table
            .foreign_keys
            .iter()
            .any(|key| key.columns.iter().any(is_it));
    if !in_key {
        return Ok(());
    }
    let message = format!(
        "`{}.{}` stands in a key or an index, and MySQL takes none of unlimited length",
        table.name, column.name
    );
    Err(Error::new(ErrorKind::Compile, message)
        .with_table(table.name.as_ref())
        .with_column(column.name.as_ref())
        .with_help("give the column a length: `#[column(length = 200)]`"))
}

/// The table's comment. No character set: naming one would put the server's collation in place of
/// the one that the database was created with.
pub(super) fn table_options(cx: &mut Context<'_>, table: &Table) -> Result<()> {
    if let Some(comment) = &table.comment {
        cx.push(" COMMENT=");
        cx.text_literal(comment)?;
    }
    Ok(())
}

/// `ALTER TABLE … DROP FOREIGN KEY …`
pub(super) fn drop_foreign_key(
    cx: &mut Context<'_>,
    table: &Table,
    name: &str,
    if_exists: bool,
    flavour: MySqlFlavour,
) -> Result<()> {
    let if_exists = if_exists && flavour == MySqlFlavour::MariaDb;
    cx.push(if if_exists {
        "ALTER TABLE IF EXISTS "
    } else {
        "ALTER TABLE "
    });
    cx.table_name(table)?;
    cx.push(if if_exists {
        " DROP FOREIGN KEY IF EXISTS "
    } else {
        " DROP FOREIGN KEY "
    });
    cx.identifier(name)
}
