//! A database that alchemy doesn't know, as another crate would bring it: a dialect, a driver and
//! a backend made of nothing but what `alchemy` shows to all.
//!
//! The database is SQLite underneath, spoken to in another accent: identifiers stand in backticks,
//! and a pipe operator is a function.

mod dialect;
mod driver;

use std::sync::Arc;

use alchemy::compiler::Dialect;
use alchemy::driver::{Driver, DriverConnection, Next, QueryError, Row};
use alchemy::engine::{Backend, Engine, EngineOptions};
use alchemy::types::Value;

pub use dialect::HarbourDialect;
pub use driver::HarbourDriver;

/// The database for an engine.
#[derive(Debug, Default)]
pub struct HarbourBackend {
    dialect: HarbourDialect,
    driver: HarbourDriver,
}

impl Backend for HarbourBackend {
    fn dialect(&self) -> &dyn Dialect {
        &self.dialect
    }

    fn driver(&self) -> &dyn Driver {
        &self.driver
    }

    fn table_exists(
        &self,
        connection: &mut dyn DriverConnection,
        _: Option<&str>,
        table: &str,
    ) -> Result<bool, QueryError> {
        let name = Value::Text(table.to_owned());
        let sql = "SELECT 1 FROM sqlite_master WHERE name = ?";
        let found = connection.query(sql, &[&name], &mut |_: &dyn Row| Ok(Next::Stop))?;
        Ok(found > 0)
    }
}

/// An engine over an empty database in memory.
#[must_use]
pub fn engine() -> Engine {
    Engine::new(Arc::new(HarbourBackend::default()), EngineOptions::new())
}
