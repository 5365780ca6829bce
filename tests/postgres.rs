//! PostgreSQL: the driver's contract, and the session, on a live server.

#![expect(
    clippy::panic,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "these are tests, though without the attribute that says so"
)]

#[path = "postgres/bare.rs"]
mod bare;
#[path = "postgres/binds.rs"]
mod binds;
#[path = "postgres/connecting.rs"]
mod connecting;
#[path = "postgres/cursors.rs"]
mod cursors;
#[path = "postgres/errors.rs"]
mod errors;
#[path = "postgres/memory.rs"]
mod memory;
#[path = "postgres/session.rs"]
mod session;
#[path = "postgres/statements.rs"]
mod statements;
#[path = "postgres/transactions.rs"]
mod transactions;
#[path = "postgres/types.rs"]
mod types;

use std::process::ExitCode;

use alchemy_test_support::servers::{ServerKind, Suite};

fn main() -> ExitCode {
    let suite = Suite::new().on(ServerKind::Postgres);
    let suite = types::tests(suite);
    let suite = binds::tests(suite);
    let suite = errors::tests(suite);
    let suite = connecting::tests(suite);
    let suite = transactions::tests(suite);
    let suite = cursors::tests(suite);
    let suite = statements::tests(suite);
    session::tests(suite).run()
}
