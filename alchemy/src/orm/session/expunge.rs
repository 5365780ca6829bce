//! Taking instances out of a session, and reading them again.

use super::{InstanceState, Session};
use crate::orm::field::RelationState;
use crate::orm::handle::Handle;
use crate::orm::model::Model;
use crate::sql::Select;
use crate::{Error, ErrorKind, Result};

impl Session {
    /// Takes an instance out of the session and gives the struct back. Its relationships are not
    /// loaded any more; other instances forget it.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidHandle`] for a handle of another session or of a gone instance.
    pub fn expunge<T: Model>(&mut self, handle: Handle<T>) -> Result<T> {
        self.check(handle)?;
        let raw = handle.raw();
        for (relation, definition) in (0u16..).zip(T::mapper().relationships) {
            let state = self.arena.relation(raw, relation);
            if let Some(back) = definition.back_populates {
                for target in state.targets().unwrap_or_default() {
                    self.arena.forget_target(*target, back, raw);
                }
            }
            if let Some(store) = self.arena.store_mut(raw.store) {
                store.set_relation(raw.slot, relation, RelationState::NotLoaded);
            }
        }
        self.arena
            .links
            .retain(|link| link.owner != raw && link.target != raw);
        let taken = self
            .arena
            .typed_mut::<T>(raw.store)
            .and_then(|store| store.take(raw.slot));
        taken.ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidHandle,
                "the instance is gone from this session",
            )
        })
    }

    /// Forgets all instances, pending changes too. The transaction goes on.
    pub fn clear(&mut self) {
        let connection = self.connection.take();
        let level = self.arena.level;
        self.arena = super::Arena::new();
        self.arena.level = level;
        self.connection = connection;
    }

    /// Reads an instance's row again: what was changed in memory is lost, and its relationships
    /// are not loaded any more.
    ///
    /// # Errors
    /// [`ErrorKind::NoResultFound`] when the row is gone, [`ErrorKind::InvalidRequest`] for an
    /// instance that isn't in the database, [`ErrorKind::InvalidHandle`] for a handle of another
    /// session or of a gone instance.
    pub fn refresh<T: Model>(&mut self, handle: Handle<T>) -> Result<()> {
        if self.check(handle)? != InstanceState::Persistent {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("this `{}` is not in the database", T::mapper().name),
            ));
        }
        let raw = handle.raw();
        if let Some(store) = self.arena.store_mut(raw.store) {
            // The query flushes first; what is lost isn't to be written before.
            store.discard_changes(raw.slot);
        }
        let key = self.key(handle)?;
        let select = Select::<T>::from_node(super::query::by_key::<T>(&key));
        if let Some(store) = self.arena.store_mut(raw.store) {
            store.forget_relations(raw.slot);
        }
        let found = self.load_statement(&select, true)?;
        if found.is_empty() {
            return Err(Error::new(
                ErrorKind::NoResultFound,
                format!("the row of this `{}` is gone", T::mapper().name),
            )
            .with_table(T::mapper().table.name.clone()));
        }
        Ok(())
    }
}
