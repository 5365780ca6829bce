//! PostgreSQL: the driver's contract, and the session, on a live server.

#![expect(
    clippy::panic,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "a test that can't go on has failed"
)]

#[macro_use]
extern crate alchemy_test_support;

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
#[path = "postgres/session.rs"]
mod session;
#[path = "postgres/statements.rs"]
mod statements;
#[path = "postgres/transactions.rs"]
mod transactions;
#[path = "postgres/types.rs"]
mod types;

use std::process::ExitCode;

use alchemy_test_support::servers::ServerKind;
use alchemy_test_support::{DatabaseKind, main_on};

fn main() -> ExitCode {
    main_on(&[ServerKind::Postgres].map(DatabaseKind::Server))
}
