//! SQLite through `rusqlite`, with the library bundled.
//!
//! [`SqliteOptions`] says which database and how, [`SqliteDriver`] opens connections to it,
//! [`SqliteDialect`] writes its SQL, and [`SqliteBackend`] puts both together for an engine.

mod aggregate;
mod backend;
mod bind;
mod connection;
mod cursor;
mod ddl;
mod deadline;
mod dialect;
mod driver;
mod error;
mod explain;
mod extract;
mod functions;
mod operators;
mod options;
mod registered;
mod renamed;
mod row;
mod session;
mod types;

pub use backend::SqliteBackend;
pub use dialect::SqliteDialect;
pub use driver::SqliteDriver;
pub use options::{SqliteLocation, SqliteOptions, SqliteSynchronous};
