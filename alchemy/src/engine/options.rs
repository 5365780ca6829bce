//! How an engine behaves, whatever the database.

use std::time::Duration;

use crate::pool::PoolSettings;

/// How an engine behaves, whatever the database.
///
/// ```
/// use std::time::Duration;
/// use alchemy::engine::EngineOptions;
///
/// let options = EngineOptions::new()
///     .pool_size(4)
///     .pool_timeout(Duration::from_secs(5))
///     .hide_parameters(true);
/// ```
#[derive(Clone, Debug)]
pub struct EngineOptions {
    pub(super) pool_size: u16,
    pub(super) pool_timeout: Duration,
    pub(super) pool_ping: bool,
    pub(super) max_lifetime: Option<Duration>,
    pub(super) statement_cache: usize,
    pub(super) hide_parameters: bool,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            pool_size: 10,
            pool_timeout: Duration::from_secs(30),
            pool_ping: false,
            max_lifetime: None,
            statement_cache: 500,
            hide_parameters: false,
        }
    }
}

impl EngineOptions {
    /// Ten connections, thirty seconds to wait for one, five hundred compiled statements.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of connections that may be open at once, at least one. A database in memory has
    /// one whatever is said here.
    #[must_use]
    pub const fn pool_size(mut self, connections: u16) -> Self {
        self.pool_size = if connections == 0 { 1 } else { connections };
        self
    }

    /// How long [`connect`](super::Engine::connect) waits for a connection to be returned.
    #[must_use]
    pub const fn pool_timeout(mut self, time: Duration) -> Self {
        self.pool_timeout = time;
        self
    }

    /// Whether a connection is asked for a sign of life before it is handed out again. It costs a
    /// round trip, and hides a restart of the server.
    #[must_use]
    pub const fn pool_ping(mut self, ping: bool) -> Self {
        self.pool_ping = ping;
        self
    }

    /// The age at which a connection is replaced instead of handed out again.
    #[must_use]
    pub const fn max_lifetime(mut self, age: Option<Duration>) -> Self {
        self.max_lifetime = age;
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

    pub(super) const fn pool_settings(&self, single: bool) -> PoolSettings {
        PoolSettings {
            size: self.pool_size,
            timeout: self.pool_timeout,
            ping: self.pool_ping,
            max_lifetime: self.max_lifetime,
            single,
        }
    }
}
