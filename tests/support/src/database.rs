//! A fresh database for a test.

use alchemy::Result;
use alchemy::engine::Engine;
use alchemy::schema::MetaData;
use alchemy_dialects::create_engine;

/// The databases that a test can run on. Servers join here; a test asks for `Database` and for
/// nothing more particular.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// SQLite in memory: one connection, gone with its engine.
    SqliteMemory,
}

impl Database {
    /// The databases that are there to be tested.
    #[must_use]
    pub fn available() -> Vec<Self> {
        vec![Self::SqliteMemory]
    }

    /// An engine on an empty database.
    ///
    /// # Errors
    /// When there is none to be had.
    pub fn engine(self) -> Result<Engine> {
        match self {
            Self::SqliteMemory => create_engine("sqlite::memory:"),
        }
    }

    /// An engine on a database with these tables and no rows.
    ///
    /// # Errors
    /// When there is none to be had, or it refuses the tables.
    pub fn with_tables(self, metadata: &MetaData) -> Result<Engine> {
        let engine = self.engine()?;
        metadata.create_all(&engine)?;
        Ok(engine)
    }
}
