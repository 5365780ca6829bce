//! Handles: small copyable values that stand for an instance in a session.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// A handle without its type: what relationship fields hold.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct RawHandle {
    pub(crate) session: u32,
    pub(crate) slot: u32,
    pub(crate) store: u16,
    pub(crate) generation: u16,
}

/// An instance of model `T` in a session: `session[handle]` is the struct.
///
/// It is 12 bytes and `Copy`, and it says which session it belongs to: another session, or one
/// where the instance is gone, answers with a message instead of with another instance.
pub struct Handle<T> {
    raw: RawHandle,
    model: PhantomData<fn() -> T>,
}

impl<T> Handle<T> {
    pub(crate) const fn new(raw: RawHandle) -> Self {
        Self {
            raw,
            model: PhantomData,
        }
    }

    /// The handle without its type.
    #[must_use]
    pub const fn raw(self) -> RawHandle {
        self.raw
    }
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Handle<T> {}

impl<T> PartialEq for Handle<T> {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}

impl<T> Eq for Handle<T> {}

impl<T> Hash for Handle<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.raw.hash(state);
    }
}

impl<T> PartialOrd for Handle<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Handle<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.raw.cmp(&other.raw)
    }
}

impl<T> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let model = std::any::type_name::<T>()
            .rsplit("::")
            .next()
            .unwrap_or("?");
        write!(
            f,
            "Handle<{model}>({}.{})",
            self.raw.slot, self.raw.generation
        )
    }
}
