//! The connections that an engine keeps open.
//!
//! Whoever holds a [permit](permits) may hold a connection: an idle one, or one that it opens on its
//! own thread. So a server that refuses is reported at once and with its own words, a slow connect
//! holds nobody up, and no driver code runs on another thread or under a lock.

mod events;
mod idle;
mod listeners;
mod live;
mod permits;
mod pooled;
mod settings;
mod status;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

pub(crate) use events::PoolEvents;
use idle::Idle;
pub use listeners::ListenerId;
pub(crate) use listeners::Listeners;
use live::Live;
pub use live::PoolConnection;
use permits::{Permit, Permits};
pub(crate) use pooled::Pooled;
pub(crate) use settings::PoolSettings;
pub use settings::{PoolKind, PoolOrder};
use status::Counters;
pub use status::PoolStatus;

use crate::driver::Driver;
use crate::{Error, ErrorKind, Result};

/// How many connections the listeners of a checkout may refuse as lost before the caller hears.
const REFUSALS: u32 = 3;

/// A pool. Clones share the connections.
#[derive(Clone)]
pub(crate) struct Pool {
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    settings: PoolSettings,
    /// None where any number may be open.
    permits: Option<Permits>,
    idle: Idle,
    /// Connections of an earlier generation were made before the server was seen to be gone.
    generation: AtomicU64,
    last_refusal: Mutex<Option<Error>>,
    counters: Counters,
    /// Numbers the connections, over all pools of the engine.
    ids: Arc<AtomicU64>,
    events: Arc<PoolEvents>,
}

impl Shared {
    fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Whether the server hasn't been seen to be gone since a connection was made.
    fn is_current(&self, live: &Live) -> bool {
        self.settings.single || live.generation == self.generation()
    }

    /// Whether a connection has reached the age at which it is replaced.
    fn is_old(&self, live: &Live) -> bool {
        !self.settings.single
            && self
                .settings
                .recycle
                .is_some_and(|limit| live.birth.elapsed() >= limit)
    }

    /// The server was gone when this connection was used: those that were made before are not
    /// handed out any more.
    fn retire(&self, live: &Live) {
        // Only the first connection to notice counts: those opened since then are good.
        let next = live.generation.wrapping_add(1);
        let _seen_before = self.generation.compare_exchange(
            live.generation,
            next,
            Ordering::AcqRel,
            Ordering::Acquire,
        );
    }

    fn remember(&self, refusal: Option<Error>) {
        *self
            .last_refusal
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = refusal;
    }

    /// Closes a connection. A driver or a listener that panics over it must not take the caller
    /// along.
    fn close(&self, mut live: Live) {
        self.counters.closes.up();
        drop(catch_unwind(AssertUnwindSafe(|| {
            self.events.closing(&mut live);
        })));
        drop(catch_unwind(AssertUnwindSafe(|| drop(live))));
    }

    /// Closes a connection that is lost.
    fn invalidate(&self, mut live: Live, why: Option<&Error>) {
        self.counters.invalidations.up();
        drop(catch_unwind(AssertUnwindSafe(|| {
            self.events.invalidated(&mut live, why);
        })));
        self.close(live);
    }
}

/// Counts who has or is about to have a connection, and keeps the permit for it.
struct Hold {
    shared: Arc<Shared>,
    _permit: Option<Permit>,
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.shared.counters.checked_out.down();
    }
}

/// A connection on its way out, closed if it doesn't arrive.
struct Leaving<'s> {
    shared: &'s Shared,
    live: Option<Live>,
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        if let Some(live) = self.live.take() {
            self.shared.close(live);
        }
    }
}

impl Pool {
    /// A pool without connections; they are opened when they are needed.
    pub(crate) fn new(
        settings: PoolSettings,
        events: Arc<PoolEvents>,
        ids: Arc<AtomicU64>,
    ) -> Self {
        let settings = settings.settled();
        let permits = (settings.kind != PoolKind::Null)
            .then(|| Permits::new(settings.limit(), u32::from(settings.size)));
        Self {
            shared: Arc::new(Shared {
                settings,
                permits,
                idle: Idle::default(),
                generation: AtomicU64::new(0),
                last_refusal: Mutex::new(None),
                counters: Counters::default(),
                ids,
                events,
            }),
        }
    }

    /// Takes a connection out, or opens one.
    ///
    /// # Errors
    /// [`ErrorKind::PoolTimeout`] when none is returned in time, the driver's error when it can't
    /// open one, and that of a listener that refuses it.
    pub(crate) fn get(&self, driver: &dyn Driver) -> Result<Pooled> {
        let hold = self.hold()?;
        let mut refused = 0;
        loop {
            let live = match self.idle() {
                Some(live) => live,
                None => self.open(driver)?,
            };
            let mut leaving = Leaving {
                shared: &self.shared,
                live: Some(live),
            };
            let told = match &mut leaving.live {
                Some(live) => self.shared.events.checked_out(live),
                None => Ok(()),
            };
            let live = match (leaving.live.take(), told) {
                (Some(live), Ok(())) => live,
                (Some(live), Err(error)) => {
                    refused += 1;
                    if !error.is_disconnect() {
                        self.shared.close(live);
                        return Err(error);
                    }
                    self.shared.invalidate(live, Some(&error));
                    if refused < REFUSALS {
                        continue;
                    }
                    return Err(error);
                }
                (None, _) => continue,
            };
            self.shared.counters.checkouts.up();
            return Ok(Pooled::new(live, hold));
        }
    }

