//! The SQL of every construct in every dialect; that of SQLite is prepared by SQLite as well.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do"
)]

#[path = "compile/cache.rs"]
mod cache;
#[path = "compile/clauses.rs"]
mod clauses;
#[path = "compile/ddl.rs"]
mod ddl;
#[path = "compile/expression.rs"]
mod expression;
#[path = "compile/extract.rs"]
mod extract;
#[path = "compile/grouping.rs"]
mod grouping;
#[path = "compile/keywords.rs"]
mod keywords;
#[path = "compile/model.rs"]
mod model;
#[path = "compile/modify.rs"]
mod modify;
#[path = "compile/operators.rs"]
mod operators;
#[path = "compile/other_tables.rs"]
mod other_tables;
#[path = "compile/precedence.rs"]
mod precedence;
#[path = "compile/refused.rs"]
mod refused;
#[path = "compile/select.rs"]
mod select;
#[path = "compile/show.rs"]
mod show;
#[path = "compile/upsert.rs"]
mod upsert;
#[path = "compile/windows.rs"]
mod windows;
#[path = "compile/wrap.rs"]
mod wrap;
