//! Relationships in memory: what their fields own is added, and both sides agree.

use std::collections::HashSet;
use std::sync::Arc;

use super::Arena;
use crate::orm::field::RelationState;
use crate::orm::handle::RawHandle;
use crate::orm::mapper::RelationshipDefinition;
use crate::orm::session::instance::InstanceState;

/// An instance whose relationships are looked at.
struct Arrival {
    raw: RawHandle,
    /// Whether it came into the session just now.
    new: bool,
    /// Its relationship to the instance that owned it, which names it already.
    owner: Option<u16>,
}

impl Arena {
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
        mut handles: Arc<Vec<RawHandle>>,
        target: RawHandle,
    ) {
        self.set_relation(raw, relation, RelationState::Unset);
        Arc::make_mut(&mut handles).push(target);
        self.set_relation(raw, relation, RelationState::Collection(handles));
    }

    /// Makes a relationship of `raw` not include `target` any more, where it is known at all.
    pub(crate) fn point_away(&mut self, raw: RawHandle, relation: u16, target: RawHandle) {
        let state = match self.relation(raw, relation) {
            RelationState::Collection(mut handles) if handles.contains(&target) => {
                // In place: the field lets go of the list first.
                self.set_relation(raw, relation, RelationState::Unset);
                Arc::make_mut(&mut handles).retain(|handle| *handle != target);
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
}
