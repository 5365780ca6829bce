//! Timestamps as the files have them: `2021-01-01 00:00:00`.

use chrono::NaiveDateTime;
use serde::de::{Deserialize, Deserializer, Error};

const FORMAT: &str = "%Y-%m-%d %H:%M:%S%.f";

/// A timestamp that is always there.
pub(crate) fn required<'de, D: Deserializer<'de>>(field: D) -> Result<NaiveDateTime, D::Error> {
    parse(&String::deserialize(field)?)
}

/// A timestamp, or an empty field.
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
