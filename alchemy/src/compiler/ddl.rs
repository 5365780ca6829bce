//! CREATE TABLE and what belongs to it.
//!
//! Called by the engine for `create_all` and by migrations. One string a statement.

use super::capability::Enums;
use super::context::Context;
use super::dialect::Dialect;
use super::quote::shortened;
use crate::schema::{
    Column, ForeignKey, Index, ReferentialAction, ServerDefault, Table, sort_tables,
};
use crate::types::{EnumType, SqlType};
use crate::{Error, ErrorKind, Result};

/// Renders one DDL statement.
fn render(
    dialect: &dyn Dialect,
    write: impl FnOnce(&mut Context<'_>) -> Result<()>,
) -> Result<String> {
    let mut context = Context::for_ddl(dialect);
    write(&mut context)?;
    Ok(context.buffer.into_parts().0)
}

/// The statements that create a table with its keys, constraints, indexes and comments.
///
/// # Errors
/// [`ErrorKind::Compile`] when the database can't have such a table.
pub fn create_table(
    table: &Table,
    dialect: &dyn Dialect,
    if_not_exists: bool,
) -> Result<Vec<String>> {
    create_table_but(table, dialect, if_not_exists, &|_| false)
}

/// The statements that create tables in the order of their foreign keys. Where tables point to each
/// other in a circle, a key is added by ALTER TABLE at the end, if the database has that.
///
/// # Errors
/// [`ErrorKind::Compile`] when the database can't have such a table.
pub fn create_tables<'t>(
    tables: impl IntoIterator<Item = &'t Table>,
    dialect: &dyn Dialect,
    if_not_exists: bool,
) -> Result<Vec<String>> {
    let sorted = sort_tables(tables);
    let alter = dialect.capability().alter_foreign_key;
    let mut statements = Vec::new();
    for table in &sorted.tables {
        let left_out = |key: &ForeignKey| alter && sorted.is_deferred(key);
        statements.extend(create_table_but(table, dialect, if_not_exists, &left_out)?);
    }
    if alter {
        for (table, key) in &sorted.deferred {
            statements.push(add_foreign_key(table, key, dialect)?);
        }
    }
    Ok(statements)
}

fn create_table_but(
    table: &Table,
    dialect: &dyn Dialect,
    if_not_exists: bool,
    left_out: &dyn Fn(&ForeignKey) -> bool,
) -> Result<Vec<String>> {
    let mut statements = vec![render(dialect, |cx| {
        table_definition(cx, table, if_not_exists, left_out)
    })?];
    let apart = dialect.capability().index_if_not_exists;
    for index in table.indexes.iter().filter(|_| apart) {
        statements.push(create_index(table, index, dialect, if_not_exists)?);
    }
    statements.extend(dialect.visit_comments(table)?);
    Ok(statements)
}

fn table_definition(
    cx: &mut Context<'_>,
    table: &Table,
    if_not_exists: bool,
    left_out: &dyn Fn(&ForeignKey) -> bool,
) -> Result<()> {
    let dialect = cx.dialect();
    cx.push(if if_not_exists {
        "CREATE TABLE IF NOT EXISTS "
    } else {
        "CREATE TABLE "
    });
    cx.table_name(table)?;
    cx.push(" (\n    ");
    cx.list(table.columns.iter(), ",\n    ", |cx, column| {
        dialect.visit_column_definition(cx, table, column)
    })?;
    if !table.primary_key.is_empty() && !dialect.inlines_primary_key(table) {
        cx.push(",\n    PRIMARY KEY ");
        columns(cx, table, &table.primary_key)?;
    }
    for unique in table.uniques.iter() {
        cx.push(",\n    ");
        constraint_name(cx, unique.name.as_deref())?;
        cx.push("UNIQUE ");
        columns(cx, table, &unique.columns)?;
    }
    for key in table.foreign_keys.iter().filter(|key| !left_out(key)) {
        cx.push(",\n    ");
        foreign_key(cx, table, key, key.name.as_deref())?;
    }
    checks(cx, table)?;
    if !cx.capability().index_if_not_exists {
        inline_indexes(cx, table)?;
    }
    cx.push("\n)");
    dialect.visit_table_options(cx, table)
}

fn checks(cx: &mut Context<'_>, table: &Table) -> Result<()> {
    for check in table.checks.iter() {
        cx.push(",\n    ");
        constraint_name(cx, check.name.as_deref())?;
        cx.push("CHECK (");
        cx.buffer.push_verbatim(&check.condition);
        cx.push(")");
    }
    Ok(())
}

