//! Which MySQL or MariaDB database to reach and how, and the URLs that say so.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use alchemy::{Error, ErrorKind, Result};
use percent_encoding::percent_decode_str;
use url::{Host, Url, form_urlencoded};

use super::MySqlFlavour;
use crate::url_option::UrlOptions;

/// What the URL may say, for messages; [`MySqlOptions::set`] reads the same names.
const OPTIONS: UrlOptions = UrlOptions {
    database: "MySQL",
    list: "socket=<path>, connect_timeout=<seconds>, read_timeout=<seconds>, \
                       statement_cache=<statements>, \
                       ssl_mode=disabled|required|verify_ca|verify_identity, ssl_ca=<path>",
};

const FORM: &str = "write mysql://user:password@host:3306/database, with characters such as \
                    @ : / ? # % in a name or a password percent-encoded";

/// The port of a server that says nothing else.
const PORT: u16 = 3306;

/// Whether a connection is encrypted, and what is asked of the server's certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MySqlTls {
    /// Not encrypted.
    #[default]
    Disabled,
    /// Encrypted, whoever the server is: against those who listen, not those who step in between.
    Required,
    /// Encrypted, with a certificate of an authority that is trusted.
    VerifyCa,
    /// Encrypted, with such a certificate for the host that was asked for.
    VerifyIdentity,
}

/// Which database to reach and how.
///
/// `Debug` doesn't show the password.
///
/// ```
/// use alchemy_dialects::mysql::MySqlOptions;
///
/// let options = MySqlOptions::new("db.example.org").user("ann").password("s@cret").database("shop");
/// assert_eq!(options, MySqlOptions::from_url("mysql://ann:s%40cret@db.example.org/shop")?);
/// # Ok::<(), alchemy::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct MySqlOptions {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) socket: Option<PathBuf>,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) database: Option<String>,
    /// Nothing said: whichever of the two answers.
    pub(super) flavour: Option<MySqlFlavour>,
    pub(super) connect_timeout: Duration,
    pub(super) read_timeout: Option<Duration>,
    pub(super) statement_cache: usize,
    pub(super) tls: MySqlTls,
    pub(super) authorities: Option<PathBuf>,
}

impl MySqlOptions {
    /// A server on a host, on port 3306.
    #[must_use]
    pub fn new(host: impl Into<String>) -> Self {
        Self {
            host: host.into(),
            port: PORT,
            socket: None,
            user: None,
            password: None,
            database: None,
            flavour: None,
            connect_timeout: Duration::from_secs(10),
            read_timeout: None,
            statement_cache: 128,
            tls: MySqlTls::Disabled,
            authorities: None,
        }
    }

    /// Reads a URL: `mysql://user:password@host:port/database`. What is left out is `localhost`,
    /// port 3306, no password and no database.
    ///
    /// With `mariadb:` the server has to be MariaDB; with `mysql:` it is either of the two, told
    /// apart by the first connection. Options follow a question mark:
    ///
    /// | option | values | without it |
    /// | --- | --- | --- |
    /// | `socket` | the path of a Unix socket, instead of host and port | |
    /// | `connect_timeout` | seconds; `0.5` is half a second | 10 |
    /// | `read_timeout` | seconds to wait for an answer, before the connection is given up | none |
    /// | `statement_cache` | how many prepared statements a connection keeps | 128 |
    /// | `ssl_mode` | `disabled`, `required`, `verify_ca`, `verify_identity`, see [`MySqlTls`]; the feature `mysql-tls` | `disabled` |
    /// | `ssl_ca` | a file of certificates of authorities to trust beside the usual ones | |
    ///
    /// # Errors
    /// [`ErrorKind::Url`] naming what is malformed.
    pub fn from_url(url: &str) -> Result<Self> {
        let flavour = flavour(url)?;
        let parsed = Url::parse(&with_host(url)).map_err(|error| malformed(&error.to_string()))?;
        if parsed.fragment().is_some() {
            return Err(malformed("`#` begins a fragment, which it can't have"));
        }
        let mut options = Self::new(host(&parsed));
        options.flavour = flavour;
        options.port = parsed.port().unwrap_or(PORT);
        options.user = some(decoded(parsed.username(), "the user")?);
        if let Some(password) = parsed.password() {
            options.password = Some(decoded(password, "the password")?);
        }
        let path = parsed.path();
        let database = path.strip_prefix('/').unwrap_or(path);
        if database.contains('/') {
            return Err(malformed("the path is more than the name of a database"));
        }
        options.database = some(decoded(database, "the database")?);
        options.set_all(parsed.query().unwrap_or_default())?;
        Ok(options)
    }

