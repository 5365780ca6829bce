//! Deleting instances, with cascades.

use super::{InstanceState, Session};
use crate::orm::field::RelationState;
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
        let mut waiting = vec![raw];
        while let Some(raw) = waiting.pop() {
            let Some(mapper) = self.arena.mapper(raw) else {
                continue;
            };
            let Some(store) = self.arena.store_mut(raw.store) else {
                continue;
            };
            if store.is_doomed(raw.slot) {
                continue;
            }
            if self.arena.state(raw) == Some(InstanceState::Pending) {
                self.arena.drop_pending(raw);
                continue;
            }
            if let Some(store) = self.arena.store_mut(raw.store) {
                store.set_doomed(raw.slot, true);
            }
            for (relation, definition) in (0u16..).zip(mapper.relationships) {
                if !self.concerns_delete(raw, relation, definition) {
                    continue;
                }
                self.ensure_loaded(raw, relation)?;
                if definition.cascade.delete {
                    let state = self.arena.relation(raw, relation);
                    waiting.extend(state.targets().unwrap_or_default());
                }
            }
        }
        Ok(())
    }

    /// Whether the targets of a relationship have to be known when its source is deleted.
    fn concerns_delete(
        &self,
        raw: RawHandle,
        relation: u16,
        definition: &RelationshipDefinition,
    ) -> bool {
        if self.arena.relation(raw, relation) != RelationState::NotLoaded {
            return true;
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
