//! What a flush is going to do.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use crate::orm::handle::RawHandle;
use crate::orm::mapper::RelationshipDefinition;
use crate::orm::session::Session;
use crate::schema::Table;

/// The columns of an instance that follow from a relationship.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeySource {
    /// The columns that are set.
    pub(super) columns: &'static [u16],
    /// The target's columns that they are set to.
    pub(super) target_columns: &'static [u16],
    /// The target; `None` sets NULL.
    pub(super) target: Option<RawHandle>,
    /// The relationship that says so.
    pub(super) definition: &'static RelationshipDefinition,
    /// Left out of the INSERT and set by an UPDATE, since the target needs this row first.
    pub(super) deferred: bool,
}

/// A row of an association table to insert or to delete: column and instance with its column, for
/// both sides.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Association {
    pub(super) sides: [AssociationSide; 2],
}

/// One side of an association row.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct AssociationSide {
    /// The association table's columns.
    pub(super) columns: &'static [u16],
    /// The instance.
    pub(super) raw: RawHandle,
    /// The instance's columns.
    pub(super) source: &'static [u16],
}

/// Schema and name: both sides of a relationship may have a table of their own.
type TableKey = (Option<&'static str>, &'static str);

/// What a flush is going to do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) seen: HashSet<RawHandle, hashbrown::DefaultHashBuilder>,
    pub(super) inserts: Vec<RawHandle>,
    pub(super) updates: Vec<RawHandle>,
    pub(super) deletes: Vec<RawHandle>,
    /// The key columns that follow from relationships, by instance and first column.
    pub(super) keys: HashMap<(RawHandle, u16), KeySource, hashbrown::DefaultHashBuilder>,
    /// Instances that left a collection, until it is known whether they found another owner.
    pub(super) removed: Vec<(RawHandle, KeySource)>,
    /// The changes of association tables, in order: whether a row is to be deleted.
    pub(super) associations: Vec<(&'static Table, Association, bool)>,
    /// How far the keys of one INSERT are apart, once it has been asked for.
    pub(super) insert_id_step: Cell<Option<i64>>,
    /// Those changes again, to know each once.
    known: HashSet<(TableKey, Association, bool), hashbrown::DefaultHashBuilder>,
    /// Instances whose association rows all go: the table, and the side.
    pub(super) cleared: Vec<(&'static Table, AssociationSide)>,
    /// The same, to look one up.
    gone: HashSet<(TableKey, AssociationSide), hashbrown::DefaultHashBuilder>,
}

impl Plan {
    pub(super) fn is_empty(&self) -> bool {
        self.inserts.is_empty()
            && self.updates.is_empty()
            && self.deletes.is_empty()
            && self.keys.is_empty()
            && self.associations.is_empty()
    }

    /// All association rows of an instance go.
    pub(super) fn clear(&mut self, table: &'static Table, side: AssociationSide) {
        if self.gone.insert((table.key(), side.clone())) {
            self.cleared.push((table, side));
        }
    }

    /// Whether all association rows of an instance go.
    pub(super) fn is_cleared(&self, table: &'static Table, side: &AssociationSide) -> bool {
        !self.gone.is_empty() && self.gone.contains(&(table.key(), side.clone()))
    }

    /// Adds a change of an association table, once: both sides may tell of it.
    pub(super) fn associate(
        &mut self,
        table: &'static Table,
        mut sides: [AssociationSide; 2],
        removed: bool,
    ) {
        sides.sort();
        let change = Association { sides };
        if self.known.insert((table.key(), change.clone(), removed)) {
            self.associations.push((table, change, removed));
        }
    }

    /// Leaves out what turned out to be an orphan after it was to be inserted or updated.
    pub(super) fn drop_orphans(&mut self, session: &Session) {
        let stays = |raw: &RawHandle| {
            let store = session.arena.store(raw.store);
            let doomed = store.is_some_and(|store| store.is_doomed(raw.slot));
            session.arena.state(*raw).is_some() && !doomed
        };
        self.inserts.retain(stays);
        self.updates.retain(stays);
    }
}
