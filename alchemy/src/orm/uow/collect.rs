//! What changed: instances by what happens to them, and the keys that follow from relationships.

use super::plan::{AssociationSide, KeySource, Plan};
use crate::orm::field::RelationState;
use crate::orm::handle::RawHandle;
use crate::orm::mapper::{RelationshipDefinition, RelationshipKeys, RelationshipKind};
use crate::orm::session::{InstanceState, Named, Session};
use crate::schema::ReferentialAction;
use crate::types::FieldValue;
use crate::{Error, ErrorKind, Result};

/// Finds what is to be written. Instances that turn up on the way (owned values, orphans, children
/// that lose their key) are looked at too, until none is left.
pub(super) fn collect(session: &mut Session, plan: &mut Plan) -> Result<()> {
    loop {
        pending_links(session, plan);
        let touched = take_touched(session);
        if touched.is_empty() {
            if settle_removed(session, plan)? || forget_deleted(session, plan) {
                continue;
            }
            plan.drop_orphans(session);
            return Ok(());
        }
        for raw in touched {
            if plan.seen.insert(raw) {
                absorb(session, raw);
                classify(session, plan, raw)?;
            }
        }
    }
}

/// Relationship fields that were assigned directly are honoured.
fn absorb(session: &mut Session, raw: RawHandle) {
    let store = session.arena.store_mut(raw.store);
    if store.is_some_and(|store| store.take_accessed(raw.slot)) {
        session.arena.absorb(raw, false);
    }
}

fn take_touched(session: &mut Session) -> Vec<RawHandle> {
    let mut touched = Vec::new();
    let mut slots = Vec::new();
    for (index, store) in session.arena.stores_mut() {
        slots.extend(store.take_touched().into_iter().map(|slot| (index, slot)));
    }
    for (store, slot) in slots {
        touched.push(session.arena.handle_of(store, slot));
    }
    touched
}

fn is_doomed(session: &Session, raw: RawHandle) -> bool {
    session
        .arena
        .store(raw.store)
        .is_some_and(|store| store.is_doomed(raw.slot))
}

fn classify(session: &mut Session, plan: &mut Plan, raw: RawHandle) -> Result<()> {
    let Some(mapper) = session.arena.mapper(raw) else {
        return Ok(());
    };
    let doomed = is_doomed(session, raw);
    match session.arena.state(raw) {
        Some(InstanceState::Pending) => plan.inserts.push(raw),
        Some(InstanceState::Persistent) if doomed => plan.deletes.push(raw),
        Some(InstanceState::Persistent) => plan.updates.push(raw),
        _ => return Ok(()),
    }
    for (relation, definition) in (0u16..).zip(mapper.relationships) {
        if doomed {
            released_by_delete(session, plan, raw, relation, definition)?;
        } else {
            difference(session, plan, raw, relation, definition)?;
        }
    }
    Ok(())
}

/// What a relationship lost and got since the database last agreed.
fn difference(
    session: &mut Session,
    plan: &mut Plan,
    raw: RawHandle,
    relation: u16,
    definition: &'static RelationshipDefinition,
) -> Result<()> {
    let Some(store) = session.arena.store(raw.store) else {
        return Ok(());
    };
    let before = store.baseline_relation(raw.slot, relation);
    let now = store.relation(raw.slot, relation);
    if definition.kind == RelationshipKind::BelongsTo {
        return reference_difference(session, plan, raw, relation, definition, &before, &now);
    }
    let Some(now) = now.targets() else {
        return Ok(());
    };
    let before = before.targets().unwrap_or_default();
    if std::ptr::eq(before, now) {
        return Ok(());
    }
    let was: std::collections::HashSet<_> = before.iter().collect();
    let is: std::collections::HashSet<_> = now.iter().collect();
    for target in now.iter().filter(|target| !was.contains(*target)) {
        joined(session, plan, raw, definition, *target);
    }
    for target in before.iter().filter(|target| !is.contains(*target)) {
        left(session, plan, raw, definition, *target);
    }
    Ok(())
}

