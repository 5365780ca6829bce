//! What SQLite has of its own in CREATE TABLE.

use alchemy::Result;
use alchemy::compiler::{Context, ddl};
use alchemy::schema::{Column, ServerDefault, Table};

/// A key that SQLite generates is one column and says so itself.
pub(super) fn inlines_primary_key(table: &Table) -> bool {
    matches!(table.primary_key.as_ref(), [only] if table
        .column(*only)
        .is_some_and(|column| column.autoincrement))
}

/// A column: a generated key is `INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT`, and a default that
/// is an expression stands in parentheses.
pub(super) fn column_definition(
    cx: &mut Context<'_>,
    table: &Table,
    column: &Column,
) -> Result<()> {
    cx.identifier(&column.name)?;
    cx.push(" ");
    cx.dialect().visit_type(cx, column.sql_type)?;
    if let Some(default) = &column.server_default {
        let expression = is_expression(default);
        cx.push(if expression {
            " DEFAULT ("
        } else {
            " DEFAULT "
        });
        ddl::server_default(cx, default)?;
        if expression {
            cx.push(")");
        }
    }
    if !column.nullable {
        cx.push(" NOT NULL");
    }
    if column.autoincrement {
        if !inlines_primary_key(table) {
            return Err(cx
                .unsupported("a generated key of several columns")
                .with_table(table.name.as_ref())
                .with_column(column.name.as_ref())
                .with_help("give the table one generated column as its primary key"));
        }
        cx.push(" PRIMARY KEY AUTOINCREMENT");
    }
    ddl::enum_check(cx, column)
}

fn is_expression(default: &ServerDefault) -> bool {
    match default {
        ServerDefault::Value(_) => false,
        ServerDefault::Sql(sql) => {
            let sql = sql.trim();
            let word = sql
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '.'));
            let wrapped = sql.starts_with('(') && sql.ends_with(')');
            !(word || wrapped)
        }
    }
}
