//! Kinds of pools, their line, their events and their figures.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::{engine, fake, kind, patient, refusal, write};
use crate::driver::fake::{Failure, FakeDriver};
use crate::engine::{Engine, EngineOptions, PoolKind, PoolOrder};
use crate::{Error, ErrorKind, Result};

#[test]
fn what_overflows_is_closed_when_it_comes_back() {
    let driver = FakeDriver::new();
    let options = EngineOptions::new().pool_size(2).max_overflow(1);
    let engine = engine(&driver, options);
    let held: Vec<_> = (0..3).map(|_| engine.connect().unwrap()).collect();
    assert_eq!(engine.pool_status().overflow, 1);
    assert_eq!(kind(engine.connect()), ErrorKind::PoolTimeout);
    drop(held);
    let status = engine.pool_status();
    assert_eq!(
        (status.idle, status.overflow, status.closes, status.timeouts),
        (2, 0, 1, 1)
    );
    assert_eq!(driver.open(), 2);
}

#[test]
fn a_null_pool_keeps_nothing_and_makes_nobody_wait() {
    let driver = FakeDriver::new();
    let engine = engine(&driver, EngineOptions::new().pool_kind(PoolKind::Null));
    let held: Vec<_> = (0..20).map(|_| engine.connect().unwrap()).collect();
    assert_eq!(driver.open(), 20);
    drop(held);
    assert_eq!(driver.open(), 0);
    assert_eq!(engine.pool_status().closes, 20);
}

#[test]
fn a_static_pool_has_one_connection_and_replaces_it_when_it_is_lost() {
    let driver = FakeDriver::new();
    let options = EngineOptions::new().pool_kind(PoolKind::Static);
    let engine = engine(&driver, options);
    let mut held = engine.connect().unwrap();
    assert_eq!(kind(engine.connect()), ErrorKind::PoolTimeout);
    driver.fail_next(Failure::LostBefore);
    held.execute(write("a")).unwrap_err();
    drop(held);
    drop(engine.connect().unwrap());
    assert_eq!(driver.log(), ["connect", "BEGIN", "close", "connect"]);
}

/// The numbers of connections, in the order in which they are handed out.
fn handed_out(order: PoolOrder) -> Vec<u64> {
    let driver = FakeDriver::new();
    let engine = engine(&driver, EngineOptions::new().pool_order(order));
    let held: Vec<_> = (0..3).map(|_| engine.connect().unwrap()).collect();
    held.into_iter().for_each(drop);
    let (sender, receiver): (Sender<u64>, Receiver<u64>) = channel();
    engine.events().checkout(move |connection| {
        sender.send(connection.id()).unwrap();
        Ok(())
    });
    for _ in 0..3 {
        drop(engine.connect().unwrap());
    }
    receiver.try_iter().collect()
}

#[test]
fn idle_connections_are_taken_in_the_order_that_was_asked_for() {
    assert_eq!(handed_out(PoolOrder::Lifo), [3, 3, 3]);
    assert_eq!(handed_out(PoolOrder::Fifo), [1, 2, 3]);
}

/// Waits until a condition holds.
fn until(what: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(30), "{what}");
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn who_waits_longest_is_served_first() {
    let driver = FakeDriver::new();
    let options = EngineOptions::new().pool_size(1).max_overflow(0);
    let engine = patient(&driver, options);
    let served = Mutex::new(Vec::new());
    let held = engine.connect().unwrap();
    thread::scope(|scope| {
        for number in 0..12_u64 {
            let (engine, served) = (&engine, &served);
            scope.spawn(move || {
                let conn = engine.connect().unwrap();
                served.lock().unwrap().push(number);
                drop(conn);
            });
            until("it waits", || engine.pool_status().waiters == number + 1);
        }
        drop(held);
    });
    assert_eq!(served.into_inner().unwrap(), (0..12).collect::<Vec<_>>());
}

#[test]
fn a_timeout_comes_in_time_and_leaves_the_line_in_order() {
    let driver = FakeDriver::new();
    let time = Duration::from_millis(60);
    let options = EngineOptions::new()
        .pool_size(1)
        .max_overflow(0)
        .pool_timeout(time);
    let engine = patient(&driver, options);
    let held = engine.connect().unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let start = Instant::now();
                assert_eq!(kind(engine.connect()), ErrorKind::PoolTimeout);
                let taken = start.elapsed();
                // A busy machine wakes a thread late.
                assert!(taken >= time && taken < Duration::from_secs(5), "{taken:?}");
            });
        }
    });
    let status = engine.pool_status();
    assert_eq!((status.waiters, status.timeouts), (0, 4));
    drop(held);
    engine.connect().unwrap();
}

fn told(engine: &Engine) -> Arc<Mutex<Vec<String>>> {
    let log = Arc::new(Mutex::new(Vec::new()));
    let tell = |name: &'static str| {
        let log = Arc::clone(&log);
        move |id: u64| log.lock().unwrap().push(format!("{name} {id}"))
    };
    let events = engine.events();
    let call = tell("first connect");
    events.first_connect(move |it| {
        call(it.id());
        Ok(())
    });
    let call = tell("connect");
    events.connect(move |it| {
        call(it.id());
        Ok(())
    });
    let call = tell("checkout");
    events.checkout(move |it| {
        call(it.id());
        Ok(())
    });
    let call = tell("reset");
    events.reset(move |it| {
        call(it.id());
        Ok(())
    });
    let call = tell("checkin");
    events.checkin(move |it| call(it.id()));
    let call = tell("close");
    events.close(move |it| call(it.id()));
    let lost = Arc::clone(&log);
    events.invalidate(move |it, why| {
        let why = why.map_or("", Error::message);
        let line = format!("invalidate {}: {why}", it.id());
        lost.lock().unwrap().push(line);
    });
    log
}

