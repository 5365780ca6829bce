//! MySQL and MariaDB: the driver's contract, types, errors and the unit of work, on live servers.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on has failed"
)]

#[macro_use]
extern crate alchemy_test_support;

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

use alchemy_test_support::servers::ServerKind;
use alchemy_test_support::{DatabaseKind, main_on};

fn main() -> ExitCode {
    main_on(&[ServerKind::MariaDb, ServerKind::MySql].map(DatabaseKind::Server))
}