/// A reference and its key column: the one that changed wins, both changed must agree.
fn reference_difference(
    session: &mut Session,
    plan: &mut Plan,
    raw: RawHandle,
    relation: u16,
    definition: &'static RelationshipDefinition,
    before: &RelationState,
    now: &RelationState,
) -> Result<()> {
    let RelationshipKeys::Direct { local, remote } = definition.keys else {
        return Ok(());
    };
    let Some(store) = session.arena.store(raw.store) else {
        return Ok(());
    };
    let persistent = store.state(raw.slot, raw.generation) == Some(InstanceState::Persistent);
    let changed = store.changed_columns(raw.slot);
    let column_changed = persistent && local.iter().any(|column| changed.contains(column));
    let target = match now {
        RelationState::Reference(target) if now != before => *target,
        _ if column_changed => {
            column_decides(session, raw, relation, definition);
            return Ok(());
        }
        RelationState::Unset if !persistent => {
            if let (Some(owner), Some(back)) = (
                session.arena.referred(raw, relation),
                definition.back_populates,
            ) {
                session.arena.point_back(owner, back, raw);
            }
            return Ok(());
        }
        _ => return Ok(()),
    };
    if column_changed || !persistent {
        super::keys::agree(session, raw, definition, target)?;
    }
    if let RelationState::Reference(Some(old)) = before
        && Some(*old) != target
    {
        leave(session, raw, definition, *old)?;
    }
    let key = KeySource {
        columns: local,
        target_columns: remote,
        target,
        definition,
        deferred: false,
    };
    if target.is_some() {
        insert_key(plan, raw, key);
    } else if let Some(owner) = owner_of_orphans(definition)
        && (persistent || definition.required)
    {
        let definition = owner;
        plan.removed.push((raw, KeySource { definition, ..key }));
    } else if persistent {
        insert_key(plan, raw, key);
    }
    Ok(())
}

/// The other side of a reference, where it deletes what it loses.
fn owner_of_orphans(
    definition: &'static RelationshipDefinition,
) -> Option<&'static RelationshipDefinition> {
    let owner = definition.reverse()?;
    owner.cascade.delete_orphan.then_some(owner)
}

/// A reference has another target: the one it had doesn't name it any more, and is deleted where
/// it can't be without.
fn leave(
    session: &mut Session,
    raw: RawHandle,
    definition: &'static RelationshipDefinition,
    old: RawHandle,
) -> Result<()> {
    if let Some(back) = definition.back_populates {
        session.arena.point_away(old, back, raw);
    }
    if definition.cascade.delete_orphan {
        session.doom(old)?;
    }
    Ok(())
}

fn insert_key(plan: &mut Plan, raw: RawHandle, key: KeySource) {
    if let Some(first) = key.columns.first() {
        plan.keys.insert((raw, *first), key);
    }
}

/// Only the key column was changed: what memory knows about the relationship is out of date. The
/// collections of the former and of the new owner follow where they are known.
fn column_decides(
    session: &mut Session,
    raw: RawHandle,
    relation: u16,
    definition: &'static RelationshipDefinition,
) {
    let former = session.arena.referred_before(raw, relation);
    if let Some(store) = session.arena.store_mut(raw.store) {
        store.set_loaded(raw.slot, relation, RelationState::NotLoaded);
    }
    let owner = session.arena.referred(raw, relation);
    let Some(back) = definition.back_populates else {
        return;
    };
    if let Some(former) = former
        && Some(former) != owner
    {
        session.arena.point_away(former, back, raw);
    }
    if let Some(owner) = owner {
        session.arena.point_back(owner, back, raw);
    }
}

/// A target came into a collection, or became the one of a `HasOne`.
fn joined(
    session: &mut Session,
    plan: &mut Plan,
    raw: RawHandle,
    definition: &'static RelationshipDefinition,
    target: RawHandle,
) {
    match definition.keys {
        RelationshipKeys::Direct { local, remote } => {
            session.arena.touch(target);
            let key = KeySource {
                columns: remote,
                target_columns: local,
                target: Some(raw),
                definition,
                deferred: false,
            };
            insert_key(plan, target, key);
        }
        RelationshipKeys::Secondary { .. } => associate(plan, raw, definition, target, false),
    }
}

/// A target left a collection, or isn't the one of a `HasOne` any more.
fn left(
    session: &mut Session,
    plan: &mut Plan,
    raw: RawHandle,
    definition: &'static RelationshipDefinition,
    target: RawHandle,
) {
    // A list that was assigned directly told nobody.
    if let Some(back) = definition.back_populates {
        session.arena.point_away(target, back, raw);
    }
    match definition.keys {
        RelationshipKeys::Direct { local, remote } => {
            let key = KeySource {
                columns: remote,
                target_columns: local,
                target: None,
                definition,
                deferred: false,
            };
            plan.removed.push((target, key));
        }
        RelationshipKeys::Secondary { .. } => {
            if session.arena.state(target).is_some() {
                associate(plan, raw, definition, target, true);
            }
        }
    }
}

fn associate(
    plan: &mut Plan,
    raw: RawHandle,
    definition: &'static RelationshipDefinition,
    target: RawHandle,
    removed: bool,
) {
    if let RelationshipKeys::Secondary {
        table,
        local,
        this,
        other,
        remote,
    } = definition.keys
    {
        let sides = [
            AssociationSide {
                columns: this,
                raw,
                source: local,
            },
            AssociationSide {
                columns: other,
                raw: target,
                source: remote,
            },
        ];
        plan.associate(table, sides, removed);
    }
}

/// Changes of collections that aren't loaded.
fn pending_links(session: &mut Session, plan: &mut Plan) {
    for link in std::mem::take(&mut session.arena.links) {
        let Some(definition) = session.arena.definition(link.owner, link.relation) else {
            continue;
        };
        if link.removed {
            left(session, plan, link.owner, definition, link.target);
        } else {
            joined(session, plan, link.owner, definition, link.target);
        }
    }
}

