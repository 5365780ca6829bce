//! Types that not every database has, and their operators.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

#[path = "special/arrays.rs"]
mod arrays;
#[path = "special/enums.rs"]
mod enums;
#[path = "special/native.rs"]
mod native;
#[path = "special/ranges.rs"]
mod ranges;

use std::process::ExitCode;

use alchemy_test_support::servers::{ServerKind, Suite};

fn main() -> ExitCode {
    let suite = Suite::new().on(ServerKind::Postgres);
    let suite = arrays::tests(suite);
    let suite = ranges::tests(suite);
    let suite = native::tests(suite);
    enums::tests(suite).run()
}
