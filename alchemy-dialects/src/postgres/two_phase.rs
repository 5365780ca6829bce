//! Commits in two phases: `PREPARE TRANSACTION`.

use alchemy::driver::{Fault, Row};
use alchemy::engine::TwoPhase;
use alchemy::types::ValueRef;

/// PostgreSQL's way. Names need no quoting, by the trait's promise.
#[derive(Debug)]
pub(super) struct PostgresTwoPhase;

impl TwoPhase for PostgresTwoPhase {
    fn begin(&self, _: &str) -> Vec<String> {
        vec!["BEGIN".to_owned()]
    }

    fn prepare(&self, name: &str) -> Vec<String> {
        vec![format!("PREPARE TRANSACTION '{name}'")]
    }

    fn abandon(&self, _: &str) -> Vec<String> {
        vec!["ROLLBACK".to_owned()]
    }

    fn commit_prepared(&self, name: &str) -> String {
        format!("COMMIT PREPARED '{name}'")
    }

    fn rollback_prepared(&self, name: &str) -> String {
        format!("ROLLBACK PREPARED '{name}'")
    }

    fn recover(&self) -> &'static str {
        "SELECT gid FROM pg_catalog.pg_prepared_xacts \
         WHERE database = pg_catalog.current_database()"
    }

    fn recovered(&self, row: &dyn Row) -> Result<Option<String>, Fault> {
        Ok(match row.get(0)? {
            ValueRef::Text(name) => Some(name.to_owned()),
            _ => None,
        })
    }
}
