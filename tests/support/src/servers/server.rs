//! A server that runs, and a database on it for each test.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use std::{fs, process, thread};

use alchemy::engine::Engine;
use alchemy::{ErrorKind, Result};
use alchemy_dialects::create_engine;

use super::guard::Guard;
use super::{Missing, ServerKind, mariadb, postgres};

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// What starting a server gives.
pub(super) struct Started {
    /// A database that is always there.
    pub(super) url: String,
    pub(super) folder: PathBuf,
    pub(super) guard: Guard,
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    kind: ServerKind,
    url: String,
    folder: Option<PathBuf>,
    /// Ends the server when it is dropped. The one that all tests share is never dropped: it ends
    /// when the test binary does.
    guard: Option<Guard>,
}

impl Server {
    /// The server of this kind that all tests of the binary share. The first call starts it.
    ///
    /// # Errors
    /// Why there is none.
    pub fn shared(kind: ServerKind) -> Result<&'static Self, Missing> {
        static POSTGRES: OnceLock<Result<Server, Missing>> = OnceLock::new();
        static MARIADB: OnceLock<Result<Server, Missing>> = OnceLock::new();
        static MYSQL: OnceLock<Result<Server, Missing>> = OnceLock::new();
        let cell = match kind {
            ServerKind::Postgres => &POSTGRES,
            ServerKind::MariaDb => &MARIADB,
            ServerKind::MySql => &MYSQL,
        };
        cell.get_or_init(|| match kind.given() {
            Some(url) => Ok(Self {
                kind,
                url,
                folder: None,
                guard: None,
            }),
            None => Self::start(kind),
        })
        .as_ref()
        .map_err(Missing::clone)
    }

    /// Starts a server for one test: to be stopped, filled up or otherwise ill-treated. It ends
    /// when it is dropped.
    ///
    /// # Errors
    /// Why there is none.
    pub fn start(kind: ServerKind) -> Result<Self, Missing> {
        kind.look()?;
        let started = match kind {
            ServerKind::Postgres => postgres::start()?,
            ServerKind::MariaDb => mariadb::start()?,
            ServerKind::MySql => return Err("MySQL is never started here".to_owned()),
        };
        let server = Self {
            kind,
            url: started.url,
            folder: Some(started.folder),
            guard: Some(started.guard),
        };
        server.wait()?;
        Ok(server)
    }

    /// Kills it without a warning, and waits until it is there again.
    ///
    /// # Errors
    /// Where it isn't ours to kill, or doesn't come back.
    pub fn kill_and_restart(&mut self) -> Result<(), Missing> {
        let Some(guard) = &mut self.guard else {
            return Err("only a server that was started here is killed".to_owned());
        };
        guard.kill()?;
        // Its socket closes with it; an answer before that would be the old one's.
        let deadline = Instant::now() + PATIENCE;
        while self.administrate("SELECT 1").is_ok() {
            if Instant::now() > deadline {
                return Err("the server doesn't end".to_owned());
            }
        }
        self.wait()
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> ServerKind {
        self.kind
    }

    /// The URL of the database that is always there.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The server's folder, with its sockets and its log, where it was started here.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The URL of another database on this server.
    #[must_use]
    pub fn url_of(&self, database: &str) -> String {
        let (place, query) = match self.url.split_once('?') {
            Some((place, query)) => (place, format!("?{query}")),
            None => (&*self.url, String::new()),
        };
        let authority = place.find("://").map_or(0, |at| at + 3);
        let end = place[authority..]
            .find('/')
            .map_or(place.len(), |at| authority + at);
        format!("{}/{database}{query}", &place[..end])
    }

    /// Makes an empty database, which goes when the value is dropped.
    ///
    /// # Errors
    /// What the server reports.
    pub fn database(&'static self) -> Result<TestDatabase> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("alchemy_{}_{number}", process::id());
        let extra = match self.kind {
            ServerKind::Postgres => "",
            ServerKind::MariaDb | ServerKind::MySql => " CHARACTER SET utf8mb4",
        };
        self.administrate(&format!("CREATE DATABASE {name}{extra}"))?;
        Ok(TestDatabase { server: self, name })
    }

    fn administrate(&self, sql: &str) -> Result<()> {
        create_engine(&self.url)?.execute_script(sql)
    }

    /// Waits until the server answers.
    fn wait(&self) -> Result<(), Missing> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let error = match self.administrate("SELECT 1") {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if error.kind() == ErrorKind::Url || Instant::now() > deadline {
                return Err(format!("{error:?}\n{}", self.log()));
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn log(&self) -> String {
        let log = self.folder().map(|folder| folder.join("log"));
        log.and_then(|log| fs::read_to_string(log).ok())
            .unwrap_or_default()
    }
}

/// A database for one test.
#[derive(Debug)]
pub struct TestDatabase {
    server: &'static Server,
    name: String,
}

impl TestDatabase {
    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url_of(&self.name)
    }

    /// Its URL with more options, as in `pool_size=1&connect_timeout=2`.
    #[must_use]
    pub fn url_with(&self, options: &str) -> String {
        let url = self.url();
        let between = if url.contains('?') { '&' } else { '?' };
        format!("{url}{between}{options}")
    }

    /// An engine on it.
    ///
    /// # Errors
    /// When the URL that the environment gives is malformed.
    pub fn engine(&self) -> Result<Engine> {
        create_engine(&self.url())
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The server that it is on.
    #[must_use]
    pub const fn server(&self) -> &'static Server {
        self.server
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let force = match self.server.kind {
            ServerKind::Postgres => " WITH (FORCE)",
            ServerKind::MariaDb | ServerKind::MySql => "",
        };
        let sql = format!("DROP DATABASE IF EXISTS {}{force}", self.name);
        // Where it fails, it goes with the server.
        let _ = self.server.administrate(&sql);
    }
}

/// A port that was free a moment ago.
pub(super) fn free_port() -> Result<u16, Missing> {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| format!("no free port: {error}"))
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    fn answers(url: &str) -> bool {
        let (_, rest) = url.rsplit_once('@').unwrap();
        let (address, _) = rest.split_once('/').unwrap();
        TcpStream::connect(address).is_ok()
    }

    fn starts_and_goes(kind: ServerKind, start: fn() -> Result<Started, Missing>) {
        if kind.look().is_err() || kind.given().is_some() {
            return;
        }
        let started = start().unwrap();
        let deadline = Instant::now() + PATIENCE;
        while !answers(&started.url) {
            assert!(Instant::now() < deadline, "no answer");
            thread::sleep(Duration::from_millis(10));
        }
        drop(started.guard);
        assert!(!answers(&started.url));
        assert!(!started.folder.exists());
    }

    #[test]
    fn postgres_starts_and_leaves_nothing() {
        starts_and_goes(ServerKind::Postgres, postgres::start);
    }

    #[test]
    fn mariadb_starts_and_leaves_nothing() {
        starts_and_goes(ServerKind::MariaDb, mariadb::start);
    }

    #[test]
    fn a_url_gets_another_database() {
        let table = [
            ("postgresql://a@h:1/x", "postgresql://a@h:1/y"),
            ("mysql://a:b@h", "mysql://a:b@h/y"),
            ("postgresql:///x?host=/tmp", "postgresql:///y?host=/tmp"),
        ];
        for (url, expected) in table {
            let server = Server {
                kind: ServerKind::Postgres,
                url: url.to_owned(),
                folder: None,
                guard: None,
            };
            assert_eq!(server.url_of("y"), expected);
        }
    }
}
