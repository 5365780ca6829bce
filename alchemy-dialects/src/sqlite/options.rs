//! Which SQLite database to open and how, and the URLs that say so.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use alchemy::{Error, ErrorKind, Result};
use percent_encoding::percent_decode_str;
use url::form_urlencoded;

use crate::url_option::UrlOptions;

/// What the URL may say, for messages; [`SqliteOptions::set`] reads the same names.
const OPTIONS: UrlOptions = UrlOptions {
    database: "SQLite",
    list: "mode=ro|rw|rwc, wal=on|off, busy_timeout=<milliseconds>, \
                       foreign_keys=on|off, synchronous=off|normal|full|extra, \
                       statement_cache=<statements>",
};

const FORMS: &str = "write sqlite::memory:, sqlite:///relative.db, sqlite:////absolute/path.db or \
                     sqlite:path.db";

/// SQLite counts the time it waits in a 32-bit number of milliseconds.
const LONGEST_BUSY_TIMEOUT: Duration = Duration::from_millis(i32::MAX.unsigned_abs() as u64);

/// Where a database is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SqliteLocation {
    /// In memory, gone with its connection and seen by no other.
    Memory,
    /// In a file.
    File(PathBuf),
}

/// How often SQLite waits for the disk, as `PRAGMA synchronous` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SqliteSynchronous {
    /// Never: a power failure may corrupt the database.
    Off,
    /// At checkpoints: with a write-ahead log, a power failure may lose the last transactions and
    /// never corrupts.
    Normal,
    /// At every commit.
    Full,
    /// At every commit, and once more for the directory.
    Extra,
}

impl SqliteSynchronous {
    /// The word that `PRAGMA synchronous` takes.
    pub(super) const fn pragma(self) -> &'static str {
        match self {
            Self::Off => "OFF",
            Self::Normal => "NORMAL",
            Self::Full => "FULL",
            Self::Extra => "EXTRA",
        }
    }
}

/// Which database to open and how.
///
/// ```
/// use std::time::Duration;
///
/// use alchemy_dialects::sqlite::SqliteOptions;
///
/// let options = SqliteOptions::file("shop.db").busy_timeout(Duration::from_secs(2));
/// assert_eq!(options, SqliteOptions::from_url("sqlite:shop.db?busy_timeout=2000")?);
/// # Ok::<(), alchemy::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteOptions {
    pub(super) location: SqliteLocation,
    pub(super) read_only: bool,
    pub(super) create: bool,
    /// Nothing said: a write-ahead log where the database can have one.
    pub(super) wal: Option<bool>,
    pub(super) busy_timeout: Duration,
    pub(super) foreign_keys: bool,
    /// Nothing said: NORMAL with a write-ahead log, SQLite's default without.
    pub(super) synchronous: Option<SqliteSynchronous>,
    pub(super) statement_cache: usize,
}

impl SqliteOptions {
    /// A new database in memory. Each connection has its own.
    #[must_use]
    pub fn memory() -> Self {
        Self::at(SqliteLocation::Memory)
    }

