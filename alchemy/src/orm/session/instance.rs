//! One instance: its value, its state, and the copies that the flush and a rollback go by.

use crate::orm::field::RelationState;
use crate::orm::mapper::RelationshipKind;
use crate::orm::model::Model;

/// The state of an instance in a session, in SQLAlchemy's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstanceState {
    /// In memory only: it was added, and the transaction was rolled back. Add it again or expunge
    /// it.
    Transient,
    /// Added, and inserted by the next flush.
    Pending,
    /// A row of the database.
    Persistent,
    /// Deleted by a flush, and readable until the commit.
    Deleted,
}

/// What an instance was before the first change within a transaction or savepoint.
pub(super) struct Save<T: Model> {
    pub(super) level: u16,
    pub(super) snapshot: Box<T::Snapshot>,
}

/// A slot of a store. Levels count transactions: 1 is the transaction, 2 and more its savepoints,
/// 0 means "not in this transaction".
pub(super) struct Instance<T: Model> {
    pub(super) value: Option<T>,
    /// What the database has, where memory may differ.
    pub(super) baseline: Option<Box<T::Snapshot>>,
    /// What a rollback restores, by rising level.
    pub(super) saves: Vec<Save<T>>,
    /// The last statement that gave it.
    pub(super) batch: u32,
    /// The statement that its columns were read of.
    pub(super) read: u32,
    /// The first statement that gave it.
    pub(super) origin: u32,
    pub(super) generation: u16,
    /// The level at which it was added.
    pub(super) added: u16,
    /// The level at which it was inserted.
    pub(super) inserted: u16,
    /// The level at which it was deleted.
    pub(super) deleted: u16,
    pub(super) state: InstanceState,
    /// Whether it is on the list of what is to be flushed.
    pub(super) dirty: bool,
    /// Whether the next flush deletes it.
    pub(super) doomed: bool,
    /// Whether it holds what was read of a transaction that was rolled back, so that the next row
    /// replaces it.
    pub(super) expired: bool,
    /// Whether the application has had mutable access since the last flush looked.
    pub(super) accessed: bool,
}

impl<T: Model> Instance<T> {
    fn new(value: T, state: InstanceState) -> Self {
        Self {
            value: Some(value),
            baseline: None,
            saves: Vec::new(),
            batch: 0,
            read: 0,
            origin: 0,
            generation: 0,
            added: 0,
            inserted: 0,
            deleted: 0,
            state,
            dirty: false,
            doomed: false,
            expired: false,
            accessed: false,
        }
    }

    pub(super) fn pending(value: T, level: u16) -> Self {
        Self {
            added: level,
            dirty: true,
            ..Self::new(value, InstanceState::Pending)
        }
    }

    pub(super) fn persistent(value: T, batch: u32) -> Self {
        Self {
            batch,
            read: batch,
            origin: batch,
            ..Self::new(value, InstanceState::Persistent)
        }
    }

    /// Begins to track changes. Whether they weren't tracked before.
    pub(super) fn track(&mut self) -> bool {
        if self.dirty {
            return false;
        }
        self.dirty = true;
        if self.state == InstanceState::Persistent
            && let Some(value) = &self.value
        {
            self.baseline = Some(Box::new(value.snapshot()));
        }
        true
    }

    /// Memory and database agree. What the database had before is what a rollback restores,
    /// unless it was inserted or saved within this level already.
    pub(super) fn settle(&mut self, level: u16) {
        self.dirty = false;
        let saved = self.saves.last().is_some_and(|save| save.level >= level);
        if let Some(snapshot) = self.baseline.take()
            && !saved
            && self.inserted < level
        {
            self.saves.push(Save::new(level, snapshot));
        }
    }

    /// A reference that nobody set follows from its key column: the database knows the target.
    pub(super) fn forget_unset_references(&mut self) {
        let Some(value) = &mut self.value else { return };
        for (relation, definition) in (0u16..).zip(T::mapper().relationships) {
            if definition.kind == RelationshipKind::BelongsTo
                && let Some(field) = value.relation_mut(relation)
                && field.state() == RelationState::Unset
            {
                field.set_not_loaded(definition);
            }
        }
    }

