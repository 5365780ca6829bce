//! How SQLite speaks SQL.

use alchemy::Result;
use alchemy::compiler::ansi::expression;
use alchemy::compiler::{Capability, Context, Dialect, IdentifierLength, Placeholder, Returning};
use alchemy::schema::{Column, Table};
use alchemy::types::{SqlType, Value};

use super::{ddl, types};

/// SQLite, 3.35 or later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SqliteDialect;

impl SqliteDialect {
    /// What SQLite can do.
    pub const CAPABILITY: Capability = Capability {
        quote: '"',
        reserved_words: RESERVED_WORDS,
        identifier_length: IdentifierLength::Unlimited,
        placeholder: Placeholder::Question,
        bind_limit: 32_766,
        returning: Returning::ALL,
        multi_row_insert: true,
        savepoints: true,
        transactional_ddl: true,
        boolean_literals: false,
        nulls_order: true,
        backslash_escapes: false,
        compound_parentheses: false,
        unlimited: Some("-1"),
        alter_foreign_key: false,
        index_if_not_exists: true,
        default_values: true,
    };
}

impl Dialect for SqliteDialect {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn capability(&self) -> &Capability {
        &Self::CAPABILITY
    }

    /// Infinity is written as a number beyond the range; NaN doesn't exist.
    fn visit_literal(&self, cx: &mut Context<'_>, value: &Value) -> Result<()> {
        match value {
            Value::Float(value) if *value == f64::INFINITY => cx.push("9e999"),
            Value::Float(value) if *value == f64::NEG_INFINITY => cx.push("-9e999"),
            value => return expression::literal(cx, value),
        }
        Ok(())
    }

    fn visit_type(&self, cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
        types::column_type(cx, sql_type)
    }

    fn visit_cast_type(&self, cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
        types::cast_type(cx, sql_type)
    }

    fn visit_column_definition(
        &self,
        cx: &mut Context<'_>,
        table: &Table,
        column: &Column,
    ) -> Result<()> {
        ddl::column_definition(cx, table, column)
    }

    fn inlines_primary_key(&self, table: &Table) -> bool {
        ddl::inlines_primary_key(table)
    }
}

/// All keywords: SQLite takes many of them as names, but not everywhere.
const RESERVED_WORDS: &[&str] = &[
    "abort",
    "action",
    "add",
    "after",
    "all",
    "alter",
    "always",
    "analyze",
    "and",
    "as",
    "asc",
    "attach",
    "autoincrement",
    "before",
    "begin",
    "between",
    "by",
    "cascade",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "commit",
    "conflict",
    "constraint",
    "create",
    "cross",
    "current",
    "current_date",
    "current_time",
    "current_timestamp",
    "database",
    "default",
    "deferrable",
    "deferred",
    "delete",
    "desc",
    "detach",
    "distinct",
    "do",
    "drop",
    "each",
    "else",
    "end",
    "escape",
    "except",
    "exclude",
    "exclusive",
    "exists",
    "explain",
    "fail",
    "false",
    "filter",
    "first",
    "following",
    "for",
    "foreign",
    "from",
    "full",
    "generated",
    "glob",
    "group",
    "groups",
    "having",
    "if",
    "ignore",
    "immediate",
    "in",
    "index",
    "indexed",
    "initially",
    "inner",
    "insert",
    "instead",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "key",
    "last",
    "left",
    "like",
    "limit",
    "match",
    "materialized",
    "natural",
    "no",
    "not",
    "nothing",
    "notnull",
    "null",
    "nulls",
    "of",
    "offset",
    "on",
    "or",
    "order",
    "others",
    "outer",
    "over",
    "partition",
    "plan",
    "pragma",
    "preceding",
    "primary",
    "query",
    "raise",
    "range",
    "recursive",
    "references",
    "regexp",
    "reindex",
    "release",
    "rename",
    "replace",
    "restrict",
    "returning",
    "right",
    "rollback",
    "row",
    "rows",
    "savepoint",
    "select",
    "set",
    "table",
    "temp",
    "temporary",
    "then",
    "ties",
    "to",
    "transaction",
    "trigger",
    "true",
    "unbounded",
    "union",
    "unique",
    "update",
    "using",
    "vacuum",
    "values",
    "view",
    "virtual",
    "when",
    "where",
    "window",
    "with",
    "without",
];
