//! All instances of a session: one store a model, and what is common to them.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU32, Ordering};

use super::instance::InstanceState;
use super::store::{AnyStore, KeyValues, Store};
use crate::orm::field::RelationState;
use crate::orm::handle::{Handle, RawHandle};
use crate::orm::mapper::{Mapper, RelationshipDefinition, RelationshipKeys, RelationshipKind};
use crate::orm::model::Model;
use crate::sql::RowReader;
use crate::types::FieldValue;
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

/// An instance whose relationships are looked at.
struct Arrival {
    raw: RawHandle,
    /// Whether it came into the session just now.
    new: bool,
    /// Its relationship to the instance that owned it, which names it already.
    owner: Option<u16>,
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

    /// Adds what relationship fields own, however deep, and makes both sides agree. A new instance
    /// is in no collection yet, so nothing has to be searched for it.
    pub(crate) fn absorb(&mut self, raw: RawHandle, new: bool) {
        let mut waiting = vec![Arrival {
            raw,
            new,
            owner: None,
        }];
        while let Some(arrival) = waiting.pop() {
            let Some(mapper) = self.mapper(arrival.raw) else {
                continue;
            };
            for (relation, definition) in (0u16..).zip(mapper.relationships) {
                let added = self.take_owned(arrival.raw, relation, definition);
                waiting.extend(added.into_iter().rev().map(|raw| Arrival {
                    raw,
                    new: true,
                    owner: definition.back_populates,
                }));
                if arrival.owner != Some(relation) {
                    self.synchronize(&arrival, relation, definition);
                }
            }
        }
    }

    /// Makes a transient instance pending again, with the transient ones that it cascades to; one
    /// that is to be deleted stays.
    pub(crate) fn revive(&mut self, raw: RawHandle) {
        let level = self.level;
        let mut waiting = vec![raw];
        while let Some(raw) = waiting.pop() {
            let was_transient = self.state(raw) == Some(InstanceState::Transient);
            if let (Some(_), Some(store)) = (self.state(raw), self.store_mut(raw.store)) {
                store.revive(raw.slot, level);
            }
            let Some(mapper) = self.mapper(raw).filter(|_| was_transient) else {
                continue;
            };
            for (relation, definition) in (0u16..).zip(mapper.relationships) {
                let arrival = Arrival {
                    raw,
                    new: false,
                    owner: None,
                };
                self.synchronize(&arrival, relation, definition);
                let state = self.relation(raw, relation);
                let targets = state.targets().unwrap_or_default().iter().copied();
                let transient =
                    |target: &RawHandle| self.state(*target) == Some(InstanceState::Transient);
                if definition.cascade.save_update {
                    waiting.extend(targets.filter(transient));
                }
            }
        }
    }

    /// Adds what one relationship field owns; the field holds handles from now on.
    fn take_owned(
        &mut self,
        raw: RawHandle,
        relation: u16,
        definition: &RelationshipDefinition,
    ) -> Vec<RawHandle> {
        let store = self.store_mut(raw.store);
        let Some(owned) = store.and_then(|store| store.take_owned(raw.slot, relation)) else {
            return Vec::new();
        };
        let added = owned.add_to(self);
        let state = if definition.is_collection() {
            RelationState::Collection(added.clone().into())
        } else {
            RelationState::Reference(added.first().copied())
        };
        if let Some(store) = self.store_mut(raw.store) {
            store.set_relation(raw.slot, relation, state);
        }
        added
    }

    /// Makes the targets of a relationship point back.
    fn synchronize(
        &mut self,
        arrival: &Arrival,
        relation: u16,
        definition: &'static RelationshipDefinition,
    ) {
        let Some(back) = definition.back_populates else {
            return;
        };
        let state = self.relation(arrival.raw, relation);
        let before = match self.store(arrival.raw.store) {
            Some(store) if !arrival.new => store.baseline_relation(arrival.raw.slot, relation),
            _ => RelationState::Unset,
        };
        if before == state {
            return;
        }
        // Those that were there before may have found another owner meanwhile, and say so.
        let mut known: HashSet<&RawHandle> = before.targets().unwrap_or_default().iter().collect();
        for target in state.targets().unwrap_or_default() {
            if known.insert(target) {
                self.include(*target, back, arrival.raw, arrival.new);
            }
        }
    }

