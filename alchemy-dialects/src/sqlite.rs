//! SQLite.

mod ddl;
mod dialect;
mod types;

pub use dialect::SqliteDialect;
