//! Prepared statements, kept by their text.

use std::collections::HashMap;

use postgres::{Client, Error, Statement};

use super::session::changes_session;

/// The prepared statements of a connection. What hasn't been used for longest goes when there are
/// too many; a statement that goes is closed on the server.
pub(super) struct Statements {
    kept: HashMap<Box<str>, Kept>,
    capacity: usize,
    clock: u64,
    /// Whether the session may have been changed.
    touched: bool,
}

struct Kept {
    statement: Statement,
    used: u64,
    changes_session: bool,
}

impl Statements {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            kept: HashMap::new(),
            capacity,
            clock: 0,
            touched: false,
        }
    }

    /// Whether statements are prepared at all.
    pub(super) fn is_off(&self) -> bool {
        self.capacity == 0
    }

    /// Whether any statement that was prepared or noted since the last
    /// [`untouched`](Self::untouched) may have changed the session.
    pub(super) fn session_touched(&self) -> bool {
        self.touched
    }

    /// Takes note of a text that isn't prepared.
    pub(super) fn note(&mut self, sql: &str) {
        self.touched = self.touched || changes_session(sql);
    }

    /// The session is as it was after connecting.
    pub(super) fn untouched(&mut self) {
        self.touched = false;
    }

    /// Finds a statement, or prepares it.
    pub(super) fn prepare(&mut self, client: &mut Client, sql: &str) -> Result<Statement, Error> {
        self.clock += 1;
        if let Some(kept) = self.kept.get_mut(sql) {
            kept.used = self.clock;
            self.touched = self.touched || kept.changes_session;
            return Ok(kept.statement.clone());
        }
        let changes_session = changes_session(sql);
        self.touched = self.touched || changes_session;
        let statement = client.prepare(sql)?;
        if self.kept.len() >= self.capacity {
            self.evict();
        }
        let kept = Kept {
            statement: statement.clone(),
            used: self.clock,
            changes_session,
        };
        self.kept.insert(sql.into(), kept);
        Ok(statement)
    }

    fn evict(&mut self) {
        let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.used);
        if let Some(sql) = oldest.map(|(sql, _)| sql.clone()) {
            self.kept.remove(&sql);
        }
    }

    /// Forgets a statement that may be out of date. Whether it was kept.
    pub(super) fn forget(&mut self, sql: &str) -> bool {
        self.kept.remove(sql).is_some()
    }

    /// Forgets all statements, as the server has.
    pub(super) fn clear(&mut self) {
        self.kept.clear();
    }
}
