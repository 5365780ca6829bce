//! The pool's invariants under many threads and every kind of misfortune.
//!
//! `ALCHEMY_POOL_CHECKOUTS` (for each size of pool), `ALCHEMY_POOL_THREADS` and `ALCHEMY_SEED` set
//! the figures.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::write;
use crate::compiler::Ansi;
use crate::driver::{Cursor, Driver, DriverConnection, Fault, QueryError, RowCallback};
use crate::engine::{Engine, EngineOptions, StandardBackend};
use crate::types::Value;
use crate::{ErrorKind, Result};

/// What the server side sees.
#[derive(Debug)]
struct Server {
    random: AtomicU64,
    limit: u64,
    open: AtomicU64,
    connects: AtomicU64,
    closes: AtomicU64,
    faults: AtomicU64,
    violations: AtomicU64,
    calm: AtomicBool,
}

impl Server {
    /// A number below 100, from one generator for all threads.
    fn percent(&self) -> u64 {
        self.next() % 100
    }

    fn next(&self) -> u64 {
        // The steps of SplitMix64 can be taken by any thread.
        let mut z = self
            .random
            .fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn strikes(&self, percent: u64) -> bool {
        let strikes = !self.calm.load(Ordering::Relaxed) && self.percent() < percent;
        if strikes {
            self.faults.fetch_add(1, Ordering::Relaxed);
        }
        strikes
    }

    fn violation(&self, what: &str) {
        self.violations.fetch_add(1, Ordering::SeqCst);
        eprintln!("violation: {what}");
    }
}

#[derive(Clone, Debug)]
struct StressDriver(Arc<Server>);

impl Driver for StressDriver {
    fn connect(&self) -> Result<Box<dyn DriverConnection>, Fault> {
        let server = &self.0;
        if server.strikes(10) {
            return Err(Fault::new(ErrorKind::Disconnected, "refused"));
        }
        thread::sleep(Duration::from_micros(server.next() % 5_000));
        let open = server.open.fetch_add(1, Ordering::SeqCst) + 1;
        if open > server.limit {
            server.violation("more connections than allowed");
        }
        server.connects.fetch_add(1, Ordering::SeqCst);
        Ok(Box::new(StressConnection {
            server: Arc::clone(server),
            user: AtomicU64::new(0),
            open: false,
            broken: false,
        }))
    }
}

struct StressConnection {
    server: Arc<Server>,
    /// Who is in a call.
    user: AtomicU64,
    open: bool,
    broken: bool,
}

impl StressConnection {
    fn call(&mut self, percent: u64, sql: &str) -> Result<(), Fault> {
        if self.user.swap(1, Ordering::SeqCst) != 0 {
            self.server.violation("two threads in one connection");
        }
        thread::yield_now();
        if self.broken {
            self.server.violation("a broken connection was used");
        }
        self.broken = self.server.strikes(percent);
        if !self.broken {
            match sql {
                "BEGIN" if self.open => self.server.violation("a transaction was handed on"),
                "BEGIN" => self.open = true,
                "COMMIT" | "ROLLBACK" => self.open = false,
                _ => {}
            }
        }
        self.user.store(0, Ordering::SeqCst);
        match self.broken {
            true => Err(Fault::new(ErrorKind::Disconnected, "lost")),
            false => Ok(()),
        }
    }
}

impl DriverConnection for StressConnection {
    fn query(
        &mut self,
        sql: &str,
        _: &[&Value],
        _: &mut RowCallback<'_>,
    ) -> Result<u64, QueryError> {
        self.call(10, sql)?;
        Ok(0)
    }

    fn execute(&mut self, sql: &str, _: &[&Value]) -> Result<u64, Fault> {
        self.call(10, sql)?;
        Ok(1)
    }

    fn execute_script(&mut self, sql: &str) -> Result<(), Fault> {
        self.call(0, sql)
    }

    fn cursor<'c>(&'c mut self, _: &str, _: &[&Value]) -> Result<Box<dyn Cursor + 'c>, Fault> {
        Err(Fault::new(ErrorKind::Operational, "there are no cursors"))
    }

    fn last_insert_id(&self) -> Option<i64> {
        None
    }

    fn in_transaction(&self) -> bool {
        self.open && !self.broken
    }

    fn is_broken(&self) -> bool {
        self.broken
    }

    fn ping(&mut self) -> Result<(), Fault> {
        self.call(10, "")
    }
}

