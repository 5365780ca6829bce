//! The instances of one model: slots with values, states, copies for the flush and for rollback.

use std::any::Any;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use smallvec::SmallVec;

use super::instance::{Instance, InstanceState, Save};
use crate::orm::field::{OwnedInstances, RelationState};
use crate::orm::handle::RawHandle;
use crate::orm::mapper::Mapper;
use crate::orm::model::Model;
use crate::sql::RowReader;
use crate::types::{DecodeError, FieldValue, Value, ValueRef};
use crate::{Error, ErrorKind, Result};

/// The values of a key, in the order of the table's primary key.
pub type KeyValues = SmallVec<[Value; 2]>;

/// The instances of model `T`.
pub struct Store<T: Model> {
    pub(super) slots: Vec<Instance<T>>,
    free: Vec<u32>,
    identities: HashMap<T::Key, u32, hashbrown::DefaultHashBuilder>,
    /// Slots with something to flush: pending, changed or to be deleted. May name a slot twice.
    touched: Vec<u32>,
    /// Slots that a rollback has to look at.
    logged: Vec<u32>,
}

/// A store without its type: what the unit of work and the loaders go by. Slots that don't exist
/// read as vacant.
pub trait AnyStore: Any + Send {
    /// The model's metadata.
    fn mapper(&self) -> &'static Mapper;
    /// The state, `None` where there is no such instance.
    fn state(&self, slot: u32, generation: u16) -> Option<InstanceState>;
    /// The generation that the slot is in.
    fn generation(&self, slot: u32) -> u16;
    /// Whether it is to be deleted by the next flush.
    fn is_doomed(&self, slot: u32) -> bool;
    /// Marks it to be deleted by the next flush, or takes that back.
    fn set_doomed(&mut self, slot: u32, doomed: bool);
    /// What a column holds.
    fn field_value(&self, slot: u32, column: u16) -> FieldValue;
    /// What a column held when the database last agreed.
    fn baseline_value(&self, slot: u32, column: u16) -> FieldValue;
    /// Sets a column, without tracking.
    ///
    /// # Errors
    /// When the value isn't one of the field's type.
    fn set_column(
        &mut self,
        slot: u32,
        column: u16,
        value: ValueRef<'_>,
    ) -> Result<(), DecodeError>;
    /// The columns that differ from what the database has.
    fn changed_columns(&self, slot: u32) -> SmallVec<[u16; 8]>;
    /// What a relationship holds.
    fn relation(&self, slot: u32, relation: u16) -> RelationState;
    /// What a relationship held when the database last agreed.
    fn baseline_relation(&self, slot: u32, relation: u16) -> RelationState;
    /// Makes a relationship hold what the database was found to have.
    fn set_loaded(&mut self, slot: u32, relation: u16, state: RelationState);
    /// Changes a relationship, without tracking.
    fn set_relation(&mut self, slot: u32, relation: u16, state: RelationState);
    /// Takes owned values out of a relationship.
    fn take_owned(&mut self, slot: u32, relation: u16) -> Option<Box<dyn OwnedInstances>>;
    /// Whether the application could have assigned relationships since this was asked last.
    fn take_accessed(&mut self, slot: u32) -> bool;
    /// Begins to track changes of an instance: keeps a copy the first time.
    fn touch(&mut self, slot: u32);
    /// Takes the list of what is to be flushed.
    fn take_touched(&mut self) -> Vec<u32>;
    /// Whether something may have to be flushed.
    fn is_touched(&self) -> bool;
    /// The key, once every part of it is known.
    fn key_values(&self, slot: u32) -> Option<KeyValues>;
    /// The instance with a key.
    fn find(&self, key: &[Value]) -> Option<u32>;
    /// The row has been inserted: the instance is persistent.
    ///
    /// # Errors
    /// [`ErrorKind::Flush`] when another instance has the key.
    fn inserted(&mut self, slot: u32, level: u16) -> Result<()>;
    /// The row has been updated: memory and database agree.
    ///
    /// # Errors
    /// [`ErrorKind::Flush`] when another instance has the key.
    fn updated(&mut self, slot: u32, level: u16) -> Result<()>;
    /// The row has been deleted: the instance is readable until the commit.
    fn deleted(&mut self, slot: u32, level: u16);
    /// The transaction has been committed. Whether deleted instances are gone with it.
    fn commit(&mut self) -> bool;
    /// The savepoint of a level has been released.
    fn release(&mut self, level: u16);
    /// The transaction, or the savepoint of a level, has been rolled back.
    fn rollback(&mut self, level: u16);
    /// Takes an instance out of the session, dropping its value.
    fn evict(&mut self, slot: u32);
    /// Reads an entity of a row into its slot. `None` where its key is NULL.
    ///
    /// # Errors
    /// When a value isn't one of its types.
    fn load_row(&mut self, reader: &mut RowReader<'_>, batch: u32) -> Result<Option<u32>>;
    /// The slots that came from the same statement as one and haven't loaded a relationship,
    /// those behind it first.
    fn peers(&self, slot: u32, relation: u16, most: usize) -> Vec<u32>;
    /// The statement that an instance came from last; 0 for none.
    fn batch(&self, slot: u32) -> u32;
    /// Whether an instance came from a statement last.
    fn has_batch(&self, batch: u32) -> bool;
    /// The store, to be cast down.
    fn as_any(&self) -> &dyn Any;
    /// The store, to be cast down.
    fn as_any_mut(&mut self) -> &mut dyn Any;
    /// A transient instance becomes pending, a doomed one isn't any more.
    fn revive(&mut self, slot: u32, level: u16);
    /// The live slots.
    fn live(&self) -> Vec<u32>;
    /// What was read since a statement isn't to be relied on: a rollback took back what it read.
    fn expire_read_since(&mut self, batch: u32);
    /// Whether an instance isn't to be relied on.
    fn is_expired(&self, slot: u32) -> bool;
    /// Takes back what was changed since the database last agreed.
    fn discard_changes(&mut self, slot: u32);
    /// The instances that may have changes that aren't flushed.
    fn changing(&self) -> Vec<u32>;
    /// Forgets what the relationships hold: the next load asks the database.
    fn forget_relations(&mut self, slot: u32);
    /// The instances that came from the database since a statement and that nobody has changed.
    fn unchanged_since(&self, batch: u32) -> Vec<u32>;
}

impl<T: Model> Store<T> {
    /// An empty store.
    #[must_use]
    pub fn boxed() -> Box<dyn AnyStore> {
        Box::new(Self {
            slots: Vec::new(),
            free: Vec::new(),
            identities: HashMap::default(),
            touched: Vec::new(),
            logged: Vec::new(),
        })
    }

