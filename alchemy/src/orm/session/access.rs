//! Adding instances and reaching them by handle.

use std::ops::{Index, IndexMut};

use super::Session;
use super::instance::InstanceState;
use crate::orm::handle::Handle;
use crate::orm::model::Model;
use crate::{Error, ErrorKind, Result};

/// What `add` takes: a new value, or the handle of an instance that a rollback made transient or
/// that is to be deleted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be added to a session",
    label = "expected a struct with `#[derive(Model)]`, or a handle of one"
)]
pub trait Addable {
    /// The model.
    type Model: Model;

    /// Adds it.
    fn add_to(self, session: &mut Session) -> Handle<Self::Model>;
}

impl<T: Model> Addable for T {
    type Model = T;

    fn add_to(self, session: &mut Session) -> Handle<T> {
        let handle = session.arena.add_pending(self);
        session.arena.absorb(handle.raw(), true);
        handle
    }
}

impl<T: Model> Addable for Handle<T> {
    type Model = T;

    fn add_to(self, session: &mut Session) -> Self {
        session.arena.revive(self.raw());
        self
    }
}

impl Session {
    /// Adds a new instance with everything that its relationship fields own. It is pending until
    /// the next flush inserts it.
    ///
    /// The handle of an instance that a rollback made transient is taken too, with the transient
    /// ones that it holds, and so is that of one marked for deletion, which then stays.
    pub fn add<A: Addable>(&mut self, value: A) -> Handle<A::Model> {
        value.add_to(self)
    }

    /// Adds many.
    pub fn add_all<A: Addable>(
        &mut self,
        values: impl IntoIterator<Item = A>,
    ) -> Vec<Handle<A::Model>> {
        values.into_iter().map(|value| self.add(value)).collect()
    }

    /// The instance, checked: what `session[handle]` panics about is an error here.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidHandle`] for a handle of another session or of a gone instance.
    pub fn get_ref<T: Model>(&self, handle: Handle<T>) -> Result<&T> {
        match self.arena.get(handle) {
            Some(value) => Ok(value),
            None => Err(self.bad_handle(handle)),
        }
    }

    /// The instance to change, checked.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidHandle`] for a handle of another session or of a gone instance.
    pub fn get_mut<T: Model>(&mut self, handle: Handle<T>) -> Result<&mut T> {
        self.check(handle)?;
        self.arena.get_mut(handle).ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidHandle,
                "the instance is gone from this session",
            )
        })
    }

    pub(crate) fn check<T: Model>(&self, handle: Handle<T>) -> Result<InstanceState> {
        self.arena.check(handle.raw(), T::mapper().name)
    }

    #[cold]
    fn bad_handle<T: Model>(&self, handle: Handle<T>) -> Error {
        match self.check(handle) {
            Err(error) => error,
            Ok(_) => Error::new(ErrorKind::InvalidHandle, "the handle is of another model"),
        }
    }

    /// The state of an instance, `None` where it isn't in this session.
    #[must_use]
    pub fn state<T: Model>(&self, handle: Handle<T>) -> Option<InstanceState> {
        self.arena.state(handle.raw())
    }

    /// The primary key.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] while the database hasn't generated it yet,
    /// [`ErrorKind::InvalidHandle`] for a handle of another session or of a gone instance.
    pub fn key<T: Model>(&self, handle: Handle<T>) -> Result<T::Key> {
        self.get_ref(handle)?.key().ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidRequest,
                format!("the key of this `{}` is not known yet", T::mapper().name),
            )
            .with_help("the database generates it: flush or commit first")
        })
    }

    /// Changes an instance while the session can be used too. The instance is out of the session
    /// meanwhile: reading it by its handle inside the closure is an error there.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidHandle`] for a handle of another session or of a gone instance, and what
    /// the closure answers.
    pub fn with_mut<T: Model, R>(
        &mut self,
        handle: Handle<T>,
        change: impl FnOnce(&mut T, &mut Self) -> Result<R>,
    ) -> Result<R> {
        self.get_mut(handle)?;
        let raw = handle.raw();
        let lent = self
            .arena
            .typed_mut::<T>(raw.store)
            .and_then(|store| store.lend(raw.slot));
        let mut loan = Loan {
            session: self,
            handle,
            value: lent,
        };
        match &mut loan.value {
            Some(value) => change(value, loan.session),
            None => Err(loan.session.bad_handle(handle)),
        }
    }

    /// Several instances of one model at once, to change them together.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidHandle`] for a handle of another session or of a gone instance,
    /// [`ErrorKind::InvalidRequest`] when two handles are the same instance.
    pub fn get_many_mut<T: Model, const N: usize>(
        &mut self,
        handles: [Handle<T>; N],
    ) -> Result<[&mut T; N]> {
        for handle in handles {
            self.get_mut(handle)?;
        }
        let slots = handles.map(|handle| handle.raw().slot as usize);
        let store = self.arena.store_index(T::mapper());
        let instances = match self.arena.typed_mut::<T>(store) {
            Some(store) => store.slots.get_disjoint_mut(slots).ok(),
            None => None,
        };
        let values = instances.map(|found| found.map(|instance| instance.value.as_mut()));
        match values {
            Some(values) if values.iter().all(Option::is_some) => {
                let mut values = values.into_iter().flatten();
                let taken: Vec<&mut T> = values.by_ref().collect();
                taken.try_into().map_err(|_| twice())
            }
            _ => Err(twice()),
        }
    }
}

/// A value that is out of its session, and goes back wherever the closure ends, a panic included.
struct Loan<'s, T: Model> {
    session: &'s mut Session,
    handle: Handle<T>,
    value: Option<T>,
}

impl<T: Model> Drop for Loan<'_, T> {
    fn drop(&mut self) {
        let raw = self.handle.raw();
        let store = self.session.arena.typed_mut::<T>(raw.store);
        if let (Some(store), Some(value)) = (store, self.value.take()) {
            store.give_back(raw.slot, value);
        }
    }
}

#[cold]
fn twice() -> Error {
    Error::new(
        ErrorKind::InvalidRequest,
        "the same instance is asked for twice",
    )
    .with_help("give handles of different instances")
}

/// The instance.
///
/// # Panics
/// For a handle of another session or of a gone instance, as a bad index does; `get_ref` is the
/// checked form.
impl<T: Model> Index<Handle<T>> for Session {
    type Output = T;

    #[inline]
    #[track_caller]
    #[expect(
        clippy::panic,
        reason = "a bad handle is a bad index; get_ref is the checked form"
    )]
    fn index(&self, handle: Handle<T>) -> &T {
        match self.arena.get(handle) {
            Some(value) => value,
            None => panic!("{}", self.bad_handle(handle)),
        }
    }
}

/// The instance to change; the first access of a transaction keeps a copy to compare with.
///
/// # Panics
/// For a handle of another session or of a gone instance, as a bad index does; `get_mut` is the
/// checked form.
impl<T: Model> IndexMut<Handle<T>> for Session {
    #[inline]
    #[track_caller]
    #[expect(
        clippy::panic,
        reason = "a bad handle is a bad index; get_mut is the checked form"
    )]
    fn index_mut(&mut self, handle: Handle<T>) -> &mut T {
        if self.arena.get(handle).is_none() {
            panic!("{}", self.bad_handle(handle));
        }
        match self.arena.get_mut(handle) {
            Some(value) => value,
            None => panic!("the instance is gone from this session"),
        }
    }
}
