//! The database of a test.

use std::sync::{Mutex, OnceLock, PoisonError};

use alchemy::Result;
use alchemy::compiler::Capability;
use alchemy::engine::Engine;
use alchemy::schema::MetaData;
use alchemy_dialects::create_engine;
use tempfile::TempDir;

use crate::DatabaseKind;
use crate::servers::{Lease, Missing, Server, ServerKind};

/// What a test gets to run on: empty databases of one kind, as many as it asks for. They go with
/// it.
#[derive(Debug)]
pub struct TestDatabase {
    kind: DatabaseKind,
    concurrent: bool,
    /// The one that a test has without tables of our making.
    own: OnceLock<Lease>,
    /// Those with tables, which live as long as the test does.
    leases: Mutex<Vec<Lease>>,
    /// Where SQLite's files are.
    folders: Mutex<Vec<TempDir>>,
}

impl TestDatabase {
    pub(crate) const fn new(kind: DatabaseKind, concurrent: bool) -> Self {
        Self {
            kind,
            concurrent,
            own: OnceLock::new(),
            leases: Mutex::new(Vec::new()),
            folders: Mutex::new(Vec::new()),
        }
    }

    /// Starts the server, if need be.
    pub(crate) fn prepare(&self) -> Result<(), Missing> {
        match self.kind {
            DatabaseKind::Sqlite => Ok(()),
            DatabaseKind::Server(kind) => Server::shared(kind).map(drop),
        }
    }

    /// Which it is, for a test that differs by something that no capability says.
    #[must_use]
    pub const fn kind(&self) -> DatabaseKind {
        self.kind
    }

    /// What it can do.
    #[must_use]
    pub const fn capability(&self) -> &'static Capability {
        self.kind.capability()
    }

    /// An engine on a database with these tables and no rows: another database at each call.
    ///
    /// # Errors
    /// When there is none to be had, or it refuses the tables.
    pub fn with_tables(&self, metadata: &MetaData) -> Result<Engine> {
        match self.kind {
            DatabaseKind::Sqlite => {
                let engine = create_engine(&self.sqlite())?;
                metadata.create_all(&engine)?;
                Ok(engine)
            }
            DatabaseKind::Server(_) => {
                let (lease, engine) = self.server().with_tables(metadata)?;
                keep(&self.leases, lease);
                Ok(engine)
            }
        }
    }

    /// An engine on the test's own database, which is empty at first. SQLite's, in memory, is a new
    /// one at each call.
    ///
    /// # Errors
    /// When there is none to be had.
    pub fn engine(&self) -> Result<Engine> {
        create_engine(&self.url())
    }

    /// The URL of the test's own database.
    #[must_use]
    pub fn url(&self) -> String {
        match self.kind {
            DatabaseKind::Sqlite => self.sqlite(),
            DatabaseKind::Server(_) => self.server().url_of(self.name()),
        }
    }

    /// Its URL with more options, as in `pool_size=1&connect_timeout=2`.
    #[must_use]
    pub fn url_with(&self, options: &str) -> String {
        with_options(&self.url(), options)
    }

    /// The name of the test's own database on its server.
    #[must_use]
    pub fn name(&self) -> &str {
        let own = || {
            let lease = self.server().empty();
            lease.unwrap_or_else(|error| panic!("no database: {error}"))
        };
        self.own.get_or_init(own).name()
    }

    /// The server that it is on.
    ///
    /// # Panics
    /// When there is none: with SQLite, or without the server that the test needs.
    #[must_use]
    pub fn server(&self) -> &'static Server {
        match self.kind {
            DatabaseKind::Sqlite => panic!("SQLite has no server"),
            DatabaseKind::Server(kind) => shared(kind),
        }
    }

    fn sqlite(&self) -> String {
        if !self.concurrent {
            return "sqlite::memory:".to_owned();
        }
        let folder = tempfile::tempdir();
        let folder = folder.unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        let path = folder.path().join("test.db");
        keep(&self.folders, folder);
        format!("sqlite:///{}?wal=on", path.display())
    }
}

fn keep<T>(list: &Mutex<Vec<T>>, value: T) {
    let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
    list.push(value);
}

fn shared(kind: ServerKind) -> &'static Server {
    Server::shared(kind).unwrap_or_else(|missing| panic!("no {}: {missing}", kind.name()))
}

/// A URL with more options, as in `pool_size=1&connect_timeout=2`.
#[must_use]
pub fn with_options(url: &str, options: &str) -> String {
    let between = if url.contains('?') { '&' } else { '?' };
    format!("{url}{between}{options}")
}
