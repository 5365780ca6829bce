//! When a statement has to be done.

use std::os::raw::c_int;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How many steps of SQLite's machine are between two looks at the clock: some microseconds' worth.
pub(super) const STEPS: c_int = 1_000;

/// When a statement has to be done.
#[derive(Debug)]
pub(super) struct Deadline {
    /// Where its clock begins.
    start: Instant,
    /// Nanoseconds since then.
    end: Arc<AtomicU64>,
    watched: bool,
}

impl Default for Deadline {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            end: Arc::new(AtomicU64::new(u64::MAX)),
            watched: false,
        }
    }
}

impl Deadline {
    /// Whether SQLite looks at it.
    pub(super) const fn is_watched(&self) -> bool {
        self.watched
    }

    pub(super) fn watch(&mut self) {
        self.watched = true;
    }

    pub(super) fn forget(&mut self) {
        self.watched = false;
        self.end.store(u64::MAX, Ordering::Relaxed);
    }

    /// So much time from now.
    pub(super) fn set(&self, limit: Duration) {
        let end = self.start.elapsed().saturating_add(limit).as_nanos();
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        self.end.store(end, Ordering::Relaxed);
    }

    /// Tells SQLite whether to stop.
    pub(super) fn handler(&self) -> impl FnMut() -> bool + Send + use<> {
        let (start, end) = (self.start, Arc::clone(&self.end));
        move || start.elapsed().as_nanos() >= u128::from(end.load(Ordering::Relaxed))
    }
}