    /// Makes a relationship of `raw` include `target`, where it is known at all.
    pub(crate) fn point_back(&mut self, raw: RawHandle, relation: u16, target: RawHandle) {
        self.include(raw, relation, target, false);
    }

    /// The same, for a target that may be known not to be there yet.
    fn include(&mut self, raw: RawHandle, relation: u16, target: RawHandle, absent: bool) {
        if self.state(raw).is_none() {
            return;
        }
        let Some(definition) = self.definition(raw, relation) else {
            return;
        };
        let state = match self.relation(raw, relation) {
            RelationState::Collection(handles) if absent || !handles.contains(&target) => {
                return self.append(raw, relation, handles, target);
            }
            RelationState::Unset if definition.is_collection() => {
                RelationState::Collection(vec![target].into())
            }
            RelationState::Collection(_) | RelationState::Owned => return,
            RelationState::NotLoaded if definition.is_collection() => return,
            RelationState::Reference(Some(same)) if same == target => return,
            _ => RelationState::Reference(Some(target)),
        };
        self.set_relation(raw, relation, state);
    }

    /// Adds a target at the end of a collection, in place: the field lets go of the list first, or
    /// each of a thousand additions would copy it.
    fn append(
        &mut self,
        raw: RawHandle,
        relation: u16,
        mut handles: std::sync::Arc<Vec<RawHandle>>,
        target: RawHandle,
    ) {
        self.set_relation(raw, relation, RelationState::Unset);
        std::sync::Arc::make_mut(&mut handles).push(target);
        self.set_relation(raw, relation, RelationState::Collection(handles));
    }

    /// Makes a relationship of `raw` not include `target` any more, where it is known at all.
    pub(crate) fn point_away(&mut self, raw: RawHandle, relation: u16, target: RawHandle) {
        let state = match self.relation(raw, relation) {
            RelationState::Collection(mut handles) if handles.contains(&target) => {
                // In place: the field lets go of the list first.
                self.set_relation(raw, relation, RelationState::Unset);
                std::sync::Arc::make_mut(&mut handles).retain(|handle| *handle != target);
                RelationState::Collection(handles)
            }
            RelationState::Reference(Some(same)) if same == target => {
                RelationState::Reference(None)
            }
            _ => return,
        };
        self.set_relation(raw, relation, state);
    }

    /// Changes a relationship of one side, tracked. A deleted instance keeps what it had: a rollback
    /// brings it back.
    pub(crate) fn set_relation(&mut self, raw: RawHandle, relation: u16, state: RelationState) {
        if self.state(raw) == Some(InstanceState::Deleted) {
            return;
        }
        if let Some(store) = self.store_mut(raw.store) {
            store.touch(raw.slot);
            store.set_relation(raw.slot, relation, state);
        }
    }

    /// Takes out the changes that wait for a relationship of an instance, told from either side:
    /// the other instance, and whether it leaves.
    pub(crate) fn take_links(
        &mut self,
        raw: RawHandle,
        relation: u16,
        mut wanted: impl FnMut(RawHandle) -> bool,
    ) -> Vec<(RawHandle, bool)> {
        let mut taken = Vec::new();
        let mut kept = Vec::new();
        for link in std::mem::take(&mut self.links) {
            let back = self
                .definition(link.owner, link.relation)
                .and_then(|definition| definition.back_populates);
            let other = if (link.owner, link.relation) == (raw, relation) {
                Some(link.target)
            } else if (link.target, back) == (raw, Some(relation)) {
                Some(link.owner)
            } else {
                None
            };
            match other.filter(|other| wanted(*other)) {
                Some(other) => taken.push((other, link.removed)),
                None => kept.push(link),
            }
        }
        self.links = kept;
        taken
    }

