//! What a pool tells those who listen.

use std::sync::atomic::{AtomicBool, Ordering};

use super::listeners::{ListenerId, Listeners};
use super::live::{Live, PoolConnection};
use crate::{Error, Result};

/// Hears of a connection, may use it, and may refuse it.
pub(crate) type ConnectionListener = dyn Fn(&mut PoolConnection<'_>) -> Result<()> + Send + Sync;

/// Hears that a connection is given up, and why where that is known.
pub(crate) type InvalidateListener = dyn Fn(&mut PoolConnection<'_>, Option<&Error>) + Send + Sync;

/// Hears of a connection.
pub(crate) type CloseListener = dyn Fn(&mut PoolConnection<'_>) + Send + Sync;

/// The listeners of a pool. They outlive it: [`dispose`](crate::engine::Engine::dispose) replaces
/// the pool and keeps them.
#[derive(Default)]
pub(crate) struct PoolEvents {
    pub(crate) first_connect: Listeners<ConnectionListener>,
    pub(crate) connect: Listeners<ConnectionListener>,
    pub(crate) checkout: Listeners<ConnectionListener>,
    pub(crate) checkin: Listeners<CloseListener>,
    pub(crate) reset: Listeners<ConnectionListener>,
    pub(crate) invalidate: Listeners<InvalidateListener>,
    pub(crate) close: Listeners<CloseListener>,
    /// Whether a connection has been opened before.
    connected: AtomicBool,
}

impl PoolEvents {
    pub(crate) fn remove(&self, id: ListenerId) -> bool {
        self.first_connect.remove(id)
            || self.connect.remove(id)
            || self.checkout.remove(id)
            || self.checkin.remove(id)
            || self.reset.remove(id)
            || self.invalidate.remove(id)
            || self.close.remove(id)
    }

    /// A connection has been opened.
    pub(super) fn opened(&self, live: &mut Live) -> Result<()> {
        if !self.connected.swap(true, Ordering::AcqRel) {
            let told = all(&self.first_connect, live);
            if told.is_err() {
                self.connected.store(false, Ordering::Release);
            }
            told?;
        }
        all(&self.connect, live)
    }

    /// The session's settings are those of a new connection again.
    pub(super) fn restored(&self, live: &mut Live) -> Result<()> {
        all(&self.connect, live)
    }

    pub(super) fn checked_out(&self, live: &mut Live) -> Result<()> {
        all(&self.checkout, live)
    }

    pub(super) fn was_reset(&self, live: &mut Live) -> Result<()> {
        all(&self.reset, live)
    }

    pub(super) fn checked_in(&self, live: &mut Live) {
        if !self.checkin.is_empty() {
            self.checkin
                .calls()
                .for_each(|call| call(&mut live.event()));
        }
    }

    pub(super) fn invalidated(&self, live: &mut Live, why: Option<&Error>) {
        if !self.invalidate.is_empty() {
            let calls = self.invalidate.calls();
            calls.for_each(|call| call(&mut live.event(), why));
        }
    }

    pub(super) fn closing(&self, live: &mut Live) {
        if !self.close.is_empty() {
            self.close.calls().for_each(|call| call(&mut live.event()));
        }
    }
}

fn all(listeners: &Listeners<ConnectionListener>, live: &mut Live) -> Result<()> {
    if listeners.is_empty() {
        return Ok(());
    }
    listeners
        .calls()
        .try_for_each(|call| call(&mut live.event()))
}
