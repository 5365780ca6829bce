//! Commits in two phases: XA.

use alchemy::driver::{Fault, Row};
use alchemy::engine::TwoPhase;
use alchemy::types::ValueRef;

/// MySQL's and MariaDB's way. Names need no quoting, by the trait's promise.
#[derive(Debug)]
pub(super) struct Xa;

impl TwoPhase for Xa {
    fn begin(&self, name: &str) -> Vec<String> {
        vec![format!("XA START '{name}'")]
    }

    fn prepare(&self, name: &str) -> Vec<String> {
        vec![format!("XA END '{name}'"), format!("XA PREPARE '{name}'")]
    }

    fn abandon(&self, name: &str) -> Vec<String> {
        vec![format!("XA END '{name}'"), format!("XA ROLLBACK '{name}'")]
    }

    fn commit_prepared(&self, name: &str) -> String {
        format!("XA COMMIT '{name}'")
    }

    fn rollback_prepared(&self, name: &str) -> String {
        format!("XA ROLLBACK '{name}'")
    }

    fn recover(&self) -> &'static str {
        "XA RECOVER"
    }

    fn recovered(&self, row: &dyn Row) -> Result<Option<String>, Fault> {
        // The columns are formatID, gtrid_length, bqual_length and data; a name of ours has no
        // second part.
        let is_zero = match row.get(2)? {
            ValueRef::Int(length) => length == 0,
            ValueRef::Text(length) => length == "0",
            ValueRef::Blob(length) => length == b"0",
            _ => false,
        };
        let name = match row.get(3)? {
            ValueRef::Text(name) => Some(name.to_owned()),
            ValueRef::Blob(name) => std::str::from_utf8(name).ok().map(str::to_owned),
            _ => None,
        };
        Ok(name.filter(|_| is_zero))
    }
}
