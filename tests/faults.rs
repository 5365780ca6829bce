//! What happens when the line to the server breaks, or the server goes: through a proxy that
//! breaks it at every request in turn, and with servers that are killed.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that can't go on has failed"
)]

#[macro_use]
extern crate alchemy_test_support;

#[path = "faults/commit.rs"]
mod commit;
#[path = "faults/damage.rs"]
mod damage;
#[path = "faults/flush.rs"]
mod flush;
#[path = "faults/line.rs"]
mod line;
#[path = "faults/reading.rs"]
mod reading;
#[path = "faults/restart.rs"]
mod restart;
#[path = "faults/retries.rs"]
mod retries;

use std::process::ExitCode;

use alchemy_test_support::servers::ServerKind;
use alchemy_test_support::{DatabaseKind, main_on};

fn main() -> ExitCode {
    main_on(
        &[ServerKind::Postgres, ServerKind::MariaDb, ServerKind::MySql].map(DatabaseKind::Server),
    )
}
