//! The kinds of server that tests run on.

use std::env;

use super::{Missing, binaries};

/// A kind of server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerKind {
    /// PostgreSQL.
    Postgres,
    /// MariaDB.
    MariaDb,
    /// MySQL, which is never started here.
    MySql,
}

impl ServerKind {
    /// The name in `ALCHEMY_REQUIRE_SERVERS` and in the list of tests.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::MariaDb => "mariadb",
            Self::MySql => "mysql",
        }
    }

    /// The environment variable that names a server to use.
    #[must_use]
    pub const fn variable(self) -> &'static str {
        match self {
            Self::Postgres => "ALCHEMY_TEST_POSTGRES_URL",
            Self::MariaDb => "ALCHEMY_TEST_MARIADB_URL",
            Self::MySql => "ALCHEMY_TEST_MYSQL_URL",
        }
    }

    /// The server that the environment names.
    pub(super) fn given(self) -> Option<String> {
        env::var(self.variable()).ok().filter(|url| !url.is_empty())
    }

    /// Whether the tests may not go without it.
    #[must_use]
    pub fn is_required(self) -> bool {
        let list = env::var_os("ALCHEMY_REQUIRE_SERVERS").unwrap_or_default();
        list.to_string_lossy()
            .split(',')
            .any(|name| name.trim() == self.name())
    }

    /// Whether there is one, or the binaries to start one. Nothing is started.
    ///
    /// # Errors
    /// What is missing.
    pub fn look(self) -> Result<(), Missing> {
        if self.given().is_some() {
            return Ok(());
        }
        let programs: &[&str] = match self {
            Self::Postgres => &["initdb", "postgres"],
            Self::MariaDb => &["mariadb-install-db", "mariadbd"],
            Self::MySql => return Err(format!("{} names no server", self.variable())),
        };
        match programs.iter().find(|name| binaries::find(name).is_none()) {
            None => Ok(()),
            Some(name) => Err(format!(
                "no `{name}` is installed, and {} names no server",
                self.variable()
            )),
        }
    }
}
