//! What the integration tests of alchemy share.

mod database;
pub mod models;
pub mod proxy;
pub mod servers;
mod statements;

pub use database::Database;
pub use statements::{Statements, statements_of};
