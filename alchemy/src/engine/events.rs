//! What an engine tells those who listen.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ExecutionOptions;
use super::watch::{StatementCall, StatementDone};
use crate::pool::{ListenerId, Listeners, PoolConnection, PoolEvents};
use crate::sql::StatementNode;
use crate::{Error, Result};

/// The events of an engine: functions that are called when something happens.
///
/// Listening gives a [`ListenerId`] to [`remove`](Self::remove) the function with. Listeners are
/// called in the order in which they came, on the thread where it happens, with no lock held. What
/// nobody listens to costs nothing but a look whether somebody does.
///
/// ```
/// use alchemy_dialects::create_engine;
///
/// let engine = create_engine("sqlite::memory:")?;
/// let id = engine.events().connect(|connection| {
///     connection.execute_script("PRAGMA cache_size = -20000")
/// });
/// engine.connect()?;
/// assert!(engine.events().remove(id));
/// # Ok::<(), alchemy::Error>(())
/// ```
#[derive(Default)]
pub struct Events {
    pub(super) pool: Arc<PoolEvents>,
    /// Whether anybody listens to statements, to be asked once a statement.
    watched: AtomicBool,
    before_execute: Listeners<BeforeExecute>,
    after_execute: Listeners<AfterExecute>,
    pub(super) before_cursor_execute: Listeners<BeforeCursorExecute>,
    pub(super) after_cursor_execute: Listeners<AfterCursorExecute>,
    handle_error: Listeners<HandleError>,
    transaction: Listeners<OnTransaction>,
}

