//! From the tree to SQL text and the order of its binds.
//!
//! Called by the engine with a [`StatementNode`](crate::sql::StatementNode) and the [`Dialect`] of
//! its database; gives a [`Prepared`]: text and binds for the driver. [`compile`] does the work
//! once, a [`StatementCache`] remembers the text by the structure of the tree.
//!
//! The way of a statement: `key` walks the tree and gathers its structure and its values; on a
//! miss a [`Context`] visits it through the dialect, `from` infers FROM, `quote` writes what isn't
//! SQL's own; `prepared` puts the values in the order of the placeholders.
//!
//! Invariants: a value never enters the text or the cache's key; identifiers and literals are
//! written in `quote` only; all recursion goes through the context's dialect, so that a dialect
//! that wraps another keeps its overrides all the way down.

pub mod ansi;
mod buffer;
mod cache;
mod capability;
mod context;
mod criteria;
pub mod ddl;
mod dialect;
mod element;
mod foreign_keys;
mod from;
mod grouped;
mod key;
mod only_columns;
mod optional;
mod output;
mod place;
mod precedence;
mod prepared;
mod quote;
mod schemas;
mod scope;
mod text;
mod to_sql;
mod totals;
mod walk;

pub use ansi::Ansi;
pub use buffer::SqlBuffer;
pub use cache::StatementCache;
pub use capability::{
    Aggregates, Capability, Enums, Frames, GroupedByKey, GroupingSupport, IdentifierLength,
    OtherTables, Placeholder, Returning, TableFunctions, ValuesTable, With,
};
pub use context::{Change, Checkpoint, Context};
pub use ddl::{
    add_foreign_key, create_enums, create_index, create_table, create_tables, drop_enums,
    drop_table, drop_tables,
};
pub use dialect::{Dialect, SubqueryPlace};
pub use grouped::computed_rows;
pub use precedence::Level;
pub(crate) use prepared::bulk_load;
pub(crate) use prepared::compile_in;
pub use prepared::{Prepared, compile};
pub use quote::is_plain_identifier;
pub use schemas::SchemaTranslateMap;
pub use to_sql::ToSql;
