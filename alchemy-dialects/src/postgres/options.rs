//! Which PostgreSQL database to connect to and how, and the URLs that say so.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use alchemy::{Error, ErrorKind, Result};
use percent_encoding::percent_decode_str;

use super::PostgresTls;
use crate::url_option::UrlOptions;

/// What the URL may say, for messages; [`PostgresOptions::set`] reads the same names.
const OPTIONS: UrlOptions = UrlOptions {
    database: "PostgreSQL",
    list: "host=<name or folder of the socket>, application_name=<name>, \
                       connect_timeout=<seconds>, statement_timeout=<milliseconds>, \
                       lock_timeout=<milliseconds>, search_path=<schemas>, \
                       statement_cache=<statements>, sslmode=disable|require|verify-full, \
                       sslrootcert=<file>",
};

const FORM: &str = "a URL reads postgresql://user:password@host:5432/database";

/// Which database to connect to and how.
///
/// `Debug` doesn't show the password.
///
/// ```
/// use std::time::Duration;
///
/// use alchemy_dialects::postgres::PostgresOptions;
///
/// let options = PostgresOptions::new()
///     .host("db.example.org")
///     .user("ann")
///     .database("shop")
///     .statement_timeout(Duration::from_secs(2));
/// let url = "postgresql://ann@db.example.org/shop?statement_timeout=2000";
/// assert_eq!(options, PostgresOptions::from_url(url)?);
/// # Ok::<(), alchemy::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresOptions {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) database: Option<String>,
    pub(super) application_name: Option<String>,
    pub(super) connect_timeout: Duration,
    pub(super) statement_timeout: Option<Duration>,
    pub(super) lock_timeout: Option<Duration>,
    pub(super) search_path: Option<String>,
    pub(super) statement_cache: usize,
    pub(super) tls: PostgresTls,
    pub(super) root_certificates: Option<PathBuf>,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: 5432,
            user: None,
            password: None,
            database: None,
            application_name: None,
            connect_timeout: Duration::from_secs(10),
            statement_timeout: None,
            lock_timeout: None,
            search_path: None,
            statement_cache: 128,
            tls: PostgresTls::Disable,
            root_certificates: None,
        }
    }
}