    fn set_all(&mut self, query: &str) -> Result<()> {
        let mut seen = BTreeSet::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            self.set(&name, &value)?;
            if !seen.insert(name.clone()) {
                return Err(OPTIONS.malformed(format!("the option `{name}` is given twice")));
            }
        }
        Ok(())
    }

    fn set(&mut self, name: &str, value: &str) -> Result<()> {
        match name {
            "socket" if value.is_empty() || value.contains('\0') => {
                Err(OPTIONS.bad_value(name, value, "the path of a socket"))
            }
            "socket" => {
                self.socket = Some(PathBuf::from(value));
                Ok(())
            }
            "ssl_mode" => tls(value).map(|tls| self.tls = tls),
            "ssl_ca" if !value.is_empty() => {
                self.authorities = Some(PathBuf::from(value));
                Ok(())
            }
            "connect_timeout" => seconds(name, value).map(|time| self.connect_timeout = time),
            "read_timeout" => seconds(name, value).map(|time| self.read_timeout = Some(time)),
            "statement_cache" => value
                .parse()
                .map(|size| self.statement_cache = size)
                .map_err(|_| OPTIONS.bad_value(name, value, "a number of statements")),
            _ => Err(OPTIONS.malformed(format!("a MySQL URL has no option `{name}`"))),
        }
    }

    /// The port, 3306 unless told otherwise.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The path of a Unix socket, instead of host and port.
    #[must_use]
    pub fn socket(mut self, path: impl Into<PathBuf>) -> Self {
        self.socket = Some(path.into());
        self
    }

    /// The user's name.
    #[must_use]
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.user = Some(user.into());
        self
    }

    /// The user's password.
    #[must_use]
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// The database that unqualified names are looked up in.
    #[must_use]
    pub fn database(mut self, database: impl Into<String>) -> Self {
        self.database = Some(database.into());
        self
    }

    /// Which of the two the server has to be. Without this call it is whichever answers.
    #[must_use]
    pub fn flavour(mut self, flavour: MySqlFlavour) -> Self {
        self.flavour = Some(flavour);
        self
    }

    /// How long connecting may take, the login included: 10 seconds unless told otherwise.
    #[must_use]
    pub fn connect_timeout(mut self, time: Duration) -> Self {
        self.connect_timeout = time;
        self
    }

    /// How long to wait for an answer before the connection is given up. Without this call it is
    /// waited for however long it takes, since a statement may.
    #[must_use]
    pub fn read_timeout(mut self, time: Duration) -> Self {
        self.read_timeout = Some(time);
        self
    }

    /// How many prepared statements a connection keeps: 128 unless told otherwise.
    #[must_use]
    pub fn statement_cache(mut self, statements: usize) -> Self {
        self.statement_cache = statements;
        self
    }

    /// Whether connections are encrypted: not, unless told otherwise. A Unix socket never is.
    #[cfg(feature = "mysql-tls")]
    #[must_use]
    pub fn tls(mut self, tls: MySqlTls) -> Self {
        self.tls = tls;
        self
    }

    /// A file of certificates, in PEM, of authorities to trust beside the usual ones.
    #[cfg(feature = "mysql-tls")]
    #[must_use]
    pub fn authorities(mut self, path: impl Into<PathBuf>) -> Self {
        self.authorities = Some(path.into());
        self
    }

    /// The place, for messages.
    pub(super) fn place(&self) -> String {
        match &self.socket {
            Some(path) => path.display().to_string(),
            None if self.host.contains(':') => format!("[{}]:{}", self.host, self.port),
            None => format!("{}:{}", self.host, self.port),
        }
    }

    pub(super) fn socket_path(&self) -> Option<&Path> {
        self.socket.as_deref()
    }
}

