//! Loading relationships: SELECT … IN for many owners at once, by option or on request.

mod option;
mod owners;
mod select;
mod unflushed;

use super::field::RelationState;
use super::handle::{Handle, RawHandle};
use super::model::Model;
use super::relationship::{Cardinality, Relationship};
use super::session::{Session, SharedCriteria};
use crate::sql::StatementOption;
use crate::{Error, ErrorKind, Result};

#[doc(hidden)]
pub use option::at;
pub use option::{ChainFrom, LoadOption, SelectOption, SelectOptions, Selects, selectinload};

use option::Level;

/// How many owners one SELECT … IN asks for.
pub(crate) const CHUNK: usize = 500;

impl Session {
    /// The targets of a relationship: from memory where it is loaded, else from the database, for
    /// this instance and for its peers, which came from the same statement and lack it too. A loop
    /// over 1,000 instances therefore costs a few statements, not 1,000.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidHandle`] for a handle of another session or of a gone instance, and what
    /// the flush or the database answers.
    pub fn load<S: Model, T: Model, C: Cardinality>(
        &mut self,
        handle: Handle<S>,
        relationship: Relationship<S, T, C>,
    ) -> Result<C::Loaded<T>> {
        self.check(handle)?;
        let (raw, index) = (handle.raw(), relationship.index());
        self.ensure_loaded(raw, index)?;
        let state = self.arena.relation(raw, index);
        let targets = state.targets().unwrap_or_default();
        let handles = targets.iter().map(|target| Handle::new(*target)).collect();
        C::collect(handles).ok_or_else(|| {
            Error::new(
                ErrorKind::NoResultFound,
                format!("{relationship:?} has no target"),
            )
            .with_help(
                "the key points to a row that doesn't exist, which a foreign key constraint \
                 prevents, or that `with_loader_criteria` leaves out",
            )
        })
    }

    /// Loads a relationship for many instances, in one SELECT … IN a chunk of some hundreds.
    /// What is loaded already stays.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_all<S: Model, T: Model, C: Cardinality>(
        &mut self,
        handles: &[Handle<S>],
        relationship: Relationship<S, T, C>,
    ) -> Result<()> {
        for handle in handles {
            self.check(*handle)?;
        }
        self.autoflush()?;
        let owners: Vec<RawHandle> = handles.iter().map(|handle| handle.raw()).collect();
        self.load_lacking(&owners, relationship.index())
    }

    /// Loads a relationship of an instance, and of its peers, unless it is loaded.
    pub(crate) fn ensure_loaded(&mut self, raw: RawHandle, relation: u16) -> Result<()> {
        if is_known(&self.arena.relation(raw, relation)) {
            return Ok(());
        }
        self.autoflush()?;
        let mut owners = vec![raw];
        if let Some(store) = self.arena.store(raw.store) {
            let peers = store.peers(raw.slot, relation, CHUNK - 1);
            owners.extend(
                peers
                    .into_iter()
                    .map(|slot| self.arena.handle_of(raw.store, slot)),
            );
        }
        self.load_lacking(&owners, relation)
    }

    /// Loads a relationship for those that lack it, each under the conditions of the statement
    /// that it came from.
    fn load_lacking(&mut self, owners: &[RawHandle], relation: u16) -> Result<()> {
        for (criteria, owners) in self.arena.by_criteria(owners) {
            self.load_under(criteria.as_ref(), &owners, relation)?;
        }
        Ok(())
    }

    /// Loads a relationship for those that lack it, under conditions on entities.
    fn load_under(
        &mut self,
        criteria: Option<&SharedCriteria>,
        owners: &[RawHandle],
        relation: u16,
    ) -> Result<()> {
        let mut lacking: Vec<RawHandle> = owners.to_vec();
        lacking.retain(|owner| !is_known(&self.arena.relation(*owner, relation)));
        for chunk in lacking.chunks(CHUNK) {
            select::load_chunk(self, chunk, relation, criteria)?;
        }
        Ok(())
    }
}

fn is_known(state: &RelationState) -> bool {
    matches!(
        state,
        RelationState::Collection(_) | RelationState::Reference(_)
    )
}

/// Loads what a statement's options ask for, for the instances that it gave.
pub(crate) fn load_options(
    session: &mut Session,
    options: &[StatementOption],
    criteria: Option<&SharedCriteria>,
    loaded: &[RawHandle],
) -> Result<()> {
    for option in options {
        if let Some(level) = option.downcast_ref::<Level>() {
            load_level(session, level, criteria, loaded)?;
        }
    }
    Ok(())
}

/// Loads a level for all owners, and the levels below for all targets.
fn load_level(
    session: &mut Session,
    level: &Level,
    criteria: Option<&SharedCriteria>,
    loaded: &[RawHandle],
) -> Result<()> {
    let store = session.arena.store_index((level.source)());
    let mut owners: Vec<RawHandle> = loaded
        .iter()
        .copied()
        .filter(|raw| raw.store == store)
        .collect();
    owners.sort_unstable();
    owners.dedup();
    session.load_under(criteria, &owners, level.relation)?;
    if level.children.is_empty() {
        return Ok(());
    }
    let mut targets = Vec::new();
    for owner in owners {
        let state = session.arena.relation(owner, level.relation);
        targets.extend(state.targets().unwrap_or_default());
    }
    for child in &level.children {
        load_level(session, child, criteria, &targets)?;
    }
    Ok(())
}