    #[inline]
    pub(super) fn get(&self, raw: RawHandle) -> Option<&T> {
        let instance = self.slots.get(raw.slot as usize)?;
        if instance.generation == raw.generation {
            instance.value.as_ref()
        } else {
            None
        }
    }

    #[inline]
    pub(super) fn get_mut(&mut self, raw: RawHandle) -> Option<&mut T> {
        let instance = self.slots.get(raw.slot as usize)?;
        if instance.generation != raw.generation || instance.value.is_none() {
            return None;
        }
        if !instance.dirty {
            self.touch(raw.slot);
        }
        let instance = self.slots.get_mut(raw.slot as usize)?;
        instance.accessed = true;
        instance.value.as_mut()
    }

    fn slot(&self, slot: u32) -> Option<&Instance<T>> {
        self.slots.get(slot as usize)
    }

    fn slot_mut(&mut self, slot: u32) -> Option<&mut Instance<T>> {
        self.slots.get_mut(slot as usize)
    }

    fn place(&mut self, instance: Instance<T>) -> (u32, u16) {
        match self.free.pop() {
            Some(slot) => {
                let generation = self.generation(slot);
                if let Some(vacant) = self.slot_mut(slot) {
                    *vacant = Instance {
                        generation,
                        ..instance
                    };
                }
                (slot, generation)
            }
            None => {
                // A slot is a u32; four thousand million instances don't fit in memory before.
                let slot = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
                self.slots.push(instance);
                (slot, 0)
            }
        }
    }

