//! The instances of one model.

use std::any::Any;
use std::marker::PhantomData;

use crate::orm::model::Model;

/// The state of an instance in a session, in SQLAlchemy's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstanceState {
    /// In memory only: it was pending, and the transaction was rolled back.
    Transient,
    /// Added, and inserted by the next flush.
    Pending,
    /// A row of the database.
    Persistent,
    /// Deleted, and readable until the commit.
    Deleted,
}

/// A store without its type.
pub trait AnyStore: Any + Send {}

/// The instances of model `T`.
pub struct Store<T: Model> {
    model: PhantomData<fn() -> T>,
}

impl<T: Model> Store<T> {
    /// An empty store.
    #[must_use]
    pub fn boxed() -> Box<dyn AnyStore> {
        Box::new(Self { model: PhantomData })
    }
}

impl<T: Model> AnyStore for Store<T> {}
