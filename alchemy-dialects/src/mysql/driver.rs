//! Opens connections and makes their settings.

use std::io;
use std::net::ToSocketAddrs;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread;

use alchemy::ErrorKind;
use alchemy::driver::{Driver, DriverConnection, Fault};
use mysql::consts::CapabilityFlags;
use mysql::prelude::Queryable;
use mysql::{Conn, DriverError, Error, LocalInfileHandler, OptsBuilder, SslOpts};

use super::MySqlFlavour;
use super::connection::MySqlConnection;
use super::error::fault;
use super::options::{MySqlOptions, MySqlTls};
use super::protocol::{finish, guarded};
use super::state::told;

/// What every session is set to, whatever the server's configuration says.
///
/// The SQL mode is MySQL's own default, which MariaDB lacks in part, without the zero in an
/// `AUTO_INCREMENT` column that means another value. It also turns off what would change the meaning
/// of quotation marks and backslashes. `group_concat` cuts its result off at 1 KB or 1 MB otherwise,
/// with a warning only, and MariaDB a recursive query after 1,000 rounds; MySQL ends that with an
/// error. MariaDB reads comments that begin with `/*M!`, and leaves those of MySQL 5.7 and later
/// alone. What the session tracks tells whether a transaction is open: the transaction at the end
/// shows that it does.
pub(super) const SETTINGS: &str = "SET autocommit = 1, time_zone = '+00:00', \
     sql_mode = 'STRICT_TRANS_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_IN_DATE,NO_ZERO_DATE,\
     ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO', \
     group_concat_max_len = 4294967295, \
     /*M! max_recursive_iterations = 4294967295, */ \
     /*!80003 cte_max_recursion_depth = 4294967295, */ session_track_transaction_info = 'STATE', \
     NAMES utf8mb4; BEGIN; ROLLBACK";

/// How long a connection may be silent before the system asks whether the other side is there.
const KEEPALIVE_MILLISECONDS: u32 = 60_000;

/// Opens connections to one MySQL or MariaDB database.
#[derive(Clone, Debug)]
pub struct MySqlDriver {
    options: Arc<MySqlOptions>,
    /// Which of the two the first connection found.
    found: Arc<OnceLock<MySqlFlavour>>,
}

impl MySqlDriver {
    /// Makes a driver. Nothing is opened before the first connection.
    #[must_use]
    pub fn new(options: MySqlOptions) -> Self {
        Self {
            options: Arc::new(options),
            found: Arc::default(),
        }
    }

    /// Which database it opens and how.
    #[must_use]
    pub fn options(&self) -> &MySqlOptions {
        &self.options
    }

    /// Which of the two the server is: what the options ask for, else what the first connection
    /// found, else MySQL.
    #[must_use]
    pub fn flavour(&self) -> MySqlFlavour {
        self.options
            .flavour
            .or_else(|| self.found.get().copied())
            .unwrap_or_default()
    }

    /// Opens a connection on a thread of its own: neither the name service nor the login of the
    /// crate has a limit of time.
    fn open(&self) -> Result<MySqlConnection, Fault> {
        let (sender, receiver) = sync_channel(1);
        let options = Arc::clone(&self.options);
        let connecting = thread::Builder::new()
            .name("alchemy-connect".to_owned())
            .spawn(move || {
                // Whoever waited may have gone; the connection is closed then.
                drop(sender.send(connect(options)));
            });
        if let Err(error) = connecting {
            let message = format!("no thread to connect on: {error}");
            return Err(Fault::new(ErrorKind::Operational, message));
        }
        let place = || self.options.place();
        match receiver.recv_timeout(self.options.connect_timeout) {
            Ok(result) => result,
            Err(RecvTimeoutError::Timeout) => {
                let time = self.options.connect_timeout;
                let message = format!("can't connect to {}: no answer within {time:?}", place());
                Err(Fault::new(ErrorKind::Disconnected, message))
            }
            Err(RecvTimeoutError::Disconnected) => {
                let message = format!("can't connect to {}: it speaks no MySQL", place());
                Err(Fault::new(ErrorKind::Disconnected, message))
            }
        }
    }

