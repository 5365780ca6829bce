//! MySQL and MariaDB for the engine: dialect and driver together.

use alchemy::Result;
use alchemy::compiler::Dialect;
use alchemy::driver::{Driver, DriverConnection, Next, QueryError, Row};
use alchemy::engine::{
    Backend, BeginMode, Explain, TransactionOptions, TransactionStatements, TwoPhase,
};
use alchemy::types::Value;

use super::explain::{MariaDbExplain, MySqlExplain};
use super::two_phase::Xa;
use super::{MySqlDialect, MySqlDriver, MySqlFlavour, MySqlOptions};

/// MySQL and MariaDB for the engine.
///
/// The dialect is the server's once a connection has been made; before, it is MySQL's unless the
/// options say MariaDB. Statements are written after their connection has been taken, so that only
/// what prints SQL without a connection sees the difference.
///
/// ```
/// use std::sync::Arc;
/// use alchemy::engine::{Engine, EngineOptions};
/// use alchemy_dialects::mysql::{MySqlBackend, MySqlOptions};
///
/// let options = MySqlOptions::new("localhost").user("ann").database("shop");
/// let engine = Engine::new(Arc::new(MySqlBackend::new(options)), EngineOptions::new());
/// assert_eq!(engine.dialect().name(), "mysql");
/// ```
#[derive(Debug)]
pub struct MySqlBackend {
    driver: MySqlDriver,
}

static MYSQL: MySqlDialect = MySqlDialect::new(MySqlFlavour::MySql);
static MARIADB: MySqlDialect = MySqlDialect::new(MySqlFlavour::MariaDb);

impl MySqlBackend {
    /// The database that the options name.
    #[must_use]
    pub fn new(options: MySqlOptions) -> Self {
        Self {
            driver: MySqlDriver::new(options),
        }
    }

    /// The database of a URL.
    ///
    /// # Errors
    /// [`ErrorKind::Url`](alchemy::ErrorKind::Url) naming what is malformed.
    pub fn from_url(url: &str) -> Result<Self> {
        MySqlOptions::from_url(url).map(Self::new)
    }
}

impl Backend for MySqlBackend {
    fn dialect(&self) -> &dyn Dialect {
        match self.driver.flavour() {
            MySqlFlavour::MySql => &MYSQL,
            MySqlFlavour::MariaDb => &MARIADB,
        }
    }

    fn driver(&self) -> &dyn Driver {
        &self.driver
    }

    fn begin_with(
        &self,
        _: BeginMode,
        options: &TransactionOptions,
    ) -> Result<TransactionStatements> {
        if options.is_deferrable().is_some() {
            let database = self.dialect().name();
            return Err(TransactionOptions::unsupported(
                "a deferrable transaction",
                database,
            ));
        }
        let mut begin = Vec::new();
        if let Some(level) = options.isolation_level() {
            // For the next transaction, which is the one that begins here.
            let sql = format!("SET TRANSACTION ISOLATION LEVEL {}", level.name());
            begin.push(sql.into());
        }
        begin.push(match options.is_read_only() {
            Some(true) => "START TRANSACTION READ ONLY".into(),
            Some(false) => "START TRANSACTION READ WRITE".into(),
            None => "BEGIN".into(),
        });
        Ok(TransactionStatements {
            begin,
            end: Vec::new(),
        })
    }

    fn two_phase(&self) -> Option<&dyn TwoPhase> {
        Some(&Xa)
    }

    fn explain(&self) -> Option<&dyn Explain> {
        Some(match self.driver.flavour() {
            MySqlFlavour::MySql => &MySqlExplain,
            MySqlFlavour::MariaDb => &MariaDbExplain,
        })
    }

    fn table_exists(
        &self,
        connection: &mut dyn DriverConnection,
        schema: Option<&str>,
        table: &str,
    ) -> Result<bool, QueryError> {
        let sql = "SELECT 1 FROM information_schema.tables \
                   WHERE table_schema = coalesce(?, database()) AND table_name = ?";
        let schema = schema.map_or(Value::Null, |schema| Value::Text(schema.to_owned()));
        let table = Value::Text(table.to_owned());
        let found = connection.query(sql, &[&schema, &table], &mut |_: &dyn Row| {
            Ok(Next::Continue)
        })?;
        Ok(found > 0)
    }
}
