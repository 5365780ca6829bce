//! The database dialects and drivers of alchemy.

#[cfg(feature = "sqlite")]
pub mod sqlite;
