//! A PostgreSQL server of one's own.

use std::fs;

use super::Missing;
use super::certificate;
use super::directory::Directory;
use super::guard::Guard;
use super::server::{Started, free_port};

/// Everybody is trusted but one, who has to show a password.
const WHO: &str = "local all all trust
host all locked 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
";

/// Nothing has to survive, and nothing big happens.
const SETTINGS: [&str; 10] = [
    "ssl=on",
    "listen_addresses=127.0.0.1",
    "max_connections=60",
    "max_prepared_transactions=10",
    "shared_buffers=32MB",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "timezone=Pacific/Kiritimati",
    "log_line_prefix=%m [%p] ",
];

/// Makes and starts one.
pub(super) fn start() -> Result<Started, Missing> {
    let mut directory = Directory::new()?;
    let data = directory.path().join("data").display().to_string();
    let make = [
        "--no-sync",
        "--auth=trust",
        "--username=alchemy",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--pgdata",
        &data,
    ];
    directory.run("initdb", &make)?;
    fs::write(directory.path().join("data/pg_hba.conf"), WHO).map_err(|error| error.to_string())?;
    certificate::write(&directory)?;
    let port = free_port()?;
    let mut server = directory.command("postgres")?;
    server.args(["-D", &data, "-p", &port.to_string(), "-k"]);
    server.arg(directory.path());
    for setting in SETTINGS {
        server.args(["-c", setting]);
    }
    for (setting, file) in [
        ("ssl_cert_file", "server.crt"),
        ("ssl_key_file", "server.key"),
    ] {
        let file = directory.path().join(file);
        server.args(["-c", &format!("{setting}={}", file.display())]);
    }
    // An immediate shutdown: quick, and it frees what the system keeps for the server.
    let guard = Guard::start(&directory, "QUIT", &server)?;
    directory.give_away();
    Ok(Started {
        url: format!("postgresql://alchemy@127.0.0.1:{port}/postgres"),
        folder: directory.path().to_owned(),
        guard,
    })
}
