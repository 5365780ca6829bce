//! Changing relationships: both sides agree at once.

use std::collections::HashSet;

use super::arena::PendingLink;
use super::{InstanceState, Session};
use crate::orm::field::RelationState;
use crate::orm::handle::{Handle, RawHandle};
use crate::orm::mapper::RelationshipKind;
use crate::orm::model::Model;
use crate::orm::relationship::{Cardinality, Many, Relationship};
use crate::{Error, ErrorKind, Result};

impl Session {
    /// Relates two instances: adds `other` to a collection, or makes it the target of a
    /// reference. The other side (`back_populates`) follows at once, and a target that can have
    /// only one such owner leaves the one it had.
    ///
    /// A collection that isn't loaded stays so; the flush writes the change.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidHandle`] for a handle of another session or of a gone instance,
    /// [`ErrorKind::InvalidRequest`] for a deleted one.
    pub fn link<S: Model, T: Model, C: Cardinality>(
        &mut self,
        handle: Handle<S>,
        relationship: Relationship<S, T, C>,
        other: Handle<T>,
    ) -> Result<()> {
        self.check_live(handle)?;
        self.check_live(other)?;
        self.attach(handle.raw(), relationship.index(), other.raw());
        Ok(())
    }

    /// Takes `other` out of a relationship; the other side follows at once. With `delete-orphan`
    /// the flush deletes it unless it found another owner.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidHandle`] for a handle of another session or of a gone instance.
    pub fn unlink<S: Model, T: Model, C: Cardinality>(
        &mut self,
        handle: Handle<S>,
        relationship: Relationship<S, T, C>,
        other: Handle<T>,
    ) -> Result<()> {
        self.check_live(handle)?;
        self.check(other)?;
        self.detach(handle.raw(), relationship.index(), other.raw());
        Ok(())
    }

    /// Replaces the targets of a relationship: a list for a collection, a handle or an `Option`
    /// for a reference. What is not loaded is loaded first.
    ///
    /// # Errors
    /// As [`link`](Self::link), and what loading answers.
    pub fn set<S: Model, T: Model, C: Cardinality>(
        &mut self,
        handle: Handle<S>,
        relationship: Relationship<S, T, C>,
        targets: impl IntoTargets<T, C>,
    ) -> Result<()> {
        let targets = targets.into_targets();
        self.check_live(handle)?;
        for target in &targets {
            self.check_live(*target)?;
        }
        let (raw, index) = (handle.raw(), relationship.index());
        let mut seen = HashSet::with_capacity(targets.len());
        let mut wanted: Vec<RawHandle> = targets.into_iter().map(Handle::raw).collect();
        wanted.retain(|target| seen.insert(*target));
        for target in self.present(raw, index)? {
            if !seen.contains(&target) {
                self.detach(raw, index, target);
            }
        }
        for target in &wanted {
            self.attach(raw, index, *target);
        }
        if C::COLLECTION {
            let state = RelationState::Collection(wanted.into());
            self.arena.set_relation(raw, index, state);
        } else if wanted.is_empty() {
            let none = RelationState::Reference(None);
            self.arena.set_relation(raw, index, none);
        }
        Ok(())
    }

    /// The targets that a relationship has now. Those of a collection are loaded, so that it is
    /// known which ones leave; a reference says as much by its key, and a new instance has no more
    /// than it holds.
    fn present(&mut self, raw: RawHandle, relation: u16) -> Result<Vec<RawHandle>> {
        let kind = self.arena.definition(raw, relation).map(|it| it.kind);
        if kind == Some(RelationshipKind::BelongsTo) {
            return Ok(self.arena.referred(raw, relation).into_iter().collect());
        }
        if self.arena.state(raw) != Some(InstanceState::Pending) {
            self.ensure_loaded(raw, relation)?;
        }
        let state = self.arena.relation(raw, relation);
        Ok(state.targets().unwrap_or_default().to_vec())
    }

