//! What instances are after a commit, a savepoint's end or a rollback.

use super::Arena;
use crate::orm::field::RelationState;
use crate::orm::handle::RawHandle;
use crate::orm::session::instance::InstanceState;

impl Arena {
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
