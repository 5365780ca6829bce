//! Who may hold a connection: as many as the pool may open, first come, first served.
//!
//! r2d2 keeps the count and hands out *permits*, which cost nothing to make. It wakes any of those
//! who wait and lets a newcomer overtake them; so they stand in line before it, and only the first
//! in the line asks it.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use scheduled_thread_pool::ScheduledThreadPool;

/// Even where no time is allowed: the permits of a new pool are made by another thread.
const SHORTEST_WAIT: Duration = Duration::from_millis(10);

/// The right to hold one connection, until it is dropped.
pub(super) type Permit = r2d2::PooledConnection<Tokens>;

/// Makes the contents of permits, of which there are none.
#[derive(Debug)]
pub(super) struct Tokens;

impl r2d2::ManageConnection for Tokens {
    type Connection = ();
    type Error = Infallible;

    fn connect(&self) -> Result<(), Infallible> {
        Ok(())
    }

    fn is_valid(&self, (): &mut ()) -> Result<(), Infallible> {
        Ok(())
    }

    fn has_broken(&self, (): &mut ()) -> bool {
        false
    }
}

/// The permits of a pool and the line of those who wait for one.
#[derive(Debug)]
pub(super) struct Permits {
    tokens: r2d2::Pool<Tokens>,
    line: Mutex<Line>,
    /// How many stand in the line, to be read without its lock.
    waiting: AtomicUsize,
}

#[derive(Debug, Default)]
struct Line {
    next: u64,
    waiters: VecDeque<(u64, Thread)>,
}

/// The one thread that makes permits, for all pools of the process.
fn permit_maker() -> Arc<ScheduledThreadPool> {
    static THREAD: OnceLock<Arc<ScheduledThreadPool>> = OnceLock::new();
    let make = || {
        let builder = ScheduledThreadPool::builder().num_threads(1);
        Arc::new(builder.thread_name_pattern("alchemy-pool").build())
    };
    THREAD.get_or_init(make).clone()
}

impl Permits {
    /// So many permits, of which some are made at once and the others when they are asked for.
    pub(super) fn new(limit: u32, at_once: u32) -> Self {
        // They never expire: the age that counts is the connection's.
        let tokens = r2d2::Pool::builder()
            .max_size(limit.max(1))
            .min_idle(Some(at_once.clamp(1, limit.max(1))))
            .test_on_check_out(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .error_handler(Box::new(r2d2::NopErrorHandler))
            .thread_pool(permit_maker())
            .build_unchecked(Tokens);
        Self {
            tokens,
            line: Mutex::default(),
            waiting: AtomicUsize::new(0),
        }
    }

    /// A permit, or none when there was none in time.
    pub(super) fn get(&self, timeout: Duration) -> Option<Permit> {
        if self.waiting() == 0
            && let Some(permit) = self.tokens.try_get()
        {
            return Some(permit);
        }
        // A time beyond the clock's range is as good as none.
        let end = Instant::now().checked_add(timeout.max(SHORTEST_WAIT));
        let place = Place::take(self);
        place.wait_to_be_first(end)?;
        let left = end.map_or(Duration::from_secs(u64::from(u32::MAX)), |end| {
            end.saturating_duration_since(Instant::now())
        });
        self.tokens.get_timeout(left).ok()
    }

    /// How many wait for a permit.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Acquire)
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the line, left when it is dropped.
struct Place<'p> {
    permits: &'p Permits,
    number: u64,
}

impl<'p> Place<'p> {
    fn take(permits: &'p Permits) -> Self {
        let mut line = permits.line();
        let number = line.next;
        line.next += 1;
        line.waiters.push_back((number, thread::current()));
        permits.waiting.store(line.waiters.len(), Ordering::Release);
        Self { permits, number }
    }

    fn is_first(&self) -> bool {
        let line = self.permits.line();
        line.waiters
            .front()
            .is_some_and(|(number, _)| *number == self.number)
    }

    /// None when the time is over before.
    fn wait_to_be_first(&self, end: Option<Instant>) -> Option<()> {
        while !self.is_first() {
            match end {
                None => thread::park(),
                Some(end) => {
                    let left = end.checked_duration_since(Instant::now())?;
                    thread::park_timeout(left);
                }
            }
        }
        Some(())
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut line = self.permits.line();
        let was_first = line
            .waiters
            .front()
            .is_some_and(|(number, _)| *number == self.number);
        line.waiters.retain(|(number, _)| *number != self.number);
        self.permits
            .waiting
            .store(line.waiters.len(), Ordering::Release);
        let next = line.waiters.front().map(|(_, thread)| thread.clone());
        drop(line);
        if was_first && let Some(next) = next {
            next.unpark();
        }
    }
}