    /// A database in a file, created when it doesn't exist.
    ///
    /// The path is taken as it is: neither `:memory:` nor `file:` has a meaning here.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::at(SqliteLocation::File(path.into()))
    }

    fn at(location: SqliteLocation) -> Self {
        Self {
            location,
            read_only: false,
            create: true,
            wal: None,
            busy_timeout: Duration::from_secs(5),
            foreign_keys: true,
            synchronous: None,
            statement_cache: 128,
        }
    }

    /// Reads a URL.
    ///
    /// `sqlite::memory:` and `sqlite://` are databases in memory, `sqlite:path.db` and
    /// `sqlite:///path.db` relative paths, `sqlite:////path.db` an absolute one. In a path, `%` and
    /// `?` are percent-encoded. Options follow a question mark:
    ///
    /// | option | values | without it |
    /// | --- | --- | --- |
    /// | `mode` | `ro` read only, `rw` must exist, `rwc` created when missing | `rwc` |
    /// | `wal` | `on`, `off` | on for a file |
    /// | `busy_timeout` | milliseconds | 5000 |
    /// | `foreign_keys` | `on`, `off` | `on` |
    /// | `synchronous` | `off`, `normal`, `full`, `extra` | `normal` with a write-ahead log |
    /// | `statement_cache` | a number of statements | 128 |
    ///
    /// # Errors
    /// [`ErrorKind::Url`] naming what is malformed.
    pub fn from_url(url: &str) -> Result<Self> {
        let rest = url.strip_prefix("sqlite:").ok_or_else(|| {
            Error::new(ErrorKind::Url, "a SQLite URL begins with `sqlite:`").with_help(FORMS)
        })?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut options = Self::at(location(place)?);
        let mut seen = BTreeSet::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            options.set(&name, &value)?;
            if !seen.insert(name.clone()) {
                return Err(OPTIONS.malformed(format!("the option `{name}` is given twice")));
            }
        }
        Ok(options)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<()> {
        match name {
            "mode" => self.set_mode(value),
            "wal" => switch(name, value).map(|on| self.wal = Some(on)),
            "busy_timeout" => milliseconds(name, value).map(|time| self.busy_timeout = time),
            "foreign_keys" => switch(name, value).map(|on| self.foreign_keys = on),
            "synchronous" => synchronous(value).map(|level| self.synchronous = Some(level)),
            "statement_cache" => count(name, value).map(|size| self.statement_cache = size),
            _ => Err(OPTIONS.malformed(format!("a SQLite URL has no option `{name}`"))),
        }
    }

    fn set_mode(&mut self, value: &str) -> Result<()> {
        (self.read_only, self.create) = match value {
            "ro" => (true, false),
            "rw" => (false, false),
            "rwc" => (false, true),
            _ => return Err(OPTIONS.bad_value("mode", value, "ro, rw or rwc")),
        };
        Ok(())
    }

    /// Where the database is.
    #[must_use]
    pub fn location(&self) -> &SqliteLocation {
        &self.location
    }

    /// Opens the file for reading only; it must exist.
    #[must_use]
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.read_only = read_only;
        self
    }

    /// Whether a file that doesn't exist is created, which is so unless told otherwise.
    #[must_use]
    pub fn create(mut self, create: bool) -> Self {
        self.create = create;
        self
    }

    /// Whether to keep a write-ahead log, so that readers and a writer don't wait for each other.
    ///
    /// Without this call a database in a file gets one where it can have one. `true` makes it an
    /// error when it can't, `false` leaves the journal of the file as it is. In memory and for
    /// reading only there is nothing to switch.
    #[must_use]
    pub fn wal(mut self, wal: bool) -> Self {
        self.wal = Some(wal);
        self
    }

    /// How long to wait for another connection's lock: 5 seconds unless told otherwise. What is
    /// beyond SQLite's range of 24 days counts as 24 days.
    #[must_use]
    pub fn busy_timeout(mut self, busy_timeout: Duration) -> Self {
        self.busy_timeout = busy_timeout.min(LONGEST_BUSY_TIMEOUT);
        self
    }

    /// Whether foreign keys are enforced, which is so unless told otherwise.
    #[must_use]
    pub fn foreign_keys(mut self, foreign_keys: bool) -> Self {
        self.foreign_keys = foreign_keys;
        self
    }

    /// How often to wait for the disk: `NORMAL` with a write-ahead log and SQLite's own default
    /// without, unless told otherwise.
    #[must_use]
    pub fn synchronous(mut self, synchronous: SqliteSynchronous) -> Self {
        self.synchronous = Some(synchronous);
        self
    }

    /// How many prepared statements a connection keeps: 128 unless told otherwise.
    #[must_use]
    pub fn statement_cache(mut self, statements: usize) -> Self {
        self.statement_cache = statements;
        self
    }
}

/// The part of a URL between `sqlite:` and the question mark.
fn location(place: &str) -> Result<SqliteLocation> {
    let path = match place.strip_prefix("//") {
        None => place,
        Some("") => return Ok(SqliteLocation::Memory),
        // Two slashes begin a host name, and what follows the third one is the path.
        Some(authority) => authority.strip_prefix('/').ok_or_else(|| {
            let message = format!("a SQLite URL has no host, but this one names {authority:?}");
            Error::new(ErrorKind::Url, message).with_help(FORMS)
        })?,
    };
    let decoded = percent_decode_str(path)
        .decode_utf8()
        .map_err(|_| Error::new(ErrorKind::Url, "the path in the SQLite URL isn't UTF-8"))?;
    match &*decoded {
        ":memory:" => Ok(SqliteLocation::Memory),
        "" => Err(Error::new(ErrorKind::Url, "the SQLite URL names no file").with_help(FORMS)),
        path if path.contains('\0') => Err(Error::new(
            ErrorKind::Url,
            "the path in the SQLite URL contains U+0000",
        )),
        path => Ok(SqliteLocation::File(PathBuf::from(path))),
    }
}

fn switch(name: &str, value: &str) -> Result<bool> {
    match value {
        "on" | "true" | "1" => Ok(true),
        "off" | "false" | "0" => Ok(false),
        _ => Err(OPTIONS.bad_value(name, value, "on or off")),
    }
}

fn milliseconds(name: &str, value: &str) -> Result<Duration> {
    value
        .parse()
        .map(Duration::from_millis)
        .ok()
        .filter(|time| *time <= LONGEST_BUSY_TIMEOUT)
        .ok_or_else(|| OPTIONS.bad_value(name, value, "a number of milliseconds up to 2147483647"))
}

fn count(name: &str, value: &str) -> Result<usize> {
    value
        .parse()
        .map_err(|_| OPTIONS.bad_value(name, value, "a number of statements"))
}

