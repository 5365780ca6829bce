//! The session: instances, their states, and the way to the database and back.

mod access;
mod arena;
mod criteria;
mod delete;
mod evaluate;
mod expunge;
mod instance;
mod link;
mod query;
mod retry;
mod row;
mod store;
mod synchronize;
mod transaction;
mod view;

use std::fmt;

pub use access::Addable;
pub use arena::Arena;
pub(crate) use arena::Named;
pub(crate) use criteria::SharedCriteria;
pub use instance::InstanceState;
pub use row::{Loader, SessionRow};
pub use store::{AnyStore, KeyValues, Store};
pub use view::View;

use super::mapper::RelationshipDefinition;
use crate::engine::{Connection, Engine};
use crate::{Error, ErrorKind, Result};

/// A unit of work over a database.
///
/// A session owns the instances that it loads and that are added to it; they are reached by
/// handles: `session[user].name`. Changes are written by a flush, all in one transaction that
/// begins with the first statement and ends with [`commit`](Self::commit) or
/// [`rollback`](Self::rollback); a session that is dropped rolls back. It is `Send` and used by
/// one thread at a time.
pub struct Session {
    pub(crate) engine: Engine,
    pub(crate) arena: Arena,
    connection: Option<Connection>,
    /// The numbers of the open savepoints.
    savepoints: Vec<u64>,
    autoflush: bool,
    flushing: bool,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let in_transaction = self.connection.is_some();
        f.debug_struct("Session")
            .field("in_transaction", &in_transaction)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// A session on an engine. It takes a connection when it first needs one.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        Self {
            engine: engine.clone(),
            arena: Arena::new(),
            connection: None,
            savepoints: Vec::new(),
            autoflush: true,
            flushing: false,
        }
    }

    /// Whether queries flush what is pending first. On unless it is turned off.
    pub const fn set_autoflush(&mut self, autoflush: bool) {
        self.autoflush = autoflush;
    }

    /// The engine.
    #[must_use]
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The connection of the transaction, which begins here if it hasn't yet.
    ///
    /// # Errors
    /// When no connection can be had.
    pub fn connection(&mut self) -> Result<&mut Connection> {
        if self.connection.is_none() {
            self.connection = Some(self.engine.connect()?);
        }
        self.connection
            .as_mut()
            .ok_or_else(|| Error::new(ErrorKind::InvalidRequest, "the session has no connection"))
    }

    /// Runs a closure with the connection out of the session, so that a batch can use both.
    pub(crate) fn detached_connection<R>(
        &mut self,
        run: impl FnOnce(&mut Self, &mut Connection) -> Result<R>,
    ) -> Result<R> {
        self.connection()?;
        let Some(mut connection) = self.connection.take() else {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                "the session has no connection",
            ));
        };
        let result = run(self, &mut connection);
        self.connection = Some(connection);
        result
    }

    /// The connection and the instances, both at once.
    pub(crate) fn parts(&mut self) -> Result<(&mut Connection, &mut Arena)> {
        self.connection()?;
        match self.connection.as_mut() {
            Some(connection) => Ok((connection, &mut self.arena)),
            None => Err(Error::new(
                ErrorKind::InvalidRequest,
                "the session has no connection",
            )),
        }
    }

    /// Writes what is pending, changed or deleted to the database, within the transaction.
    ///
    /// # Errors
    /// What the database refuses, [`ErrorKind::StaleData`] when an UPDATE or DELETE misses its
    /// row, [`ErrorKind::Flush`] when the instances contradict each other. The transaction, or the
    /// innermost savepoint, has been rolled back then, and the session is usable.
    pub fn flush(&mut self) -> Result<()> {
        if self.flushing || !self.arena.is_touched() {
            return Ok(());
        }
        self.flushing = true;
        let result = crate::orm::uow::flush(self);
        self.flushing = false;
        if result.is_err() {
            self.undo();
        }
        result
    }

    pub(crate) fn autoflush(&mut self) -> Result<()> {
        if self.autoflush { self.flush() } else { Ok(()) }
    }
}

/// The error of reading a relationship that nobody has loaded.
#[cold]
pub(crate) fn not_loaded(definition: Option<&'static RelationshipDefinition>) -> Error {
    match definition {
        Some(RelationshipDefinition { model, name, .. }) => Error::new(
            ErrorKind::NotLoaded,
            format!("`{model}.{name}` has not been loaded"),
        )
        .with_help(format!(
            "load it with `session.load(handle, {model}.{name})?`, or with the statement: \
                     `.options(selectinload({model}.{name}))`"
        )),
        None => Error::new(ErrorKind::NotLoaded, "the relationship has not been loaded")
            .with_help("load it with `session.load(handle, …)?`"),
    }
}
