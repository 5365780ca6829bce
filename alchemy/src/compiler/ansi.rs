//! Standard SQL: what the visits of a [`Dialect`] do unless it says otherwise, as functions, so
//! that a dialect which differs in one case calls them for the others.

pub mod clauses;
pub mod derived;
pub mod dml;
pub mod expression;
pub mod extract;
pub mod operation;
pub mod operators;
pub mod select;
pub mod table_function;
pub(super) mod terms;
pub mod types;
mod values;
pub mod window;

use super::capability::Capability;
use super::dialect::Dialect;

/// Standard SQL as a dialect: what `Display` writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ansi;

impl Dialect for Ansi {
    fn name(&self) -> &'static str {
        "ansi"
    }

    fn capability(&self) -> &Capability {
        &Capability::ANSI
    }
}

/// Words that no database takes as a name without quotes, or at least one that is meant to be
/// standard doesn't. Lower case and sorted.
pub const RESERVED_WORDS: &[&str] = &[
    "add",
    "all",
    "alter",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "binary",
    "both",
    "by",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "cross",
    "current",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "delete",
    "desc",
    "distinct",
    "do",
    "drop",
    "else",
    "end",
    "escape",
    "except",
    "exists",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "in",
    "index",
    "inner",
    "insert",
    "intersect",
    "interval",
    "into",
    "is",
    "join",
    "key",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "over",
    "overlaps",
    "partition",
    "placing",
    "primary",
    "references",
    "returning",
    "revoke",
    "right",
    "row",
    "rows",
    "select",
    "session_user",
    "set",
    "similar",
    "some",
    "symmetric",
    "table",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "update",
    "user",
    "using",
    "values",
    "when",
    "where",
    "window",
    "with",
];