    /// Begins a statement: what it loads are peers.
    pub(crate) fn next_batch(&mut self) -> u32 {
        self.batch = self.batch.wrapping_add(1).max(1);
        self.batch
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

    pub(crate) fn commit(&mut self) {
        let mut deleted = false;
        for store in &mut self.stores {
            deleted |= store.commit();
        }
        if deleted {
            self.forget_new_targets();
        }
        self.level = 1;
        self.wrote = false;
        self.executed = None;
        self.loaded.clear();
    }

    /// A statement is about to write what no instance knows of.
    pub(crate) fn note_execute(&mut self) {
        self.executed.get_or_insert(self.batch);
    }

    pub(crate) fn release(&mut self) {
        let level = self.level;
        for store in &mut self.stores {
            store.release(level);
        }
        for (loaded, ..) in &mut self.loaded {
            *loaded = (*loaded).min(level.saturating_sub(1));
        }
        self.level = level.saturating_sub(1).max(1);
    }

    /// Puts memory back to what it was when the level began.
    pub(crate) fn rollback(&mut self, level: u16) {
        self.links.clear();
        for store in &mut self.stores {
            store.rollback(level);
        }
        if self.wrote {
            self.forget_loaded(level);
            self.forget_new_targets();
        }
        if let Some(batch) = self.executed {
            for store in &mut self.stores {
                store.expire_read_since(batch);
            }
        }
        if level <= 1 {
            self.wrote = false;
            self.executed = None;
        }
    }

    /// Notes that a relationship was loaded. Before the transaction writes, what is loaded is what
    /// a rollback goes back to.
    pub(crate) fn note_loaded(&mut self, raw: RawHandle, relation: u16) {
        if self.wrote {
            self.loaded.push((self.level, raw, relation));
        }
    }

    /// After a rollback, what was loaded of rows that it took back is asked for anew.
    fn forget_loaded(&mut self, level: u16) {
        let undone: Vec<_> = self
            .loaded
            .extract_if(.., |(loaded, ..)| *loaded >= level)
            .collect();
        for (_, raw, relation) in undone {
            if self.state(raw) == Some(InstanceState::Persistent)
                && let Some(store) = self.store_mut(raw.store)
            {
                store.set_loaded(raw.slot, relation, RelationState::NotLoaded);
            }
        }
    }

    /// After a rollback, collections that were loaded meanwhile may name instances that are
    /// transient again: those are asked for anew.
    fn forget_new_targets(&mut self) {
        for index in 0..u16::try_from(self.stores.len()).unwrap_or(u16::MAX) {
            let Some(store) = self.store(index) else {
                continue;
            };
            let relations = store.mapper().relationships.len();
            for slot in store.live() {
                for relation in (0u16..).take(relations) {
                    self.forget_if_transient(index, slot, relation);
                }
            }
        }
    }

    fn forget_if_transient(&mut self, store: u16, slot: u32, relation: u16) {
        let raw = self.handle_of(store, slot);
        if self.state(raw) != Some(InstanceState::Persistent) {
            return;
        }
        let state = self.relation(raw, relation);
        let stale = state
            .targets()
            .unwrap_or_default()
            .iter()
            .any(|target| matches!(self.state(*target), None | Some(InstanceState::Transient)));
        if stale && let Some(store) = self.store_mut(store) {
            store.set_loaded(slot, relation, RelationState::NotLoaded);
        }
    }
}

impl Arena {
    /// A pending instance isn't to be inserted any more: it lost its owner, or was deleted with it.
    pub(crate) fn drop_pending(&mut self, raw: RawHandle) {
        self.links
            .retain(|link| link.owner != raw && link.target != raw);
        if let Some(store) = self.store_mut(raw.store) {
            store.evict(raw.slot);
        }
    }

    /// Makes a relationship of `raw` not name `target` any more, in memory and in what the
    /// database is taken to have: nothing is to be written.
    pub(crate) fn forget_target(&mut self, raw: RawHandle, relation: u16, target: RawHandle) {
        let state = match self.relation(raw, relation) {
            RelationState::Collection(mut handles) if handles.contains(&target) => {
                std::sync::Arc::make_mut(&mut handles).retain(|handle| *handle != target);
                RelationState::Collection(handles)
            }
            RelationState::Reference(Some(same)) if same == target => RelationState::NotLoaded,
            _ => return,
        };
        if let Some(store) = self.store_mut(raw.store) {
            store.set_loaded(raw.slot, relation, state);
        }
    }
}

/// Some instances, to be looked for.
pub(crate) type Named = HashSet<RawHandle, hashbrown::DefaultHashBuilder>;

impl Arena {
    /// The instances, and their relationships, that name some others.
    pub(crate) fn naming(&mut self, named: &Named) -> Vec<(RawHandle, u16)> {
        let mut found = Vec::new();
        let stores: HashSet<u16> = named.iter().map(|target| target.store).collect();
        if stores.is_empty() {
            return found;
        }
        for index in 0..u16::try_from(self.stores.len()).unwrap_or(u16::MAX) {
            let Some(mapper) = self.store(index).map(AnyStore::mapper) else {
                continue;
            };
            for (relation, definition) in (0u16..).zip(mapper.relationships) {
                if stores.contains(&self.store_index((definition.target)())) {
                    self.naming_by(index, relation, named, &mut found);
                }
            }
        }
        found
    }

