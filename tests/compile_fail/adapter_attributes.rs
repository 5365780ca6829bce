//! Attributes that don't go with an adapter.

use std::time::Duration;

use alchemy::prelude::*;
use alchemy::types::{Adapter, DecodeError, EncodeError};

enum Seconds {}

impl Adapter for Seconds {
    type Rust = Duration;
    type Stored = i64;

    fn store(value: &Duration) -> Result<i64, EncodeError> {
        i64::try_from(value.as_secs()).map_err(EncodeError::new)
    }

    fn load(stored: i64) -> Result<Duration, DecodeError> {
        Ok(Duration::from_secs(stored.unsigned_abs()))
    }
}

#[derive(Model)]
struct Track {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(with = Seconds, type = Json)]
    length: Duration,
    #[column(type = 3)]
    name: String,
}

fn main() {}