type BeforeExecute = dyn Fn(&ExecuteEvent<'_>) -> Result<()> + Send + Sync;
type AfterExecute = dyn Fn(&ExecuteEvent<'_>, u64) + Send + Sync;
type BeforeCursorExecute = dyn Fn(&mut StatementCall<'_>) -> Result<()> + Send + Sync;
type AfterCursorExecute = dyn Fn(&StatementDone<'_>) + Send + Sync;
type HandleError = dyn Fn(&Error) -> Option<Error> + Send + Sync;
type OnTransaction = dyn Fn(&TransactionEvent<'_>) + Send + Sync;

/// A statement as it was built, before it is SQL and after it has run.
#[derive(Clone, Copy)]
pub struct ExecuteEvent<'e> {
    statement: &'e StatementNode<'e>,
    options: &'e ExecutionOptions,
}

impl<'e> ExecuteEvent<'e> {
    /// The statement's tree.
    #[must_use]
    pub const fn statement(&self) -> &'e StatementNode<'e> {
        self.statement
    }

    /// The options that it is run with.
    #[must_use]
    pub const fn options(&self) -> &'e ExecutionOptions {
        self.options
    }
}

impl fmt::Debug for ExecuteEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecuteEvent")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// What happened to a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransactionEvent<'e> {
    /// It has begun.
    Begin,
    /// It is committed.
    Commit,
    /// It is rolled back.
    Rollback,
    /// A savepoint of this name is set.
    Savepoint(&'e str),
    /// What was done since a savepoint is undone.
    RollbackToSavepoint(&'e str),
    /// A savepoint's changes are the transaction's.
    ReleaseSavepoint(&'e str),
    /// A transaction in two phases of this name has begun.
    BeginTwoPhase(&'e str),
    /// It is prepared.
    Prepare(&'e str),
    /// A prepared one is committed.
    CommitPrepared(&'e str),
    /// A prepared one is rolled back.
    RollbackPrepared(&'e str),
}

impl Events {
    /// Removes a listener. Whether there was one.
    pub fn remove(&self, id: ListenerId) -> bool {
        let removed = self.pool.remove(id)
            || self.before_execute.remove(id)
            || self.after_execute.remove(id)
            || self.before_cursor_execute.remove(id)
            || self.after_cursor_execute.remove(id)
            || self.handle_error.remove(id)
            || self.transaction.remove(id);
        self.look_who_listens();
        removed
    }

    fn look_who_listens(&self) {
        let watched = !(self.before_execute.is_empty()
            && self.after_execute.is_empty()
            && self.before_cursor_execute.is_empty()
            && self.after_cursor_execute.is_empty());
        self.watched.store(watched, Ordering::Relaxed);
    }

    /// Whether anybody listens to statements.
    #[inline]
    pub(super) fn watches_statements(&self) -> bool {
        self.watched.load(Ordering::Relaxed)
    }

    /// A statement is about to be run; its tree can be looked at. An error refuses it. What the
    /// unit of work writes has no tree and is heard of by
    /// [`before_cursor_execute`](Self::before_cursor_execute) only.
    pub fn before_execute(
        &self,
        call: impl Fn(&ExecuteEvent<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> ListenerId {
        let id = self.before_execute.listen(Arc::new(call));
        self.look_who_listens();
        id
    }

    /// A statement has run, and gave or matched so many rows.
    pub fn after_execute(
        &self,
        call: impl Fn(&ExecuteEvent<'_>, u64) + Send + Sync + 'static,
    ) -> ListenerId {
        let id = self.after_execute.listen(Arc::new(call));
        self.look_who_listens();
        id
    }

    /// SQL is about to be sent, and may be rewritten with its values. An error refuses it. BEGIN,
    /// COMMIT and their like are [transactions](Self::transaction) and not heard of here.
    ///
    /// ```
    /// use alchemy::sql::text;
    /// use alchemy_dialects::create_engine;
    ///
    /// let engine = create_engine("sqlite::memory:")?;
    /// engine.events().before_cursor_execute(|call| {
    ///     let sql = format!("{} /* from the shop */", call.sql());
    ///     call.set_sql(sql);
    ///     Ok(())
    /// });
    /// let error = engine.connect()?.execute(text("SELEC 1")).unwrap_err();
    /// assert_eq!(error.statement(), Some("SELEC 1 /* from the shop */"));
    /// # Ok::<(), alchemy::Error>(())
    /// ```
    pub fn before_cursor_execute(
        &self,
        call: impl Fn(&mut StatementCall<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> ListenerId {
        let id = self.before_cursor_execute.listen(Arc::new(call));
        self.look_who_listens();
        id
    }

    /// SQL has run. One that a cursor reads is not heard of here, since it ends with its last row.
    pub fn after_cursor_execute(
        &self,
        call: impl Fn(&StatementDone<'_>) + Send + Sync + 'static,
    ) -> ListenerId {
        let id = self.after_cursor_execute.listen(Arc::new(call));
        self.look_who_listens();
        id
    }

    /// A statement has failed. What the function gives takes the place of the error.
    ///
    /// ```
    /// use alchemy::sql::text;
    /// use alchemy::{Error, ErrorKind};
    /// use alchemy_dialects::create_engine;
    ///
    /// let engine = create_engine("sqlite::memory:")?;
    /// engine.events().handle_error(|error| {
    ///     (error.kind() == ErrorKind::Statement).then(|| {
    ///         Error::new(ErrorKind::Operational, "the shop is closed").with_cause(error.clone())
    ///     })
    /// });
    /// let error = engine.connect()?.execute(text("SELEC 1")).unwrap_err();
    /// assert_eq!(error.message(), "the shop is closed");
    /// # Ok::<(), alchemy::Error>(())
    /// ```
    pub fn handle_error(
        &self,
        call: impl Fn(&Error) -> Option<Error> + Send + Sync + 'static,
    ) -> ListenerId {
        self.handle_error.listen(Arc::new(call))
    }

    /// A transaction or a savepoint has begun or ended.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU32, Ordering};
    /// use alchemy::engine::TransactionEvent;
    /// use alchemy::sql::text;
    /// use alchemy_dialects::create_engine;
    ///
    /// let engine = create_engine("sqlite::memory:")?;
    /// let commits = Arc::new(AtomicU32::new(0));
    /// let counter = Arc::clone(&commits);
    /// engine.events().transaction(move |event| {
    ///     if *event == TransactionEvent::Commit {
    ///         counter.fetch_add(1, Ordering::Relaxed);
    ///     }
    /// });
    /// engine.transaction(|conn| conn.execute(text("CREATE TABLE t (x)")))?;
    /// assert_eq!(commits.load(Ordering::Relaxed), 1);
    /// # Ok::<(), alchemy::Error>(())
    /// ```
    pub fn transaction(
        &self,
        call: impl Fn(&TransactionEvent<'_>) + Send + Sync + 'static,
    ) -> ListenerId {
        self.transaction.listen(Arc::new(call))
    }

    pub(super) fn heard_before(
        &self,
        statement: &StatementNode<'_>,
        options: &ExecutionOptions,
    ) -> Result<()> {
        let event = ExecuteEvent { statement, options };
        self.before_execute
            .calls()
            .try_for_each(|call| call(&event))
    }

    pub(super) fn heard_after(
        &self,
        statement: &StatementNode<'_>,
        options: &ExecutionOptions,
        rows: u64,
    ) {
        let event = ExecuteEvent { statement, options };
        self.after_execute
            .calls()
            .for_each(|call| call(&event, rows));
    }

    /// The error that the caller gets.
    pub(super) fn handled(&self, mut error: Error) -> Error {
        if !self.handle_error.is_empty() {
            for call in self.handle_error.calls() {
                if let Some(other) = call(&error) {
                    error = other;
                }
            }
        }
        error
    }

    #[inline]
    pub(super) fn told(&self, event: TransactionEvent<'_>) {
        if !self.transaction.is_empty() {
            self.transaction.calls().for_each(|call| call(&event));
        }
    }

    /// The first connection has been opened; before [`connect`](Self::connect). An error refuses
    /// the connection, and the next one is the first again.
    pub fn first_connect(
        &self,
        call: impl Fn(&mut PoolConnection<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> ListenerId {
        self.pool.first_connect.listen(Arc::new(call))
    }

    /// A connection has been opened: the place for settings of the session. Called again when a
    /// connection's settings had been changed by its user and are as after connecting again. An
    /// error refuses the connection.
    pub fn connect(
        &self,
        call: impl Fn(&mut PoolConnection<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> ListenerId {
        self.pool.connect.listen(Arc::new(call))
    }

    /// A connection is about to be handed out. An error of the kind
    /// [`Disconnected`](crate::ErrorKind::Disconnected) closes it and takes another one, three
    /// times at most; any other error is the caller's.
    pub fn checkout(
        &self,
        call: impl Fn(&mut PoolConnection<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> ListenerId {
        self.pool.checkout.listen(Arc::new(call))
    }

    /// A connection has come back, and is kept or closed next.
    pub fn checkin(
        &self,
        call: impl Fn(&mut PoolConnection<'_>) + Send + Sync + 'static,
    ) -> ListenerId {
        self.pool.checkin.listen(Arc::new(call))
    }

    /// A connection that came back has been rolled back and its settings are as after connecting:
    /// the place to clean up what only the program knows of. An error closes it.
    pub fn reset(
        &self,
        call: impl Fn(&mut PoolConnection<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> ListenerId {
        self.pool.reset.listen(Arc::new(call))
    }

    /// A connection is given up since it is lost, or was opened before another one was lost; why,
    /// where that is known. It is closed next.
    pub fn invalidate(
        &self,
        call: impl Fn(&mut PoolConnection<'_>, Option<&Error>) + Send + Sync + 'static,
    ) -> ListenerId {
        self.pool.invalidate.listen(Arc::new(call))
    }

    /// A connection is about to be closed.
    pub fn close(
        &self,
        call: impl Fn(&mut PoolConnection<'_>) + Send + Sync + 'static,
    ) -> ListenerId {
        self.pool.close.listen(Arc::new(call))
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}