impl Drop for StressConnection {
    fn drop(&mut self) {
        self.server.open.fetch_sub(1, Ordering::SeqCst);
        self.server.closes.fetch_add(1, Ordering::SeqCst);
    }
}

fn setting(name: &str, default: u64) -> u64 {
    let value = std::env::var(name).ok();
    value.and_then(|it| it.parse().ok()).unwrap_or(default)
}

/// One checkout, whatever comes of it.
fn check_out(engine: &Engine, server: &Server) -> Result<()> {
    let mut conn = engine.connect()?;
    if server.strikes(2) {
        resume_unwind(Box::new("the user's code"));
    }
    conn.execute(write("a"))?;
    match server.percent() {
        // Left to the pool.
        0..30 => Ok(()),
        30..60 => conn.rollback(),
        _ => conn.commit(),
    }
}

fn stress(size: u16, overflow: u16, threads: u64, checkouts: u64, seed: u64) {
    let limit = u64::from(size) + u64::from(overflow);
    let server = Arc::new(Server {
        random: AtomicU64::new(seed),
        limit,
        open: AtomicU64::new(0),
        connects: AtomicU64::new(0),
        closes: AtomicU64::new(0),
        faults: AtomicU64::new(0),
        violations: AtomicU64::new(0),
        calm: AtomicBool::new(false),
    });
    let options = EngineOptions::new()
        .pool_size(size)
        .max_overflow(overflow)
        .pool_timeout(Duration::from_secs(60))
        .pool_pre_ping(true);
    let backend = StandardBackend::new(Ansi, StressDriver(Arc::clone(&server)));
    let engine = Engine::new(Arc::new(backend), options);
    let left = AtomicU64::new(checkouts);
    let (done, panics, longest) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let take = || {
        left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            left.checked_sub(1)
        })
        .is_ok()
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while take() {
                    let start = Instant::now();
                    match catch_unwind(AssertUnwindSafe(|| check_out(&engine, &server))) {
                        Ok(Ok(())) => done.fetch_add(1, Ordering::Relaxed),
                        Ok(Err(error)) if error.kind() == ErrorKind::Disconnected => 0,
                        Ok(Err(error)) => {
                            server.violation(&error.to_string());
                            0
                        }
                        Err(_) => panics.fetch_add(1, Ordering::Relaxed),
                    };
                    let time = u64::try_from(start.elapsed().as_millis()).unwrap();
                    longest.fetch_max(time, Ordering::Relaxed);
                    let status = engine.pool_status();
                    if status.checked_out > limit {
                        server.violation("more are checked out than allowed");
                    }
                }
            });
        }
    });
    // Everybody has left.
    let read = |counter: &AtomicU64| counter.load(Ordering::SeqCst);
    let status = engine.pool_status();
    assert_eq!((status.checked_out, status.waiters), (0, 0), "{status:?}");
    assert_eq!(status.idle, read(&server.open), "{status:?}");
    assert_eq!(status.connects, read(&server.connects), "{status:?}");
    assert_eq!(status.connects - status.closes, status.idle, "{status:?}");
    assert!(status.idle <= u64::from(size), "{status:?}");
    // All places are there, and work.
    server.calm.store(true, Ordering::Relaxed);
    let all: Vec<_> = (0..limit).map(|_| engine.connect().unwrap()).collect();
    assert_eq!(read(&server.open), limit);
    drop(all);
    engine.dispose();
    assert_eq!(read(&server.open), 0);
    println!(
        "pool of {size} + {overflow}: {threads} threads, {checkouts} checkouts ({} done), \
         {} faults, {} panics of users, {} connects, longest {} ms, {} violations, seed {seed}",
        read(&done),
        read(&server.faults),
        read(&panics),
        read(&server.connects),
        read(&longest),
        read(&server.violations),
    );
    assert_eq!(read(&server.violations), 0, "seed {seed}");
    assert!(read(&done) > checkouts / 2, "seed {seed}");
}

#[test]
fn invariants_hold_under_stress() {
    let threads = setting("ALCHEMY_POOL_THREADS", 32);
    let checkouts = setting("ALCHEMY_POOL_CHECKOUTS", 3_000);
    let seed = setting("ALCHEMY_SEED", 20_261_121);
    for (size, overflow) in [(1, 0), (4, 0), (16, 0), (2, 4)] {
        stress(size, overflow, threads, checkouts, seed);
    }
}