impl fmt::Debug for MySqlOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MySqlOptions")
            .field("place", &self.place())
            .field("user", &self.user)
            .field("password", &self.password.as_ref().map(|_| "***"))
            .field("database", &self.database)
            .field("flavour", &self.flavour)
            .field("connect_timeout", &self.connect_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("statement_cache", &self.statement_cache)
            .field("tls", &self.tls)
            .field("authorities", &self.authorities)
            .finish()
    }
}

/// Which of the two the scheme asks for.
fn flavour(url: &str) -> Result<Option<MySqlFlavour>> {
    match url.split_once("://") {
        Some(("mysql", _)) => Ok(None),
        Some(("mariadb", _)) => Ok(Some(MySqlFlavour::MariaDb)),
        _ => Err(Error::new(
            ErrorKind::Url,
            "a MySQL URL begins with `mysql://` or `mariadb://`",
        )
        .with_help(FORM)),
    }
}

/// The URL with a host after `user@`, which may be left out here and nowhere else.
fn with_host(url: &str) -> Cow<'_, str> {
    let authority = url.find("://").map_or(0, |at| at + 3);
    let end = url[authority..]
        .find(['/', '?', '#'])
        .map_or(url.len(), |at| authority + at);
    let (before, after) = url.split_at(end);
    if before.ends_with('@') {
        Cow::Owned(format!("{before}localhost{after}"))
    } else {
        Cow::Borrowed(url)
    }
}

fn host(url: &Url) -> String {
    match url.host() {
        None | Some(Host::Domain("")) => "localhost".to_owned(),
        Some(Host::Ipv6(address)) => address.to_string(),
        Some(host) => host.to_string(),
    }
}

fn decoded(text: &str, what: &str) -> Result<String> {
    let text = percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| malformed(&format!("{what} isn't UTF-8")))?;
    if text.contains('\0') {
        return Err(malformed(&format!("{what} contains U+0000")));
    }
    Ok(text.into_owned())
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn seconds(name: &str, value: &str) -> Result<Duration> {
    let time = value.parse().ok();
    time.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|time| !time.is_zero())
        .ok_or_else(|| OPTIONS.bad_value(name, value, "a number of seconds above 0"))
}

fn tls(value: &str) -> Result<MySqlTls> {
    let tls = match value {
        "disabled" => MySqlTls::Disabled,
        "required" => MySqlTls::Required,
        "verify_ca" => MySqlTls::VerifyCa,
        "verify_identity" => MySqlTls::VerifyIdentity,
        _ => {
            let expected = "disabled, required, verify_ca or verify_identity";
            return Err(OPTIONS.bad_value("ssl_mode", value, expected));
        }
    };
    if cfg!(feature = "mysql-tls") || tls == MySqlTls::Disabled {
        return Ok(tls);
    }
    let message =
        "TLS to MySQL isn't compiled in: alchemy-dialects has no feature `mysql-tls` here";
    Err(Error::new(ErrorKind::Url, message)
        .with_help("in Cargo.toml: alchemy-dialects = { …, features = [\"mysql-tls\"] }"))
}

