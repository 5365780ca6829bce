//! Engine, connections and transactions.
//!
//! An [`Engine`] is a [`Backend`] with a pool and a cache of compiled statements; it is cheap to
//! clone and shared by all threads. A [`Connection`] is taken from its pool, belongs to one thread
//! at a time and goes back when it is dropped.
//!
//! A connection begins by itself: its first statement begins a transaction, which
//! [`commit`](Connection::commit) or [`rollback`](Connection::rollback) ends; what isn't committed
//! when the connection is dropped is rolled back. [`transaction`](Connection::transaction) and
//! [`begin`](Connection::begin) tie that to a closure and to a guard.
//!
//! Every statement is one [`tracing`] event with the target `alchemy::sql` and the level DEBUG:
//! `sql`, `rows`, `elapsed` in microseconds, `binds` unless they are hidden, `error` where it
//! failed.

mod backend;
mod batch;
mod bulk;
mod connection;
mod ddl;
mod events;
mod execute;
mod execute_many;
mod execution_options;
mod explain;
mod inserted_rows;
mod isolation;
mod options;
mod phase;
mod plan;
mod report;
mod retry;
mod rows;
#[cfg(test)]
mod tests;
mod trace;
mod transaction;
mod two_phase;
mod url;
mod watch;

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, PoisonError, RwLock};

pub use backend::{Backend, BeginMode, StandardBackend};
pub use connection::Connection;
pub use ddl::CheckFirst;
pub use events::{Events, ExecuteEvent, TransactionEvent};
pub use execute::ExecuteResult;
pub(crate) use execute::result_items;
pub use execution_options::ExecutionOptions;
pub use explain::Explain;
pub use isolation::{IsolationLevel, TransactionOptions, TransactionStatements};
pub use options::EngineOptions;
pub use plan::{Plan, PlanAccess, PlanNode};
pub(crate) use retry::again_when_broken_off;
pub use rows::Rows;
pub use transaction::{Transaction, WithOptions};
pub use two_phase::{TwoPhase, TwoPhaseTransaction};
pub use url::DatabaseUrl;
pub use watch::{StatementCall, StatementDone};

pub use crate::pool::{ListenerId, PoolConnection, PoolKind, PoolOrder, PoolStatus};

use crate::Result;
use crate::compiler::{Dialect, Prepared, StatementCache, compile_in};
use crate::pool::Pool;
use crate::sql::StatementNode;

/// The way to one database: a pool of connections and a cache of compiled statements. Clones share
/// both.
///
/// Making one does not connect; the first use does.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
    execution: Arc<ExecutionOptions>,
}

struct Inner {
    backend: Arc<dyn Backend>,
    options: EngineOptions,
    pool: RwLock<Pool>,
    /// How many connections have been opened, over all pools.
    connections: Arc<AtomicU64>,
    events: Events,
    cache: StatementCache,
}

impl Inner {
    fn new_pool(&self) -> Pool {
        new_pool(
            &*self.backend,
            &self.options,
            &self.events,
            &self.connections,
        )
    }
}

fn new_pool(
    backend: &dyn Backend,
    options: &EngineOptions,
    events: &Events,
    connections: &Arc<AtomicU64>,
) -> Pool {
    let settings = options.pool_settings(backend.driver().single_connection());
    Pool::new(settings, Arc::clone(&events.pool), Arc::clone(connections))
}

impl Engine {
    /// An engine over a backend. `alchemy_dialects::create_engine` makes one from a URL.
    #[must_use]
    pub fn new(backend: Arc<dyn Backend>, options: EngineOptions) -> Self {
        let (events, connections) = (Events::default(), Arc::default());
        let pool = new_pool(&*backend, &options, &events, &connections);
        let execution = Arc::new(options.execution.clone());
        Self {
            inner: Arc::new(Inner {
                cache: StatementCache::new(options.statement_cache),
                backend,
                options,
                pool: RwLock::new(pool),
                connections,
                events,
            }),
            execution,
        }
    }

