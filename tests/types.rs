//! What columns hold: stored, compared and read back, for every type that one can have.

#[path = "types/adapters.rs"]
mod adapters;
