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

/// Timestamps as the files have them: `2021-01-01 00:00:00`.
pub(crate) mod timestamp {
    use chrono::NaiveDateTime;
    use serde::de::{Deserialize, Deserializer, Error};

    const FORMAT: &str = "%Y-%m-%d %H:%M:%S%.f";

    pub(crate) fn required<'de, D: Deserializer<'de>>(field: D) -> Result<NaiveDateTime, D::Error> {
        parse(&String::deserialize(field)?)
    }

    pub(crate) fn optional<'de, D: Deserializer<'de>>(
        field: D,
    ) -> Result<Option<NaiveDateTime>, D::Error> {
        let text = Option::<String>::deserialize(field)?;
        text.map(|text| parse(&text)).transpose()
    }

    fn parse<E: Error>(text: &str) -> Result<NaiveDateTime, E> {
        NaiveDateTime::parse_from_str(text, FORMAT)
            .map_err(|error| E::custom(format_args!("{error}: `{text}`")))
    }
}
