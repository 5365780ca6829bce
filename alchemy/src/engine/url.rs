//! Database URLs: what is the engine's in them and what the driver's.

use std::fmt;
use std::time::Duration;

use super::{EngineOptions, IsolationLevel, PoolKind, PoolOrder};
use crate::{Error, ErrorKind, Result};

/// A database URL, with the engine's own options taken out of its query.
///
/// | option | meaning |
/// | --- | --- |
/// | `pool_size` | how many connections are kept open |
/// | `max_overflow` | how many more may be open while they are in use |
/// | `pool_timeout` | seconds to wait for a connection; `0.5` is half a second |
/// | `pool_pre_ping` | `on`: ask a connection for a sign of life before it is used again |
/// | `pool_recycle` | the age in seconds at which a connection is replaced |
/// | `pool_kind` | `queue`, `null` (none is kept), `static` (one for ever) |
/// | `isolation` | `read_uncommitted`, `read_committed`, `repeatable_read`, `serializable`, `autocommit` |
/// | `pool_order` | `lifo`, `fifo`: which of the idle connections is taken |
/// | `hide_parameters` | `on`: keep bound values out of errors and events |
///
/// Neither `Debug` nor `Display` shows the password.
///
/// ```
/// use alchemy::engine::DatabaseUrl;
///
/// let url = DatabaseUrl::parse("postgres://ann:secret@db/shop?pool_size=4&sslmode=require")?;
/// assert_eq!(url.scheme(), "postgres");
/// assert_eq!(url.driver_url(), "postgres://ann:secret@db/shop?sslmode=require");
/// assert_eq!(url.to_string(), "postgres://ann:***@db/shop?sslmode=require");
/// # Ok::<(), alchemy::Error>(())
/// ```
#[derive(Clone)]
pub struct DatabaseUrl {
    scheme: String,
    url: String,
    options: EngineOptions,
}

impl DatabaseUrl {
    /// Reads the scheme and the engine's options. The rest is for the driver to read.
    ///
    /// # Errors
    /// [`ErrorKind::Url`] naming what is malformed.
    pub fn parse(url: &str) -> Result<Self> {
        let scheme = scheme(url)?.to_ascii_lowercase();
        let mut options = EngineOptions::new();
        let (place, query) = url.split_once('?').unwrap_or((url, ""));
        let (query, fragment) = match query.split_once('#') {
            Some((query, fragment)) => (query, Some(fragment)),
            None => (query, None),
        };
        let mut kept = Vec::new();
        let mut seen = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match set(&mut options, name, value)? {
                false => kept.push(pair),
                true if seen.contains(&name) => {
                    return Err(malformed(format!("the option `{name}` is given twice")));
                }
                true => seen.push(name),
            }
        }
        // In lower case, as drivers look for it.
        let mut url = scheme.clone();
        url.push_str(&place[scheme.len()..]);
        if !kept.is_empty() {
            url.push('?');
            url.push_str(&kept.join("&"));
        }
        if let Some(fragment) = fragment {
            url.push('#');
            url.push_str(fragment);
        }
        Ok(Self {
            scheme,
            url,
            options,
        })
    }

    /// The scheme, in lower case.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The URL without the engine's options, password and all: for the driver, not for a log.
    #[must_use]
    pub fn driver_url(&self) -> &str {
        &self.url
    }

    /// The engine's options.
    #[must_use]
    pub fn options(&self) -> &EngineOptions {
        &self.options
    }
}

/// What stands before the first colon.
fn scheme(url: &str) -> Result<&str> {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |scheme: &&str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    // What has no scheme may begin with a password, so it isn't repeated here.
    scheme.filter(is_scheme).ok_or_else(|| {
        Error::new(ErrorKind::Url, "the database URL has no scheme")
            .with_help("a URL reads `sqlite:shop.db` or `postgres://user@host/shop`")
    })
}

