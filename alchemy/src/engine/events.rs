//! What an engine tells those who listen.

use std::fmt;
use std::sync::Arc;

use crate::pool::{ListenerId, PoolConnection, PoolEvents};
use crate::{Error, Result};

/// The events of an engine: functions that are called when something happens.
///
/// Listening gives a [`ListenerId`] to [`remove`](Self::remove) the function with. Listeners are
/// called in the order in which they came, on the thread where it happens, with no lock held. What
/// nobody listens to costs nothing but a look whether somebody does.
///
/// ```
/// use alchemy_dialects::create_engine;
///
/// let engine = create_engine("sqlite::memory:")?;
/// let id = engine.events().connect(|connection| {
///     connection.execute_script("PRAGMA cache_size = -20000")
/// });
/// engine.connect()?;
/// assert!(engine.events().remove(id));
/// # Ok::<(), alchemy::Error>(())
/// ```
#[derive(Default)]
pub struct Events {
    pub(super) pool: Arc<PoolEvents>,
}

impl Events {
    /// Removes a listener. Whether there was one.
    pub fn remove(&self, id: ListenerId) -> bool {
        self.pool.remove(id)
    }

    /// The first connection has been opened; before [`connect`](Self::connect). An error refuses
    /// the connection, and the next one is the first again.
    pub fn first_connect(
        &self,
        call: impl Fn(&mut PoolConnection<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> ListenerId {
        self.pool.first_connect.listen(Arc::new(call))
    }

    /// A connection has been opened: the place for settings of the session. Called again when a
    /// connection's settings had been changed by its user and are as after connecting again. An
    /// error refuses the connection.
    pub fn connect(
        &self,
        call: impl Fn(&mut PoolConnection<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> ListenerId {
        self.pool.connect.listen(Arc::new(call))
    }

    /// A connection is about to be handed out. An error of the kind
    /// [`Disconnected`](crate::ErrorKind::Disconnected) closes it and takes another one, three
    /// times at most; any other error is the caller's.
    pub fn checkout(
        &self,
        call: impl Fn(&mut PoolConnection<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> ListenerId {
        self.pool.checkout.listen(Arc::new(call))
    }

    /// A connection has come back, and is kept or closed next.
    pub fn checkin(
        &self,
        call: impl Fn(&mut PoolConnection<'_>) + Send + Sync + 'static,
    ) -> ListenerId {
        self.pool.checkin.listen(Arc::new(call))
    }

    /// A connection that came back has been rolled back and its settings are as after connecting:
    /// the place to clean up what only the program knows of. An error closes it.
    pub fn reset(
        &self,
        call: impl Fn(&mut PoolConnection<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> ListenerId {
        self.pool.reset.listen(Arc::new(call))
    }

    /// A connection is given up since it is lost, or was opened before another one was lost; why,
    /// where that is known. It is closed next.
    pub fn invalidate(
        &self,
        call: impl Fn(&mut PoolConnection<'_>, Option<&Error>) + Send + Sync + 'static,
    ) -> ListenerId {
        self.pool.invalidate.listen(Arc::new(call))
    }

    /// A connection is about to be closed.
    pub fn close(
        &self,
        call: impl Fn(&mut PoolConnection<'_>) + Send + Sync + 'static,
    ) -> ListenerId {
        self.pool.close.listen(Arc::new(call))
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}
