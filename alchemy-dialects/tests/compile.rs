//! The SQL of every construct in every dialect; that of SQLite is prepared by SQLite as well.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do"
)]

#[path = "compile/arrays_and_ranges.rs"]
mod arrays_and_ranges;
#[path = "compile/cache.rs"]
mod cache;
#[path = "compile/clauses.rs"]
mod clauses;
#[path = "compile/ctes.rs"]
mod ctes;
#[path = "compile/ddl.rs"]
mod ddl;
#[path = "compile/documents.rs"]
mod documents;
#[path = "compile/expression.rs"]
mod expression;
#[path = "compile/extract.rs"]
mod extract;
#[path = "compile/grouping.rs"]
mod grouping;
#[path = "compile/joins.rs"]
mod joins;
#[path = "compile/keywords.rs"]
mod keywords;
#[path = "compile/model.rs"]
mod model;
#[path = "compile/modify.rs"]
mod modify;
#[path = "compile/moments.rs"]
mod moments;
#[path = "compile/operators.rs"]
mod operators;
#[path = "compile/other_tables.rs"]
mod other_tables;
#[path = "compile/precedence.rs"]
mod precedence;
#[path = "compile/product.rs"]
mod product;
#[path = "compile/refused.rs"]
mod refused;
#[path = "compile/searches.rs"]
mod searches;
#[path = "compile/select.rs"]
mod select;
#[path = "compile/set_operations.rs"]
mod set_operations;
#[path = "compile/show.rs"]
mod show;
#[path = "compile/subqueries.rs"]
mod subqueries;
#[path = "compile/upsert.rs"]
mod upsert;
#[path = "compile/windows.rs"]
mod windows;
#[path = "compile/wrap.rs"]
mod wrap;
