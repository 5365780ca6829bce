//! PostgreSQL for the engine: dialect and driver together.

use alchemy::Result;
use alchemy::compiler::Dialect;
use alchemy::driver::{Driver, DriverConnection, Next, QueryError, Row};
use alchemy::engine::{
    Backend, BeginMode, Explain, TransactionOptions, TransactionStatements, TwoPhase,
};
use alchemy::types::Value;

use super::explain::ExplainJson;
use super::two_phase::PostgresTwoPhase;
use super::{PostgresDialect, PostgresDriver, PostgresOptions};

/// PostgreSQL for the engine.
///
/// ```no_run
/// use std::sync::Arc;
/// use alchemy::engine::{Engine, EngineOptions};
/// use alchemy_dialects::postgres::{PostgresBackend, PostgresOptions};
///
/// let backend = PostgresBackend::new(PostgresOptions::new().database("shop"));
/// let engine = Engine::new(Arc::new(backend), EngineOptions::new());
/// engine.connect()?;
/// # Ok::<(), alchemy::Error>(())
/// ```
#[derive(Debug)]
pub struct PostgresBackend {
    dialect: PostgresDialect,
    driver: PostgresDriver,
}

impl PostgresBackend {
    /// The database that the options name.
    #[must_use]
    pub fn new(options: PostgresOptions) -> Self {
        Self {
            dialect: PostgresDialect,
            driver: PostgresDriver::new(options),
        }
    }

    /// The database of a URL.
    ///
    /// # Errors
    /// [`ErrorKind::Url`](alchemy::ErrorKind::Url) naming what is malformed.
    pub fn from_url(url: &str) -> Result<Self> {
        PostgresOptions::from_url(url).map(Self::new)
    }
}

impl Backend for PostgresBackend {
    fn dialect(&self) -> &dyn Dialect {
        &self.dialect
    }

    fn driver(&self) -> &dyn Driver {
        &self.driver
    }

    fn begin_with(
        &self,
        _: BeginMode,
        options: &TransactionOptions,
    ) -> Result<TransactionStatements> {
        let mut sql = "BEGIN".to_owned();
        if let Some(level) = options.isolation_level() {
            sql.push_str(" ISOLATION LEVEL ");
            sql.push_str(level.name());
        }
        match options.is_read_only() {
            Some(true) => sql.push_str(" READ ONLY"),
            Some(false) => sql.push_str(" READ WRITE"),
            None => {}
        }
        match options.is_deferrable() {
            Some(true) => sql.push_str(" DEFERRABLE"),
            Some(false) => sql.push_str(" NOT DEFERRABLE"),
            None => {}
        }
        Ok(TransactionStatements {
            begin: vec![sql.into()],
            end: Vec::new(),
        })
    }

    fn two_phase(&self) -> Option<&dyn TwoPhase> {
        Some(&PostgresTwoPhase)
    }

    /// Without a schema, as a statement would find it: along the search path.
    fn explain(&self) -> Option<&dyn Explain> {
        Some(&ExplainJson)
    }

    fn table_exists(
        &self,
        connection: &mut dyn DriverConnection,
        schema: Option<&str>,
        table: &str,
    ) -> Result<bool, QueryError> {
        let sql = match schema {
            None => {
                "SELECT 1 FROM pg_catalog.pg_class WHERE relname = $1 \
                 AND relkind IN ('r', 'p', 'v', 'm', 'f') \
                 AND pg_catalog.pg_table_is_visible(oid)"
            }
            Some(_) => {
                "SELECT 1 FROM pg_catalog.pg_class c \
                 JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                 WHERE relname = $1 AND relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname = $2"
            }
        };
        let table = Value::Text(table.to_owned());
        let schema = schema.map(|schema| Value::Text(schema.to_owned()));
        let binds: Vec<&Value> = std::iter::once(&table).chain(&schema).collect();
        let found = connection.query(sql, &binds, &mut |_: &dyn Row| Ok(Next::Continue))?;
        Ok(found > 0)
    }
}
