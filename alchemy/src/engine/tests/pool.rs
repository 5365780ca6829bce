//! The pool under use, misuse and stress.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use super::{WAIT, engine, fake, kind, patient, refusal, write};
use crate::compiler::Ansi;
use crate::driver::fake::{Failure, FakeDriver};
use crate::driver::{Driver, DriverConnection, Fault};
use crate::engine::{Engine, EngineOptions, StandardBackend};
use crate::{ErrorKind, Result};

#[test]
fn nothing_is_opened_before_it_is_needed_and_connections_are_kept() {
    let driver = FakeDriver::new();
    let engine = engine(&driver, EngineOptions::new());
    assert!(driver.log().is_empty());
    for _ in 0..3 {
        drop(engine.connect().unwrap());
    }
    assert_eq!(driver.log(), ["connect"]);
    drop(engine);
    assert_eq!(driver.open(), 0);
}

#[test]
fn a_timeout_names_size_and_time() {
    let (engine, driver) = fake();
    let held = engine.connect().unwrap();
    let start = Instant::now();
    let error = engine.connect().unwrap_err();
    assert!(start.elapsed() >= WAIT);
    assert_eq!(error.kind(), ErrorKind::PoolTimeout);
    assert!(error.message().contains("1 connections"), "{error}");
    assert!(error.message().contains("500ms"), "{error}");
    assert!(error.help().unwrap().contains("pool_size"), "{error}");
    drop(held);
    engine.connect().unwrap();
    assert_eq!(driver.most_open(), 1);
}

#[test]
fn a_database_in_memory_has_one_connection_and_says_so() {
    let driver = FakeDriver::single();
    let options = EngineOptions::new()
        .pool_size(5)
        .pool_recycle(Some(Duration::ZERO));
    let engine = engine(&driver, options);
    let held = engine.connect().unwrap();
    let error = engine.connect().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PoolTimeout);
    assert!(error.message().contains("in memory"), "{error}");
    drop(held);
    drop(engine.connect().unwrap());
    assert_eq!(driver.log(), ["connect"]);
}

#[test]
fn a_refused_connect_is_reported_at_once_and_costs_no_place() {
    let driver = FakeDriver::new();
    let engine = engine(&driver, EngineOptions::new().pool_size(1).max_overflow(0));
    for _ in 0..3 {
        driver.fail_next(Failure::Fault(refusal()));
        let start = Instant::now();
        assert_eq!(kind(engine.connect()), ErrorKind::UniqueViolation);
        assert!(start.elapsed() < WAIT);
    }
    driver.fail_next(Failure::Panic);
    assert!(catch_unwind(AssertUnwindSafe(|| engine.connect())).is_err());
    engine.connect().unwrap();
}

/// Refuses once, then takes its time.
#[derive(Debug)]
struct Slow {
    driver: FakeDriver,
    asked: Arc<AtomicUsize>,
    release: Arc<Barrier>,
}

impl Driver for Slow {
    fn connect(&self) -> Result<Box<dyn DriverConnection>, Fault> {
        match self.asked.fetch_add(1, Ordering::SeqCst) {
            0 => return Err(refusal()),
            1 => {
                self.release.wait();
            }
            _ => {}
        }
        self.driver.connect()
    }
}

/// Two threads: one is connecting for long, what the other one does meanwhile is the test.
fn while_connecting(size: u16, run: impl FnOnce(&Engine)) {
    let (asked, release) = (Arc::new(AtomicUsize::new(0)), Arc::new(Barrier::new(2)));
    let driver = Slow {
        driver: FakeDriver::new(),
        asked: asked.clone(),
        release: release.clone(),
    };
    let options = EngineOptions::new()
        .pool_size(size)
        .max_overflow(0)
        .pool_timeout(WAIT);
    let engine = Engine::new(Arc::new(StandardBackend::new(Ansi, driver)), options);
    assert_eq!(kind(engine.connect()), ErrorKind::UniqueViolation);
    thread::scope(|scope| {
        let slow = scope.spawn(|| engine.connect().map(drop));
        while asked.load(Ordering::SeqCst) < 2 {
            thread::yield_now();
        }
        run(&engine);
        release.wait();
        slow.join().unwrap().unwrap();
    });
}

#[test]
fn a_timeout_carries_the_last_refusal() {
    while_connecting(1, |engine| {
        let error = engine.connect().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PoolTimeout);
        let cause = std::error::Error::source(&error).unwrap();
        assert_eq!(cause.to_string(), "refused");
    });
}

#[test]
fn a_slow_connect_holds_nobody_up() {
    while_connecting(2, |engine| {
        for _ in 0..3 {
            drop(engine.connect().unwrap());
        }
    });
}

#[test]
fn a_broken_connection_gives_its_place_to_who_waits() {
    let driver = FakeDriver::new();
    let options = EngineOptions::new().pool_size(1).max_overflow(0);
    let engine = engine(&driver, options);
    let mut held = engine.connect().unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| engine.connect().map(drop));
        thread::sleep(Duration::from_millis(2));
        driver.fail_next(Failure::LostBefore);
        held.execute(write("a")).unwrap_err();
        drop(held);
        waiting.join().unwrap().unwrap();
    });
}

