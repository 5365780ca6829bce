//! The models of the examples in alchemy's documentation, and `assert_sql!`.
//!
//! They are a crate, and not lines of each example, so that they are compiled once.

#![allow(clippy::panic, reason = "an assertion panics")]

mod assert_sql;
mod models;

pub use assert_sql::assert_sql;
pub use models::*;
