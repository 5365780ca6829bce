//! What connections promise, over the fake driver.

mod disconnect;
mod events;
mod nth_call;
mod pool;
mod pool_events;
mod pool_stress;
mod savepoint;
mod statement;
mod transaction;

use std::sync::Arc;
use std::time::Duration;

use super::{Engine, EngineOptions, StandardBackend};
use crate::compiler::Ansi;
use crate::driver::Fault;
use crate::driver::fake::FakeDriver;
use crate::sql::{Text, TextQuery, text};
use crate::{ErrorKind, Result};

/// How long a test waits for a connection that doesn't come: long enough for a busy machine to hand
/// out one that does.
const WAIT: Duration = Duration::from_millis(500);

/// An engine over a fake driver that doesn't wait long for connections.
fn engine(driver: &FakeDriver, options: EngineOptions) -> Engine {
    patient(driver, options.pool_timeout(WAIT))
}

/// An engine over a fake driver.
fn patient(driver: &FakeDriver, options: EngineOptions) -> Engine {
    Engine::new(
        Arc::new(StandardBackend::new(Ansi, driver.clone())),
        options,
    )
}

/// An engine with one connection, and its driver.
fn fake() -> (Engine, FakeDriver) {
    let driver = FakeDriver::new();
    (
        engine(&driver, EngineOptions::new().pool_size(1).max_overflow(0)),
        driver,
    )
}

fn write(what: &str) -> Text {
    text(format!("INSERT {what}"))
}

fn read() -> TextQuery<i64> {
    text("SELECT n").columns()
}

fn refusal() -> Fault {
    Fault::new(ErrorKind::UniqueViolation, "refused")
}

#[track_caller]
fn kind<T>(result: Result<T>) -> ErrorKind {
    result.err().expect("an error").kind()
}

#[test]
fn what_crosses_threads() {
    fn shared<T: Send + Sync>() {}
    fn sent<T: Send>() {}
    shared::<Engine>();
    shared::<EngineOptions>();
    sent::<super::Connection>();
}
