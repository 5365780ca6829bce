//! Deleting instances, with cascades.

use std::collections::HashSet;

use super::{InstanceState, Session};
use crate::orm::handle::{Handle, RawHandle};
use crate::orm::mapper::{RelationshipDefinition, RelationshipKind};
use crate::orm::model::Model;
use crate::schema::ReferentialAction;
use crate::{Error, ErrorKind, Result};

impl Session {
    /// Marks an instance to be deleted by the next flush, with what its cascades take along;
    /// related rows that aren't taken along lose their key. Relationships that aren't loaded are
    /// loaded, unless the database cascades by itself. The instance stays readable until the
    /// commit.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] for a pending instance (expunge it instead),
    /// [`ErrorKind::InvalidHandle`] for a handle of another session or of a gone instance, and
    /// what loading answers.
    pub fn delete<T: Model>(&mut self, handle: Handle<T>) -> Result<()> {
        match self.check(handle)? {
            InstanceState::Persistent => self.doom(handle.raw()),
            InstanceState::Deleted => Ok(()),
            InstanceState::Pending | InstanceState::Transient => Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("this `{}` is not in the database", T::mapper().name),
            )
            .with_help("take a new instance out of the session with `expunge`")),
        }
    }

    /// Marks an instance and what it takes along.
    pub(crate) fn doom(&mut self, raw: RawHandle) -> Result<()> {
        for raw in self.taken_along(raw)? {
            if self.arena.state(raw) == Some(InstanceState::Pending) {
                self.arena.drop_pending(raw);
            } else if let Some(store) = self.arena.store_mut(raw.store) {
                store.set_doomed(raw.slot, true);
            }
        }
        Ok(())
    }

    /// An instance and what its cascades take along. All is found before anything is marked: a
    /// relationship that has to be loaded flushes first, which must not delete half of it.
    fn taken_along(&mut self, raw: RawHandle) -> Result<Vec<RawHandle>> {
        let mut found = vec![raw];
        let mut seen: HashSet<RawHandle> = HashSet::from([raw]);
        let mut next = 0;
        while let Some(raw) = found.get(next).copied() {
            next += 1;
            let Some(mapper) = self.arena.mapper(raw) else {
                continue;
            };
            for (relation, definition) in (0u16..).zip(mapper.relationships) {
                if !self.concerns_delete(raw, relation, definition) {
                    continue;
                }
                self.ensure_loaded(raw, relation)?;
                if definition.cascade.delete {
                    let state = self.arena.relation(raw, relation);
                    let targets = state.targets().unwrap_or_default().iter().copied();
                    found.extend(targets.filter(|target| seen.insert(*target)));
                }
            }
        }
        found.retain(|raw| !self.is_marked(*raw));
        Ok(found)
    }

    /// Whether an instance is gone or goes already.
    fn is_marked(&self, raw: RawHandle) -> bool {
        let store = self.arena.store(raw.store);
        let doomed = store.is_some_and(|store| store.is_doomed(raw.slot));
        doomed || matches!(self.arena.state(raw), None | Some(InstanceState::Deleted))
    }

    /// Whether the targets of a relationship have to be known when its source is deleted.
    fn concerns_delete(
        &self,
        raw: RawHandle,
        relation: u16,
        definition: &RelationshipDefinition,
    ) -> bool {
        let state = self.arena.relation(raw, relation);
        if state.targets().is_some() {
            return true;
        }
        // Nobody else can point to a row that isn't there yet.
        if self.arena.state(raw) == Some(InstanceState::Pending) {
            return false;
        }
        match definition.kind {
            RelationshipKind::BelongsTo | RelationshipKind::ManyToMany => definition.cascade.delete,
            RelationshipKind::HasMany | RelationshipKind::HasOne => {
                definition.cascade.delete || !cleared_by_database(definition)
            }
        }
    }
}

/// Whether the database itself clears the keys that point here.
fn cleared_by_database(definition: &RelationshipDefinition) -> bool {
    let crate::orm::mapper::RelationshipKeys::Direct { remote, .. } = definition.keys else {
        return false;
    };
    let table = (definition.target)().table;
    table.foreign_keys.iter().any(|key| {
        *key.columns == *remote
            && matches!(
                key.on_delete,
                Some(ReferentialAction::SetNull | ReferentialAction::SetDefault)
            )
    })
}
