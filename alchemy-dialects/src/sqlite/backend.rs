//! SQLite for the engine: dialect and driver together.

use alchemy::Result;
use alchemy::compiler::Dialect;
use alchemy::driver::{Driver, DriverConnection, Next, QueryError, Row};
use alchemy::engine::{
    Backend, BeginMode, Explain, IsolationLevel, TransactionOptions, TransactionStatements,
};
use alchemy::types::Value;

use super::explain::QueryPlan;
use super::session;
use super::{SqliteDialect, SqliteDriver, SqliteOptions};

/// SQLite for the engine.
///
/// ```
/// use std::sync::Arc;
/// use alchemy::engine::{Engine, EngineOptions};
/// use alchemy_dialects::sqlite::{SqliteBackend, SqliteOptions};
///
/// let backend = SqliteBackend::new(SqliteOptions::memory().foreign_keys(false));
/// let engine = Engine::new(Arc::new(backend), EngineOptions::new());
/// engine.connect()?;
/// # Ok::<(), alchemy::Error>(())
/// ```
#[derive(Debug)]
pub struct SqliteBackend {
    dialect: SqliteDialect,
    driver: SqliteDriver,
}

impl SqliteBackend {
    /// The database that the options name.
    #[must_use]
    pub fn new(options: SqliteOptions) -> Self {
        Self {
            dialect: SqliteDialect,
            driver: SqliteDriver::new(options),
        }
    }

    /// The database of a URL.
    ///
    /// # Errors
    /// [`ErrorKind::Url`](alchemy::ErrorKind::Url) naming what is malformed.
    pub fn from_url(url: &str) -> Result<Self> {
        SqliteOptions::from_url(url).map(Self::new)
    }
}

impl Backend for SqliteBackend {
    fn dialect(&self) -> &dyn Dialect {
        &self.dialect
    }

    fn driver(&self) -> &dyn Driver {
        &self.driver
    }

    fn begin(&self, mode: BeginMode) -> &'static str {
        match mode {
            BeginMode::Read => "BEGIN",
            // The lock is waited for here: a transaction that has read and then writes fails at
            // once where another one wrote meanwhile, whatever the busy timeout.
            BeginMode::Write => "BEGIN IMMEDIATE",
        }
    }

    fn begin_with(
        &self,
        mode: BeginMode,
        options: &TransactionOptions,
    ) -> Result<TransactionStatements> {
        let unsupported = |what: &str| TransactionOptions::unsupported(what, self.dialect.name());
        if options.is_deferrable().is_some() {
            return Err(unsupported("a deferrable transaction"));
        }
        let mut statements = TransactionStatements::default();
        match options.isolation_level() {
            None | Some(IsolationLevel::Serializable) => {}
            Some(IsolationLevel::ReadUncommitted) => {
                statements.begin.push(session::READ_UNCOMMITTED.into());
                statements.end.push(session::READ_COMMITTED.into());
            }
            Some(level) => {
                return Err(unsupported(&format!("isolation level {}", level.name())));
            }
        }
        let read_only = options.is_read_only() == Some(true);
        if read_only {
            statements.begin.push(session::READ_ONLY.into());
            statements.end.push(session::READ_WRITE.into());
        }
        let mode = match read_only {
            true => BeginMode::Read,
            false => mode,
        };
        statements.begin.push(self.begin(mode).into());
        Ok(statements)
    }

    fn explain(&self) -> Option<&dyn Explain> {
        Some(&QueryPlan)
    }

    fn table_exists(
        &self,
        connection: &mut dyn DriverConnection,
        schema: Option<&str>,
        table: &str,
    ) -> Result<bool, QueryError> {
        let table = Value::Text(table.to_owned());
        let schema = Value::Text(schema.unwrap_or("main").to_owned());
        let sql = "SELECT 1 FROM pragma_table_list(?1) WHERE lower(schema) = lower(?2)";
        let found = connection.query(sql, &[&table, &schema], &mut |_: &dyn Row| {
            Ok(Next::Continue)
        })?;
        Ok(found > 0)
    }
}
