//! The database dialects and drivers of alchemy, one feature each, and [`create_engine`], which
//! chooses among them by a URL.

mod create_engine;
#[cfg(feature = "mysql")]
pub mod mysql;
mod names;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod nul;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "sqlite")]
pub mod sqlite;
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
mod url_option;

pub use create_engine::create_engine;
pub use names::{MARIADB, MYSQL, POSTGRESQL, SQLITE};
