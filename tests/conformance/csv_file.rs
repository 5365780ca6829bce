//! The CSV files, one a table.

use std::error::Error;
use std::path::PathBuf;

use serde::de::DeserializeOwned;

/// The files that only the conformance cases have; the rest is the example's.
const OWN: [&str; 12] = [
    "book",
    "city",
    "country",
    "document",
    "document_tag",
    "film",
    "media_item",
    "message",
    "node",
    "shelf",
    "stock",
    "tag",
];

fn path(table: &str) -> PathBuf {
    let folder = if OWN.contains(&table) {
        "tests/conformance/data"
    } else {
        "examples/chinook/data"
    };
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.join(folder).join(table).with_extension("csv")
}

/// The rows of a table's file. An empty field is NULL.
pub(crate) fn read<T: DeserializeOwned>(table: &str) -> Result<Vec<T>, Box<dyn Error>> {
    let mut file = csv::Reader::from_path(path(table))?;
    Ok(file.deserialize().collect::<Result<_, _>>()?)
}
