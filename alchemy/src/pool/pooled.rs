//! A connection taken out of the pool. Dropped, it goes back clean or not at all.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::live::Live;
use super::{Hold, Shared, lost};
use crate::driver::{DriverConnection, Fault, Reset};
use crate::{Error, Result};

/// A connection taken out of the pool.
pub(crate) struct Pooled {
    live: Option<Live>,
    /// Why it is lost, where a statement told.
    loss: Option<Error>,
    hold: Hold,
}

impl Pooled {
    pub(super) fn new(live: Live, hold: Hold) -> Self {
        Self {
            live: Some(live),
            loss: None,
            hold,
        }
    }

    fn shared(&self) -> &Shared {
        &self.hold.shared
    }

    /// The driver's connection.
    ///
    /// # Errors
    /// [`ErrorKind::Disconnected`](crate::ErrorKind::Disconnected) after
    /// [`discard`](Self::discard).
    #[inline]
    pub(crate) fn driver(&mut self) -> Result<&mut dyn DriverConnection> {
        match &mut self.live {
            Some(live) => Ok(&mut *live.connection),
            None => Err(lost()),
        }
    }

    /// The driver's connection, to ask for its state.
    pub(crate) fn state(&self) -> Option<&dyn DriverConnection> {
        self.live.as_ref().map(|live| &*live.connection)
    }

    /// Whether the data lives in this connection, so that it is kept where another would be closed.
    pub(crate) fn is_single(&self) -> bool {
        self.shared().settings.single
    }

    /// Closes the connection instead of giving it back.
    pub(crate) fn discard(&mut self) {
        if let Some(live) = self.live.take() {
            self.shared().invalidate(live, self.loss.as_ref());
        }
    }

    /// The server is gone: the connections that were made before now are closed instead of handed
    /// out.
    pub(crate) fn invalidate_pool(&mut self, fault: &Fault) {
        if let Some(live) = &self.live {
            self.shared().retire(live);
        }
        self.loss.get_or_insert_with(|| fault.clone().into());
    }
}

/// Rolls back what is open and takes back the settings of the session. Whether the connection is
/// clean then.
fn clean(shared: &Shared, live: &mut Live) -> bool {
    let connection = &mut *live.connection;
    if connection.is_broken() {
        return false;
    }
    if connection.in_transaction()
        && (connection.execute_script("ROLLBACK").is_err() || connection.in_transaction())
    {
        return false;
    }
    let restored = match connection.reset() {
        Ok(Reset::Untouched) => Ok(()),
        Ok(Reset::Restored) => shared.events.restored(live),
        Err(_) => return false,
    };
    restored.is_ok() && shared.events.was_reset(live).is_ok() && !live.connection.is_broken()
}

impl Drop for Pooled {
    fn drop(&mut self) {
        let Some(mut live) = self.live.take() else {
            return;
        };
        let shared = self.shared();
        if shared.idle.is_closed() {
            return shared.close(live);
        }
        if !shared.is_current(&live) {
            return shared.invalidate(live, None);
        }
        let cleaned = AssertUnwindSafe(|| {
            let clean = clean(shared, &mut live);
            shared.events.checked_in(&mut live);
            clean
        });
        let clean = catch_unwind(cleaned).unwrap_or(false);
        // The permit goes back after the connection, so that whoever gets it finds the connection.
        if !clean {
            shared.close(live);
        } else if let Err(live) = shared.idle.keep(live, shared.settings.size) {
            shared.close(live);
        }
    }
}
