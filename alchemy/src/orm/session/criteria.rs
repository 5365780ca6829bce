//! Under which conditions instances were read: relationships are loaded under them too.

use std::collections::HashMap;
use std::sync::Arc;

use crate::orm::handle::RawHandle;
use crate::sql::LoaderCriteria;

/// The conditions of a statement.
pub(crate) type SharedCriteria = Arc<[LoaderCriteria]>;

/// The conditions of those statements that had some and whose instances are still there.
#[derive(Debug, Default)]
pub(super) struct RememberedCriteria {
    by_batch: HashMap<u32, SharedCriteria>,
    /// How many there may be before those that nobody needs are looked for.
    room: usize,
}

/// How many are kept without looking.
const LEAST_ROOM: usize = 64;

impl RememberedCriteria {
    /// Remembers those of a statement. `lives` tells whether a statement's instances are there.
    pub(super) fn insert(
        &mut self,
        batch: u32,
        criteria: &SharedCriteria,
        lives: impl Fn(u32) -> bool,
    ) {
        if self.by_batch.len() >= self.room {
            self.by_batch.retain(|batch, _| lives(*batch));
            self.room = LEAST_ROOM.max(self.by_batch.len() * 2);
        }
        self.by_batch.insert(batch, Arc::clone(criteria));
    }

    /// Instances by the conditions that they were read under.
    pub(super) fn divide(
        &self,
        owners: &[RawHandle],
        batch: impl Fn(RawHandle) -> Option<u32>,
    ) -> Vec<(Option<SharedCriteria>, Vec<RawHandle>)> {
        if self.by_batch.is_empty() {
            return vec![(None, owners.to_vec())];
        }
        let mut parts: Vec<(Option<SharedCriteria>, Vec<RawHandle>)> = Vec::new();
        for owner in owners {
            let criteria = batch(*owner).and_then(|batch| self.by_batch.get(&batch));
            let known = parts
                .iter_mut()
                .find(|(known, _)| same(known.as_ref(), criteria));
            match known {
                Some((_, list)) => list.push(*owner),
                None => parts.push((criteria.cloned(), vec![*owner])),
            }
        }
        parts
    }
}

fn same(one: Option<&SharedCriteria>, other: Option<&SharedCriteria>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        _ => false,
    }
}
