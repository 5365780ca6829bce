//! The databases that tests run on.

use alchemy::compiler::Capability;
use alchemy_dialects::mysql::MySqlDialect;
use alchemy_dialects::postgres::PostgresDialect;
use alchemy_dialects::sqlite::SqliteDialect;

use crate::servers::{Missing, ServerKind};

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseKind {
    /// SQLite, which is always there.
    Sqlite,
    /// One that a server is needed for.
    Server(ServerKind),
}

impl DatabaseKind {
    /// All.
    pub const ALL: [Self; 4] = [Self::Sqlite, Self::POSTGRES, Self::MARIADB, Self::MYSQL];
    /// PostgreSQL.
    pub const POSTGRES: Self = Self::Server(ServerKind::Postgres);
    /// MariaDB.
    pub const MARIADB: Self = Self::Server(ServerKind::MariaDb);
    /// MySQL.
    pub const MYSQL: Self = Self::Server(ServerKind::MySql);

    /// The name that ends the names of its tests.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Server(kind) => kind.name(),
        }
    }

    /// What it can do.
    #[must_use]
    pub const fn capability(self) -> &'static Capability {
        match self {
            Self::Sqlite => &SqliteDialect::CAPABILITY,
            Self::POSTGRES => &PostgresDialect::CAPABILITY,
            Self::MARIADB => &MySqlDialect::MARIADB,
            Self::MYSQL => &MySqlDialect::MYSQL,
        }
    }

    /// Why there is none, where the tests may go without it.
    pub(crate) fn missing(self) -> Option<Missing> {
        match self {
            Self::Sqlite => None,
            Self::Server(kind) => kind.look().err().filter(|_| !kind.is_required()),
        }
    }
}