fn malformed(what: &str) -> Error {
    Error::new(ErrorKind::Url, format!("malformed MySQL URL: {what}")).with_help(FORM)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local() -> MySqlOptions {
        MySqlOptions::new("localhost")
    }

    #[test]
    fn urls_name_the_place() {
        let table = [
            ("mysql://", local()),
            ("mysql:///", local()),
            ("mysql:///shop", local().database("shop")),
            ("mysql://db", MySqlOptions::new("db")),
            ("mysql://db:3307/", MySqlOptions::new("db").port(3307)),
            (
                "mariadb://10.0.0.1/shop",
                MySqlOptions::new("10.0.0.1")
                    .database("shop")
                    .flavour(MySqlFlavour::MariaDb),
            ),
            ("mysql://[::1]:3307", MySqlOptions::new("::1").port(3307)),
            (
                "mysql://ann@localhost/shop",
                local().user("ann").database("shop"),
            ),
            ("mysql://ann:@localhost", local().user("ann")),
            (
                "mysql://a%40b:p%3A%2F%3F%23%25@localhost/caf%C3%A9",
                local().user("a@b").password("p:/?#%").database("café"),
            ),
            (
                "mysql://ann:a+b@localhost/x%2Fy",
                local().user("ann").password("a+b").database("x/y"),
            ),
            (
                "mysql://ann@/shop?socket=/run/my%20sql.sock",
                local()
                    .user("ann")
                    .database("shop")
                    .socket("/run/my sql.sock"),
            ),
            (
                "mysql://db?connect_timeout=0.5&read_timeout=3&statement_cache=0",
                MySqlOptions::new("db")
                    .connect_timeout(Duration::from_millis(500))
                    .read_timeout(Duration::from_secs(3))
                    .statement_cache(0),
            ),
        ];
        for (url, expected) in table {
            assert_eq!(MySqlOptions::from_url(url).unwrap(), expected, "{url}");
        }
    }

    #[test]
    fn malformed_urls_are_told_apart() {
        let table = [
            ("postgres://localhost/a", "begins with `mysql://`"),
            ("mysql:localhost", "begins with `mysql://`"),
            ("localhost", "begins with `mysql://`"),
            ("mysql://db:port/", "port"),
            ("mysql://db:65536/", "port"),
            ("mysql://[::1/", "IPv6"),
            ("mysql://db/a/b", "more than the name"),
            ("mysql://db/a#b", "`#`"),
            ("mysql://ann:%FF@db", "the password isn't UTF-8"),
            ("mysql://%FF@db", "the user isn't UTF-8"),
            ("mysql://db/%00", "the database contains U+0000"),
            ("mysql://db?charset=latin1", "no option `charset`"),
            ("mysql://db?socket=", "`socket`"),
            ("mysql://db?connect_timeout=soon", "not \"soon\""),
            ("mysql://db?connect_timeout=0", "above 0"),
            ("mysql://db?connect_timeout=-1", "above 0"),
            ("mysql://db?read_timeout=NaN", "above 0"),
            ("mysql://db?statement_cache=-1", "a number of statements"),
            ("mysql://db?ssl_mode=prefer", "verify_identity"),
            ("mysql://db?ssl_ca=", "`ssl_ca`"),
            ("mysql://db?read_timeout=1&read_timeout=1", "twice"),
        ];
        for (url, part) in table {
            let error = MySqlOptions::from_url(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Url, "{url}");
            assert!(error.message().contains(part), "{url}: {error}");
        }
    }

    #[test]
    fn a_bad_option_lists_the_valid_ones() {
        let error = MySqlOptions::from_url("mysql://db?cache=64").unwrap_err();
        let help = error.help().unwrap();
        for name in [
            "socket",
            "connect_timeout",
            "read_timeout",
            "statement_cache",
        ] {
            assert!(help.contains(name), "{help}");
        }
    }

    #[test]
    fn passwords_are_never_shown() {
        let options = MySqlOptions::from_url("mysql://ann:tiger@db/shop").unwrap();
        assert!(!format!("{options:?} {}", options.place()).contains("tiger"));
        for url in [
            "mysql://ann:tiger@db:port/shop",
            "mysql://ann:tiger@db/shop/x",
            "mysql://ann:tiger@db/shop?x=1",
            "mysql://ann:tiger#@db/shop",
            "mysql:ann:tiger@db",
        ] {
            let error = MySqlOptions::from_url(url).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("tiger"), "{error}");
        }
    }
}
