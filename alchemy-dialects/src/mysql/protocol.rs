//! Calls of the `mysql` crate, made so that nothing gets past them.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use mysql::QueryResult;
use mysql::prelude::Protocol;

/// Calls the crate. It trusts the server in places, and panics where a packet is shorter than it
/// should be: that is a lost connection and no more.
pub(super) fn guarded<T>(call: impl FnOnce() -> mysql::Result<T>) -> mysql::Result<T> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| {
        let error = io::Error::new(io::ErrorKind::InvalidData, "its answer makes no sense");
        Err(mysql::Error::IoError(error))
    })
}

/// Passes over all that is left of an answer, and tells how many results there were.
///
/// The crate does so itself when the answer is dropped, but keeps the errors in it to itself.
pub(super) fn finish<T: Protocol>(result: &mut QueryResult<'_, '_, '_, T>) -> mysql::Result<u32> {
    guarded(|| {
        let mut sets = 0;
        while let Some(set) = result.iter() {
            sets += 1;
            for row in set {
                row?;
            }
        }
        Ok(sets)
    })
}
