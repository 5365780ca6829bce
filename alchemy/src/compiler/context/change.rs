//! The table that a statement changes, and who reads it meanwhile.

use super::Context;
use crate::Result;
use crate::schema::Table;
use crate::sql::Source;

/// What a statement does to a table, in the part of it that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The rows of an INSERT.
    Insert,
    /// The update of an upsert.
    Upsert,
    /// UPDATE.
    Update,
    /// DELETE.
    Delete,
    /// DELETE in the form that takes joins and aliases.
    JoinedDelete,
}

/// A place in the text that [`Context::rewind`] goes back to.
#[derive(Debug)]
pub struct Checkpoint {
    end: (usize, usize),
    reads: usize,
}

impl Context<'_> {
    /// Writes a part of a statement that changes a table.
    pub(in crate::compiler) fn changing(
        &mut self,
        table: &'static Table,
        change: Change,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let before = self.target.replace((table, change));
        let result = write(self);
        self.target = before;
        result
    }

    /// What the statement does to a table, where this is a part of it that may not read the table
    /// on every database.
    #[must_use]
    pub fn change(&self) -> Option<Change> {
        self.target.map(|(_, change)| change)
    }

    /// Where the text ends now.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            end: self.buffer.end(),
            reads: self.target_reads.len(),
        }
    }

    /// An occurrence of the table that the statement changes in a FROM list that was written since.
    #[must_use]
    pub fn target_read_since(&self, checkpoint: &Checkpoint) -> Option<Source> {
        self.target_reads.get(checkpoint.reads).copied()
    }

    /// Takes back what was written since.
    pub fn rewind(&mut self, checkpoint: &Checkpoint) {
        self.buffer.truncate(checkpoint.end);
        self.target_reads.truncate(checkpoint.reads);
    }
}
