//! The CSV files, one a table.

use std::error::Error;
use std::path::PathBuf;

use indicatif::ProgressBar;
use serde::de::DeserializeOwned;

/// The tables, in the order in which they are read.
const TABLES: [&str; 11] = [
    "artist",
    "album",
    "genre",
    "media_type",
    "track",
    "playlist",
    "playlist_track",
    "employee",
    "customer",
    "invoice",
    "invoice_line",
];

fn path(table: &str) -> PathBuf {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/chinook/data");
    PathBuf::from(examples).join(table).with_extension("csv")
}

/// The number of rows in all files.
pub(crate) fn count() -> Result<u64, Box<dyn Error>> {
    let mut rows = 0;
    for table in TABLES {
        for record in csv::Reader::from_path(path(table))?.byte_records() {
            record?;
            rows += 1;
        }
    }
    Ok(rows)
}

/// The rows of a table's file. The bar moves with them.
pub(crate) fn read<T: DeserializeOwned>(
    table: &'static str,
    bar: &ProgressBar,
) -> Result<Vec<T>, Box<dyn Error>> {
    bar.set_message(table);
    let mut file = csv::Reader::from_path(path(table))?;
    let rows: Result<Vec<T>, csv::Error> = bar.wrap_iter(file.deserialize()).collect();
    Ok(rows?)
}
