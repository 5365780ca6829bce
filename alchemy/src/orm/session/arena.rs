//! All instances of a session: one store a model, and what is common to them.

mod both_sides;
mod naming;
mod transaction;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};

pub(crate) use naming::Named;

use super::criteria::{RememberedCriteria, SharedCriteria};
use super::instance::InstanceState;
use super::store::{AnyStore, Store};
use crate::orm::field::RelationState;
use crate::orm::handle::{Handle, RawHandle};
use crate::orm::mapper::{Mapper, RelationshipDefinition};
use crate::orm::model::Model;
use crate::sql::RowReader;
use crate::{Error, ErrorKind, Result};

static NEXT_SESSION: AtomicU32 = AtomicU32::new(1);

/// A change of a collection that isn't loaded: the flush writes it, the collection stays unknown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PendingLink {
    pub(crate) owner: RawHandle,
    pub(crate) relation: u16,
    pub(crate) target: RawHandle,
    pub(crate) removed: bool,
}

/// The instances of a session, and what relates them.
pub struct Arena {
    session: u32,
    stores: Vec<Box<dyn AnyStore>>,
    by_mapper: HashMap<usize, u16, hashbrown::DefaultHashBuilder>,
    /// 1 is the transaction, 2 and more its savepoints.
    pub(crate) level: u16,
    /// Counts statements, so that instances know their peers.
    batch: u32,
    /// The conditions on entities that instances were read under.
    criteria: RememberedCriteria,
    pub(crate) links: Vec<PendingLink>,
    /// What the statement that is being loaded gave, where somebody wants to know.
    pub(crate) trace: Option<Vec<RawHandle>>,
    /// Whether the transaction has written anything.
    pub(crate) wrote: bool,
    /// The relationships that were loaded after the transaction wrote, with the level: what they
    /// say may be undone.
    loaded: Vec<(u16, RawHandle, u16)>,
    /// The last statement before the first that wrote past the unit of work.
    executed: Option<u32>,
}

impl Arena {
    pub(crate) fn new() -> Self {
        Self {
            session: NEXT_SESSION.fetch_add(1, Ordering::Relaxed),
            stores: Vec::new(),
            by_mapper: HashMap::default(),
            level: 1,
            batch: 0,
            criteria: RememberedCriteria::default(),
            links: Vec::new(),
            trace: None,
            wrote: false,
            loaded: Vec::new(),
            executed: None,
        }
    }

    /// The position of a model's store, which is made when it is first needed.
    pub(crate) fn store_index(&mut self, mapper: &'static Mapper) -> u16 {
        let address = std::ptr::from_ref(mapper).addr();
        if let Some(index) = self.by_mapper.get(&address) {
            return *index;
        }
        // A program doesn't have 65,536 models.
        let index = u16::try_from(self.stores.len()).unwrap_or(u16::MAX);
        self.stores.push((mapper.new_store)());
        self.by_mapper.insert(address, index);
        index
    }

    pub(crate) fn store(&self, index: u16) -> Option<&dyn AnyStore> {
        self.stores.get(usize::from(index)).map(|store| &**store)
    }

    pub(crate) fn store_mut(&mut self, index: u16) -> Option<&mut dyn AnyStore> {
        self.stores
            .get_mut(usize::from(index))
            .map(|store| &mut **store)
    }

    pub(crate) fn stores(&self) -> impl Iterator<Item = (u16, &dyn AnyStore)> {
        (0u16..).zip(self.stores.iter().map(|store| &**store))
    }

    pub(crate) fn stores_mut(&mut self) -> impl Iterator<Item = (u16, &mut Box<dyn AnyStore>)> {
        (0u16..).zip(self.stores.iter_mut())
    }

    fn typed<T: Model>(&self, index: u16) -> Option<&Store<T>> {
        self.stores.get(usize::from(index))?.as_any().downcast_ref()
    }

    pub(crate) fn typed_mut<T: Model>(&mut self, index: u16) -> Option<&mut Store<T>> {
        self.stores
            .get_mut(usize::from(index))?
            .as_any_mut()
            .downcast_mut()
    }

    /// The handle of a slot as it is now.
    pub(crate) fn handle_of(&self, store: u16, slot: u32) -> RawHandle {
        let generation = self.store(store).map_or(0, |it| it.generation(slot));
        RawHandle {
            session: self.session,
            slot,
            store,
            generation,
        }
    }

    #[inline]
    pub(crate) fn get<T: Model>(&self, handle: Handle<T>) -> Option<&T> {
        let raw = handle.raw();
        if raw.session != self.session {
            return None;
        }
        self.typed(raw.store)?.get(raw)
    }

