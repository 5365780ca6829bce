//! What happens when the line to the server breaks, or the server goes: through a proxy that
//! breaks it at every request in turn, and with servers that are killed.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "these are tests, though without the attribute that says so"
)]

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

use alchemy_test_support::servers::{ServerKind, Suite};

fn main() -> ExitCode {
    let suite = [ServerKind::Postgres, ServerKind::MariaDb, ServerKind::MySql]
        .into_iter()
        .fold(Suite::new(), |suite, kind| {
            let suite = flush::tests(suite.on(kind));
            let suite = commit::tests(suite);
            let suite = reading::tests(suite);
            let suite = retries::tests(suite);
            let suite = damage::tests(suite);
            restart::tests(suite, kind)
        });
    suite.run()
}
