//! Running a transaction again when the database broke it off.

use std::thread;
use std::time::Duration;

use crate::{Error, ErrorKind, Result};

/// Runs a whole transaction, and again, `attempts` times at most in all, as long as the database
/// breaks it off for the sake of others.
pub(crate) fn again_when_broken_off<T>(
    attempts: u32,
    mut transaction: impl FnMut() -> Result<T>,
) -> Result<T> {
    let mut failed = 0;
    loop {
        match transaction() {
            Err(error) if broken_off(&error) => {
                failed += 1;
                if failed >= attempts {
                    return Err(error);
                }
                thread::sleep(pause(failed));
            }
            result => return result,
        }
    }
}

fn broken_off(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Deadlock | ErrorKind::SerializationFailure
    )
}

/// The pause before another attempt: doubled each time, 50 ms at most.
fn pause(failed: u32) -> Duration {
    Duration::from_millis(1_u64.checked_shl(failed.min(8)).map_or(50, |ms| ms.min(50)))
}