    /// The same engine, with the same pool, cache and listeners, of which the connections run
    /// statements as the options say.
    ///
    /// ```
    /// use std::time::Duration;
    /// use alchemy::engine::ExecutionOptions;
    /// use alchemy_dialects::create_engine;
    ///
    /// let engine = create_engine("sqlite::memory:")?;
    /// let reports = engine.execution_options(
    ///     ExecutionOptions::new().timeout(Duration::from_secs(30)).logging_name("reports"),
    /// );
    /// reports.connect()?;
    /// assert_eq!(engine.pool_status().connects, 1);
    /// # Ok::<(), alchemy::Error>(())
    /// ```
    #[must_use]
    pub fn execution_options(&self, options: ExecutionOptions) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            execution: Arc::new(options.or(&self.execution)),
        }
    }

    /// The same engine with another isolation level for the transactions of its connections. What
    /// the database lacks is an error when a transaction begins.
    #[must_use]
    pub fn with_isolation(&self, level: IsolationLevel) -> Self {
        self.execution_options(ExecutionOptions::new().isolation(level))
    }

    /// Takes a connection from the pool, or opens one.
    ///
    /// # Errors
    /// [`ErrorKind::PoolTimeout`](crate::ErrorKind::PoolTimeout) when all are in use and none is
    /// returned in time, and what the driver reports when it can't connect.
    pub fn connect(&self) -> Result<Connection> {
        let pooled = self.pool().get(self.inner.backend.driver())?;
        Ok(Connection::new(self.clone(), pooled))
    }

    /// The pool; its lock is not held while waiting or connecting.
    fn pool(&self) -> Pool {
        self.inner
            .pool
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What the pool has done and holds.
    ///
    /// ```
    /// use alchemy_dialects::create_engine;
    ///
    /// let engine = create_engine("sqlite::memory:")?;
    /// let conn = engine.connect()?;
    /// let status = engine.pool_status();
    /// assert_eq!((status.checked_out, status.idle), (1, 0));
    /// drop(conn);
    /// let status = engine.pool_status();
    /// assert_eq!((status.checked_out, status.idle, status.connects), (0, 1, 1));
    /// # Ok::<(), alchemy::Error>(())
    /// ```
    #[must_use]
    pub fn pool_status(&self) -> PoolStatus {
        self.pool().status()
    }

    /// The engine's events, to listen to.
    #[must_use]
    pub fn events(&self) -> &Events {
        &self.inner.events
    }

    /// Runs a closure in a transaction of its own connection: committed when it returns `Ok`,
    /// rolled back when it returns `Err` or panics.
    ///
    /// # Errors
    /// The closure's error, or that of the connection or the transaction.
    pub fn transaction<T>(&self, run: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        self.connect()?.transaction(run)
    }

    /// Runs a closure in a transaction as [`transaction`](Self::transaction) does, and again from
    /// its beginning and on another connection, `attempts` times at most in all, when the database
    /// broke it off for the sake of others: after a deadlock, and where transactions can't be
    /// ordered. What the closure does beside the database it does at each attempt.
    ///
    /// ```
    /// use alchemy::sql::text;
    /// use alchemy_dialects::create_engine;
    ///
    /// let engine = create_engine("sqlite::memory:")?;
    /// engine.execute_script("CREATE TABLE hits (n INT); INSERT INTO hits VALUES (0)")?;
    /// engine.run_transaction(5, |conn| conn.execute(text("UPDATE hits SET n = n + 1")))?;
    /// # Ok::<(), alchemy::Error>(())
    /// ```
    ///
    /// # Errors
    /// The last attempt's error.
    pub fn run_transaction<T>(
        &self,
        attempts: u32,
        mut run: impl FnMut(&mut Connection) -> Result<T>,
    ) -> Result<T> {
        again_when_broken_off(attempts, || self.transaction(&mut run))
    }

    /// Runs text that may hold several statements, without binds and outside of a transaction:
    /// for maintenance and for dumps that carry their own BEGIN and COMMIT. What the text leaves
    /// open is rolled back, and settings of the session that it makes end with it; those that every
    /// connection should have are made in [`Events::connect`].
    ///
    /// # Errors
    /// What the database reports.
    pub fn execute_script(&self, sql: &str) -> Result<()> {
        self.connect()?.script_outside(sql)
    }

    /// The dialect.
    #[must_use]
    pub fn dialect(&self) -> &dyn Dialect {
        self.inner.backend.dialect()
    }

    /// The backend.
    #[must_use]
    pub fn backend(&self) -> &dyn Backend {
        &*self.inner.backend
    }

    /// The options.
    #[must_use]
    pub fn options(&self) -> &EngineOptions {
        &self.inner.options
    }

    /// Closes the connections that are idle now and, as they come back, those in use. The next
    /// [`connect`](Self::connect) opens a new one. A database in memory is gone with its
    /// connection.
    pub fn dispose(&self) {
        let fresh = self.inner.new_pool();
        let old = {
            let mut pool = self
                .inner
                .pool
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *pool, fresh)
        };
        // Closing is I/O: not under the lock.
        old.close();
    }

    /// A statement as SQL, for who keeps the text.
    pub(crate) fn compile<'s>(&self, node: &'s StatementNode<'s>) -> Result<Prepared<'s>> {
        compile_in(node, self.dialect(), self.execution.schemas())
    }

    pub(crate) fn cache(&self) -> &StatementCache {
        &self.inner.cache
    }
}

/// The pool may outlive its engine for a moment on the thread that makes slots; the connections
/// don't.
impl Drop for Inner {
    fn drop(&mut self) {
        let pool = self.pool.get_mut().unwrap_or_else(PoisonError::into_inner);
        pool.close();
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The backend may hold a password.
        f.debug_struct("Engine")
            .field("dialect", &self.dialect().name())
            .field("options", &self.inner.options)
            .finish_non_exhaustive()
    }
}
