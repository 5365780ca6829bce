//! The databases that cases run on, each with the data set in it: loaded once a run, through the
//! library.

use std::error::Error;
use std::fmt;
use std::process;
use std::sync::{Mutex, OnceLock};

use alchemy::engine::Engine;
use alchemy_dialects::create_engine;
use alchemy_test_support::servers::{Server, ServerKind};
use serde::Deserialize;

use crate::tables::{self, Contents};

/// A database, by the name that the recorded results know it by.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Database {
    Sqlite,
    Postgresql,
    MariaDb,
    MySql,
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Database {
    pub(crate) const ALL: [Self; 4] = [Self::Sqlite, Self::Postgresql, Self::MariaDb, Self::MySql];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgresql => "postgresql",
            Self::MariaDb => "mariadb",
            Self::MySql => "mysql",
        }
    }

    const fn server(self) -> Option<ServerKind> {
        match self {
            Self::Sqlite => None,
            Self::Postgresql => Some(ServerKind::Postgres),
            Self::MariaDb => Some(ServerKind::MariaDb),
            Self::MySql => Some(ServerKind::MySql),
        }
    }

    /// Why there is none, unless it is required.
    pub(crate) fn missing(self) -> Option<String> {
        let kind = self.server()?;
        kind.look().err().filter(|_| !kind.is_required())
    }

    fn slot(self) -> &'static OnceLock<Result<Fixture, String>> {
        static SLOTS: [OnceLock<Result<Fixture, String>>; 4] = [const { OnceLock::new() }; 4];
        match self {
            Self::Sqlite => &SLOTS[0],
            Self::Postgresql => &SLOTS[1],
            Self::MariaDb => &SLOTS[2],
            Self::MySql => &SLOTS[3],
        }
    }

    /// The data set on this database. The first call loads it.
    pub(crate) fn fixture(self) -> Result<&'static Fixture, String> {
        let fixture = self
            .slot()
            .get_or_init(|| Fixture::new(self).map_err(|error| format!("{self}: {error}")));
        fixture.as_ref().map_err(String::clone)
    }

    /// The data set, if a case has asked for it.
    pub(crate) fn loaded(self) -> Option<&'static Fixture> {
        self.slot().get()?.as_ref().ok()
    }

    /// Text is compared by code point, everywhere, and blanks at its end count.
    const fn options(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgresql => {
                "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
            }
            Self::MariaDb => "CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
            Self::MySql => "CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin",
        }
    }

    /// Lets the database generate the keys that follow the greatest in a table.
    fn restart_keys(self, table: &str, key: &str) -> Option<String> {
        match self {
            Self::Sqlite => None,
            Self::Postgresql => Some(format!(
                "SELECT setval(pg_get_serial_sequence('{table}', '{key}'), \
                 (SELECT max({key}) FROM {table}))"
            )),
            Self::MariaDb | Self::MySql => Some(format!("ALTER TABLE {table} AUTO_INCREMENT = 1")),
        }
    }
}

/// The data set on a database.
#[derive(Debug)]
pub(crate) struct Fixture {
    database: Database,
    pub(crate) engine: Engine,
    /// What stands in the tables before and after every case.
    pub(crate) contents: Contents,
    /// One case at a time: those that write would wait for each other anyway.
    pub(crate) turn: Mutex<()>,
}

impl Fixture {
    fn new(database: Database) -> Result<Self, Box<dyn Error>> {
        let engine = match database.server() {
            None => create_engine("sqlite::memory:")?,
            Some(kind) => {
                let server = Server::shared(kind)?;
                let (name, options) = (name(), database.options());
                let create = format!("CREATE DATABASE {name} {options}");
                create_engine(server.url())?.execute_script(&create)?;
                create_engine(&server.url_of(&name))?
            }
        };
        tables::metadata().create_all(&engine)?;
        tables::load(&engine)?;
        let contents = tables::contents(&mut engine.connect()?)?;
        Ok(Self {
            database,
            engine,
            contents,
            turn: Mutex::default(),
        })
    }

    /// Lets a table's generated keys go on from its greatest.
    pub(crate) fn restart_keys(&self, table: &str) -> Result<(), String> {
        let Some(definition) = tables::table(table) else {
            return Err(format!("there is no table `{table}`"));
        };
        let generated = definition.columns.iter().find(|it| it.autoincrement);
        let sql = generated.and_then(|key| self.database.restart_keys(table, &key.name));
        let run = |sql: String| self.engine.execute_script(&sql);
        sql.map_or(Ok(()), run).map_err(|error| error.to_string())
    }

    /// Drops the database.
    pub(crate) fn drop_database(&self) {
        let Some(kind) = self.database.server() else {
            return;
        };
        self.engine.dispose();
        let sql = format!("DROP DATABASE IF EXISTS {}", name());
        let Ok(server) = Server::shared(kind) else {
            return;
        };
        let dropped = create_engine(server.url()).and_then(|it| it.execute_script(&sql));
        if let Err(error) = dropped {
            eprintln!("{}: {error}", self.database);
        }
    }
}

/// The database of this run on a server.
fn name() -> String {
    format!("alchemy_conformance_{}", process::id())
}
