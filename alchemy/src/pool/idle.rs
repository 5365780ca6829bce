//! The connections that nobody uses at the moment.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::live::Live;
use super::settings::PoolOrder;

/// The connections that nobody uses at the moment. Its lock is held for a push or a pop and never
/// while a database is spoken to.
#[derive(Default)]
pub(super) struct Idle {
    places: Mutex<Places>,
}

#[derive(Default)]
struct Places {
    connections: VecDeque<Live>,
    closed: bool,
}

impl Idle {
    fn lock(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn take(&self, order: PoolOrder) -> Option<Live> {
        let mut places = self.lock();
        match order {
            PoolOrder::Lifo => places.connections.pop_back(),
            PoolOrder::Fifo => places.connections.pop_front(),
        }
    }

    /// Keeps a connection. Gives it back when there are enough, or none is kept any more.
    pub(super) fn keep(&self, live: Live, size: u16) -> Result<(), Live> {
        let mut places = self.lock();
        if places.closed || places.connections.len() >= usize::from(size) {
            return Err(live);
        }
        places.connections.push_back(live);
        Ok(())
    }

    /// Takes them all, and none is kept from now on.
    pub(super) fn close(&self) -> VecDeque<Live> {
        let mut places = self.lock();
        places.closed = true;
        std::mem::take(&mut places.connections)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    pub(super) fn len(&self) -> usize {
        self.lock().connections.len()
    }
}
