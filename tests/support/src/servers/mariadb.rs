//! A MariaDB server of one's own.

use std::fs;

use super::Missing;
use super::directory::Directory;
use super::guard::Guard;
use super::server::{Started, free_port};

/// Run by the server when it starts.
const USERS: &str = "CREATE USER 'alchemy'@'%' IDENTIFIED BY 'c0pper/2gold';
GRANT ALL PRIVILEGES ON *.* TO 'alchemy'@'%' WITH GRANT OPTION;
";

/// Nothing has to survive, and nothing big happens.
const SETTINGS: [&str; 8] = [
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--innodb-buffer-pool-size=32M",
    "--innodb-flush-log-at-trx-commit=0",
    "--performance-schema=OFF",
    "--max-connections=60",
    "--default-time-zone=+13:00",
];

/// Makes and starts one.
pub(super) fn start() -> Result<Started, Missing> {
    let mut directory = Directory::new()?;
    let inside = |name: &str| directory.path().join(name).display().to_string();
    let (data, init) = (inside("data"), inside("init.sql"));
    fs::write(&init, USERS).map_err(|error| error.to_string())?;
    let make = [
        "--no-defaults",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        &format!("--datadir={data}"),
    ];
    directory.run("mariadb-install-db", &make)?;
    let port = free_port()?;
    let mut server = directory.command("mariadbd")?;
    server
        .arg("--no-defaults")
        .arg(format!("--datadir={data}"))
        .arg(format!("--init-file={init}"))
        .arg(format!("--socket={}", inside("socket")))
        .arg(format!("--pid-file={}", inside("server.pid")))
        .arg(format!("--port={port}"))
        .args(SETTINGS);
    let guard = Guard::start(&directory, "KILL", &server)?;
    directory.give_away();
    Ok(Started {
        url: format!("mariadb://alchemy:c0pper%2F2gold@127.0.0.1:{port}/mysql"),
        folder: directory.path().to_owned(),
        guard,
    })
}
