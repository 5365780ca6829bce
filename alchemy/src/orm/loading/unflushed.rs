//! What memory says about a relationship that was loaded just now, where it isn't flushed yet.
//!
//! The other side may have been changed while this one wasn't loaded: a child has another owner, or
//! is new. The database doesn't know; the collection has to.

use std::collections::HashSet;

use crate::orm::field::RelationState;
use crate::orm::handle::RawHandle;
use crate::orm::mapper::{RelationshipDefinition, RelationshipKind};
use crate::orm::session::{InstanceState, Session};

/// A change of the other side: who joins an owner, or leaves it.
struct Change {
    owner: RawHandle,
    target: RawHandle,
    joins: bool,
}

/// Brings the collections of owners in line with what their targets say.
pub(super) fn merge(
    session: &mut Session,
    owners: &[RawHandle],
    definition: &RelationshipDefinition,
    relation: u16,
) {
    let Some(back) = definition.back_populates else {
        return;
    };
    if definition.kind == RelationshipKind::BelongsTo {
        return;
    }
    for change in changes(session, definition, back, owners) {
        let Change { owner, target, .. } = change;
        if change.joins {
            session.arena.point_back(owner, relation, target);
        } else {
            session.arena.point_away(owner, relation, target);
        }
    }
}

/// What targets say about owners, and what the database doesn't know.
fn changes(
    session: &mut Session,
    definition: &RelationshipDefinition,
    back: u16,
    owners: &[RawHandle],
) -> Vec<Change> {
    let index = session.arena.store_index((definition.target)());
    let Some(store) = session.arena.store(index) else {
        return Vec::new();
    };
    let changing = store.changing();
    let concerned: HashSet<&RawHandle> = match changing.is_empty() {
        true => return Vec::new(),
        false => owners.iter().collect(),
    };
    let mut changes = Vec::new();
    for slot in changing {
        let target = session.arena.handle_of(index, slot);
        if session.arena.state(target) == Some(InstanceState::Transient) {
            continue;
        }
        let now = store.relation(slot, back);
        let before = store.baseline_relation(slot, back);
        let Some(is) = now.targets().filter(|_| now != before) else {
            continue;
        };
        // A reference says whose it is not, too, though nobody had loaded whose it was.
        let was = match &now {
            RelationState::Reference(_) => owners,
            _ => before.targets().unwrap_or_default(),
        };
        let left = was.iter().filter(|owner| !is.contains(*owner));
        let moves = left
            .map(|owner| (owner, false))
            .chain(is.iter().map(|owner| (owner, true)));
        changes.extend(moves.filter(|(owner, _)| concerned.contains(owner)).map(
            |(owner, joins)| Change {
                owner: *owner,
                target,
                joins,
            },
        ));
    }
    changes
}