    fn hold(&self) -> Result<Hold> {
        let permit = match &self.shared.permits {
            None => None,
            Some(permits) => match permits.get(self.shared.settings.timeout) {
                Some(permit) => Some(permit),
                None => return Err(self.timed_out()),
            },
        };
        self.shared.counters.checked_out.up();
        Ok(Hold {
            shared: Arc::clone(&self.shared),
            _permit: permit,
        })
    }

    /// An idle connection that can be handed out again.
    fn idle(&self) -> Option<Live> {
        let shared = &*self.shared;
        loop {
            let live = shared.idle.take(shared.settings.order)?;
            if !shared.is_current(&live) {
                shared.invalidate(live, None);
                continue;
            }
            if shared.is_old(&live) {
                shared.close(live);
                continue;
            }
            if !shared.settings.pre_ping {
                return Some(live);
            }
            let mut leaving = Leaving {
                shared,
                live: Some(live),
            };
            let alive = match &mut leaving.live {
                Some(live) => live.connection.ping(),
                None => continue,
            };
            match (leaving.live.take(), alive) {
                (Some(live), Ok(())) => return Some(live),
                (Some(live), Err(fault)) => {
                    // Its neighbours were made before the server went away, too.
                    shared.retire(&live);
                    shared.invalidate(live, Some(&fault.into()));
                }
                (None, _) => {}
            }
        }
    }

    fn open(&self, driver: &dyn Driver) -> Result<Live> {
        let shared = &*self.shared;
        // Read before connecting: what is seen to be gone meanwhile may be this one.
        let generation = shared.generation();
        let connection = match driver.connect() {
            Ok(connection) => connection,
            Err(fault) => return Err(self.refused(fault.into())),
        };
        shared.counters.connects.up();
        let mut leaving = Leaving {
            shared,
            live: Some(Live {
                connection,
                generation,
                id: shared.ids.fetch_add(1, Ordering::Relaxed) + 1,
                birth: Instant::now(),
            }),
        };
        let told = match &mut leaving.live {
            Some(live) => shared.events.opened(live),
            None => Ok(()),
        };
        match (leaving.live.take(), told) {
            (Some(live), Ok(())) => {
                shared.remember(None);
                Ok(live)
            }
            (live, Err(error)) => {
                leaving.live = live;
                Err(self.refused(error))
            }
            (None, Ok(())) => Err(self.refused(lost())),
        }
    }

    #[cold]
    fn refused(&self, error: Error) -> Error {
        self.shared.counters.failed_connects.up();
        self.shared.remember(Some(error.clone()));
        error
    }

    #[cold]
    fn timed_out(&self) -> Error {
        let shared = &*self.shared;
        shared.counters.timeouts.up();
        let settings = &shared.settings;
        let time = settings.timeout;
        let error = if settings.single {
            let message = format!(
                "the one connection to a database in memory is in use, and was not returned \
                 within {time:?}"
            );
            Error::new(ErrorKind::PoolTimeout, message).with_help(
                "a database in memory lives in a single connection: drop it before the next \
                 `connect`, or use a file",
            )
        } else {
            let limit = settings.limit();
            let message =
                format!("none of the {limit} connections of the pool was returned within {time:?}");
            Error::new(ErrorKind::PoolTimeout, message).with_help(
                "return connections earlier (drop them), or raise `pool_size`, `max_overflow` or \
                 `pool_timeout`",
            )
        };
        let refusal = shared
            .last_refusal
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        match refusal {
            Some(refusal) => error.with_cause(refusal),
            None => error,
        }
    }

    /// Closes the idle connections now, and those in use when they come back.
    pub(crate) fn close(&self) {
        for live in self.shared.idle.close() {
            self.shared.close(live);
        }
    }

    /// What it has done and holds.
    pub(crate) fn status(&self) -> PoolStatus {
        let shared = &*self.shared;
        let counters = &shared.counters;
        let idle = u64::try_from(shared.idle.len()).unwrap_or(u64::MAX);
        let checked_out = counters.checked_out.get();
        let waiters = shared.permits.as_ref().map_or(0, Permits::waiting);
        PoolStatus {
            size: u32::from(shared.settings.size),
            max_overflow: u32::from(shared.settings.max_overflow),
            checked_out,
            idle,
            overflow: (checked_out + idle).saturating_sub(u64::from(shared.settings.size)),
            waiters: u64::try_from(waiters).unwrap_or(u64::MAX),
            checkouts: counters.checkouts.get(),
            connects: counters.connects.get(),
            closes: counters.closes.get(),
            failed_connects: counters.failed_connects.get(),
            invalidations: counters.invalidations.get(),
            timeouts: counters.timeouts.get(),
        }
    }
}

fn lost() -> Error {
    Error::new(ErrorKind::Disconnected, "the connection was closed")
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}
