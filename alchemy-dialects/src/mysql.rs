//! MySQL and MariaDB through the `mysql` crate.
//!
//! [`MySqlOptions`] says which database and how, [`MySqlDriver`] opens connections to it,
//! [`MySqlDialect`] writes its SQL, and [`MySqlBackend`] puts both together for an engine. The two
//! are told apart by the first connection.

mod aggregate;
mod backend;
mod bind;
mod clauses;
mod conflict;
mod connection;
mod cursor;
mod ddl;
mod dialect;
mod driver;
mod error;
mod explain;
mod extract;
mod functions;
mod notices;
mod operators;
mod options;
mod protocol;
mod row;
mod series;
mod session;
mod state;
mod subquery;
mod timeout;
mod two_phase;
mod types;

pub use backend::MySqlBackend;
pub use dialect::{MySqlDialect, MySqlFlavour};
pub use driver::MySqlDriver;
pub use options::{MySqlOptions, MySqlTls};