/// The indexes of a database that would refuse to create them again.
fn inline_indexes(cx: &mut Context<'_>, table: &Table) -> Result<()> {
    let dialect = cx.dialect();
    for index in table.indexes.iter() {
        cx.push(if index.unique {
            ",\n    UNIQUE INDEX "
        } else {
            ",\n    INDEX "
        });
        cx.identifier(&index_name(table, index, dialect))?;
        cx.push(" ");
        columns(cx, table, &index.columns)?;
    }
    Ok(())
}

fn columns(cx: &mut Context<'_>, table: &Table, indexes: &[u16]) -> Result<()> {
    cx.push("(");
    cx.list(indexes, ", ", |cx, index| {
        cx.identifier(table.column_name(*index))
    })?;
    cx.push(")");
    Ok(())
}

fn constraint_name(cx: &mut Context<'_>, name: Option<&str>) -> Result<()> {
    if let Some(name) = name {
        cx.push("CONSTRAINT ");
        cx.identifier(name)?;
        cx.push(" ");
    }
    Ok(())
}

/// A column as CREATE TABLE and ALTER TABLE have it: name, type, NOT NULL and default.
///
/// # Errors
/// What the type's visit answers.
pub fn column_definition(cx: &mut Context<'_>, table: &Table, column: &Column) -> Result<()> {
    let _ = table;
    cx.identifier(&column.name)?;
    cx.push(" ");
    cx.dialect().visit_type(cx, column.sql_type)?;
    if let Some(default) = &column.server_default {
        cx.push(" DEFAULT ");
        server_default(cx, default)?;
    }
    if !column.nullable {
        cx.push(" NOT NULL");
    }
    enum_check(cx, column)
}

/// `CHECK (column IN ('a', 'b'))` for an enum, where the database has no such type.
///
/// # Errors
/// [`ErrorKind::Compile`] when a name can't be an identifier.
pub fn enum_check(cx: &mut Context<'_>, column: &Column) -> Result<()> {
    if cx.capability().enums != Enums::Checked {
        return Ok(());
    }
    let SqlType::Enum(of) = column.sql_type else {
        return Ok(());
    };
    cx.push(" CHECK (");
    cx.identifier(&column.name)?;
    cx.push(" IN ");
    enum_labels(cx, of)?;
    cx.push(")");
    Ok(())
}

/// `('a', 'b')`: an enum's labels.
///
/// # Errors
/// [`ErrorKind::Compile`] when a label can't be a literal.
pub fn enum_labels(cx: &mut Context<'_>, of: &EnumType) -> Result<()> {
    cx.push("(");
    cx.list(of.labels, ", ", |cx, label| cx.text_literal(label))?;
    cx.push(")");
    Ok(())
}

/// The enums of tables, each name once.
fn enums<'t>(tables: impl IntoIterator<Item = &'t Table>) -> Result<Vec<&'static EnumType>> {
    let mut found: Vec<&'static EnumType> = Vec::new();
    let columns = tables.into_iter().flat_map(|table| table.columns.iter());
    for column in columns {
        let (SqlType::Enum(of)
        | SqlType::Array {
            element: &SqlType::Enum(of),
        }) = column.sql_type
        else {
            continue;
        };
        match found.iter().find(|known| known.name == of.name) {
            None => found.push(of),
            Some(known) if known.labels == of.labels => {}
            Some(_) => {
                let message = format!("enum `{}` is defined twice, with other labels", of.name);
                return Err(Error::new(ErrorKind::Schema, message)
                    .with_help("give one of them another name: `#[column_enum(name = \"…\")]`"));
            }
        }
    }
    Ok(found)
}

/// The statements that create the enums of tables, where the database has them as types of their
/// own. They come before the tables.
///
/// # Errors
/// [`ErrorKind::Schema`] when two enums of one name differ.
pub fn create_enums<'t>(
    tables: impl IntoIterator<Item = &'t Table>,
    dialect: &dyn Dialect,
    if_not_exists: bool,
) -> Result<Vec<String>> {
    let enums = enums(tables)?;
    if dialect.capability().enums != Enums::Named {
        return Ok(Vec::new());
    }
    let create = |of| {
        render(dialect, |cx| {
            dialect.visit_create_enum(cx, of, if_not_exists)
        })
    };
    enums.into_iter().map(create).collect()
}