    /// Takes the values of a row, whatever was changed in memory.
    pub(super) fn overwrite(&mut self, mut fresh: T, batch: u32) {
        if let Some(value) = &mut self.value {
            for relation in (0u16..).take(T::mapper().relationships.len()) {
                if let (Some(old), Some(new)) =
                    (value.relation(relation), fresh.relation_mut(relation))
                {
                    new.set_state(old.state());
                }
            }
            *value = fresh;
            self.baseline = None;
            self.dirty = false;
            self.expired = false;
            self.read = batch;
        }
    }

    /// What it holds was read of a transaction that was rolled back.
    pub(super) fn expire_if_read_since(&mut self, batch: u32) {
        if self.state == InstanceState::Persistent && self.read > batch {
            self.expired = true;
        }
    }

    /// Whether it came from the database after a statement and nothing has happened to it.
    pub(super) fn is_unchanged_since(&self, batch: u32) -> bool {
        self.value.is_some()
            && self.origin > batch
            && self.state == InstanceState::Persistent
            && !self.dirty
            && !self.doomed
            && self.inserted == 0
            && self.saves.is_empty()
    }

    pub(super) fn lacks(&self, relation: u16) -> bool {
        let field = self
            .value
            .as_ref()
            .and_then(|value| value.relation(relation));
        field.is_some_and(|field| field.state() == RelationState::NotLoaded)
    }

    /// Takes a lent value back. A flush may have passed it over meanwhile, or a rollback.
    pub(super) fn give_back(&mut self, mut value: T) {
        if self.state == InstanceState::Transient {
            clear_generated(&mut value);
        }
        self.value = Some(value);
        self.accessed = true;
        self.dirty = self.state != InstanceState::Transient;
    }

    /// Takes back what was changed since the database last agreed.
    pub(super) fn discard_changes(&mut self) {
        if let (Some(value), Some(before)) = (&mut self.value, self.baseline.take()) {
            value.restore(*before);
            name_unloaded(value);
            self.dirty = false;
        }
    }

    /// Takes the value out; handles to it are void from now on.
    pub(super) fn vacate(&mut self) -> Option<T> {
        let value = self.value.take()?;
        let generation = self.generation.wrapping_add(1);
        self.generation = generation;
        self.baseline = None;
        self.saves = Vec::new();
        self.dirty = false;
        self.doomed = false;
        self.batch = 0;
        Some(value)
    }

    /// The transaction is over.
    pub(super) fn forget_history(&mut self) {
        self.saves = Vec::new();
        self.added = 0;
        self.inserted = 0;
        self.deleted = 0;
    }

    /// What happened within a savepoint belongs to what is around it from now on.
    pub(super) fn release(&mut self, level: u16) {
        let outer = level.saturating_sub(1);
        for mark in [&mut self.added, &mut self.inserted, &mut self.deleted] {
            *mark = (*mark).min(outer);
        }
        if let Some(mut save) = self.saves.pop_if(|save| save.level >= level)
            && self.saves.last().is_none_or(|before| before.level < outer)
            && self.inserted < outer
        {
            save.level = outer;
            self.saves.push(save);
        }
    }

    /// Puts back what was before the level began.
    pub(super) fn rollback(&mut self, level: u16) {
        let mut restored = self.baseline.take();
        while let Some(save) = self.saves.pop_if(|save| save.level >= level) {
            restored = Some(save.snapshot);
        }
        self.dirty = false;
        self.doomed = false;
        if self.deleted >= level {
            self.deleted = 0;
            self.state = InstanceState::Persistent;
        }
        match &mut self.value {
            Some(value) => {
                if let Some(snapshot) = restored {
                    value.restore(*snapshot);
                    name_unloaded(value);
                }
                if self.inserted >= level {
                    clear_generated(value);
                }
            }
            // It is lent: what it comes back with is a change of what the database has now.
            None => self.baseline = restored,
        }
        if self.inserted >= level || (self.inserted == 0 && self.added >= level) {
            self.state = InstanceState::Transient;
            self.inserted = 0;
            self.added = 0;
        }
    }
}

/// What the database supplied isn't true any more.
fn clear_generated<T: Model>(value: &mut T) {
    for column in T::mapper().generated {
        value.clear_column(*column);
    }
}

/// A relationship that is not loaded says which one it is when it is read; a copy can't.
fn name_unloaded<T: Model>(value: &mut T) {
    for (relation, definition) in (0u16..).zip(T::mapper().relationships) {
        if let Some(field) = value.relation_mut(relation)
            && field.state() == RelationState::NotLoaded
        {
            field.set_not_loaded(definition);
        }
    }
}
