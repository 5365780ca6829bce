//! Opens connections.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use alchemy::ErrorKind;
use alchemy::driver::{Driver, DriverConnection, Fault};
use postgres::config::SslMode;
use postgres::error::DbError;
use postgres::{Client, Config, NoTls};

use super::connection::PostgresConnection;
use super::error::{connect_fault, fault};
use super::timeout::Timeout;
use super::{PostgresOptions, PostgresTls, tls};

/// Opens connections to a PostgreSQL database.
#[derive(Clone, Debug)]
pub struct PostgresDriver {
    options: PostgresOptions,
}

impl PostgresDriver {
    /// Opens connections to the database that the options name.
    #[must_use]
    pub fn new(options: PostgresOptions) -> Self {
        Self { options }
    }

    fn config(&self) -> Config {
        let options = &self.options;
        let mut config = Config::new();
        match options.socket_folder() {
            Some(folder) => config.host_path(folder),
            None => config.host(&options.host),
        };
        config
            .port(options.port)
            .connect_timeout(options.connect_timeout)
            .notice_callback(|notice| tell(&notice));
        if let Some(user) = &options.user {
            config.user(user);
        }
        if let Some(password) = &options.password {
            config.password(password);
        }
        if let Some(database) = &options.database {
            config.dbname(database);
        }
        if let Some(name) = &options.application_name {
            config.application_name(name);
        }
        config
    }

    /// What a session is told first.
    fn settings(&self) -> String {
        let options = &self.options;
        let mut sql = "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; \
                       SET standard_conforming_strings = on"
            .to_owned();
        let timeouts = [
            ("statement_timeout", options.statement_timeout),
            ("lock_timeout", options.lock_timeout),
        ];
        for (name, time) in timeouts {
            if let Some(time) = time {
                sql.push_str(&format!("; SET {name} = {}", time.as_millis()));
            }
        }
        if let Some(schemas) = &options.search_path {
            let schemas: Vec<String> = schemas.split(',').map(|it| identifier(it.trim())).collect();
            sql.push_str(&format!("; SET search_path = {}", schemas.join(", ")));
        }
        sql
    }

    fn open(&self) -> Result<PostgresConnection, Fault> {
        let options = &self.options;
        let mut config = self.config();
        let connected = if options.tls == PostgresTls::Disable || options.socket_folder().is_some()
        {
            config.ssl_mode(SslMode::Disable);
            within(options.connect_timeout, move || config.connect(NoTls))?
        } else {
            config.ssl_mode(SslMode::Require);
            let tls = tls::connector(options.tls, options.root_certificates.as_deref())?;
            within(options.connect_timeout, move || config.connect(tls))?
        };
        let mut client = connected.map_err(|error| connect_fault(&error))?;
        let settings = self.settings();
        client
            .batch_execute(&settings)
            .map_err(|error| fault(&error))?;
        Ok(PostgresConnection::new(
            client,
            self.options.statement_cache,
            settings.into(),
            Timeout::new(self.options.statement_timeout),
        ))
    }
}

/// In quotes, unless it has some, so that `$user` and capitals are what they are.
fn identifier(name: &str) -> String {
    if name.len() > 1 && name.starts_with('"') && name.ends_with('"') {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Connects, but not for longer than this.
///
/// The library's own limit ends with the network's part of it; a server that accepts and then says
/// nothing would be waited for. The thread that waits for it lives until the system gives up.
fn within(
    limit: Duration,
    connect: impl FnOnce() -> Result<Client, postgres::Error> + Send + 'static,
) -> Result<Result<Client, postgres::Error>, Fault> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let run = move || {
        // Nobody listens any more when it took too long.
        let _ = sender.send(connect());
    };
    thread::Builder::new()
        .name("alchemy-connect".to_owned())
        .spawn(run)
        .map_err(|error| Fault::new(ErrorKind::Operational, error.to_string()))?;
    receiver.recv_timeout(limit).map_err(|error| match error {
        mpsc::RecvTimeoutError::Timeout => Fault::new(
            ErrorKind::Disconnected,
            format!("the server didn't answer within {limit:?}"),
        ),
        mpsc::RecvTimeoutError::Disconnected => Fault::new(
            ErrorKind::Disconnected,
            "the client library gave up on what the server said",
        ),
    })
}

/// Passes a notice on as an event.
fn tell(notice: &DbError) {
    let (severity, code, message) = (notice.severity(), notice.code().code(), notice.message());
    match severity {
        "WARNING" => tracing::warn!(target: "alchemy::notice", severity, code, "{message}"),
        "DEBUG" | "LOG" => {
            tracing::debug!(target: "alchemy::notice", severity, code, "{message}");
        }
        _ => tracing::info!(target: "alchemy::notice", severity, code, "{message}"),
    }
}

impl Driver for PostgresDriver {
    fn connect(&self) -> Result<Box<dyn DriverConnection>, Fault> {
        Ok(Box::new(self.open()?))
    }
}
