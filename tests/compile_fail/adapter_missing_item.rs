//! An adapter that can store and not load.

use std::time::Duration;

use alchemy::prelude::*;
use alchemy::types::{Adapter, EncodeError};

enum Seconds {}

impl Adapter for Seconds {
    type Rust = Duration;

    fn store(value: &Duration) -> Result<i64, EncodeError> {
        i64::try_from(value.as_secs()).map_err(EncodeError::new)
    }
}

#[derive(Model)]
struct Track {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(with = Seconds)]
    length: Duration,
}

fn main() {}
