//! Functions that somebody wants to be called when something happens.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// Names a listener, to [remove](crate::engine::Events::remove) it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListenerId(u64);

impl ListenerId {
    /// One that no other listener of the process has.
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// The listeners of one event, in the order in which they came.
pub(crate) struct Listeners<F: ?Sized> {
    /// How many there are, to be read without the lock.
    count: AtomicUsize,
    list: RwLock<Arc<[Listener<F>]>>,
}

struct Listener<F: ?Sized> {
    id: ListenerId,
    call: Arc<F>,
}

impl<F: ?Sized> Clone for Listener<F> {
    fn clone(&self) -> Self {
        Self {
            id: self.id,
            call: Arc::clone(&self.call),
        }
    }
}

impl<F: ?Sized> Default for Listeners<F> {
    fn default() -> Self {
        Self {
            count: AtomicUsize::new(0),
            list: RwLock::new(Arc::new([])),
        }
    }
}

impl<F: ?Sized> Listeners<F> {
    /// Whether there is none: one load, since this is asked for every statement.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.count.load(Ordering::Relaxed) == 0
    }

    pub(crate) fn listen(&self, call: Arc<F>) -> ListenerId {
        let id = ListenerId::new();
        self.change(|list| list.push(Listener { id, call }));
        id
    }

    /// Whether it was one of them.
    pub(crate) fn remove(&self, id: ListenerId) -> bool {
        let mut removed = false;
        self.change(|list| {
            let before = list.len();
            list.retain(|listener| listener.id != id);
            removed = list.len() < before;
        });
        removed
    }

    /// The functions as they are now: no lock is held while they run, so that they may listen and
    /// remove themselves.
    pub(crate) fn calls(&self) -> impl Iterator<Item = Arc<F>> + use<F> {
        let list = Arc::clone(&self.list.read().unwrap_or_else(PoisonError::into_inner));
        let mut index = 0;
        std::iter::from_fn(move || {
            let listener = list.get(index)?;
            index += 1;
            Some(Arc::clone(&listener.call))
        })
    }

    fn change(&self, edit: impl FnOnce(&mut Vec<Listener<F>>)) {
        let mut list = self.list.write().unwrap_or_else(PoisonError::into_inner);
        let mut changed = list.to_vec();
        edit(&mut changed);
        self.count.store(changed.len(), Ordering::Relaxed);
        *list = changed.into();
    }
}
