//! Statements that the drivers would cut.

use alchemy::ErrorKind;
use alchemy::driver::Fault;

/// Refuses a statement that holds U+0000: PostgreSQL's protocol ends text there, and SQLite reads
/// no further and would ignore what follows without a word.
pub(crate) fn refuse_nul(sql: &str) -> Result<(), Fault> {
    if sql.as_bytes().contains(&0) {
        return Err(Fault::new(
            ErrorKind::Statement,
            "the statement contains U+0000",
        ));
    }
    Ok(())
}
