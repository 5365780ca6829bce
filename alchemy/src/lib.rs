//! A SQL toolkit and object-relational mapper, checked at compile time.

pub mod compiler;
pub mod driver;
mod error;
pub mod schema;
pub mod sql;
pub mod types;

pub use error::{Error, ErrorKind, Result};