/// Those that left a collection and found no other owner lose their key, or are deleted as
/// orphans. Whether there is more to look at.
fn settle_removed(session: &mut Session, plan: &mut Plan) -> Result<bool> {
    let mut more = false;
    for (raw, key) in std::mem::take(&mut plan.removed) {
        let Some(first) = key.columns.first() else {
            continue;
        };
        let state = session.arena.state(raw);
        let gone = is_doomed(session, raw)
            || !matches!(
                state,
                Some(InstanceState::Persistent | InstanceState::Pending)
            );
        let known = plan.keys.get(&(raw, *first));
        let target = known.and_then(|known| known.target);
        let found_owner = target.is_some_and(|owner| !is_doomed(session, owner));
        if gone || found_owner || column_changed(session, raw, *first) {
            continue;
        }
        if key.definition.cascade.delete_orphan {
            plan.keys.remove(&(raw, *first));
            plan.seen.remove(&raw);
            session.doom(raw)?;
            more = true;
        } else if known.is_none() || target.is_some() {
            session.arena.touch(raw);
            insert_key(plan, raw, key);
            more = true;
        }
    }
    Ok(more)
}

/// Relationships that name what is deleted don't any more, on whichever side they were loaded.
/// Whether there were such.
fn forget_deleted(session: &mut Session, plan: &Plan) -> bool {
    let named: Named = plan.deletes.iter().copied().collect();
    let found = session.arena.naming(&named);
    for (source, relation) in &found {
        session.arena.forget_named(*source, *relation, &named);
    }
    !found.is_empty()
}

/// Whether the key was given another value by hand.
fn column_changed(session: &Session, raw: RawHandle, column: u16) -> bool {
    let store = session.arena.store(raw.store);
    store.is_some_and(|store| store.changed_columns(raw.slot).contains(&column))
}

/// What happens to the targets of an instance that is deleted.
fn released_by_delete(
    session: &mut Session,
    plan: &mut Plan,
    raw: RawHandle,
    relation: u16,
    definition: &'static RelationshipDefinition,
) -> Result<()> {
    match definition.keys {
        RelationshipKeys::Secondary {
            table, local, this, ..
        } => {
            let side = AssociationSide {
                columns: this,
                raw,
                source: local,
            };
            plan.clear(table, side);
            Ok(())
        }
        RelationshipKeys::Direct { local, remote } => {
            if definition.kind == RelationshipKind::BelongsTo {
                return leave_owner(session, raw, relation, definition);
            }
            let state = session.arena.relation(raw, relation);
            let key = KeySource {
                columns: remote,
                target_columns: local,
                target: None,
                definition,
                deferred: false,
            };
            for target in state.targets().unwrap_or_default() {
                if goes_with_its_row(definition, remote) {
                    session.doom(*target)?;
                } else {
                    plan.removed.push((*target, key));
                    if let Some(back) = definition.back_populates {
                        session.arena.point_away(*target, back, raw);
                    }
                }
            }
            Ok(())
        }
    }
}

/// A deleted instance isn't in its owner's collection any more.
fn leave_owner(
    session: &mut Session,
    raw: RawHandle,
    relation: u16,
    definition: &'static RelationshipDefinition,
) -> Result<()> {
    let state = session.arena.relation(raw, relation);
    if let (Some([owner]), Some(back)) = (state.targets(), definition.back_populates)
        && !is_doomed(session, *owner)
    {
        session.arena.point_away(*owner, back, raw);
    }
    Ok(())
}

/// Whether the database deletes the target's row by itself.
fn goes_with_its_row(definition: &RelationshipDefinition, columns: &[u16]) -> bool {
    let keys = &(definition.target)().table.foreign_keys;
    keys.iter()
        .any(|key| *key.columns == *columns && key.on_delete == Some(ReferentialAction::Cascade))
}

/// Whether a key column holds what a new struct holds: nothing that anybody chose.
pub(super) fn is_unset(value: &FieldValue) -> bool {
    use crate::types::Value;
    match value {
        FieldValue::Unset => true,
        FieldValue::Set(value) => match value {
            Value::Null => true,
            Value::Int(value) => *value == 0,
            Value::Text(text) => text.is_empty(),
            Value::Uuid(bytes) => bytes.iter().all(|byte| *byte == 0),
            _ => false,
        },
    }
}

/// The error of a reference that must have a target and has none.
#[cold]
pub(super) fn required(definition: &RelationshipDefinition) -> Error {
    let RelationshipDefinition { model, name, .. } = definition;
    Error::new(ErrorKind::Flush, format!("`{model}.{name}` is required")).with_help(format!(
        "set `{name}` or its key column, or delete the `{model}` that lost it"
    ))
}
