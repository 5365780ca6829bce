//! MySQL and MariaDB: the driver's contract, types, errors and the unit of work, on live servers.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on has failed"
)]

#[path = "mysql/driver.rs"]
mod driver;
#[path = "mysql/errors.rs"]
mod errors;
#[path = "mysql/orm.rs"]
mod orm;
#[path = "mysql/raw.rs"]
mod raw;
#[path = "mysql/types.rs"]
mod types;

use std::process::ExitCode;

use alchemy_test_support::servers::{ServerKind, Suite};

fn main() -> ExitCode {
    [ServerKind::MariaDb, ServerKind::MySql]
        .into_iter()
        .fold(Suite::new(), |suite, kind| all(suite.on(kind)))
        .run()
}

fn all(suite: Suite) -> Suite {
    orm::tests(errors::tests(types::tests(driver::tests(suite))))
}
