//! What an engine needs of a database: its dialect, its driver and a few words of its own.

use std::fmt;

use super::explain::Explain;
use super::isolation::{TransactionOptions, TransactionStatements};
use super::two_phase::TwoPhase;
use crate::Result;
use crate::compiler::Dialect;
use crate::driver::{Driver, DriverConnection, Next, QueryError};
use crate::types::Value;

/// What a transaction is going to do, as far as is known when it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BeginMode {
    /// Its first statement reads.
    Read,
    /// Its first statement writes, or it is said to write.
    Write,
}

/// A database: dialect and driver together.
///
/// What only one kind of database does stands behind this trait, so that the engine knows none of
/// them by name.
pub trait Backend: Send + Sync + fmt::Debug {
    /// How its SQL is written.
    fn dialect(&self) -> &dyn Dialect;

    /// How it is reached.
    fn driver(&self) -> &dyn Driver;

    /// The statement that begins a transaction.
    fn begin(&self, mode: BeginMode) -> &'static str {
        match mode {
            BeginMode::Read | BeginMode::Write => "BEGIN",
        }
    }

    /// The statements of a transaction that was asked to be of a certain kind, which is never
    /// AUTOCOMMIT.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`](crate::ErrorKind::Compile) where the database has no such
    /// transactions; [`unsupported`](TransactionOptions::unsupported) makes it.
    fn begin_with(
        &self,
        mode: BeginMode,
        options: &TransactionOptions,
    ) -> Result<TransactionStatements> {
        let _ = mode;
        if options.is_deferrable().is_some() {
            return Err(TransactionOptions::unsupported(
                "a deferrable transaction",
                self.dialect().name(),
            ));
        }
        let mut modes = Vec::new();
        if let Some(level) = options.isolation_level() {
            modes.push(format!("ISOLATION LEVEL {}", level.name()));
        }
        match options.is_read_only() {
            Some(true) => modes.push("READ ONLY".to_owned()),
            Some(false) => modes.push("READ WRITE".to_owned()),
            None => {}
        }
        Ok(TransactionStatements {
            begin: vec![format!("START TRANSACTION {}", modes.join(", ")).into()],
            end: Vec::new(),
        })
    }

    /// How it does a commit in two phases, where it does.
    fn two_phase(&self) -> Option<&dyn TwoPhase> {
        None
    }

    /// How it explains its statements, where it does.
    fn explain(&self) -> Option<&dyn Explain> {
        None
    }

    /// Whether there is a table or a view of this name, in the connection's default schema where
    /// none is given.
    ///
    /// # Errors
    /// The driver's fault.
    fn table_exists(
        &self,
        connection: &mut dyn DriverConnection,
        schema: Option<&str>,
        table: &str,
    ) -> Result<bool, QueryError>;
}

/// A backend made of any dialect and any driver, with the words of the SQL standard.
///
/// For tests over a [fake driver](crate::driver::fake), and as a beginning for a new database.
#[derive(Debug)]
pub struct StandardBackend<L, D> {
    dialect: L,
    driver: D,
}

impl<L: Dialect, D: Driver> StandardBackend<L, D> {
    /// Puts a dialect and a driver together.
    pub const fn new(dialect: L, driver: D) -> Self {
        Self { dialect, driver }
    }
}

impl<L: Dialect, D: Driver> Backend for StandardBackend<L, D> {
    fn dialect(&self) -> &dyn Dialect {
        &self.dialect
    }

    fn driver(&self) -> &dyn Driver {
        &self.driver
    }

    fn table_exists(
        &self,
        connection: &mut dyn DriverConnection,
        schema: Option<&str>,
        table: &str,
    ) -> Result<bool, QueryError> {
        let table = Value::Text(table.to_owned());
        let mut each = |_: &dyn crate::driver::Row| Ok(Next::Stop);
        let found = match schema {
            None => connection.query(
                "SELECT 1 FROM information_schema.tables WHERE table_name = ? \
                 AND table_schema = CURRENT_SCHEMA",
                &[&table],
                &mut each,
            )?,
            Some(schema) => connection.query(
                "SELECT 1 FROM information_schema.tables WHERE table_name = ? \
                 AND table_schema = ?",
                &[&table, &Value::Text(schema.to_owned())],
                &mut each,
            )?,
        };
        Ok(found > 0)
    }
}
