//! PostgreSQL.

mod ddl;
mod dialect;
mod types;

pub use dialect::PostgresDialect;
