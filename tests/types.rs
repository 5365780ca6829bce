//! What columns hold: stored, compared and read back, for every type that one can have.

#[path = "types/adapters.rs"]
mod adapters;
#[path = "types/enums.rs"]
mod enums;
#[path = "types/newtypes.rs"]
mod newtypes;
#[path = "types/scalars.rs"]
mod scalars;