#[test]
fn old_and_dead_connections_are_replaced_when_they_are_taken() {
    let driver = FakeDriver::new();
    let aged = engine(
        &driver,
        EngineOptions::new().pool_recycle(Some(Duration::ZERO)),
    );
    drop(aged.connect().unwrap());
    drop(aged.connect().unwrap());
    assert_eq!(driver.log(), ["connect", "close", "connect"]);

    let driver = FakeDriver::new();
    let pinged = engine(&driver, EngineOptions::new().pool_pre_ping(true));
    drop(pinged.connect().unwrap());
    drop(pinged.connect().unwrap());
    driver.fail_next(Failure::LostBefore);
    drop(pinged.connect().unwrap());
    assert_eq!(
        driver.log(),
        ["connect", "ping", "ping", "close", "connect"]
    );
}

#[test]
fn a_place_with_a_connection_is_taken_before_an_empty_one() {
    let driver = FakeDriver::new();
    let engine = engine(&driver, EngineOptions::new().pool_size(2).max_overflow(0));
    let kept = engine.connect().unwrap();
    let mut lost = engine.connect().unwrap();
    driver.fail_next(Failure::Panic);
    let panicked = catch_unwind(AssertUnwindSafe(|| lost.execute(write("a"))));
    assert!(panicked.is_err());
    drop(kept);
    drop(lost);
    driver.take_log();
    drop(engine.connect().unwrap());
    assert!(driver.log().is_empty());
}

#[test]
fn dispose_closes_what_is_idle_now_and_the_rest_when_it_comes_back() {
    let driver = FakeDriver::new();
    let engine = engine(&driver, EngineOptions::new());
    let held = engine.connect().unwrap();
    drop(engine.connect().unwrap());
    assert_eq!(driver.open(), 2);
    engine.dispose();
    assert_eq!(driver.open(), 1);
    drop(held);
    assert_eq!(driver.open(), 0);
    engine.connect().unwrap();
}

#[test]
fn neither_debug_nor_errors_show_the_backend() {
    let (engine, _) = fake();
    let shown = format!("{engine:?} {:?}", engine.connect().unwrap());
    assert!(!shown.contains("FakeDriver"), "{shown}");
}

/// Many threads, few connections, and every kind of misfortune.
#[test]
fn stress() {
    for size in [1_u16, 4] {
        let driver = FakeDriver::new();
        let engine = patient(
            &driver,
            EngineOptions::new().pool_size(size).max_overflow(0),
        );
        let in_use = AtomicUsize::new(0);
        let committed = AtomicUsize::new(0);
        thread::scope(|scope| {
            for worker in 0..16_usize {
                let (engine, driver, in_use, committed) = (&engine, &driver, &in_use, &committed);
                scope.spawn(move || {
                    for round in 0..200_usize {
                        let fate = (worker * 7 + round * 13) % 20;
                        match fate {
                            0 => driver.fail_next(Failure::Fault(refusal())),
                            1 => driver.fail_next(Failure::LostBefore),
                            2 => driver.fail_next(Failure::Panic),
                            _ => {}
                        }
                        let work = || {
                            engine.transaction(|conn| {
                                let now = in_use.fetch_add(1, Ordering::SeqCst) + 1;
                                let _leave = Leave(in_use);
                                assert!(now <= usize::from(size));
                                conn.execute(write("a"))?;
                                if fate == 3 {
                                    resume_unwind(Box::new("user"));
                                }
                                Ok(())
                            })
                        };
                        if let Ok(Ok(())) = catch_unwind(AssertUnwindSafe(work)) {
                            committed.fetch_add(1, Ordering::SeqCst);
                        }
                    }
                });
            }
        });
        let committed = committed.into_inner();
        assert_eq!(driver.committed().len(), committed);
        assert!(committed > 1000, "{committed}");
        assert!(driver.most_open() <= usize::from(size));
        driver.heal();
        let all: Vec<_> = (0..size).map(|_| engine.connect().unwrap()).collect();
        assert_eq!(driver.open(), usize::from(size));
        drop(all);
        drop(engine);
        assert_eq!(driver.open(), 0);
    }
}

struct Leave<'a>(&'a AtomicUsize);

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[test]
fn hundreds_of_panics_leave_the_pool_as_it_was() {
    let driver = FakeDriver::new();
    let engine = engine(&driver, EngineOptions::new().pool_size(2).max_overflow(0));
    for _ in 0..500 {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            engine.transaction(|conn| -> Result<()> {
                conn.execute(write("a"))?;
                resume_unwind(Box::new("user"))
            })
        }));
        assert!(panicked.is_err());
    }
    assert!(driver.committed().is_empty());
    assert_eq!(driver.most_open(), 1);
}
