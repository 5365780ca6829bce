//! SQLite through `rusqlite`, with the library bundled.
//!
//! [`SqliteOptions`] says which database and how, [`SqliteDriver`] opens connections to it.

mod bind;
mod connection;
mod cursor;
mod driver;
mod error;
mod options;
mod row;

pub use driver::SqliteDriver;
pub use options::{SqliteLocation, SqliteOptions, SqliteSynchronous};
