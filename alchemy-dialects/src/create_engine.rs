//! From a URL to an engine.

use std::sync::Arc;

use alchemy::engine::{Backend, DatabaseUrl, Engine};
use alchemy::{Error, ErrorKind, Result};

/// Makes an engine for the database of a URL. Nothing is connected yet.
///
/// | scheme | database | feature |
/// | --- | --- | --- |
/// | `sqlite` | SQLite, see [`SqliteOptions::from_url`](crate::sqlite::SqliteOptions::from_url) | `sqlite` |
/// | `postgres`, `postgresql` | PostgreSQL, see [`PostgresOptions::from_url`](crate::postgres::PostgresOptions::from_url) | `postgres` |
/// | `mysql`, `mariadb` | MySQL and MariaDB, see [`MySqlOptions::from_url`](crate::mysql::MySqlOptions::from_url) | `mysql` |
///
/// Every URL takes the engine's own options beside the driver's, see [`DatabaseUrl`]: `pool_size`,
/// `max_overflow`, `pool_timeout` in seconds, `pool_pre_ping`, `hide_parameters` and more.
///
/// ```
/// use alchemy::sql::text;
/// use alchemy_dialects::create_engine;
///
/// let engine = create_engine("sqlite::memory:?hide_parameters=on")?;
/// let mut conn = engine.connect()?;
/// let answer = conn.one(text("SELECT 6 * 7").columns::<i64>())?;
/// assert_eq!(answer, 42);
/// # Ok::<(), alchemy::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Url`] naming what is malformed or unknown, or the feature that isn't compiled in.
pub fn create_engine(url: &str) -> Result<Engine> {
    let url = DatabaseUrl::parse(url)?;
    let backend = backend(&url)?;
    Ok(Engine::new(backend, url.options().clone()))
}

fn backend(url: &DatabaseUrl) -> Result<Arc<dyn Backend>> {
    match url.scheme() {
        #[cfg(feature = "sqlite")]
        "sqlite" => Ok(Arc::new(crate::sqlite::SqliteBackend::from_url(
            url.driver_url(),
        )?)),
        #[cfg(not(feature = "sqlite"))]
        "sqlite" => Err(not_compiled_in("SQLite", "sqlite")),
        #[cfg(not(feature = "postgres"))]
        "postgres" | "postgresql" => Err(not_compiled_in("PostgreSQL", "postgres")),
        #[cfg(feature = "postgres")]
        "postgres" | "postgresql" => Ok(Arc::new(crate::postgres::PostgresBackend::from_url(
            url.driver_url(),
        )?)),
        #[cfg(not(feature = "mysql"))]
        "mysql" | "mariadb" => Err(not_compiled_in("MySQL and MariaDB", "mysql")),
        #[cfg(feature = "mysql")]
        "mysql" | "mariadb" => Ok(Arc::new(crate::mysql::MySqlBackend::from_url(
            url.driver_url(),
        )?)),
        scheme => Err(Error::new(
            ErrorKind::Url,
            format!("no database has the URL scheme `{scheme}`"),
        )
        .with_help("the schemes are `sqlite`, `postgres` and `mysql`")),
    }
}

#[cfg(not(all(feature = "sqlite", feature = "postgres", feature = "mysql")))]
fn not_compiled_in(database: &str, feature: &str) -> Error {
    Error::new(
        ErrorKind::Url,
        format!("{database} isn't compiled in: alchemy-dialects has no feature `{feature}` here"),
    )
    .with_help(format!(
        "in Cargo.toml: alchemy-dialects = {{ …, features = [\"{feature}\"] }}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_no_driver_for_is_named() {
        let table = [
            ("oracle://scott:tiger@db/x", "`oracle`"),
            ("shop.db", "no scheme"),
            ("", "no scheme"),
            #[cfg(feature = "postgres")]
            ("postgresql://ann:tiger@db/x?pool_site=4", "`pool_site`"),
            #[cfg(feature = "mysql")]
            ("mariadb://ann:tiger@db/x?charset=latin1", "`charset`"),
            #[cfg(feature = "sqlite")]
            ("sqlite::memory:?pool_size=no", "`pool_size`"),
        ];
        for (url, part) in table {
            let error = create_engine(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Url, "{url}");
            assert!(error.message().contains(part), "{url}: {error}");
            assert!(!error.to_string().contains("tiger"), "{error}");
        }
    }

    #[cfg(not(feature = "postgres"))]
    #[test]
    fn a_feature_that_is_missing_is_named() {
        let error = create_engine("postgres://db/x").unwrap_err();
        assert!(error.message().contains("feature `postgres`"), "{error}");
        assert!(error.help().unwrap().contains("\"postgres\""), "{error}");
    }

    #[cfg(feature = "sqlite")]
    #[test]
    fn the_drivers_options_are_checked() {
        let error = create_engine("sqlite::memory:?wall=on").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Url);
        assert!(error.message().contains("`wall`"), "{error}");
    }

    #[cfg(feature = "sqlite")]
    #[test]
    fn schemes_ignore_case_and_options_reach_both() {
        let engine = create_engine("SQLite::memory:?foreign_keys=off&hide_parameters=on").unwrap();
        assert_eq!(engine.dialect().name(), "sqlite");
        assert!(format!("{engine:?}").contains("hide_parameters: true"));
    }
}