    pub(super) fn add(&mut self, value: T, level: u16) -> (u32, u16) {
        let place = self.place(Instance::pending(value, level));
        self.touched.push(place.0);
        self.logged.push(place.0);
        place
    }

    pub(super) fn slot_of(&self, key: &T::Key) -> Option<u32> {
        self.identities.get(key).copied()
    }

    /// Reads a row whose key is known into the key's slot.
    #[inline]
    pub(super) fn load(
        &mut self,
        key: T::Key,
        reader: &mut RowReader<'_>,
        batch: u32,
        overwrite: bool,
    ) -> Result<u32> {
        let next = self.free.last().copied();
        match self.identities.entry(key) {
            Entry::Occupied(entry) => {
                let slot = *entry.get();
                let Some(instance) = self.slots.get_mut(slot as usize) else {
                    return Ok(slot);
                };
                instance.batch = batch;
                if overwrite || (instance.expired && !instance.dirty) {
                    instance.overwrite(T::decode(reader)?, batch);
                } else {
                    reader.skip(T::WIDTH);
                }
                Ok(slot)
            }
            Entry::Vacant(entry) => {
                let value = T::decode(reader)?;
                let slot = match next {
                    Some(slot) => slot,
                    None => u32::try_from(self.slots.len()).unwrap_or(u32::MAX),
                };
                entry.insert(slot);
                Ok(self.place(Instance::persistent(value, batch)).0)
            }
        }
    }

    pub(super) fn take(&mut self, slot: u32) -> Option<T> {
        let instance = self.slots.get_mut(slot as usize)?;
        let value = instance.vacate()?;
        if let Some(key) = value.key()
            && self.identities.get(&key) == Some(&slot)
        {
            self.identities.remove(&key);
        }
        self.free.push(slot);
        Some(value)
    }

    fn register(&mut self, slot: u32) -> Result<()> {
        let Some(key) = self
            .slot(slot)
            .and_then(|it| it.value.as_ref())
            .and_then(Model::key)
        else {
            return Ok(());
        };
        match self.identities.insert(key, slot) {
            Some(other) if other != slot && self.is_live(other) => {
                let name = T::mapper().name;
                Err(Error::new(
                    ErrorKind::Flush,
                    format!("two instances of `{name}` have the same primary key"),
                )
                .with_table(T::mapper().table.name.clone()))
            }
            _ => Ok(()),
        }
    }

    fn is_live(&self, slot: u32) -> bool {
        self.slot(slot)
            .is_some_and(|it| it.value.is_some() && matches!(it.state, InstanceState::Persistent))
    }

    /// Takes the key that the database last agreed to out of the identity map.
    fn unregister(&mut self, slot: u32) {
        let Some(key) = self.baseline_key(slot) else {
            return;
        };
        let held = self
            .slots
            .get(slot as usize)
            .and_then(|it| it.value.as_ref()?.key());
        for key in [Some(key), held].into_iter().flatten() {
            if self.identities.get(&key) == Some(&slot) {
                self.identities.remove(&key);
            }
        }
    }

    fn baseline_key(&self, slot: u32) -> Option<T::Key> {
        let values: Option<KeyValues> = T::mapper()
            .table
            .primary_key
            .iter()
            .map(|column| match self.baseline_value(slot, *column) {
                FieldValue::Set(value) => Some(value),
                FieldValue::Unset => None,
            })
            .collect();
        T::key_from_values(&values?)
    }

