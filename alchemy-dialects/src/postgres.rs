//! PostgreSQL through `postgres`, over the binary protocol with prepared statements.
//!
//! [`PostgresOptions`] says which database and how, [`PostgresDriver`] opens connections to it,
//! [`PostgresDialect`] writes its SQL, and [`PostgresBackend`] puts both together for an engine.
//!
//! What the server says beside its answers, notices and warnings, becomes tracing events with the
//! target `alchemy::notice`.

mod backend;
mod bind;
mod bind_types;
mod bulk_load;
mod clauses;
mod composite;
mod connection;
mod cursor;
mod ddl;
mod dialect;
mod driver;
mod error;
mod explain;
mod extract;
mod literal;
mod native;
mod numeric;
mod operators;
mod options;
mod ordered_rows;
mod row;
mod session;
mod state;
mod statements;
mod text;
mod timeout;
mod tls;
mod two_phase;
mod types;

pub use backend::PostgresBackend;
pub use dialect::PostgresDialect;
pub use driver::PostgresDriver;
pub use options::PostgresOptions;
pub use tls::PostgresTls;