    fn check_live<T: Model>(&self, handle: Handle<T>) -> Result<()> {
        match self.check(handle)? {
            InstanceState::Deleted => Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("this `{}` has been deleted", T::mapper().name),
            )),
            _ => Ok(()),
        }
    }

    /// Adds a target to one side and makes the other point back.
    fn attach(&mut self, raw: RawHandle, relation: u16, target: RawHandle) {
        let arena = &mut self.arena;
        let Some(definition) = arena.definition(raw, relation) else {
            return;
        };
        if !definition.is_collection()
            && let Some(back) = definition.back_populates
            && let Some(old) = arena.referred(raw, relation)
            && old != target
        {
            arena.point_away(old, back, raw);
        }
        let unknown =
            definition.is_collection() && arena.relation(raw, relation) == RelationState::NotLoaded;
        match definition.back_populates {
            Some(back) => {
                self.leave_former_owner(raw, relation, target, back);
                self.arena.point_back(target, back, raw);
                if unknown && self.arena.relation(target, back) == RelationState::NotLoaded {
                    self.remember(raw, relation, target, false);
                }
            }
            None if unknown => self.remember(raw, relation, target, false),
            None => {}
        }
        self.arena.point_back(raw, relation, target);
    }

    /// A target that can have only one owner leaves the one it had.
    fn leave_former_owner(&mut self, raw: RawHandle, relation: u16, target: RawHandle, back: u16) {
        let single = self
            .arena
            .definition(target, back)
            .is_some_and(|it| !it.is_collection());
        if !single {
            return;
        }
        if let Some(former) = self.arena.referred(target, back)
            && former != raw
        {
            self.arena.point_away(former, relation, target);
        }
    }

    /// Takes a target out of one side and makes the other point away.
    fn detach(&mut self, raw: RawHandle, relation: u16, target: RawHandle) {
        let Some(definition) = self.arena.definition(raw, relation) else {
            return;
        };
        match definition.kind {
            RelationshipKind::BelongsTo => {
                self.release(raw, relation, target, definition.back_populates);
            }
            RelationshipKind::HasMany | RelationshipKind::HasOne => {
                self.arena.point_away(raw, relation, target);
                match definition.back_populates {
                    Some(back) => self.release(target, back, raw, None),
                    None => self.remember_if_unknown(raw, relation, target),
                }
            }
            RelationshipKind::ManyToMany => {
                self.arena.point_away(raw, relation, target);
                match definition.back_populates {
                    Some(back) if self.arena.relation(target, back) != RelationState::NotLoaded => {
                        self.arena.point_away(target, back, raw);
                    }
                    _ => self.remember_if_unknown(raw, relation, target),
                }
            }
        }
    }

    /// A child lets go of its owner, if that is its owner: what belongs to another stays there.
    fn release(&mut self, child: RawHandle, relation: u16, owner: RawHandle, back: Option<u16>) {
        if self.arena.referred(child, relation) != Some(owner) {
            return;
        }
        let none = RelationState::Reference(None);
        self.arena.set_relation(child, relation, none);
        if let Some(back) = back {
            self.arena.point_away(owner, back, child);
        }
    }

    fn remember_if_unknown(&mut self, owner: RawHandle, relation: u16, target: RawHandle) {
        if self.arena.relation(owner, relation) == RelationState::NotLoaded {
            self.remember(owner, relation, target, true);
        }
    }

    /// Leaves a change of what isn't loaded to the flush. Of a row of an association table, a link
    /// and an unlink cancel each other; of a key, the last word counts.
    fn remember(&mut self, owner: RawHandle, relation: u16, target: RawHandle, removed: bool) {
        let kind = self.arena.definition(owner, relation).map(|it| it.kind);
        let many = kind == Some(RelationshipKind::ManyToMany);
        let same = self
            .arena
            .take_links(owner, relation, |other| other == target);
        if many && same.iter().any(|(_, was_removed)| *was_removed != removed) {
            return;
        }
        self.arena.links.push(PendingLink {
            owner,
            relation,
            target,
            removed,
        });
    }
}

/// What `set` takes for a relationship of a cardinality.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what this relationship can be set to",
    label = "expected a list of handles for a collection, a handle for a reference"
)]
pub trait IntoTargets<T, C> {
    /// The targets.
    fn into_targets(self) -> Vec<Handle<T>>;
}

impl<T, I: IntoIterator<Item = Handle<T>>> IntoTargets<T, Many> for I {
    fn into_targets(self) -> Vec<Handle<T>> {
        self.into_iter().collect()
    }
}

impl<T> IntoTargets<T, crate::orm::relationship::One> for Handle<T> {
    fn into_targets(self) -> Vec<Self> {
        vec![self]
    }
}

impl<T> IntoTargets<T, crate::orm::relationship::Maybe> for Handle<T> {
    fn into_targets(self) -> Vec<Self> {
        vec![self]
    }
}

impl<T> IntoTargets<T, crate::orm::relationship::Maybe> for Option<Handle<T>> {
    fn into_targets(self) -> Vec<Handle<T>> {
        self.into_iter().collect()
    }
}