    /// Makes sure that the server is the one that SQL is written for.
    fn settle(&self, found: MySqlFlavour) -> Result<(), Fault> {
        let settled = match self.options.flavour {
            Some(flavour) => flavour,
            None => *self.found.get_or_init(|| found),
        };
        if settled == found {
            return Ok(());
        }
        let message = match self.options.flavour {
            Some(_) => format!("the server is {}, not {}", name(found), name(settled)),
            None => format!(
                "the server is {}, where earlier connections found {}",
                name(found),
                name(settled)
            ),
        };
        Err(Fault::new(ErrorKind::Operational, message))
    }
}

const fn name(flavour: MySqlFlavour) -> &'static str {
    match flavour {
        MySqlFlavour::MySql => "MySQL",
        MySqlFlavour::MariaDb => "MariaDB",
    }
}

impl Driver for MySqlDriver {
    fn connect(&self) -> Result<Box<dyn DriverConnection>, Fault> {
        let connection = self.open()?;
        self.settle(connection.flavour())?;
        Ok(Box::new(connection))
    }
}

fn connect(options: Arc<MySqlOptions>) -> Result<MySqlConnection, Fault> {
    let start = || {
        let mut connection = log_in(&options)?;
        finish(&mut connection.query_iter(SETTINGS)?)?;
        let tracks = told(&connection).is_some();
        let seen: Option<(String, usize)> = connection
            .query_iter("SELECT @@version, @@max_allowed_packet")?
            .next()
            .transpose()?
            .and_then(|row| mysql::from_row_opt(row).ok());
        Ok((connection, tracks, seen))
    };
    let (connection, tracks, seen) =
        guarded(start).map_err(|error| fault(error, MySqlFlavour::MySql))?;
    let (version, max_packet) = seen.ok_or_else(|| {
        Fault::new(
            ErrorKind::Operational,
            "the server doesn't tell its version",
        )
    })?;
    if !tracks {
        // A proxy in between, perhaps: nobody would know what is committed.
        let message = "the server doesn't tell whether a transaction is open";
        return Err(Fault::new(ErrorKind::Operational, message));
    }
    let flavour = flavour(&version);
    let keep = options.statement_cache > 0;
    Ok(MySqlConnection::new(
        connection, flavour, max_packet, keep, options,
    ))
}

/// Tells the two apart.
fn flavour(version: &str) -> MySqlFlavour {
    if version.to_ascii_lowercase().contains("mariadb") {
        MySqlFlavour::MariaDb
    } else {
        MySqlFlavour::MySql
    }
}

/// Connects to the first address of the host that answers; the crate itself tries one only.
pub(super) fn log_in(options: &MySqlOptions) -> mysql::Result<Conn> {
    if let Some(path) = options.socket_path() {
        let path = path.to_string_lossy().into_owned();
        return Conn::new(settings(options).socket(Some(path)));
    }
    if options.tls == MySqlTls::VerifyIdentity {
        // The certificate is for the name, not for an address.
        return Conn::new(settings(options).ip_or_hostname(Some(options.host.clone())));
    }
    let refused = |error: io::Error| {
        let place = options.place();
        let why = error.to_string();
        Error::DriverError(DriverError::CouldNotConnect(Some((
            place,
            why,
            error.kind(),
        ))))
    };
    let addresses = (options.host.as_str(), options.port)
        .to_socket_addrs()
        .map_err(refused)?;
    let mut last = refused(io::Error::new(io::ErrorKind::NotFound, "it has no address"));
    for address in addresses {
        let host = match address.ip() {
            std::net::IpAddr::V4(ip) => ip.to_string(),
            std::net::IpAddr::V6(ip) => format!("[{ip}]"),
        };
        match Conn::new(settings(options).ip_or_hostname(Some(host))) {
            Err(error @ Error::DriverError(DriverError::CouldNotConnect(_))) => last = error,
            result => return result,
        }
    }
    Err(last)
}

