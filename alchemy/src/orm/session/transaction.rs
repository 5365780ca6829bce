//! Commit, rollback and savepoints, in the database and in memory alike.

use super::Session;
use crate::Result;

impl Session {
    /// Flushes and commits. Instances stay as they are; deleted ones are gone.
    ///
    /// # Errors
    /// What the flush or the commit answers; the transaction has been rolled back then, unless
    /// [`outcome_unknown`](crate::Error::outcome_unknown) says that nobody can know.
    pub fn commit(&mut self) -> Result<()> {
        self.flush()?;
        if let Some(mut connection) = self.connection.take()
            && let Err(error) = connection.commit()
        {
            drop(connection);
            self.end();
            return Err(error);
        }
        self.savepoints.clear();
        self.arena.commit();
        Ok(())
    }

    /// Rolls back the transaction and restores the instances to what it found: changed ones go
    /// back, deleted ones are persistent again, new ones are transient, with their generated keys
    /// cleared.
    ///
    /// A connection that is lost took its transaction along, so that is no error here; the session
    /// goes on with another connection.
    ///
    /// # Errors
    /// What else the database reports; memory is restored all the same.
    pub fn rollback(&mut self) -> Result<()> {
        let result = match self.connection.take() {
            Some(mut connection) if !connection.is_broken() => connection.rollback(),
            _ => Ok(()),
        };
        self.end();
        match result {
            Err(error) if error.is_disconnect() => Ok(()),
            result => result,
        }
    }

    /// Runs a closure within a savepoint: flushed and released when it answers `Ok`, rolled back
    /// when it answers an error, in the database and in memory.
    ///
    /// # Errors
    /// What the closure or the database answers.
    pub fn begin_nested<R>(&mut self, work: impl FnOnce(&mut Self) -> Result<R>) -> Result<R> {
        self.flush()?;
        let number = self.connection()?.set_savepoint()?;
        self.savepoints.push(number);
        self.arena.level += 1;
        let level = self.arena.level;
        let result = work(self).and_then(|value| self.flush().map(|()| value));
        // A flush that failed has rolled the savepoint back already; a rollback or a commit of the
        // session inside the closure ended it.
        if self.arena.level != level {
            return result;
        }
        match result {
            Ok(value) => {
                self.savepoints.pop();
                if let Err(error) = self.connection()?.release(number) {
                    self.undo();
                    return Err(error);
                }
                self.arena.release();
                Ok(value)
            }
            Err(error) => {
                self.undo();
                Err(error)
            }
        }
    }

    /// Rolls back the innermost savepoint, or the transaction. The error that led here is the one
    /// to report; a connection that can't even roll back is given up.
    pub(crate) fn undo(&mut self) {
        let level = self.arena.level;
        if let Some(number) = self.savepoints.pop()
            && let Some(connection) = &mut self.connection
            && connection.undo(number).is_ok()
        {
            self.arena.rollback(level);
            self.arena.level = level - 1;
            return;
        }
        if let Some(mut connection) = self.connection.take() {
            // Dropping it rolls back too; the pool discards it where that fails.
            let _ = connection.rollback();
        }
        self.end();
    }

    /// The transaction is gone: memory goes back to what it found.
    fn end(&mut self) {
        self.savepoints.clear();
        self.arena.rollback(1);
        self.arena.level = 1;
    }
}