/// Takes one of the engine's options. Whether it was one.
fn set(options: &mut EngineOptions, name: &str, value: &str) -> Result<bool> {
    match name {
        "pool_size" => {
            let size = value.parse().ok().filter(|size| *size > 0);
            options.pool_size = size.ok_or_else(|| bad(name, value, "a number from 1 to 65535"))?;
        }
        "max_overflow" => {
            let size = value.parse().ok();
            options.max_overflow =
                size.ok_or_else(|| bad(name, value, "a number from 0 to 65535"))?;
        }
        "pool_timeout" => options.pool_timeout = seconds(name, value)?,
        "pool_recycle" => options.pool_recycle = Some(seconds(name, value)?),
        "pool_pre_ping" => options.pool_pre_ping = switch(name, value)?,
        "pool_kind" => {
            options.pool_kind = match value {
                "queue" => PoolKind::Queue,
                "null" => PoolKind::Null,
                "static" => PoolKind::Static,
                _ => return Err(bad(name, value, "queue, null or static")),
            }
        }
        "isolation" => {
            let level = match value {
                "read_uncommitted" => IsolationLevel::ReadUncommitted,
                "read_committed" => IsolationLevel::ReadCommitted,
                "repeatable_read" => IsolationLevel::RepeatableRead,
                "serializable" => IsolationLevel::Serializable,
                "autocommit" => IsolationLevel::Autocommit,
                _ => return Err(bad(name, value, "a level such as serializable")),
            };
            let execution = std::mem::take(&mut options.execution);
            options.execution = execution.isolation(level);
        }
        "pool_order" => {
            options.pool_order = match value {
                "lifo" => PoolOrder::Lifo,
                "fifo" => PoolOrder::Fifo,
                _ => return Err(bad(name, value, "lifo or fifo")),
            }
        }
        "hide_parameters" => options.hide_parameters = switch(name, value)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn seconds(name: &str, value: &str) -> Result<Duration> {
    let time = value.parse().ok();
    let time = time.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.ok_or_else(|| bad(name, value, "a number of seconds"))
}

fn switch(name: &str, value: &str) -> Result<bool> {
    match value {
        "on" | "true" | "1" => Ok(true),
        "off" | "false" | "0" => Ok(false),
        _ => Err(bad(name, value, "on or off")),
    }
}

fn bad(name: &str, value: &str, expected: &str) -> Error {
    malformed(format!("the option `{name}` is {expected}, not {value:?}"))
}

fn malformed(what: String) -> Error {
    Error::new(ErrorKind::Url, format!("malformed database URL: {what}"))
}

/// The URL with its password replaced: what stands between the first colon and the last `@` of
/// the authority, and the value of an option of that name.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (place, query) = match self.url.split_once('?') {
            Some((place, query)) => (place, Some(query)),
            None => (&*self.url, None),
        };
        match place.split_once("//") {
            Some((scheme, rest)) => {
                let (user, rest) = rest.rsplit_once('@').unwrap_or(("", rest));
                write!(f, "{scheme}//")?;
                match user.split_once(':') {
                    Some((name, _)) => write!(f, "{name}:***@")?,
                    None if user.is_empty() => {}
                    None => write!(f, "{user}@")?,
                }
                f.write_str(rest)?;
            }
            None => f.write_str(place)?,
        }
        let Some(query) = query else { return Ok(()) };
        for (index, pair) in query.split('&').enumerate() {
            f.write_str(if index == 0 { "?" } else { "&" })?;
            match pair.split_once('=') {
                Some((name, _)) if name.to_ascii_lowercase().contains("pass") => {
                    write!(f, "{name}=***")?;
                }
                _ => f.write_str(pair)?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engines_options_are_taken_out() {
        let table = [
            ("sqlite::memory:", "sqlite::memory:"),
            ("sqlite:a.db?pool_size=3", "sqlite:a.db"),
            (
                "sqlite:a.db?wal=on&pool_size=3&mode=ro",
                "sqlite:a.db?wal=on&mode=ro",
            ),
            ("sqlite:a%3Fb#c.db?pool_timeout=1", "sqlite:a%3Fb#c.db"),
            ("pg://h/d?hide_parameters=on#x", "pg://h/d#x"),
        ];
        for (url, left) in table {
            assert_eq!(DatabaseUrl::parse(url).unwrap().driver_url(), left, "{url}");
        }
        let url = "SQLite:x?pool_size=3&pool_timeout=0.25&hide_parameters=true&pool_pre_ping=1";
        let url = DatabaseUrl::parse(url).unwrap();
        assert_eq!(url.scheme(), "sqlite");
        assert_eq!(url.options().pool_size, 3);
        assert_eq!(url.options().pool_timeout, Duration::from_millis(250));
        assert!(url.options().hide_parameters && url.options().pool_pre_ping);
    }

    #[test]
    fn what_is_malformed_is_named() {
        let table = [
            ("", "scheme"),
            ("no scheme", "scheme"),
            ("1a:b", "scheme"),
            ("://x", "scheme"),
            ("a:b?pool_size=0", "pool_size"),
            ("a:b?max_overflow=-1", "max_overflow"),
            ("a:b?pool_recycle=x", "pool_recycle"),
            ("a:b?pool_kind=heap", "pool_kind"),
            ("a:b?pool_order=best", "pool_order"),
            ("a:b?isolation=total", "isolation"),
            ("a:b?pool_size=65536", "pool_size"),
            ("a:b?pool_size", "pool_size"),
            ("a:b?pool_timeout=-1", "pool_timeout"),
            ("a:b?pool_timeout=NaN", "pool_timeout"),
            ("a:b?pool_timeout=1e300", "pool_timeout"),
            ("a:b?hide_parameters=maybe", "hide_parameters"),
            ("a:b?pool_size=1&pool_size=2", "twice"),
        ];
        for (url, part) in table {
            let error = DatabaseUrl::parse(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Url, "{url}");
            assert!(error.message().contains(part), "{url}: {error}");
        }
    }

    #[test]
    fn passwords_are_never_shown() {
        let urls = [
            "postgres://ann:secret@db/shop",
            "postgres://ann:secret@db:5432/shop?sslmode=require",
            "postgres://:secret@db/shop",
            "postgres://ann:sec:secret@ret@db/shop",
            "postgres://ann:a/secret@db/shop",
            "postgres://db/shop?user=ann&password=secret",
            "mysql://db/shop?user=ann&sslpassword=secret",
        ];
        for url in urls {
            let url = DatabaseUrl::parse(url).unwrap();
            assert!(!format!("{url} {url:?}").contains("secret"), "{url}");
            assert!(url.driver_url().contains("secret"));
        }
        for url in [
            "sqlite:a.db",
            "sqlite:///a@b:c.db?mode=ro",
            "postgres://ann@db/shop",
        ] {
            let shown = DatabaseUrl::parse(url).unwrap().to_string();
            assert_eq!(shown, url);
        }
    }
}
