//! Types that not every database has, and the operators of those that all have in their own way.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

#[macro_use]
extern crate alchemy_test_support;

#[path = "special/arrays.rs"]
mod arrays;
#[path = "special/dates.rs"]
mod dates;
#[path = "special/documents.rs"]
mod documents;
#[path = "special/enums.rs"]
mod enums;
#[path = "special/figures.rs"]
mod figures;
#[path = "special/foreign_data.rs"]
mod foreign_data;
#[path = "special/literals.rs"]
mod literals;
#[path = "special/native.rs"]
mod native;
#[path = "special/ranges.rs"]
mod ranges;
#[path = "special/refused.rs"]
mod refused;
#[path = "special/scalars.rs"]
mod scalars;
#[path = "special/scale.rs"]
mod scale;
#[path = "special/search.rs"]
mod search;

use std::process::ExitCode;

fn main() -> ExitCode {
    let code = alchemy_test_support::main();
    figures::print();
    code
}
