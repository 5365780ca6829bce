//! What a pool has done and holds.

use std::sync::atomic::{AtomicU64, Ordering};

/// What a pool has done and holds, at one moment. While other threads use the pool, figures that
/// are read one after the other may not add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolStatus {
    /// The connections that are kept when nobody uses them.
    pub size: u32,
    /// How many more may be open while they are in use.
    pub max_overflow: u32,
    /// The connections in use, and those that are being opened.
    pub checked_out: u64,
    /// The connections that wait for a user.
    pub idle: u64,
    /// The open connections beyond `size`.
    pub overflow: u64,
    /// The callers that wait for a connection.
    pub waiters: u64,
    /// How often a connection was handed out.
    pub checkouts: u64,
    /// How often a connection was opened.
    pub connects: u64,
    /// How often a connection was closed.
    pub closes: u64,
    /// How often opening a connection failed.
    pub failed_connects: u64,
    /// How often a connection was given up because it was lost.
    pub invalidations: u64,
    /// How often a caller waited in vain.
    pub timeouts: u64,
}

/// Counts. All of them are statistics: nothing is decided by them.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) checked_out: Counter,
    pub(super) checkouts: Counter,
    pub(super) connects: Counter,
    pub(super) closes: Counter,
    pub(super) failed_connects: Counter,
    pub(super) invalidations: Counter,
    pub(super) timeouts: Counter,
}

#[derive(Debug, Default)]
pub(super) struct Counter(AtomicU64);

impl Counter {
    pub(super) fn up(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn down(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
