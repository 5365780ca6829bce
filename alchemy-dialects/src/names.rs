//! The names of the dialects, whichever of them are compiled in: SQL for one database may be
//! written where another one is used.

use alchemy::sql::DialectName;

/// SQLite.
pub const SQLITE: DialectName = DialectName::new("sqlite");
/// PostgreSQL.
pub const POSTGRESQL: DialectName = DialectName::new("postgresql");
/// MySQL. MariaDB is [`MARIADB`].
pub const MYSQL: DialectName = DialectName::new("mysql");
/// MariaDB.
pub const MARIADB: DialectName = DialectName::new("mariadb");
