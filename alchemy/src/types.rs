//! SQL types, the Rust types that map to them, and values in transit.

mod value;

pub use value::{Value, ValueRef};
