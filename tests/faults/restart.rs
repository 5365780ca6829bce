//! A server that is killed and comes back.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use alchemy::ErrorKind;
use alchemy::sql::text;
use alchemy_dialects::create_engine;
use alchemy_test_support::servers::Server;
use alchemy_test_support::{TestDatabase, setting, with_options};

/// How often the server is killed, unless `ALCHEMY_RESTARTS` says so.
const RESTARTS: u32 = 3;

/// What PostgreSQL says while it starts and while it stops, which no test meets for certain.
#[test]
fn not_there_yet() {
    for code in ["57P03", "57P01", "57P02"] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = thread::spawn(move || {
            let (mut client, _) = listener.accept().unwrap();
            let mut length = [0; 4];
            client.read_exact(&mut length).unwrap();
            let rest = u32::from_be_bytes(length) - 4;
            client
                .read_exact(&mut vec![0; rest.try_into().unwrap()])
                .unwrap();
            let fields = format!("SFATAL\0VFATAL\0C{code}\0Mnot now\0\0");
            let length = u32::try_from(fields.len() + 4).unwrap();
            client.write_all(b"E").unwrap();
            client.write_all(&length.to_be_bytes()).unwrap();
            client.write_all(fields.as_bytes()).unwrap();
        });
        let url = format!("postgresql://ann:s3cret@{address}/shop?pool_timeout=5");
        let start = Instant::now();
        let error = create_engine(&url).unwrap().connect().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Disconnected, "{error}");
        assert_eq!(error.code(), Some(code), "{error}");
        assert!(!format!("{error:?}").contains("s3cret"));
        assert!(start.elapsed() < Duration::from_secs(4));
        server.join().unwrap();
    }
}

// Nobody here may kill the MySQL that was given.
#[test(on("postgres", "mariadb"))]
fn is_survived(database: &TestDatabase) {
    let kind = database.server().kind();
    let Ok(mut server) = Server::start(kind) else {
        // The binaries are somewhere else, with the server that was given.
        return;
    };
    let restarts = setting("ALCHEMY_RESTARTS", RESTARTS);
    for (ping, allowed) in [(false, 1), (true, 0)] {
        let ping_option = if ping { "on" } else { "off" };
        let options = format!("pool_size=4&pool_pre_ping={ping_option}");
        let url = with_options(server.url(), &options);
        let engine = create_engine(&url).unwrap();
        let mut slowest = 0;
        let mut failures = 0;
        for restart in 0..restarts {
            let idle: Vec<_> = (0..4).map(|_| engine.connect().unwrap()).collect();
            drop(idle);
            server.kill_and_restart().unwrap();
            let back = Instant::now();
            let mut failed = 0;
            for _ in 0..10 {
                let one = engine
                    .connect()
                    .and_then(|mut conn| conn.one(text("SELECT 1").columns::<i32>()));
                match one {
                    Ok(one) => assert_eq!(one, 1),
                    Err(error) => {
                        assert_eq!(error.kind(), ErrorKind::Disconnected, "{error}");
                        failed += 1;
                    }
                }
            }
            assert!(
                failed <= allowed,
                "restart {restart}: {failed} operations failed"
            );
            failures += failed;
            slowest = slowest.max(back.elapsed().as_millis());
        }
        println!(
            "{}: {restarts} restarts, pre-ping {ping}: {failures} operations failed, usable \
             within {slowest} ms",
            kind.name()
        );
    }
}
