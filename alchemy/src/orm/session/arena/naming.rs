//! Who names an instance, and where a reference leads: for what is deleted or leaves.

use std::collections::HashSet;
use std::sync::Arc;

use super::Arena;
use crate::orm::field::RelationState;
use crate::orm::handle::RawHandle;
use crate::orm::mapper::{RelationshipKeys, RelationshipKind};
use crate::orm::session::instance::InstanceState;
use crate::orm::session::store::{AnyStore, KeyValues};
use crate::types::FieldValue;

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

    /// Makes a relationship of `raw` not name `target` any more, in memory and in what the
    /// database is taken to have: nothing is to be written.
    pub(crate) fn forget_target(&mut self, raw: RawHandle, relation: u16, target: RawHandle) {
        let state = match self.relation(raw, relation) {
            RelationState::Collection(mut handles) if handles.contains(&target) => {
                Arc::make_mut(&mut handles).retain(|handle| *handle != target);
                RelationState::Collection(handles)
            }
            RelationState::Reference(Some(same)) if same == target => RelationState::NotLoaded,
            _ => return,
        };
        if let Some(store) = self.store_mut(raw.store) {
            store.set_loaded(raw.slot, relation, state);
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

    /// A pending instance isn't to be inserted any more: it lost its owner, or was deleted with it.
    pub(crate) fn drop_pending(&mut self, raw: RawHandle) {
        self.links
            .retain(|link| link.owner != raw && link.target != raw);
        if let Some(store) = self.store_mut(raw.store) {
            store.evict(raw.slot);
        }
    }
}
