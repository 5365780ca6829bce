//! What columns hold: stored, compared and read back, for every type that one can have.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

#[macro_use]
extern crate alchemy_test_support;

#[path = "types/adapters.rs"]
mod adapters;
#[path = "types/enums.rs"]
mod enums;
#[path = "types/newtypes.rs"]
mod newtypes;
#[path = "types/scalars.rs"]
mod scalars;

use std::process::ExitCode;

fn main() -> ExitCode {
    alchemy_test_support::main()
}
