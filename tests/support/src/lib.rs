//! What the integration tests of alchemy share.
//!
//! A test names no database. It takes one, and runs on all that there are:
//!
//! ```text
//! #[test]
//! fn one_is_one(database: &TestDatabase) {
//!     let mut connection = database.engine().unwrap().connect().unwrap();
//!     assert_eq!(connection.one(select(literal(1_i64))).unwrap(), 1);
//! }
//!
//! #[test(needs(returning.insert, returning.update), concurrent)]
//! fn rows_come_back(database: &TestDatabase) {}
//! ```
//!
//! - `needs(…)` names fields of [`Capability`](alchemy::compiler::Capability), or expressions of
//!   them: `!nulls_order`. Where one doesn't hold, the test is ignored, with the reason.
//! - `on("sqlite")` is for what is one database's by its nature.
//! - `concurrent` asks for a database that takes several connections: SQLite's is a file then.
//! - A test without a parameter runs once.
//!
//! A test binary has `harness = false`, `#[macro_use] extern crate alchemy_test_support;` – every
//! `#[test]` in it is this one, without an import – and a `main` that calls [`main`] or
//! [`main_on`].

#![expect(clippy::panic, reason = "a test that can't go on has failed")]

mod database;
mod kind;
pub mod models;
mod own_process;
pub mod proxy;
mod random;
mod run;
pub mod servers;
mod statements;

pub use alchemy_test_macros::test;
pub use database::{TestDatabase, with_options};
pub use kind::DatabaseKind;
pub use own_process::{forget_peak_memory, in_own_process, peak_memory};
pub use random::{check, setting};
pub use run::{Need, Outcome, Run, Test, main, main_on};
pub use statements::{Statements, statements_of};

#[doc(hidden)]
pub use inventory;

/// Puts a test on the list. The attribute writes it.
#[doc(hidden)]
#[macro_export]
macro_rules! register {
    ($test:expr) => {
        $crate::inventory::submit! { $test }
    };
}
