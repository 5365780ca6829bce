//! Keys that follow from relationships: taken from the target once it has them.

use super::collect::{is_unset, required};
use super::plan::{KeySource, Plan};
use crate::orm::handle::RawHandle;
use crate::orm::mapper::{Mapper, RelationshipDefinition, RelationshipKeys, RelationshipKind};
use crate::orm::session::{InstanceState, KeyValues, Session};
use crate::types::{FieldValue, Value};
use crate::{Error, ErrorKind, Result};

/// The values of a target's columns, once it is in the database or has them from the application.
fn target_values(session: &Session, key: &KeySource, target: RawHandle) -> Option<KeyValues> {
    let store = session.arena.store(target.store)?;
    store.state(target.slot, target.generation)?;
    key.target_columns
        .iter()
        .map(|column| match store.field_value(target.slot, *column) {
            FieldValue::Set(value) if !value.is_null() => Some(value),
            _ => None,
        })
        .collect()
}

/// Both a reference and its key column were set: they must say the same.
pub(super) fn agree(
    session: &Session,
    raw: RawHandle,
    definition: &'static RelationshipDefinition,
    target: Option<RawHandle>,
) -> Result<()> {
    let RelationshipKeys::Direct { local, remote } = definition.keys else {
        return Ok(());
    };
    let Some(store) = session.arena.store(raw.store) else {
        return Ok(());
    };
    for (column, target_column) in local.iter().zip(remote) {
        let own = store.field_value(raw.slot, *column);
        let disagree = match target {
            Some(target) => session.arena.store(target.store).is_some_and(|targets| {
                let other = targets.field_value(target.slot, *target_column);
                !is_unset(&other) && own != other
            }),
            None => true,
        };
        if !is_unset(&own) && disagree {
            return Err(disagreement(definition, store.mapper(), *column));
        }
    }
    Ok(())
}

#[cold]
fn disagreement(definition: &RelationshipDefinition, mapper: &Mapper, column: u16) -> Error {
    let RelationshipDefinition { model, name, .. } = definition;
    let column = mapper.table.column_name(column);
    Error::new(
        ErrorKind::Flush,
        format!("`{model}.{name}` and its key `{column}` were both set and disagree"),
    )
    .with_table(mapper.table.name.clone())
    .with_column(column)
    .with_help("set one of them; the other follows")
}

/// Sets the key columns of an instance that follow from its relationships, as far as the targets
/// are there. What is deferred is set to NULL until it can be known.
pub(super) fn apply(session: &mut Session, plan: &Plan, raw: RawHandle) -> Result<()> {
    let Some(mapper) = session.arena.mapper(raw) else {
        return Ok(());
    };
    for foreign_key in mapper.table.foreign_keys.iter() {
        let Some(first) = foreign_key.columns.first() else {
            continue;
        };
        if let Some(key) = plan.keys.get(&(raw, *first)) {
            apply_one(session, raw, key)?;
        }
    }
    Ok(())
}

/// Sets the key columns that follow from one relationship.
pub(super) fn apply_one(session: &mut Session, raw: RawHandle, key: &KeySource) -> Result<()> {
    let values: KeyValues = match key.target {
        Some(target) if !key.deferred => target_values(session, key, target)
            .ok_or_else(|| unreachable_target(session, key.definition, target))?,
        _ => key.columns.iter().map(|_| Value::Null).collect(),
    };
    let Some(store) = session.arena.store_mut(raw.store) else {
        return Ok(());
    };
    let table = store.mapper().table;
    for (column, value) in key.columns.iter().zip(values) {
        let takes_null = table.column(*column).is_some_and(|column| column.nullable);
        if value.is_null() && !takes_null {
            return Err(lost(store.mapper(), key.definition, *column));
        }
        store
            .set_column(raw.slot, *column, value.as_ref())
            .map_err(|error| {
                Error::new(
                    ErrorKind::Flush,
                    format!(
                        "the key `{}` of `{}` can't hold {}",
                        table.column_name(*column),
                        table.name,
                        error.found
                    ),
                )
            })?;
    }
    Ok(())
}

#[cold]
fn unreachable_target(
    session: &Session,
    definition: &RelationshipDefinition,
    target: RawHandle,
) -> Error {
    let RelationshipDefinition { model, name, .. } = definition;
    let why = match session.arena.state(target) {
        None => "an instance of another session, or one that is gone",
        Some(InstanceState::Transient) => "an instance that a rollback took back",
        Some(InstanceState::Deleted) => "a deleted instance",
        Some(_) => "an instance whose key is not known",
    };
    Error::new(ErrorKind::Flush, format!("`{model}.{name}` names {why}"))
        .with_help("add the target to this session first, or load it here")
}

/// The error of a row that must have an owner and lost it.
#[cold]
fn lost(mapper: &Mapper, definition: &'static RelationshipDefinition, column: u16) -> Error {
    let owner = match definition.kind {
        RelationshipKind::BelongsTo => Some(definition),
        _ => definition.reverse(),
    };
    match owner {
        Some(owner) => required(owner),
        None => Error::new(
            ErrorKind::Flush,
            format!(
                "`{}` must have an owner: it was taken out of `{}.{}`, and its key `{}` takes no \
                 NULL",
                mapper.name,
                definition.model,
                definition.name,
                mapper.table.column_name(column)
            ),
        )
        .with_help("delete it, give it another owner, or use cascade \"all, delete-orphan\""),
    }
}

/// Refuses a new instance whose required reference nobody has set.
pub(super) fn check_required(session: &Session, plan: &Plan, raw: RawHandle) -> Result<()> {
    let Some(store) = session.arena.store(raw.store) else {
        return Ok(());
    };
    for definition in store.mapper().relationships {
        let RelationshipKeys::Direct { local, .. } = definition.keys else {
            continue;
        };
        if definition.kind != RelationshipKind::BelongsTo || !definition.required {
            continue;
        }
        let Some(first) = local.first() else { continue };
        let unset = local
            .iter()
            .all(|column| is_unset(&store.field_value(raw.slot, *column)));
        if unset && !plan.keys.contains_key(&(raw, *first)) {
            return Err(required(definition)
                .with_table(store.mapper().table.name.clone())
                .with_column(store.mapper().table.column_name(*first)));
        }
    }
    Ok(())
}
