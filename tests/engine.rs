//! The engine on every database: what the pool hands on, transactions, limits of time, events.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::mem_forget,
    clippy::print_stdout,
    reason = "a test that can't go on has failed, misuse is what some are about, and figures are told"
)]

#[macro_use]
extern crate alchemy_test_support;

#[path = "engine/bank.rs"]
mod bank;
#[path = "engine/depth.rs"]
mod depth;
#[path = "engine/events.rs"]
mod events;
#[path = "engine/exits.rs"]
mod exits;
#[path = "engine/isolation.rs"]
mod isolation;
#[path = "engine/resetting.rs"]
mod resetting;
#[path = "engine/schemas.rs"]
mod schemas;
#[path = "engine/sessions.rs"]
mod sessions;
#[path = "engine/timeouts.rs"]
mod timeouts;
#[path = "engine/two_phase.rs"]
mod two_phase;

use std::process::ExitCode;

use alchemy::engine::{Connection, Engine};
use alchemy::sql::text;
use alchemy_dialects::create_engine;
use alchemy_test_support::{DatabaseKind, TestDatabase};

fn main() -> ExitCode {
    alchemy_test_support::main()
}

/// An engine on the test's database, with these options.
fn engine_with(database: &TestDatabase, options: &str) -> Engine {
    create_engine(&database.url_with(options)).unwrap()
}

/// One connection, so that the next user gets the last one's.
fn alone(database: &TestDatabase) -> Engine {
    engine_with(database, "pool_size=1&max_overflow=0&pool_timeout=5")
}

fn number(conn: &mut Connection, sql: &str) -> i64 {
    conn.one(text(sql.to_owned()).columns::<i64>()).unwrap()
}

fn is_mysql(database: &TestDatabase) -> bool {
    matches!(database.kind(), DatabaseKind::MYSQL | DatabaseKind::MARIADB)
}
