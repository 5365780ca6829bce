//! What the integration tests of alchemy share.

mod database;
pub mod models;
mod statements;

pub use database::Database;
pub use statements::{Statements, statements_of};
