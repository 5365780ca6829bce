//! Changing relationships: both sides agree at once.

use super::arena::PendingLink;
use super::{InstanceState, Session};
use crate::orm::field::RelationState;
use crate::orm::handle::{Handle, RawHandle};
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
        self.ensure_loaded(handle.raw(), relationship.index())?;
        let (raw, index) = (handle.raw(), relationship.index());
        let before = self.arena.relation(raw, index);
        let wanted: Vec<RawHandle> = targets.into_iter().map(Handle::raw).collect();
        for target in before.targets().unwrap_or_default() {
            if !wanted.contains(target) {
                self.detach(raw, index, *target);
            }
        }
        for target in &wanted {
            self.attach(raw, index, *target);
        }
        if C::COLLECTION {
            let mut unique = Vec::with_capacity(wanted.len());
            for target in wanted {
                if !unique.contains(&target) {
                    unique.push(target);
                }
            }
            self.arena
                .set_relation(raw, index, RelationState::Collection(unique.into()));
        }
        Ok(())
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
        if !definition.is_collection() {
            let before = arena.relation(raw, relation);
            if let Some([old]) = before.targets()
                && *old != target
                && let Some(back) = definition.back_populates
            {
                arena.point_away(*old, back, raw);
            }
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
        let former = self.arena.relation(target, back);
        for owner in former.targets().unwrap_or_default() {
            if *owner != raw {
                self.arena.point_away(*owner, relation, target);
            }
        }
    }

    /// Takes a target out of one side and makes the other point away.
    fn detach(&mut self, raw: RawHandle, relation: u16, target: RawHandle) {
        let arena = &mut self.arena;
        let Some(definition) = arena.definition(raw, relation) else {
            return;
        };
        let unknown = arena.relation(raw, relation) == RelationState::NotLoaded;
        arena.point_away(raw, relation, target);
        if let Some(back) = definition.back_populates {
            arena.point_away(target, back, raw);
        }
        if unknown {
            self.remember(raw, relation, target, true);
        }
    }

    /// Leaves a change of what isn't loaded to the flush. The last word counts.
    fn remember(&mut self, owner: RawHandle, relation: u16, target: RawHandle, removed: bool) {
        let links = &mut self.arena.links;
        links.retain(|link| (link.owner, link.relation, link.target) != (owner, relation, target));
        links.push(PendingLink {
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