    #[inline]
    pub(crate) fn get_mut<T: Model>(&mut self, handle: Handle<T>) -> Option<&mut T> {
        let raw = handle.raw();
        if raw.session != self.session {
            return None;
        }
        self.typed_mut(raw.store)?.get_mut(raw)
    }

    /// Why a handle isn't good, if it isn't.
    pub(crate) fn check(&self, raw: RawHandle, model: &str) -> Result<InstanceState> {
        if raw.session != self.session {
            return Err(Error::new(
                ErrorKind::InvalidHandle,
                format!("this handle of `{model}` belongs to another session"),
            )
            .with_help("load the instance in this session, with `get` or a query"));
        }
        let state = self
            .store(raw.store)
            .and_then(|store| store.state(raw.slot, raw.generation));
        state.ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidHandle,
                format!("the instance of `{model}` is gone from this session"),
            )
            .with_help("it was expunged, or deleted and committed; load it again")
        })
    }

    pub(crate) fn state(&self, raw: RawHandle) -> Option<InstanceState> {
        if raw.session != self.session {
            return None;
        }
        self.store(raw.store)?.state(raw.slot, raw.generation)
    }

    pub(crate) fn mapper(&self, raw: RawHandle) -> Option<&'static Mapper> {
        self.store(raw.store).map(AnyStore::mapper)
    }

    pub(crate) fn definition(
        &self,
        raw: RawHandle,
        relation: u16,
    ) -> Option<&'static RelationshipDefinition> {
        self.mapper(raw)?.relationship(relation)
    }

    pub(crate) fn relation(&self, raw: RawHandle, relation: u16) -> RelationState {
        match self.store(raw.store) {
            Some(store) => store.relation(raw.slot, relation),
            None => RelationState::NotLoaded,
        }
    }

    pub(crate) fn touch(&mut self, raw: RawHandle) {
        if let Some(store) = self.store_mut(raw.store) {
            store.touch(raw.slot);
        }
    }

    /// Adds a value without its relatives.
    pub(crate) fn add_pending<T: Model>(&mut self, value: T) -> Handle<T> {
        let index = self.store_index(T::mapper());
        let level = self.level;
        let (slot, generation) = match self.typed_mut::<T>(index) {
            Some(store) => store.add(value, level),
            None => (u32::MAX, 0),
        };
        Handle::new(RawHandle {
            session: self.session,
            slot,
            store: index,
            generation,
        })
    }

    pub(crate) const fn current_batch(&self) -> u32 {
        self.batch
    }

    /// Begins a statement: what it loads are peers.
    pub(crate) fn next_batch(&mut self) -> u32 {
        self.batch = self.batch.wrapping_add(1).max(1);
        self.batch
    }

    /// What the current statement gives was read under these conditions: its relationships are
    /// loaded under them too.
    pub(crate) fn remember_criteria(&mut self, criteria: Option<&SharedCriteria>) {
        if let Some(criteria) = criteria {
            let stores = &self.stores;
            let lives = |batch| stores.iter().any(|store| store.has_batch(batch));
            self.criteria.insert(self.batch, criteria, lives);
        }
    }

    /// Instances by the conditions that they were read under.
    pub(crate) fn by_criteria(
        &self,
        owners: &[RawHandle],
    ) -> Vec<(Option<SharedCriteria>, Vec<RawHandle>)> {
        self.criteria.divide(owners, |owner| {
            self.store(owner.store).map(|store| store.batch(owner.slot))
        })
    }

    #[inline]
    pub(crate) fn load_row<T: Model>(
        &mut self,
        key: T::Key,
        reader: &mut RowReader<'_>,
        overwrite: bool,
    ) -> Result<Handle<T>> {
        let index = self.store_index(T::mapper());
        let batch = self.batch;
        let Some(store) = self.typed_mut::<T>(index) else {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                "the model has no store",
            ));
        };
        let slot = store.load(key, reader, batch, overwrite)?;
        let generation = store.generation(slot);
        let raw = RawHandle {
            session: self.session,
            slot,
            store: index,
            generation,
        };
        if let Some(trace) = &mut self.trace {
            trace.push(raw);
        }
        Ok(Handle::new(raw))
    }

    /// Reads an entity by its metadata.
    pub(crate) fn load_erased(
        &mut self,
        store: u16,
        reader: &mut RowReader<'_>,
    ) -> Result<Option<RawHandle>> {
        let batch = self.batch;
        let Some(it) = self.store_mut(store) else {
            return Ok(None);
        };
        let slot = it.load_row(reader, batch)?;
        Ok(slot.map(|slot| self.handle_of(store, slot)))
    }

    /// Whether a flush may have something to do.
    pub(crate) fn is_touched(&self) -> bool {
        !self.links.is_empty() || self.stores.iter().any(|store| store.is_touched())
    }
}