    fn log(&mut self, slot: u32) {
        self.logged.push(slot);
    }
}

impl<T: Model> AnyStore for Store<T> {
    fn mapper(&self) -> &'static Mapper {
        T::mapper()
    }

    fn state(&self, slot: u32, generation: u16) -> Option<InstanceState> {
        let instance = self.slot(slot)?;
        let live = instance.generation == generation && instance.value.is_some();
        live.then_some(instance.state)
    }

    fn generation(&self, slot: u32) -> u16 {
        self.slot(slot).map_or(0, |instance| instance.generation)
    }

    fn is_doomed(&self, slot: u32) -> bool {
        self.slot(slot).is_some_and(|instance| instance.doomed)
    }

    fn set_doomed(&mut self, slot: u32, doomed: bool) {
        let Some(instance) = self.slot_mut(slot) else {
            return;
        };
        instance.doomed = doomed;
        if doomed {
            self.touched.push(slot);
            self.logged.push(slot);
        }
    }

    fn field_value(&self, slot: u32, column: u16) -> FieldValue {
        match self.slot(slot).and_then(|instance| instance.value.as_ref()) {
            Some(value) => value.field_value(column),
            None => FieldValue::Unset,
        }
    }

    fn baseline_value(&self, slot: u32, column: u16) -> FieldValue {
        match self.slot(slot) {
            Some(Instance {
                baseline: Some(baseline),
                ..
            }) => T::snapshot_value(baseline, column),
            _ => self.field_value(slot, column),
        }
    }

    fn set_column(
        &mut self,
        slot: u32,
        column: u16,
        value: ValueRef<'_>,
    ) -> Result<(), DecodeError> {
        match self
            .slot_mut(slot)
            .and_then(|instance| instance.value.as_mut())
        {
            Some(instance) => instance.set_column(column, value),
            None => Ok(()),
        }
    }

    fn changed_columns(&self, slot: u32) -> SmallVec<[u16; 8]> {
        let mut changed = SmallVec::new();
        if let Some(Instance {
            value: Some(value),
            baseline: Some(baseline),
            ..
        }) = self.slot(slot)
        {
            value.changed_columns(baseline, &mut changed);
        }
        changed
    }

    fn relation(&self, slot: u32, relation: u16) -> RelationState {
        let value = self.slot(slot).and_then(|instance| instance.value.as_ref());
        match value.and_then(|value| value.relation(relation)) {
            Some(field) => field.state(),
            None => RelationState::NotLoaded,
        }
    }

    fn baseline_relation(&self, slot: u32, relation: u16) -> RelationState {
        match self.slot(slot) {
            Some(Instance {
                state: InstanceState::Pending,
                ..
            }) => RelationState::Unset,
            Some(Instance {
                baseline: Some(baseline),
                ..
            }) => T::snapshot_relation(baseline, relation),
            _ => self.relation(slot, relation),
        }
    }

    fn set_loaded(&mut self, slot: u32, relation: u16, state: RelationState) {
        let Some(instance) = self.slot_mut(slot) else {
            return;
        };
        if let Some(baseline) = &mut instance.baseline {
            T::set_snapshot_relation(baseline, relation, state.clone());
        }
        for save in &mut instance.saves {
            T::set_snapshot_relation(&mut save.snapshot, relation, RelationState::NotLoaded);
        }
        self.set_relation(slot, relation, state);
    }

    fn set_relation(&mut self, slot: u32, relation: u16, state: RelationState) {
        if let Some(value) = self
            .slot_mut(slot)
            .and_then(|instance| instance.value.as_mut())
            && let Some(field) = value.relation_mut(relation)
        {
            match (state, T::mapper().relationship(relation)) {
                (RelationState::NotLoaded, Some(definition)) => field.set_not_loaded(definition),
                (state, _) => field.set_state(state),
            }
        }
    }

