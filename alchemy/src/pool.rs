//! The connections that an engine keeps open.
//!
//! r2d2 counts and hands out *slots*, which cost nothing to make; whoever gets an empty one opens
//! the connection on its own thread. So a server that refuses is reported at once and with its own
//! words, a slow connect holds nobody up, and no driver code runs on r2d2's thread.

mod pooled;
mod slot;

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use scheduled_thread_pool::ScheduledThreadPool;

pub(crate) use pooled::Pooled;
use slot::{Live, PooledSlot, Slots};

use crate::driver::{Driver, Fault};
use crate::{Error, ErrorKind, Result};

/// Even where no time is allowed: the slots of a new pool are made by another thread.
const SHORTEST_WAIT: Duration = Duration::from_millis(10);

/// How a pool behaves.
#[derive(Clone, Debug)]
pub(crate) struct PoolSettings {
    /// The number of connections.
    pub(crate) size: u16,
    /// How long a caller waits for one.
    pub(crate) timeout: Duration,
    /// Whether a connection is asked for a sign of life before it is handed out again.
    pub(crate) ping: bool,
    /// The age at which a connection is replaced.
    pub(crate) max_lifetime: Option<Duration>,
    /// Whether there is one connection for ever, since the data lives in it.
    pub(crate) single: bool,
}

/// A pool. Clones share the connections.
#[derive(Clone)]
pub(crate) struct Pool {
    slots: r2d2::Pool<Slots>,
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    settings: PoolSettings,
    /// Connections of an earlier generation were made before the server was seen to be gone.
    generation: AtomicU64,
    last_refusal: Mutex<Option<Fault>>,
    /// Whether connections that come back are closed.
    closed: AtomicBool,
}

impl Shared {
    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Whether a connection may be handed out again.
    fn is_fresh(&self, live: &Live) -> bool {
        if self.settings.single {
            return true;
        }
        live.generation == self.generation()
            && self
                .settings
                .max_lifetime
                .is_none_or(|limit| live.birth.elapsed() < limit)
    }

    fn remember(&self, refusal: Option<Fault>) {
        *self
            .last_refusal
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = refusal;
    }
}

/// The one thread that makes slots, for all pools of the process.
fn slot_maker() -> Arc<ScheduledThreadPool> {
    static THREAD: OnceLock<Arc<ScheduledThreadPool>> = OnceLock::new();
    let make = || {
        let builder = ScheduledThreadPool::builder().num_threads(1);
        Arc::new(builder.thread_name_pattern("alchemy-pool").build())
    };
    THREAD.get_or_init(make).clone()
}

impl Pool {
    /// A pool without connections; they are opened when they are needed.
    pub(crate) fn new(mut settings: PoolSettings) -> Self {
        settings.size = if settings.single {
            1
        } else {
            settings.size.max(1)
        };
        // Slots never expire: the age that counts is the connection's, seen when it is handed out.
        let slots = r2d2::Pool::builder()
            .max_size(u32::from(settings.size))
            .test_on_check_out(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .error_handler(Box::new(r2d2::NopErrorHandler))
            .thread_pool(slot_maker())
            .build_unchecked(Slots);
        Self {
            slots,
            shared: Arc::new(Shared {
                settings,
                generation: AtomicU64::new(0),
                last_refusal: Mutex::new(None),
                closed: AtomicBool::new(false),
            }),
        }
    }

    /// Takes a connection out, or opens one.
    ///
    /// # Errors
    /// [`ErrorKind::PoolTimeout`] when none is returned in time, the driver's error when it can't
    /// open one.
    pub(crate) fn get(&self, driver: &dyn Driver) -> Result<Pooled> {
        let timeout = self.shared.settings.timeout.max(SHORTEST_WAIT);
        let slot = self
            .slots
            .get_timeout(timeout)
            .map_err(|_| self.timed_out())?;
        let mut slot = self.filled(slot);
        let live = match slot.take().and_then(|live| self.revive(live)) {
            Some(live) => live,
            None => self.open(driver)?,
        };
        Ok(Pooled::new(live, slot, self.shared.clone()))
    }

    /// A slot with a connection instead of an empty one, if there is any: r2d2 hands out what was
    /// put in last, and that may be a new slot.
    fn filled(&self, slot: PooledSlot) -> PooledSlot {
        if slot.is_some() {
            return slot;
        }
        let mut seen = Vec::new();
        while let Some(other) = self.slots.try_get() {
            if other.is_some() {
                return other;
            }
            seen.push(other);
        }
        slot
    }

    /// The connection if it can be handed out again.
    fn revive(&self, mut live: Live) -> Option<Live> {
        if !self.shared.is_fresh(&live) {
            slot::close(live);
            return None;
        }
        if self.shared.settings.ping && live.connection.ping().is_err() {
            slot::close(live);
            // Its neighbours were made before the server went away, too.
            self.shared.generation.fetch_add(1, Ordering::AcqRel);
            return None;
        }
        Some(live)
    }

    fn open(&self, driver: &dyn Driver) -> Result<Live> {
        // Read before connecting: what is seen to be gone meanwhile may be this one.
        let generation = self.shared.generation();
        match driver.connect() {
            Ok(connection) => {
                self.shared.remember(None);
                Ok(Live {
                    connection,
                    generation,
                    birth: Instant::now(),
                })
            }
            Err(fault) => {
                self.shared.remember(Some(fault.clone()));
                Err(fault.into())
            }
        }
    }

    #[cold]
    fn timed_out(&self) -> Error {
        let settings = &self.shared.settings;
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
            let size = settings.size;
            let message =
                format!("none of the {size} connections of the pool was returned within {time:?}");
            Error::new(ErrorKind::PoolTimeout, message).with_help(
                "return connections earlier (drop them), or raise `pool_size` or `pool_timeout`",
            )
        };
        let refusal = self
            .shared
            .last_refusal
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        match refusal {
            Some(fault) => error.with_cause(fault),
            None => error,
        }
    }

    /// Closes the idle connections now, and those in use when they come back.
    pub(crate) fn close(&self) {
        self.shared.closed.store(true, Ordering::Release);
        // Kept until all are seen, or the same one would be taken again.
        let mut seen = Vec::new();
        while let Some(mut slot) = self.slots.try_get() {
            if let Some(live) = slot.take() {
                slot::close(live);
            }
            seen.push(slot);
        }
    }

    /// The number of connections that it may open.
    pub(crate) fn size(&self) -> u16 {
        self.shared.settings.size
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("size", &self.size())
            .finish_non_exhaustive()
    }
}