/// The statements that drop the enums of tables. They come after the tables.
///
/// # Errors
/// [`ErrorKind::Schema`] when two enums of one name differ.
pub fn drop_enums<'t>(
    tables: impl IntoIterator<Item = &'t Table>,
    dialect: &dyn Dialect,
    if_exists: bool,
) -> Result<Vec<String>> {
    let enums = enums(tables)?;
    if dialect.capability().enums != Enums::Named {
        return Ok(Vec::new());
    }
    let drop = |of: &'static EnumType| {
        render(dialect, |cx| {
            cx.push(if if_exists {
                "DROP TYPE IF EXISTS "
            } else {
                "DROP TYPE "
            });
            cx.identifier(of.name)
        })
    };
    enums.into_iter().map(drop).collect()
}

/// `CREATE TYPE … AS ENUM (…)`. Standard SQL has no `IF NOT EXISTS` here.
///
/// # Errors
/// [`ErrorKind::Compile`] when a label can't be a literal.
pub fn create_enum(cx: &mut Context<'_>, of: &EnumType) -> Result<()> {
    cx.push("CREATE TYPE ");
    cx.identifier(of.name)?;
    cx.push(" AS ENUM ");
    enum_labels(cx, of)
}

/// What the database supplies: a literal, or SQL as it stands.
///
/// # Errors
/// [`ErrorKind::Compile`] when the value can't be a literal.
pub fn server_default(cx: &mut Context<'_>, default: &ServerDefault) -> Result<()> {
    match default {
        ServerDefault::Value(value) => cx.dialect().visit_literal(cx, &value()),
        ServerDefault::Sql(sql) => {
            cx.buffer.push_verbatim(sql);
            Ok(())
        }
    }
}

fn foreign_key(
    cx: &mut Context<'_>,
    table: &Table,
    key: &ForeignKey,
    name: Option<&str>,
) -> Result<()> {
    constraint_name(cx, name)?;
    cx.push("FOREIGN KEY ");
    columns(cx, table, &key.columns)?;
    cx.push(" REFERENCES ");
    let (schema, target) = key.target.table_key();
    if let Some(schema) = schema {
        cx.identifier(schema)?;
        cx.push(".");
    }
    cx.identifier(target)?;
    cx.push(" (");
    cx.list(key.target.column_names(), ", ", Context::identifier)?;
    cx.push(")");
    action(cx, " ON DELETE ", key.on_delete);
    action(cx, " ON UPDATE ", key.on_update);
    Ok(())
}

fn action(cx: &mut Context<'_>, event: &'static str, action: Option<ReferentialAction>) {
    if let Some(action) = action {
        cx.push(event);
        cx.push(match action {
            ReferentialAction::NoAction => "NO ACTION",
            ReferentialAction::Restrict => "RESTRICT",
            ReferentialAction::Cascade => "CASCADE",
            ReferentialAction::SetNull => "SET NULL",
            ReferentialAction::SetDefault => "SET DEFAULT",
        });
    }
}

/// The statement that adds a foreign key to a table. A key without a name gets
/// `fk_<table>_<columns>`, so that it can be dropped.
///
/// # Errors
/// [`ErrorKind::Compile`] when the database can't add one.
pub fn add_foreign_key(table: &Table, key: &ForeignKey, dialect: &dyn Dialect) -> Result<String> {
    render(dialect, |cx| {
        if !cx.capability().alter_foreign_key {
            return Err(cx.unsupported("adding a foreign key to a table"));
        }
        cx.push("ALTER TABLE ");
        cx.table_name(table)?;
        cx.push(" ADD ");
        foreign_key(cx, table, key, Some(&foreign_key_name(table, key, dialect)))
    })
}

fn foreign_key_name(table: &Table, key: &ForeignKey, dialect: &dyn Dialect) -> String {
    match &key.name {
        Some(name) => name.to_string(),
        None => generated_name("fk", table, &key.columns, dialect),
    }
}

/// A name made of a prefix, the table and the columns, within the database's limit.
fn generated_name(prefix: &str, table: &Table, columns: &[u16], dialect: &dyn Dialect) -> String {
    let mut name = format!("{prefix}_{}", table.name);
    for index in columns {
        name.push('_');
        name.push_str(table.column_name(*index));
    }
    let short = shortened(&name, dialect.capability(), 0);
    if short.len() == name.len() {
        return name;
    }
    // Two long names may begin alike: a checksum of the whole tells them apart.
    let checksum = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let short = shortened(&name, dialect.capability(), 9);
    format!("{short}_{:08x}", checksum >> 32)
}

