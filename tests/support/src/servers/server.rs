//! A server that runs.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};
use std::{fs, thread};

use alchemy::{ErrorKind, Result};
use alchemy_dialects::create_engine;

use super::guard::Guard;
use super::lease::Tables;
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
    pub(super) kind: ServerKind,
    url: String,
    folder: Option<PathBuf>,
    /// Ends the server when it is dropped. The one that all tests share is never dropped: it ends
    /// when the test binary does.
    guard: Option<Guard>,
    /// Databases with tables, waiting for a test that wants just these.
    pub(super) idle: Mutex<Vec<Tables>>,
}

impl Server {
    /// The server of this kind that all tests of the binary share. The first call starts it.
    ///
    /// # Errors
    /// Why there is none.
    pub fn shared(kind: ServerKind) -> Result<&'static Self, Missing> {
        Self::cell(kind)
            .get_or_init(|| match kind.given() {
                Some(url) => Ok(Self {
                    kind,
                    url,
                    folder: None,
                    guard: None,
                    idle: Mutex::default(),
                }),
                None => Self::start(kind),
            })
            .as_ref()
            .map_err(Missing::clone)
    }

    fn cell(kind: ServerKind) -> &'static OnceLock<Result<Self, Missing>> {
        static POSTGRES: OnceLock<Result<Server, Missing>> = OnceLock::new();
        static MARIADB: OnceLock<Result<Server, Missing>> = OnceLock::new();
        static MYSQL: OnceLock<Result<Server, Missing>> = OnceLock::new();
        match kind {
            ServerKind::Postgres => &POSTGRES,
            ServerKind::MariaDb => &MARIADB,
            ServerKind::MySql => &MYSQL,
        }
    }

    /// The shared server, where a test has asked for it.
    pub(super) fn started(kind: ServerKind) -> Option<&'static Self> {
        Self::cell(kind).get()?.as_ref().ok()
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
            idle: Mutex::default(),
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

    pub(super) fn administrate(&self, sql: &str) -> Result<()> {
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
                idle: Mutex::default(),
            };
            assert_eq!(server.url_of("y"), expected);
        }
    }
}