    fn take_owned(&mut self, slot: u32, relation: u16) -> Option<Box<dyn OwnedInstances>> {
        self.slot_mut(slot)?
            .value
            .as_mut()?
            .relation_mut(relation)?
            .take_owned()
    }

    fn take_accessed(&mut self, slot: u32) -> bool {
        let instance = self.slot_mut(slot);
        instance.is_some_and(|instance| std::mem::take(&mut instance.accessed))
    }

    fn touch(&mut self, slot: u32) {
        let Some(instance) = self.slots.get_mut(slot as usize) else {
            return;
        };
        if instance.track() {
            self.touched.push(slot);
            self.logged.push(slot);
        }
    }

    fn take_touched(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.touched)
    }

    fn is_touched(&self) -> bool {
        !self.touched.is_empty()
    }

    fn key_values(&self, slot: u32) -> Option<KeyValues> {
        self.slot(slot)?
            .value
            .as_ref()?
            .key()
            .map(|key| T::key_values(&key))
    }

    fn find(&self, key: &[Value]) -> Option<u32> {
        self.slot_of(&T::key_from_values(key)?)
    }

    fn inserted(&mut self, slot: u32, level: u16) -> Result<()> {
        self.register(slot)?;
        if let Some(instance) = self.slot_mut(slot) {
            instance.forget_unset_references();
            instance.state = InstanceState::Persistent;
            instance.dirty = false;
            instance.inserted = level;
        }
        Ok(())
    }

    fn updated(&mut self, slot: u32, level: u16) -> Result<()> {
        let Some(before) = self.baseline_key(slot) else {
            return Ok(());
        };
        let key = self
            .slot(slot)
            .and_then(|it| it.value.as_ref())
            .and_then(Model::key);
        if key.as_ref() != Some(&before) {
            self.identities.remove(&before);
            self.register(slot)?;
        }
        if let Some(instance) = self.slot_mut(slot) {
            instance.settle(level);
        }
        Ok(())
    }

    fn deleted(&mut self, slot: u32, level: u16) {
        self.unregister(slot);
        if let Some(instance) = self.slot_mut(slot) {
            instance.settle(level);
            instance.state = InstanceState::Deleted;
            instance.doomed = false;
            instance.deleted = level;
        }
        self.log(slot);
    }

    fn commit(&mut self) -> bool {
        let mut deleted = false;
        for slot in std::mem::take(&mut self.logged) {
            let Some(instance) = self.slot_mut(slot) else {
                continue;
            };
            if instance.state == InstanceState::Deleted && instance.deleted > 0 {
                self.take(slot);
                deleted = true;
            } else {
                instance.forget_history();
            }
        }
        deleted
    }

    fn release(&mut self, level: u16) {
        for index in 0..self.logged.len() {
            let Some(slot) = self.logged.get(index).copied() else {
                break;
            };
            if let Some(instance) = self.slot_mut(slot) {
                instance.release(level);
            }
        }
    }

    fn rollback(&mut self, level: u16) {
        let mut logged = std::mem::take(&mut self.logged);
        logged.sort_unstable();
        logged.dedup();
        for slot in &logged {
            self.unregister(*slot);
        }
        for slot in &logged {
            if let Some(instance) = self.slot_mut(*slot) {
                instance.rollback(level);
            }
            if self.is_live(*slot) {
                // The key was unique in the database at that time; a clash can't come.
                let _ = self.register(*slot);
            }
        }
        self.touched.clear();
        if level > 1 {
            self.logged = logged;
        }
    }

    fn evict(&mut self, slot: u32) {
        self.take(slot);
    }

    fn load_row(&mut self, reader: &mut RowReader<'_>, batch: u32) -> Result<Option<u32>> {
        match T::key_of_row(reader)? {
            Some(key) => self.load(key, reader, batch, false).map(Some),
            None => {
                reader.skip(T::WIDTH);
                Ok(None)
            }
        }
    }

    fn peers(&self, slot: u32, relation: u16, most: usize) -> Vec<u32> {
        let Some(batch) = self.slot(slot).map(|instance| instance.batch) else {
            return Vec::new();
        };
        let (before, after) = self
            .slots
            .split_at_checked(slot as usize)
            .unwrap_or_default();
        let lacking = |(slot, it): (u32, &Instance<T>)| {
            let peer = it.batch == batch && batch != 0 && it.state == InstanceState::Persistent;
            (peer && it.lacks(relation)).then_some(slot)
        };
        // A loop may go through them from either end: first those behind it, then those before.
        let behind = (slot..).zip(after).skip(1).filter_map(lacking);
        let ahead = (0..slot).zip(before).rev().filter_map(lacking);
        behind.chain(ahead).take(most).collect()
    }

    fn batch(&self, slot: u32) -> u32 {
        self.slot(slot).map_or(0, |instance| instance.batch)
    }

    fn has_batch(&self, batch: u32) -> bool {
        self.slots
            .iter()
            .any(|it| it.batch == batch && it.value.is_some())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn revive(&mut self, slot: u32, level: u16) {
        let Some(instance) = self.slot_mut(slot) else {
            return;
        };
        instance.doomed = false;
        if instance.state == InstanceState::Transient {
            instance.state = InstanceState::Pending;
            instance.added = level;
            instance.dirty = true;
            instance.accessed = true;
            self.touched.push(slot);
            self.logged.push(slot);
        }
    }

    fn live(&self) -> Vec<u32> {
        (0u32..)
            .zip(&self.slots)
            .filter(|(_, it)| it.value.is_some())
            .map(|(slot, _)| slot)
            .collect()
    }

    fn expire_read_since(&mut self, batch: u32) {
        let slots = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        for slot in 0..slots {
            let Some(instance) = self.slot_mut(slot) else {
                continue;
            };
            instance.expire_if_read_since(batch);
            if instance.expired {
                self.forget_relations(slot);
            }
        }
    }

    fn is_expired(&self, slot: u32) -> bool {
        self.slot(slot).is_some_and(|instance| instance.expired)
    }

    fn discard_changes(&mut self, slot: u32) {
        if let Some(instance) = self.slot_mut(slot) {
            instance.discard_changes();
        }
    }

    fn changing(&self) -> Vec<u32> {
        let slots = (0u32..).zip(&self.slots);
        slots
            .filter(|(_, it)| it.dirty && it.value.is_some())
            .map(|(slot, _)| slot)
            .collect()
    }

    fn unchanged_since(&self, batch: u32) -> Vec<u32> {
        let slots = (0u32..).zip(&self.slots);
        slots
            .filter(|(_, it)| it.is_unchanged_since(batch))
            .map(|(slot, _)| slot)
            .collect()
    }

    fn forget_relations(&mut self, slot: u32) {
        for (relation, _) in (0u16..).zip(T::mapper().relationships) {
            if matches!(
                self.relation(slot, relation),
                RelationState::Collection(_) | RelationState::Reference(_)
            ) {
                self.set_loaded(slot, relation, RelationState::NotLoaded);
            }
        }
    }
}

impl<T: Model> Save<T> {
    pub(super) fn new(level: u16, snapshot: Box<T::Snapshot>) -> Self {
        Self { level, snapshot }
    }
}

impl<T: Model> Store<T> {
    /// Lends the value out, to be given back.
    pub(super) fn lend(&mut self, slot: u32) -> Option<T> {
        self.slots.get_mut(slot as usize)?.value.take()
    }

    /// Takes a lent value back.
    pub(super) fn give_back(&mut self, slot: u32, value: T) {
        if let Some(instance) = self.slots.get_mut(slot as usize) {
            instance.give_back(value);
            self.touched.push(slot);
            self.logged.push(slot);
        }
    }
}
