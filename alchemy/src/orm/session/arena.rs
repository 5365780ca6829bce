//! All instances of a session: one store a model.

use std::any::TypeId;
use std::sync::atomic::{AtomicU32, Ordering};

use super::store::{AnyStore, Store};
use crate::Result;
use crate::orm::handle::{Handle, RawHandle};
use crate::orm::model::Model;
use crate::sql::RowReader;

static NEXT_SESSION: AtomicU32 = AtomicU32::new(1);

/// The instances of a session, and what relates them.
pub struct Arena {
    session: u32,
    stores: Vec<Box<dyn AnyStore>>,
    types: Vec<TypeId>,
}

impl Arena {
    pub(crate) fn new() -> Self {
        let session = NEXT_SESSION.fetch_add(1, Ordering::Relaxed);
        Self {
            session,
            stores: Vec::new(),
            types: Vec::new(),
        }
    }

    pub(crate) fn add_pending<T: Model>(&mut self, value: T) -> Handle<T> {
        let _ = value;
        let raw = RawHandle {
            session: self.session,
            slot: 0,
            store: 0,
            generation: 0,
        };
        Handle::new(raw)
    }

    pub(crate) fn load_row<T: Model>(
        &mut self,
        key: T::Key,
        reader: &mut RowReader<'_>,
        overwrite: bool,
    ) -> Result<Handle<T>> {
        let _ = (
            key,
            overwrite,
            T::decode(reader)?,
            Store::<T>::boxed as fn() -> _,
        );
        let _ = (&mut self.stores, &mut self.types);
        Ok(Handle::new(RawHandle {
            session: self.session,
            slot: 0,
            store: 0,
            generation: 0,
        }))
    }
}
