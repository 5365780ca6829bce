//! The Chinook example on every database: each answers every report as the others do.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[macro_use]
extern crate alchemy_test_support;

#[path = "../examples/chinook/files.rs"]
mod files;
#[path = "../examples/chinook/load.rs"]
mod load;
#[path = "../examples/chinook/models.rs"]
mod models;
#[path = "../examples/chinook/report/mod.rs"]
mod report;
#[path = "../examples/chinook/timestamp.rs"]
mod timestamp;

use std::process::ExitCode;
use std::sync::OnceLock;

use alchemy::engine::Engine;
use alchemy::prelude::*;
use alchemy_dialects::create_engine;
use alchemy_test_support::TestDatabase;

use models::{
    Album, Artist, Customer, Employee, Genre, Invoice, InvoiceLine, MediaType, Playlist, Track,
};

fn main() -> ExitCode {
    alchemy_test_support::main()
}

fn reports(engine: &Engine) -> String {
    assert_eq!(load::load(engine).unwrap(), 15_607);
    report::all(&mut Session::new(engine), "Grunge").unwrap()
}

#[test]
fn every_database_gives_the_same_reports(database: &TestDatabase) {
    static EXPECTED: OnceLock<String> = OnceLock::new();
    let metadata = metadata![
        Artist,
        Album,
        Genre,
        MediaType,
        Playlist,
        Track,
        Employee,
        Customer,
        Invoice,
        InvoiceLine
    ];
    let expected = EXPECTED.get_or_init(|| {
        let engine = create_engine("sqlite::memory:").unwrap();
        metadata.create_all(&engine).unwrap();
        reports(&engine)
    });
    assert!(expected.contains("Grunge") && expected.contains("412 invoices checked"));
    let found = reports(&database.with_tables(&metadata).unwrap());
    // Whether `USA` comes before `United Kingdom` is a question of the collation.
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    let (found, expected) = (sorted(&found), sorted(expected));
    let different = found.iter().zip(&expected).find(|(a, b)| a != b);
    assert_eq!(different, None);
    assert_eq!(found.len(), expected.len());
}
