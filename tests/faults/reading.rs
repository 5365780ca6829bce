//! Answers that come byte by byte, stop half-way or never come.

use std::time::{Duration, Instant};

use alchemy::prelude::*;
use alchemy::{ErrorKind, metadata};
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::tree::Node;
use alchemy_test_support::proxy::Break;
use alchemy_test_support::servers::ServerKind;

use crate::line::Line;

#[test]
fn byte_by_byte(database: &TestDatabase) {
    let line = Line::to(database, &metadata![Node]);
    line.proxy.in_pieces(1);
    let engine = line.engine("pool_size=1").unwrap();
    let mut session = Session::new(&engine);
    for number in 0..20 {
        session.add(Node {
            name: format!("node {number} äöü"),
            ..Node::default()
        });
    }
    session.commit().unwrap();
    session.clear();
    let nodes = session.all(select(Node).order_by(Node.id)).unwrap();
    assert_eq!(nodes.len(), 20);
    assert_eq!(session[nodes[19]].name, "node 19 äöü");
}

#[test]
fn nobody_accepts(database: &TestDatabase) {
    let line = Line::to(database, &metadata![Node]);
    line.proxy.refuse(true);
    let engine = line.engine("pool_timeout=5").unwrap();
    let start = Instant::now();
    let error = engine.connect().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Disconnected, "{error}");
    // What the server said, at once, and not that the pool had nothing in five seconds.
    assert!(start.elapsed() < Duration::from_secs(4));
    line.proxy.refuse(false);
    drop(engine.connect().unwrap());
}

/// The driver of PostgreSQL has no way to give an answer up; there the server's own
/// `statement_timeout` and TCP's keepalive are what ends a wait.
#[test]
fn silence_has_an_end(database: &TestDatabase) {
    if database.server().kind() == ServerKind::Postgres {
        return;
    }
    let line = Line::to(database, &metadata![Node]);
    let engine = line.engine("read_timeout=0.3&pool_size=1").unwrap();
    drop(engine.connect().unwrap());
    line.proxy.break_at(2, Break::Silence);
    let start = Instant::now();
    let result = engine.transaction(|conn| {
        conn.execute(insert(Node).set(Node.name, "lost").set(Node.position, 1))
    });
    let error = result.unwrap_err();
    line.proxy.heal();
    assert_eq!(error.kind(), ErrorKind::Disconnected, "{error}");
    assert!(start.elapsed() < Duration::from_secs(5));
    let count: i64 = engine
        .connect()
        .unwrap()
        .one(select(func::count(Node.id)))
        .unwrap();
    assert_eq!(count, 0);
}

/// Idle connections that broke: one operation fails at most, and none where they are asked first.
#[test]
fn cut_while_idle(database: &TestDatabase) {
    let line = Line::to(database, &metadata![Node]);
    let count = || select(func::count(Node.id));
    for (options, allowed) in [("pool_size=4", 1), ("pool_size=4&pool_pre_ping=on", 0)] {
        let engine = line.engine(options).unwrap();
        let idle: Vec<_> = (0..4).map(|_| engine.connect().unwrap()).collect();
        drop(idle);
        line.proxy.cut();
        let failed = (0..20)
            .filter(|_| {
                let result = engine.connect().and_then(|mut conn| conn.one(count()));
                if let Err(error) = &result {
                    assert_eq!(error.kind(), ErrorKind::Disconnected, "{error}");
                }
                result.is_err()
            })
            .count();
        assert!(failed <= allowed, "{options}: {failed} operations failed");
    }
}
