//! Connections that are made, and those that are not.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use alchemy::ErrorKind;
use alchemy::sql::text as sql_text;
use alchemy_dialects::create_engine;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::servers::Server;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use crate::bare::{connect, connect_with, text, try_connect, value, values};
use alchemy::types::Value;

/// In no message, whatever happens.
const SECRET: &str = "s3cret:/@#?%";
const ENCODED: &str = "s3cret%3A%2F%40%23%3F%25";

#[test]
fn options_arrive(database: &TestDatabase) {
    let options = "application_name=my%20tests&statement_timeout=1500&search_path=Odd,public";
    let mut connection = connect_with(database, options);
    let sql = "SELECT current_setting('application_name'), current_setting('statement_timeout'), \
               current_setting('search_path'), current_setting('client_encoding')";
    let expected = ["my tests", "1500ms", "\"Odd\", public", "UTF8"].map(text);
    assert_eq!(values(&mut *connection, sql, &[]), expected);
    connection.ping().unwrap();
}

#[test]
fn by_socket(database: &TestDatabase) {
    let Some(folder) = database.server().folder() else {
        return;
    };
    let url = database.url();
    let (_, port) = url.split_once("127.0.0.1:").unwrap();
    let (port, name) = port.split_once('/').unwrap();
    let folder = folder.display().to_string().replace('/', "%2F");
    let url = format!("postgresql://alchemy@:{port}/{name}?host={folder}");
    let mut connection = try_connect(&url).unwrap();
    let found = value(&mut *connection, "SELECT inet_client_addr() IS NULL", &[]);
    assert_eq!(found, Value::Bool(true));
}

#[test]
fn passwords(database: &TestDatabase) {
    if database.server().folder().is_none() {
        return;
    }
    let mut connection = connect(database);
    connection
        .execute_script(&format!(
            "CREATE ROLE locked LOGIN PASSWORD '{SECRET}' CONNECTION LIMIT 1"
        ))
        .unwrap();
    let url = |password: &str| {
        database
            .url()
            .replace("alchemy@", &format!("locked:{password}@"))
    };
    let mut inside = try_connect(&url(ENCODED)).unwrap();
    assert_eq!(
        value(&mut *inside, "SELECT current_user::text", &[]),
        text("locked")
    );
    let table = [
        (url(&format!("{ENCODED}x")), "28P01"),
        (url(ENCODED), "53300"),
        (database.url().replace("alchemy@", "nobody@"), "28000"),
        (format!("{}_missing", database.url()), "3D000"),
    ];
    for (url, code) in table {
        let fault = try_connect(&url).err().unwrap();
        assert_eq!(fault.code.as_deref(), Some(code), "{fault}");
        assert_eq!(fault.kind, ErrorKind::Operational, "{fault}");
        assert!(!format!("{fault:?}").contains("s3cret"));
        let url = format!("{url}?pool_timeout=1");
        let engine = create_engine(&url).unwrap();
        let error = engine.connect().unwrap_err();
        assert!(!format!("{error:?} {error} {engine:?}").contains("s3cret"));
    }
    drop(inside);
    connection.execute_script("DROP ROLE locked").unwrap();
}

#[test]
fn encrypted(database: &TestDatabase) {
    let Some(folder) = database.server().folder() else {
        return;
    };
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let is_encrypted = |url: &str| {
        let mut connection = try_connect(url).unwrap();
        value(&mut *connection, sql, &[]) == Value::Bool(true)
    };
    // The certificate is there, but its folder is the server's.
    let certificate = std::fs::read(folder.join("server.crt")).unwrap();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&certificate).unwrap();
    let trusted = format!("sslmode=verify-full&sslrootcert={}", file.path().display());
    assert!(!is_encrypted(&database.url()));
    assert!(is_encrypted(&database.url_with("sslmode=require")));
    let by_name = database
        .url_with(&trusted)
        .replace("127.0.0.1", "localhost");
    assert!(is_encrypted(&by_name));
    let refused = [
        // Of another name, from nobody who is trusted, and trusted by a file that isn't there.
        database.url_with(&trusted),
        database.url_with("sslmode=verify-full"),
        database.url_with("sslmode=verify-full&sslrootcert=/nowhere"),
    ];
    for url in refused {
        let fault = try_connect(&url).err().unwrap();
        assert_eq!(fault.kind, ErrorKind::Operational, "{fault}");
    }
    // A server that has no encryption says no.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        client.read_exact(&mut [0; 8]).unwrap();
        client.write_all(b"N").unwrap();
    });
    let url = format!("postgresql://a@127.0.0.1:{port}/x?sslmode=require");
    let fault = try_connect(&url).err().unwrap();
    assert_eq!(fault.kind, ErrorKind::Operational, "{fault}");
    server.join().unwrap();
}