    fn naming_by(
        &self,
        index: u16,
        relation: u16,
        named: &Named,
        found: &mut Vec<(RawHandle, u16)>,
    ) {
        let Some(store) = self.store(index) else {
            return;
        };
        for slot in store.live() {
            let source = self.handle_of(index, slot);
            let stays = matches!(
                self.state(source),
                Some(InstanceState::Pending | InstanceState::Persistent)
            );
            if !stays || store.is_doomed(slot) {
                continue;
            }
            let state = store.relation(slot, relation);
            let mut targets = state.targets().unwrap_or_default().iter();
            if targets.any(|target| named.contains(target)) {
                found.push((source, relation));
            }
        }
    }

    /// Makes a relationship not name instances that are deleted, all at once. A reference whose key
    /// nobody clears isn't known any more: what becomes of the key is the database's business.
    pub(crate) fn forget_named(&mut self, source: RawHandle, relation: u16, named: &Named) {
        let kind = self.definition(source, relation).map(|it| it.kind);
        match self.relation(source, relation) {
            RelationState::Collection(handles) => {
                let kept = handles.iter().filter(|handle| !named.contains(*handle));
                let kept: Vec<RawHandle> = kept.copied().collect();
                self.set_relation(source, relation, RelationState::Collection(kept.into()));
            }
            _ if kind == Some(RelationshipKind::BelongsTo) => {
                if let Some(store) = self.store_mut(source.store) {
                    store.set_loaded(source.slot, relation, RelationState::NotLoaded);
                }
            }
            _ => self.set_relation(source, relation, RelationState::Reference(None)),
        }
    }

    /// Where a reference leads, as far as memory can tell: what it names, or where it isn't loaded
    /// the instance that has the key.
    pub(crate) fn referred(&mut self, raw: RawHandle, relation: u16) -> Option<RawHandle> {
        let state = self.relation(raw, relation);
        self.referred_by(raw, relation, &state, false)
    }

    /// Where a reference led when the database last agreed.
    pub(crate) fn referred_before(&mut self, raw: RawHandle, relation: u16) -> Option<RawHandle> {
        let state = self.store(raw.store)?.baseline_relation(raw.slot, relation);
        self.referred_by(raw, relation, &state, true)
    }

    fn referred_by(
        &mut self,
        raw: RawHandle,
        relation: u16,
        state: &RelationState,
        before: bool,
    ) -> Option<RawHandle> {
        match state {
            RelationState::Reference(target) => return *target,
            RelationState::Collection(_) | RelationState::Owned => return None,
            RelationState::NotLoaded | RelationState::Unset => {}
        }
        let definition = self.definition(raw, relation)?;
        let target = (definition.target)();
        let RelationshipKeys::Direct { local, remote } = definition.keys else {
            return None;
        };
        if *target.primary_key_columns() != *remote {
            return None;
        }
        let index = self.store_index(target);
        let store = self.store(raw.store)?;
        let value = |column: &u16| match before {
            true => store.baseline_value(raw.slot, *column),
            false => store.field_value(raw.slot, *column),
        };
        let key: Option<KeyValues> = local
            .iter()
            .map(|column| match value(column) {
                FieldValue::Set(value) if !value.is_null() => Some(value),
                _ => None,
            })
            .collect();
        let slot = self.store(index)?.find(&key?)?;
        Some(self.handle_of(index, slot))
    }
}

impl Arena {
    pub(crate) const fn current_batch(&self) -> u32 {
        self.batch
    }

    /// Lets go of what came since a statement and nobody has changed. Relationships that name what
    /// is gone are not loaded any more.
    pub(crate) fn evict_unchanged_since(&mut self, batch: u32) {
        let mut evicted = false;
        for store in &mut self.stores {
            for slot in store.unchanged_since(batch) {
                store.evict(slot);
                evicted = true;
            }
        }
        if evicted {
            self.forget_new_targets();
        }
    }
}
