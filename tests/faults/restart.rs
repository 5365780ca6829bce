//! A server that is killed and comes back.

use std::time::Instant;

use alchemy::ErrorKind;
use alchemy::sql::text;
use alchemy_dialects::create_engine;
use alchemy_test_support::servers::{Server, ServerKind, Suite, TestDatabase};

/// How often the server is killed, unless `ALCHEMY_RESTARTS` says so.
const RESTARTS: usize = 3;

pub(crate) fn tests(suite: Suite, kind: ServerKind) -> Suite {
    match kind {
        // Nobody here may kill the one that was given.
        ServerKind::MySql => suite,
        ServerKind::Postgres | ServerKind::MariaDb => suite.test("restart::is_survived", survived),
    }
}

fn survived(database: &TestDatabase) {
    let kind = database.server().kind();
    let Ok(mut server) = Server::start(kind) else {
        // The binaries are somewhere else, with the server that was given.
        return;
    };
    let restarts = std::env::var("ALCHEMY_RESTARTS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(RESTARTS);
    for (ping, allowed) in [(false, 1), (true, 0)] {
        let between = if server.url().contains('?') { '&' } else { '?' };
        let url = format!(
            "{}{between}pool_size=4&pool_ping={}",
            server.url(),
            if ping { "on" } else { "off" }
        );
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