#[test]
fn nobody_there(_: &TestDatabase) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    // Somebody who says nothing.
    let start = Instant::now();
    let url = format!("postgresql://a@127.0.0.1:{port}/x?connect_timeout=0.3");
    let fault = try_connect(&url).err().unwrap();
    assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault}");
    assert!(start.elapsed() < Duration::from_secs(3));
    drop(listener);
    // Nobody.
    let fault = try_connect(&url).err().unwrap();
    assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault}");
    let fault = try_connect("postgresql:///x?host=/nowhere").err().unwrap();
    assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault}");
    let fault = try_connect("postgresql://host.invalid/x").err().unwrap();
    assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault}");
}

/// A server of its own, since the others would suffer.
#[test]
fn too_many(_: &TestDatabase) {
    let Ok(server) = Server::start(alchemy_test_support::servers::ServerKind::Postgres) else {
        return;
    };
    if server.folder().is_none() {
        return;
    }
    let mut open = Vec::new();
    let fault = loop {
        match try_connect(server.url()) {
            Ok(connection) => open.push(connection),
            Err(fault) => break fault,
        }
        assert!(open.len() < 100);
    };
    assert_eq!(fault.code.as_deref(), Some("53300"), "{fault}");
    assert_eq!(fault.kind, ErrorKind::Operational);
    let url = server.url().to_owned();
    drop(server);
    let fault = open[0].execute("SELECT 1", &[]).unwrap_err();
    assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault}");
    assert_eq!(
        try_connect(&url).err().unwrap().kind,
        ErrorKind::Disconnected
    );
}

#[derive(Clone, Default)]
struct Notices(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> Layer<S> for Notices {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        struct Message(String);
        impl tracing::field::Visit for Message {
            fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
                if field.name() == "message" {
                    self.0 = format!("{value:?}");
                }
            }
        }
        if event.metadata().target() == "alchemy::notice" {
            let mut message = Message(String::new());
            event.record(&mut message);
            let level = event.metadata().level();
            self.0
                .lock()
                .unwrap()
                .push(format!("{level} {}", message.0));
        }
    }
}

#[test]
fn notices_are_events(database: &TestDatabase) {
    let notices = Notices::default();
    let subscriber = tracing_subscriber::registry().with(notices.clone());
    tracing::subscriber::with_default(subscriber, || {
        let mut connection = connect(database);
        connection
            .execute_script("DO $$ BEGIN RAISE NOTICE 'well'; RAISE WARNING 'oh'; END $$")
            .unwrap();
    });
    assert_eq!(*notices.0.lock().unwrap(), ["INFO well", "WARN oh"]);
}

#[test]
fn urls(database: &TestDatabase) {
    for scheme in ["postgres", "postgresql", "PostgreSQL"] {
        let url = database.url().replacen("postgresql", scheme, 1);
        let mut conn = create_engine(&url).unwrap().connect().unwrap();
        let one: i32 = conn.one(sql_text("SELECT 1").columns()).unwrap();
        assert_eq!(one, 1);
    }
    let table = [
        ("postgresql://h/x?colour=red", "`colour`"),
        ("postgresql://h/x?port=1", "`port`"),
        ("postgresql://h/x?host=a&host=b", "twice"),
        ("postgresql://h/x?connect_timeout=0", "`connect_timeout`"),
        (
            "postgresql://h/x?statement_timeout=soon",
            "`statement_timeout`",
        ),
        ("postgresql://h/x?sslmode=maybe", "`sslmode`"),
        ("postgresql://h:65536/x", "port"),
        ("postgresql://h:x/x", "port"),
        ("postgresql://[::1/x", "host"),
        ("postgresql://u:s3cret%zz@h/x", "password"),
        ("postgresql://u:s3cret%ff@h/x", "password"),
        ("postgresql://u:s3cret#@h/x", "#"),
        ("postgresql://u:s3cret@h/%00", "database"),
    ];
    for (url, part) in table {
        let error = create_engine(url).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Url, "{url}");
        assert!(error.message().contains(part), "{url}: {error}");
        assert!(!format!("{error:?}").contains("s3cret"), "{error}");
        if part == "`colour`" {
            assert!(error.help().unwrap().contains("search_path"), "{error}");
        }
    }
}