#[test]
fn listeners_hear_of_a_connections_life() {
    let (engine, driver) = fake();
    let log = told(&engine);
    drop(engine.connect().unwrap());
    let mut conn = engine.connect().unwrap();
    driver.fail_next(Failure::LostBefore);
    conn.execute(write("a")).unwrap_err();
    drop(conn);
    drop(engine.connect().unwrap());
    engine.dispose();
    let expected = [
        "first connect 1",
        "connect 1",
        "checkout 1",
        "reset 1",
        "checkin 1",
        "checkout 1",
        "invalidate 1: the fake connection is lost",
        "close 1",
        "connect 2",
        "checkout 2",
        "reset 2",
        "checkin 2",
        "close 2",
    ];
    assert_eq!(*log.lock().unwrap(), expected);
}

#[test]
fn a_checkout_that_is_refused_as_lost_takes_another_connection() {
    let (engine, driver) = fake();
    let refusals = Arc::new(Mutex::new(2));
    let left = Arc::clone(&refusals);
    engine.events().checkout(move |_| {
        let mut left = left.lock().unwrap();
        if *left == 0 {
            return Ok(());
        }
        *left -= 1;
        Err(Error::new(ErrorKind::Disconnected, "another primary"))
    });
    engine.connect().unwrap();
    assert_eq!(engine.pool_status().connects, 3);
    // Three in a row are too many.
    *refusals.lock().unwrap() = 100;
    assert_eq!(kind(engine.connect()), ErrorKind::Disconnected);
    assert_eq!(driver.open(), 0);
    *refusals.lock().unwrap() = 0;
    engine.connect().unwrap();
}

#[test]
fn listeners_refuse_and_are_removed() {
    let (engine, driver) = fake();
    let refuse =
        |_: &mut crate::engine::PoolConnection<'_>| -> Result<()> { Err(refusal().into()) };
    let ids = [
        engine.events().connect(refuse),
        engine.events().checkout(refuse),
        engine.events().first_connect(refuse),
    ];
    for id in ids {
        assert_eq!(kind(engine.connect()), ErrorKind::UniqueViolation);
        assert_eq!(driver.open(), 0);
        assert!(engine.events().remove(id));
        assert!(!engine.events().remove(id));
    }
    engine.connect().unwrap();
    // One that refuses a reset has the connection closed.
    let id = engine.events().reset(refuse);
    drop(engine.connect().unwrap());
    assert_eq!(driver.open(), 0);
    engine.events().remove(id);
}

#[test]
fn a_listener_that_panics_harms_nobody() {
    let (engine, driver) = fake();
    let panics = |_: &mut crate::engine::PoolConnection<'_>| -> Result<()> {
        std::panic::resume_unwind(Box::new("a listener"))
    };
    let id = engine.events().checkout(panics);
    for _ in 0..20 {
        assert!(catch_unwind(AssertUnwindSafe(|| engine.connect())).is_err());
    }
    engine.events().remove(id);
    let id = engine.events().reset(panics);
    let closing = engine.events().close(|_| {
        std::panic::resume_unwind(Box::new("a listener"));
    });
    for _ in 0..20 {
        drop(engine.connect().unwrap());
    }
    engine.events().remove(id);
    engine.events().remove(closing);
    assert_eq!(driver.open(), 0);
    let status = engine.pool_status();
    assert_eq!((status.checked_out, status.waiters), (0, 0));
    engine.connect().unwrap();
}

#[test]
fn a_failed_ping_replaces_all_older_connections() {
    let driver = FakeDriver::new();
    let options = EngineOptions::new().pool_pre_ping(true);
    let engine = engine(&driver, options);
    let held: Vec<_> = (0..3).map(|_| engine.connect().unwrap()).collect();
    drop(held);
    driver.take_log();
    driver.fail_next(Failure::LostBefore);
    drop(engine.connect().unwrap());
    assert_eq!(driver.log(), ["ping", "close", "close", "close", "connect"]);
    assert_eq!(engine.pool_status().invalidations, 3);
}

#[test]
fn nothing_waits_for_a_ping_or_a_close() {
    let driver = FakeDriver::new();
    let engine = patient(&driver, EngineOptions::new().pool_size(2));
    let (at, reached) = channel();
    let (release, released) = channel::<()>();
    let released = Mutex::new(released);
    let first = engine.connect().unwrap();
    let second = engine.connect().unwrap();
    let third = engine.connect().unwrap();
    engine.events().close(move |_| {
        at.send(()).unwrap();
        released.lock().unwrap().recv().unwrap();
    });
    drop((first, second));
    thread::scope(|scope| {
        // The third overflows, and its closing takes its time.
        scope.spawn(|| drop(third));
        reached.recv().unwrap();
        for _ in 0..5 {
            drop((engine.connect().unwrap(), engine.connect().unwrap()));
        }
        release.send(()).unwrap();
    });
}
