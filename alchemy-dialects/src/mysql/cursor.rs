//! A pull cursor: one row in memory at a time, as the server sends them.

use alchemy::driver::{Cursor, Fault, Row};
use mysql::{Binary, QueryResult};

use super::protocol::{finish, guarded};
use super::row::MySqlRow;
use super::state::State;

/// An answer that is being read.
pub(super) struct MySqlCursor<'c> {
    result: QueryResult<'c, 'c, 'c, Binary>,
    row: Option<MySqlRow>,
    finished: bool,
    state: &'c mut State,
}

impl<'c> MySqlCursor<'c> {
    pub(super) fn new(result: QueryResult<'c, 'c, 'c, Binary>, state: &'c mut State) -> Self {
        Self {
            result,
            row: None,
            finished: false,
            state,
        }
    }
}

impl Cursor for MySqlCursor<'_> {
    fn next(&mut self) -> Result<Option<&dyn Row>, Fault> {
        if self.finished {
            return Ok(None);
        }
        match guarded(|| self.result.next().transpose()) {
            Ok(Some(row)) => Ok(Some(self.row.insert(MySqlRow::new(row)))),
            Ok(None) => {
                self.finished = true;
                Ok(None)
            }
            Err(error) => {
                self.finished = true;
                Err(self.state.note(error))
            }
        }
    }
}

/// The rest has to be read before the connection can do anything else; giving the connection up
/// instead would lose its transaction.
impl Drop for MySqlCursor<'_> {
    fn drop(&mut self) {
        if !self.state.broken
            && let Err(error) = finish(&mut self.result)
        {
            drop(self.state.note(error));
        }
    }
}
