//! The session: what it promises, and a dozen services written with it.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that can't go on has failed"
)]

#[macro_use]
extern crate alchemy_test_support;

#[path = "session/access.rs"]
mod access;
#[path = "session/adding.rs"]
mod adding;
#[path = "session/batches.rs"]
mod batches;
#[path = "session/chunks.rs"]
mod chunks;
#[path = "session/deep.rs"]
mod deep;
#[path = "session/deleting.rs"]
mod deleting;
#[path = "session/flushing.rs"]
mod flushing;
#[path = "session/handles.rs"]
mod handles;
#[path = "session/history.rs"]
mod history;
#[path = "session/identity.rs"]
mod identity;
#[path = "session/keys.rs"]
mod keys;
#[path = "session/leaving.rs"]
mod leaving;
#[path = "session/linking.rs"]
mod linking;
#[path = "session/loader_criteria.rs"]
mod loader_criteria;
#[path = "session/loading.rs"]
mod loading;
#[path = "session/nested.rs"]
mod nested;
#[path = "session/queries.rs"]
mod queries;
#[path = "session/rollback.rs"]
mod rollback;
#[path = "session/services.rs"]
mod services;
#[path = "session/setup.rs"]
mod setup;
#[path = "session/statements.rs"]
mod statements;
#[path = "session/update_defaults.rs"]
mod update_defaults;

use std::process::ExitCode;

fn main() -> ExitCode {
    alchemy_test_support::main()
}