fn settings(options: &MySqlOptions) -> OptsBuilder {
    OptsBuilder::new()
        .tcp_port(options.port)
        // Otherwise a connection to this host would be made twice, by TCP and by a socket.
        .prefer_socket(false)
        .user(options.user.clone())
        .pass(options.password.clone())
        .db_name(options.database.clone())
        .tcp_connect_timeout(Some(options.connect_timeout))
        .read_timeout(options.read_timeout)
        .tcp_keepalive_time_ms(Some(KEEPALIVE_MILLISECONDS))
        .stmt_cache_size(options.statement_cache)
        // An UPDATE that changes nothing has found its row all the same.
        .additional_capabilities(
            CapabilityFlags::CLIENT_FOUND_ROWS | CapabilityFlags::CLIENT_SESSION_TRACK,
        )
        .local_infile_handler(Some(no_files()))
        .ssl_opts(encryption(options))
}

/// What is asked of the server's certificate, where there has to be one.
fn encryption(options: &MySqlOptions) -> Option<SslOpts> {
    let (any, any_host) = match options.tls {
        MySqlTls::Disabled => return None,
        MySqlTls::Required => (true, true),
        MySqlTls::VerifyCa => (false, true),
        MySqlTls::VerifyIdentity => (false, false),
    };
    let authorities = options.authorities.clone();
    Some(
        SslOpts::default()
            .with_danger_accept_invalid_certs(any)
            .with_danger_skip_domain_validation(any_host)
            .with_root_cert_path(authorities),
    )
}

/// Refuses to send a file, whatever the server asks for.
fn no_files() -> LocalInfileHandler {
    LocalInfileHandler::new(|_, _| {
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "LOAD DATA LOCAL isn't supported, and the connection was given up to refuse it",
        ))
    })
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::time::{Duration, Instant};

    use super::*;

    fn refused(options: MySqlOptions) -> Fault {
        MySqlDriver::new(options).connect().err().unwrap()
    }

    #[test]
    fn the_version_tells_the_two_apart() {
        assert_eq!(flavour("8.4.2"), MySqlFlavour::MySql);
        assert_eq!(flavour("9.1.0-commercial"), MySqlFlavour::MySql);
        assert_eq!(flavour("10.11.9-MariaDB-log"), MySqlFlavour::MariaDb);
        assert_eq!(flavour("5.5.5-11.4.2-mariadb"), MySqlFlavour::MariaDb);
    }

    #[test]
    fn the_first_connection_settles_which_it_is() {
        let driver = MySqlDriver::new(MySqlOptions::new("db"));
        assert_eq!(driver.flavour(), MySqlFlavour::MySql);
        driver.settle(MySqlFlavour::MariaDb).unwrap();
        assert_eq!(driver.flavour(), MySqlFlavour::MariaDb);
        let fault = driver.settle(MySqlFlavour::MySql).unwrap_err();
        assert_eq!(fault.kind, ErrorKind::Operational);

        let options = MySqlOptions::new("db").flavour(MySqlFlavour::MariaDb);
        let driver = MySqlDriver::new(options);
        let fault = driver.settle(MySqlFlavour::MySql).unwrap_err();
        assert_eq!(fault.message, "the server is MySQL, not MariaDB");
    }

    #[test]
    fn nobody_there() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let options = MySqlOptions::new("127.0.0.1").port(port).password("tiger");
        let fault = refused(options);
        assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault}");
        assert!(fault.message.contains(&port.to_string()), "{fault}");
        assert!(!format!("{fault:?}").contains("tiger"));
        let fault = refused(MySqlOptions::new("localhost").socket("/no/such/socket"));
        assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault}");
        let fault = refused(MySqlOptions::new("no-such-host.invalid"));
        assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault}");
    }

    #[test]
    fn a_server_that_says_nothing_is_given_up_in_time() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let time = Duration::from_millis(200);
        let options = MySqlOptions::new("127.0.0.1").port(port);
        let start = Instant::now();
        let fault = refused(options.connect_timeout(time));
        assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault}");
        assert!(fault.message.contains("200ms"), "{fault}");
        assert!(start.elapsed() < Duration::from_secs(2));
    }

    #[test]
    fn a_server_of_another_kind_is_told() {
        use std::io::Write;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream
                .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                .unwrap();
        });
        let fault = refused(MySqlOptions::new("127.0.0.1").port(port));
        assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault}");
        server.join().unwrap();
    }
}
