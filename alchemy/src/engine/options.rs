//! How an engine behaves, whatever the database.

use std::time::Duration;

use super::ExecutionOptions;
use crate::pool::{PoolKind, PoolOrder, PoolSettings};

/// How an engine behaves, whatever the database.
///
/// ```
/// use std::time::Duration;
/// use alchemy::engine::EngineOptions;
///
/// let options = EngineOptions::new()
///     .pool_size(4)
///     .max_overflow(2)
///     .pool_timeout(Duration::from_secs(5))
///     .pool_pre_ping(true)
///     .hide_parameters(true);
/// ```
#[derive(Clone, Debug)]
pub struct EngineOptions {
    pub(super) pool_kind: PoolKind,
    pub(super) pool_order: PoolOrder,
    pub(super) pool_size: u16,
    pub(super) max_overflow: u16,
    pub(super) pool_timeout: Duration,
    pub(super) pool_pre_ping: bool,
    pub(super) pool_recycle: Option<Duration>,
    pub(super) statement_cache: usize,
    pub(super) hide_parameters: bool,
    pub(super) execution: ExecutionOptions,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            pool_kind: PoolKind::Queue,
            pool_order: PoolOrder::Lifo,
            pool_size: 5,
            max_overflow: 10,
            pool_timeout: Duration::from_secs(30),
            pool_pre_ping: false,
            pool_recycle: None,
            statement_cache: 500,
            hide_parameters: false,
            execution: ExecutionOptions::new(),
        }
    }
}

impl EngineOptions {
    /// Five connections and ten more under load, thirty seconds to wait for one, five hundred
    /// compiled statements.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What the pool does with connections that nobody uses: it keeps some of them, unless told
    /// otherwise.
    #[must_use]
    pub const fn pool_kind(mut self, kind: PoolKind) -> Self {
        self.pool_kind = kind;
        self
    }

    /// Which of the idle connections is taken: the one that was returned last, unless told
    /// otherwise.
    #[must_use]
    pub const fn pool_order(mut self, order: PoolOrder) -> Self {
        self.pool_order = order;
        self
    }

    /// The number of connections that are kept open, at least one: five unless told otherwise. A
    /// database in memory has one whatever is said here.
    #[must_use]
    pub const fn pool_size(mut self, connections: u16) -> Self {
        self.pool_size = if connections == 0 { 1 } else { connections };
        self
    }

    /// How many more connections may be open while they are in use; they are closed when they are
    /// returned and as many as [`pool_size`](Self::pool_size) are idle already. Ten unless told
    /// otherwise.
    #[must_use]
    pub const fn max_overflow(mut self, connections: u16) -> Self {
        self.max_overflow = connections;
        self
    }

    /// How long [`connect`](super::Engine::connect) waits for a connection to be returned.
    #[must_use]
    pub const fn pool_timeout(mut self, time: Duration) -> Self {
        self.pool_timeout = time;
        self
    }

    /// Whether a connection is asked for a sign of life before it is handed out again. It costs a
    /// round trip, and hides a restart of the server: when there is none, all connections that were
    /// opened before are replaced.
    #[must_use]
    pub const fn pool_pre_ping(mut self, ping: bool) -> Self {
        self.pool_pre_ping = ping;
        self
    }

    /// The age at which a connection is replaced instead of handed out again: below the time after
    /// which a server or a firewall drops it.
    #[must_use]
    pub const fn pool_recycle(mut self, age: Option<Duration>) -> Self {
        self.pool_recycle = age;
        self
    }

    /// How many compiled statements the engine keeps.
    #[must_use]
    pub const fn statement_cache(mut self, statements: usize) -> Self {
        self.statement_cache = statements;
        self
    }

    /// Whether bound values are kept out of errors and tracing events.
    #[must_use]
    pub const fn hide_parameters(mut self, hide: bool) -> Self {
        self.hide_parameters = hide;
        self
    }

    /// How statements are run where nothing else is said: isolation level, limits of time and more.
    ///
    /// ```
    /// use alchemy::engine::{EngineOptions, ExecutionOptions, IsolationLevel};
    ///
    /// let serializable = ExecutionOptions::new().isolation(IsolationLevel::Serializable);
    /// let options = EngineOptions::new().execution(serializable);
    /// ```
    #[must_use]
    pub fn execution(mut self, options: ExecutionOptions) -> Self {
        self.execution = options.or(&self.execution);
        self
    }

    pub(super) const fn pool_settings(&self, single: bool) -> PoolSettings {
        PoolSettings {
            kind: self.pool_kind,
            size: self.pool_size,
            max_overflow: self.max_overflow,
            timeout: self.pool_timeout,
            pre_ping: self.pool_pre_ping,
            recycle: self.pool_recycle,
            order: self.pool_order,
            single,
        }
    }
}
