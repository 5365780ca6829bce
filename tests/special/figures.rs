//! How many values of how many types went through each database, printed when all tests have run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use alchemy_test_support::TestDatabase;

/// What became of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// It was stored, found, and read back.
    Stored,
    /// The database has no such value, and it was refused before it was sent.
    Refused,
}

#[derive(Default)]
struct Figures {
    types: BTreeSet<&'static str>,
    stored: u32,
    refused: u32,
}

static FIGURES: Mutex<BTreeMap<&str, Figures>> = Mutex::new(BTreeMap::new());

/// Counts a value.
pub(crate) fn count(database: &TestDatabase, of: &'static str, case: Case) {
    let mut all = FIGURES.lock().unwrap_or_else(PoisonError::into_inner);
    let figures = all.entry(database.kind().name()).or_default();
    figures.types.insert(of);
    match case {
        Case::Stored => figures.stored += 1,
        Case::Refused => figures.refused += 1,
    }
}

/// Prints them: a line for each database.
#[expect(clippy::print_stdout, reason = "it is the report of the tests")]
pub(crate) fn print() {
    let all = FIGURES.lock().unwrap_or_else(PoisonError::into_inner);
    if all.is_empty() {
        return;
    }
    println!(
        "{:<10} {:>6} {:>8} {:>8}",
        "database", "types", "values", "refused"
    );
    for (database, figures) in all.iter() {
        let (types, stored, refused) = (figures.types.len(), figures.stored, figures.refused);
        println!("{database:<10} {types:>6} {stored:>8} {refused:>8}");
    }
}
