//! Database servers for tests: started from the installed binaries in a folder of their own, gone
//! when the test binary is gone, or named by an environment variable.
//!
//! | server | used instead of a new one |
//! | --- | --- |
//! | PostgreSQL | `ALCHEMY_TEST_POSTGRES_URL` |
//! | MariaDB | `ALCHEMY_TEST_MARIADB_URL` |
//! | MySQL | `ALCHEMY_TEST_MYSQL_URL`, which is the only way to one |
//!
//! Where there is neither, the tests are listed as ignored, with the reason; with
//! `ALCHEMY_REQUIRE_SERVERS=postgres,mariadb` they fail instead.

mod binaries;
mod certificate;
mod directory;
mod guard;
mod kind;
mod lease;
mod mariadb;
mod postgres;
mod server;

pub use kind::ServerKind;
pub use lease::Lease;
pub use server::Server;

/// Why there is no server, in words for whoever runs the tests.
pub type Missing = String;