impl PostgresOptions {
    /// The server on this machine, as the system's user, who names the database, too.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a URL: `postgresql://user:password@host:port/database`, where every part may be
    /// missing, or `postgres://…`. In user, password and database `@ : / ? # %` are
    /// percent-encoded. Options follow a question mark:
    ///
    /// | option | values | without it |
    /// | --- | --- | --- |
    /// | `host` | a host, or the folder of a unix socket | the URL's host, or `localhost` |
    /// | `application_name` | the name in `pg_stat_activity` | none |
    /// | `connect_timeout` | seconds | 10 |
    /// | `statement_timeout` | milliseconds | the server's |
    /// | `lock_timeout` | milliseconds | the server's |
    /// | `search_path` | schemas, separated by commas | the server's |
    /// | `statement_cache` | prepared statements kept, or 0 for unnamed ones | 128 |
    /// | `sslmode` | `disable`, `require`, `verify-full` | `disable` |
    /// | `sslrootcert` | a file of certificates to trust | the system's |
    ///
    /// # Errors
    /// [`ErrorKind::Url`] naming what is malformed.
    pub fn from_url(url: &str) -> Result<Self> {
        let rest = ["postgresql://", "postgres://"]
            .iter()
            .find_map(|scheme| url.strip_prefix(scheme))
            .ok_or_else(|| {
                let message = "a PostgreSQL URL begins with `postgresql://` or `postgres://`";
                Error::new(ErrorKind::Url, message).with_help(FORM)
            })?;
        if rest.contains('#') {
            return Err(
                broken("`#` has no meaning in a PostgreSQL URL").with_help("write it as %23")
            );
        }
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut options = Self::new();
        options.set_place(place)?;
        let mut seen = BTreeSet::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode(name, &value.replace('+', " "))?;
            options.set(name, value)?;
            if !seen.insert(name) {
                return Err(OPTIONS.malformed(format!("the option `{name}` is given twice")));
            }
        }
        Ok(options)
    }

    /// Reads what stands before the question mark.
    fn set_place(&mut self, place: &str) -> Result<()> {
        let (authority, database) = place.split_once('/').unwrap_or((place, ""));
        let (who, host) = match authority.rsplit_once('@') {
            Some((who, host)) => (who, host),
            None => ("", authority),
        };
        let (user, password) = match who.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (who, None),
        };
        self.user = some(decode("user", user)?);
        self.password = password.map(|it| decode("password", it)).transpose()?;
        self.database = some(decode("database", database)?);
        self.set_host_and_port(host)
    }

    fn set_host_and_port(&mut self, text: &str) -> Result<()> {
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => rest
                .split_once(']')
                .ok_or_else(|| broken("the host of the PostgreSQL URL lacks its `]`"))?,
            None => text.split_at(text.find(':').unwrap_or(text.len())),
        };
        if let Some(port) = port.strip_prefix(':').filter(|port| !port.is_empty()) {
            self.port =
                port.parse().ok().filter(|port| *port > 0).ok_or_else(|| {
                    broken("the port of the PostgreSQL URL isn't a number to 65535")
                })?;
        } else if !port.is_empty() && port != ":" {
            return Err(broken(
                "the host of the PostgreSQL URL goes on after its `]`",
            ));
        }
        if let Some(host) = some(decode("host", host)?) {
            self.host = host;
        }
        Ok(())
    }

    fn set(&mut self, name: &str, value: String) -> Result<()> {
        match name {
            "host" => self.host = value,
            "application_name" => self.application_name = Some(value),
            "connect_timeout" => {
                self.connect_timeout = value
                    .parse()
                    .ok()
                    .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
                    .filter(|time| !time.is_zero())
                    .ok_or_else(|| {
                        OPTIONS.bad_value(name, &value, "a number of seconds above 0")
                    })?;
            }
            "statement_timeout" => self.statement_timeout = Some(milliseconds(name, &value)?),
            "lock_timeout" => self.lock_timeout = Some(milliseconds(name, &value)?),
            "search_path" => self.search_path = Some(value),
            "statement_cache" => {
                self.statement_cache = value
                    .parse()
                    .map_err(|_| OPTIONS.bad_value(name, &value, "a number of statements"))?;
            }
            "sslmode" => self.tls = tls(name, &value)?,
            "sslrootcert" => self.root_certificates = Some(PathBuf::from(value)),
            _ => {
                return Err(OPTIONS.malformed(format!("a PostgreSQL URL has no option `{name}`")));
            }
        }
        Ok(())
    }

    /// The host: a name, an address, or the folder of a unix socket, which begins with a slash.
    #[must_use]
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// The port: 5432 unless told otherwise.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The user: the system's unless told otherwise.
    #[must_use]
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.user = Some(user.into());
        self
    }

    /// The password.
    #[must_use]
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// The database: the user's name unless told otherwise.
    #[must_use]
    pub fn database(mut self, database: impl Into<String>) -> Self {
        self.database = Some(database.into());
        self
    }

    /// The name that `pg_stat_activity` and the server's log show.
    #[must_use]
    pub fn application_name(mut self, name: impl Into<String>) -> Self {
        self.application_name = Some(name.into());
        self
    }

    /// How long a connection may take to be made: ten seconds unless told otherwise.
    #[must_use]
    pub fn connect_timeout(mut self, time: Duration) -> Self {
        self.connect_timeout = time;
        self
    }

    /// How long a statement may take before the server ends it.
    #[must_use]
    pub fn statement_timeout(mut self, time: Duration) -> Self {
        self.statement_timeout = Some(time);
        self
    }

    /// How long a statement may wait for a lock before the server ends it.
    #[must_use]
    pub fn lock_timeout(mut self, time: Duration) -> Self {
        self.lock_timeout = Some(time);
        self
    }

    /// The schemas where names are looked for, separated by commas.
    #[must_use]
    pub fn search_path(mut self, schemas: impl Into<String>) -> Self {
        self.search_path = Some(schemas.into());
        self
    }

    /// How many prepared statements a connection keeps: 128 unless told otherwise. With 0 every
    /// statement is an unnamed one, parsed, bound and run in one go, which is what a pooler
    /// between this and the server needs.
    #[must_use]
    pub fn statement_cache(mut self, statements: usize) -> Self {
        self.statement_cache = statements;
        self
    }

    /// Whether and how connections are encrypted: not, unless told otherwise. Those to a unix
    /// socket never are.
    #[must_use]
    pub fn tls(mut self, tls: PostgresTls) -> Self {
        self.tls = tls;
        self
    }

    /// A file of certificates, in PEM, of those who are trusted to certify the server: the
    /// system's unless told otherwise.
    #[must_use]
    pub fn root_certificates(mut self, file: impl Into<PathBuf>) -> Self {
        self.root_certificates = Some(file.into());
        self
    }

    /// The folder of the unix socket, if that is what the host is.
    pub(super) fn socket_folder(&self) -> Option<PathBuf> {
        self.host
            .starts_with('/')
            .then(|| PathBuf::from(&self.host))
    }
}

impl fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresOptions")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("user", &self.user)
            .field("password", &self.password.as_ref().map(|_| "***"))
            .field("database", &self.database)
            .field("application_name", &self.application_name)
            .field("connect_timeout", &self.connect_timeout)
            .field("statement_timeout", &self.statement_timeout)
            .field("lock_timeout", &self.lock_timeout)
            .field("search_path", &self.search_path)
            .field("statement_cache", &self.statement_cache)
            .field("tls", &self.tls)
            .field("root_certificates", &self.root_certificates)
            .finish()
    }
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// Takes the percent signs out. The text itself stays out of the error: it may be the password.
fn decode(part: &str, text: &str) -> Result<String> {
    let escapes = text.split('%').skip(1);
    let whole = |escape: &str| {
        let digits = escape.get(..2);
        digits.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
    };
    if !escapes.clone().all(whole) {
        let message = format!("a `%` in the {part} of the PostgreSQL URL has no two digits");
        return Err(broken(message).with_help("a percent sign itself is written as %25"));
    }
    match percent_decode_str(text).decode_utf8() {
        Ok(text) if !text.contains('\0') => Ok(text.into_owned()),
        Ok(_) => Err(broken(format!(
            "the {part} of the PostgreSQL URL contains U+0000"
        ))),
        Err(_) => Err(broken(format!(
            "the {part} of the PostgreSQL URL isn't UTF-8"
        ))),
    }
}

fn tls(name: &str, value: &str) -> Result<PostgresTls> {
    match value {
        "disable" => Ok(PostgresTls::Disable),
        "require" => Ok(PostgresTls::Require),
        "verify-full" => Ok(PostgresTls::VerifyFull),
        _ => Err(OPTIONS.bad_value(name, value, "disable, require or verify-full")),
    }
}

fn milliseconds(name: &str, value: &str) -> Result<Duration> {
    value
        .parse()
        .map(|time: u32| Duration::from_millis(u64::from(time)))
        .map_err(|_| OPTIONS.bad_value(name, value, "a number of milliseconds"))
}

fn broken(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Url, message).with_help(FORM)
}