/// The statement that creates an index. One without a name gets `ix_<table>_<columns>`.
///
/// # Errors
/// [`ErrorKind::Compile`] when a name can't be an identifier.
pub fn create_index(
    table: &Table,
    index: &Index,
    dialect: &dyn Dialect,
    if_not_exists: bool,
) -> Result<String> {
    render(dialect, |cx| {
        cx.push(if index.unique {
            "CREATE UNIQUE INDEX "
        } else {
            "CREATE INDEX "
        });
        if if_not_exists && cx.capability().index_if_not_exists {
            cx.push("IF NOT EXISTS ");
        }
        cx.identifier(&index_name(table, index, dialect))?;
        cx.push(" ON ");
        cx.table_name(table)?;
        cx.push(" ");
        columns(cx, table, &index.columns)
    })
}

/// The name of an index: its own, or `ix_<table>_<columns>`.
#[must_use]
pub fn index_name(table: &Table, index: &Index, dialect: &dyn Dialect) -> String {
    match &index.name {
        Some(name) => name.to_string(),
        None => generated_name("ix", table, &index.columns, dialect),
    }
}

/// The statement that drops a table; its indexes go with it.
///
/// # Errors
/// [`ErrorKind::Compile`] when a name can't be an identifier.
pub fn drop_table(table: &Table, dialect: &dyn Dialect, if_exists: bool) -> Result<Vec<String>> {
    let statement = render(dialect, |cx| {
        cx.push(if if_exists {
            "DROP TABLE IF EXISTS "
        } else {
            "DROP TABLE "
        });
        cx.table_name(table)
    })?;
    Ok(vec![statement])
}

/// The statements that drop tables, referring before referenced. Where tables point to each other
/// in a circle, the keys that [`create_tables`] added go first.
///
/// # Errors
/// [`ErrorKind::Compile`] when a name can't be an identifier.
pub fn drop_tables<'t>(
    tables: impl IntoIterator<Item = &'t Table>,
    dialect: &dyn Dialect,
    if_exists: bool,
) -> Result<Vec<String>> {
    let sorted = sort_tables(tables);
    let mut statements = Vec::new();
    if dialect.capability().alter_foreign_key {
        for (table, key) in &sorted.deferred {
            let name = foreign_key_name(table, key, dialect);
            statements.push(render(dialect, |cx| {
                dialect.visit_drop_foreign_key(cx, table, &name, if_exists)
            })?);
        }
    }
    for table in sorted.tables.iter().rev() {
        statements.extend(drop_table(table, dialect, if_exists)?);
    }
    Ok(statements)
}

/// `ALTER TABLE … DROP CONSTRAINT …`
///
/// # Errors
/// [`ErrorKind::Compile`] when a name can't be an identifier.
pub fn drop_foreign_key(
    cx: &mut Context<'_>,
    table: &Table,
    name: &str,
    if_exists: bool,
) -> Result<()> {
    cx.push(if if_exists {
        "ALTER TABLE IF EXISTS "
    } else {
        "ALTER TABLE "
    });
    cx.table_name(table)?;
    cx.push(if if_exists {
        " DROP CONSTRAINT IF EXISTS "
    } else {
        " DROP CONSTRAINT "
    });
    cx.identifier(name)
}

/// `COMMENT ON …`, for the table and for its columns that have a comment.
///
/// # Errors
/// [`ErrorKind::Compile`] when a comment can't be a literal.
pub fn comment_statements(table: &Table, dialect: &dyn Dialect) -> Result<Vec<String>> {
    let mut statements = Vec::new();
    if let Some(comment) = &table.comment {
        statements.push(render(dialect, |cx| {
            cx.push("COMMENT ON TABLE ");
            cx.table_name(table)?;
            cx.push(" IS ");
            cx.text_literal(comment)
        })?);
    }
    for column in table.columns.iter() {
        let Some(comment) = &column.comment else {
            continue;
        };
        statements.push(render(dialect, |cx| {
            cx.push("COMMENT ON COLUMN ");
            cx.table_name(table)?;
            cx.push(".");
            cx.identifier(&column.name)?;
            cx.push(" IS ");
            cx.text_literal(comment)
        })?);
    }
    Ok(statements)
}