fn synchronous(value: &str) -> Result<SqliteSynchronous> {
    match value {
        "off" => Ok(SqliteSynchronous::Off),
        "normal" => Ok(SqliteSynchronous::Normal),
        "full" => Ok(SqliteSynchronous::Full),
        "extra" => Ok(SqliteSynchronous::Extra),
        _ => Err(OPTIONS.bad_value("synchronous", value, "off, normal, full or extra")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_name_the_place() {
        let file = |path: &str| SqliteLocation::File(PathBuf::from(path));
        let table = [
            ("sqlite::memory:", SqliteLocation::Memory),
            ("sqlite://", SqliteLocation::Memory),
            ("sqlite:///:memory:", SqliteLocation::Memory),
            ("sqlite::memory:?foreign_keys=off", SqliteLocation::Memory),
            ("sqlite://?foreign_keys=off", SqliteLocation::Memory),
            ("sqlite:path.db", file("path.db")),
            ("sqlite:sub/path.db", file("sub/path.db")),
            ("sqlite:/abs/path.db", file("/abs/path.db")),
            ("sqlite:///relative.db", file("relative.db")),
            ("sqlite:///../up.db", file("../up.db")),
            ("sqlite:////abs/path.db", file("/abs/path.db")),
            ("sqlite:////abs/../path.db", file("/abs/../path.db")),
            ("sqlite:///C:/data/shop.db", file("C:/data/shop.db")),
            ("sqlite:my%20shop%3F%25.db", file("my shop?%.db")),
            ("sqlite:///caf%C3%A9+1#2.db?wal=off", file("café+1#2.db")),
        ];
        for (url, expected) in table {
            assert_eq!(
                *SqliteOptions::from_url(url).unwrap().location(),
                expected,
                "{url}"
            );
        }
    }

    #[test]
    fn urls_carry_options() {
        let plain = SqliteOptions::file("a.db");
        let table = [
            ("", plain.clone()),
            ("?", plain.clone()),
            ("?mode=ro", plain.clone().read_only(true).create(false)),
            ("?mode=rw", plain.clone().create(false)),
            ("?mode=rwc", plain.clone()),
            ("?wal=off", plain.clone().wal(false)),
            ("?wal=on", plain.clone().wal(true)),
            (
                "?busy_timeout=2000",
                plain.clone().busy_timeout(Duration::from_secs(2)),
            ),
            (
                "?busy_timeout=0",
                plain.clone().busy_timeout(Duration::ZERO),
            ),
            ("?foreign_keys=off", plain.clone().foreign_keys(false)),
            ("?foreign_keys=1", plain.clone()),
            (
                "?synchronous=full",
                plain.clone().synchronous(SqliteSynchronous::Full),
            ),
            ("?statement_cache=64", plain.clone().statement_cache(64)),
            (
                "?mode=ro&wal=off&busy_timeout=2000&foreign_keys=off&statement_cache=64",
                plain
                    .read_only(true)
                    .create(false)
                    .wal(false)
                    .busy_timeout(Duration::from_secs(2))
                    .foreign_keys(false)
                    .statement_cache(64),
            ),
        ];
        for (query, expected) in table {
            let url = format!("sqlite:a.db{query}");
            assert_eq!(SqliteOptions::from_url(&url).unwrap(), expected, "{url}");
        }
    }

    #[test]
    fn malformed_urls_are_told_apart() {
        let table = [
            ("postgres://localhost/a", "begins with `sqlite:`"),
            ("a.db", "begins with `sqlite:`"),
            ("sqlite:", "names no file"),
            ("sqlite:///", "names no file"),
            ("sqlite:?wal=on", "names no file"),
            ("sqlite://relative.db", "names \"relative.db\""),
            ("sqlite:%FF.db", "isn't UTF-8"),
            ("sqlite:a%00.db", "U+0000"),
            ("sqlite:a.db?journal=wal", "no option `journal`"),
            ("sqlite:a.db?WAL=on", "no option `WAL`"),
            (
                "sqlite:a.db?wal",
                "`wal` of the SQLite URL is on or off, not \"\"",
            ),
            ("sqlite:a.db?wal=maybe", "not \"maybe\""),
            ("sqlite:a.db?mode=memory", "ro, rw or rwc"),
            ("sqlite:a.db?busy_timeout=5s", "milliseconds"),
            ("sqlite:a.db?busy_timeout=-1", "milliseconds"),
            ("sqlite:a.db?busy_timeout=2147483648", "milliseconds"),
            ("sqlite:a.db?statement_cache=many", "a number of statements"),
            (
                "sqlite:a.db?synchronous=always",
                "off, normal, full or extra",
            ),
            ("sqlite:a.db?wal=on&wal=off", "`wal` is given twice"),
        ];
        for (url, part) in table {
            let error = SqliteOptions::from_url(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Url, "{url}");
            assert!(error.message().contains(part), "{url}: {error}");
        }
    }

    #[test]
    fn a_bad_option_lists_the_valid_ones() {
        let error = SqliteOptions::from_url("sqlite:a.db?cache=64").unwrap_err();
        let help = error.help().unwrap();
        for name in [
            "mode",
            "wal",
            "busy_timeout",
            "foreign_keys",
            "synchronous",
            "statement_cache",
        ] {
            assert!(help.contains(name), "{help}");
        }
    }

    #[test]
    fn a_timeout_beyond_the_range_is_the_longest() {
        let options = SqliteOptions::memory().busy_timeout(Duration::MAX);
        assert_eq!(options.busy_timeout, LONGEST_BUSY_TIMEOUT);
    }
}
