//! Answers with a byte that isn't what the server sent: an error or a wrong value, but no panic, no
//! wait without end, and a connection that isn't used again where it is out of step.

use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::{Once, mpsc};
use std::thread;
use std::time::Duration;

use alchemy::Result;
use alchemy::engine::Engine;
use alchemy::metadata;
use alchemy::prelude::*;
use alchemy_test_support::models::tree::Node;
use alchemy_test_support::{TestDatabase, setting};

use crate::line::Line;

/// How many bytes are damaged, unless `ALCHEMY_CASES` says so.
const CASES: u32 = 300;

/// How long a scenario may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The thread whose panics are caught: those of a driver by alchemy, any other by the test.
const CLIENT: &str = "client";

/// Keeps the panics that are caught out of the output.
fn hush() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some(CLIENT) {
                loud(info);
            }
        }));
    });
}

/// Reads, writes and rolls back.
fn scenario(engine: &Engine) -> Result<()> {
    let mut conn = engine.connect()?;
    let nodes: Vec<Node> = conn.all(select(Node).order_by(Node.id))?;
    conn.execute(insert(Node).set(Node.name, "new").set(Node.position, 1))?;
    conn.scalar(select(func::count(Node.id)))?;
    drop(nodes);
    conn.rollback()
}

#[test]
fn a_byte_of_an_answer(database: &TestDatabase) {
    let line = Line::to(database, &metadata![Node]);
    let mut session = Session::new(&line.direct);
    for number in 0..5 {
        session.add(Node {
            name: format!("node {number}"),
            ..Node::default()
        });
    }
    session.commit().unwrap();

    hush();
    line.proxy.heal();
    let engine = line.engine("pool_size=1").unwrap();
    scenario(&engine).unwrap();
    engine.dispose();
    let bytes = line.proxy.answered() as u64;
    let seed = u64::from(setting("ALCHEMY_SEED", 20));
    let mut state = seed | 1;
    let mut random = move || {
        // Marsaglia's xorshift64.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let (mut errors, cases) = (0, setting("ALCHEMY_CASES", CASES));
    for case in 0..cases {
        let byte = usize::try_from(random() % bytes).unwrap();
        let bits = 1_u8 << (random() % 8);
        line.proxy.flip(byte, bits);
        let engine = line.engine("pool_size=1&connect_timeout=5").unwrap();
        let (done, result) = mpsc::channel();
        let client = thread::Builder::new().name(CLIENT.to_owned());
        let client = client.spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| scenario(&engine).is_err()));
            let _ = done.send(outcome.map_err(drop));
        });
        drop(client.unwrap());
        let place = format!("case {case} of seed {seed}: byte {byte}, bits {bits:#x}");
        match result.recv_timeout(PATIENCE) {
            Ok(Ok(failed)) => errors += u32::from(failed),
            Ok(Err(())) => panic!("{place}: a panic"),
            Err(_) => panic!("{place}: no end"),
        }
        line.proxy.heal();
        line.proxy.cut();
    }
    assert!(
        errors > cases / 20,
        "{errors} of {cases} answers were refused"
    );
    println!(
        "{}: {cases} bytes damaged (seed {seed}), {errors} noticed",
        database.server().kind().name()
    );
}
