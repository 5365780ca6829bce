//! What columns hold: stored, compared and read back, for every type that one can have.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

#[path = "types/adapters.rs"]
mod adapters;
#[path = "types/enums.rs"]
mod enums;
#[path = "types/newtypes.rs"]
mod newtypes;
#[path = "types/scalars.rs"]
mod scalars;
