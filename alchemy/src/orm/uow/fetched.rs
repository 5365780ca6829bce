//! What the database generated, where its INSERT can't return it: a SELECT by the key.

use std::borrow::Cow;

use super::inserts::{bind, item, learn, no_key, statement};
use super::plan::Plan;
use super::updates;
use crate::Result;
use crate::driver::Next;
use crate::orm::handle::RawHandle;
use crate::orm::mapper::Mapper;
use crate::orm::session::Session;
use crate::sql::{SelectNode, StatementNode};
use crate::types::{FieldValue, Value};

/// The column whose value the connection tells.
pub(super) fn counted(mapper: &Mapper, generated: &[u16]) -> Option<u16> {
    generated.iter().copied().find(|index| {
        let column = mapper.table.column(*index);
        column.is_some_and(|column| column.autoincrement)
    })
}

/// Whether new rows can be found again: their key is given, or the connection tells it.
pub(super) fn is_possible(mapper: &Mapper, generated: &[u16]) -> bool {
    let counted = counted(mapper, generated);
    mapper
        .table
        .primary_key
        .iter()
        .all(|column| !generated.contains(column) || counted == Some(*column))
}

/// An INSERT and a SELECT a row.
pub(super) fn insert(
    session: &mut Session,
    plan: &Plan,
    rows: &[RawHandle],
    shape: &[u16],
    mapper: &'static Mapper,
    generated: &[u16],
) -> Result<()> {
    let counted = counted(mapper, generated);
    let others: Vec<u16> = generated
        .iter()
        .copied()
        .filter(|column| counted != Some(*column))
        .collect();
    let (insert_sql, select_sql) = {
        let insert = StatementNode::Insert(Cow::Owned(statement(mapper, shape, &[])));
        let select = SelectNode {
            items: others.iter().map(|index| item(mapper, *index)).collect(),
            filter: Some(updates::by_key(mapper)),
            ..SelectNode::default()
        };
        let select = StatementNode::Select(&select);
        let insert = session.engine.compile(&insert)?.sql().to_owned();
        (insert, session.engine.compile(&select)?.sql().to_owned())
    };
    let mut values = Vec::with_capacity(shape.len());
    for raw in rows {
        values.clear();
        bind(session, plan, *raw, shape, &mut values)?;
        let binds: Vec<&Value> = values.iter().collect();
        let (connection, arena) = session.parts()?;
        let level = arena.level;
        let Some(store) = arena.store_mut(raw.store) else {
            continue;
        };
        connection.run_sql(&insert_sql, &binds)?;
        if let Some(column) = counted {
            let id = connection.last_insert_id().ok_or_else(|| no_key(mapper))?;
            learn(store, *raw, column, &Value::Int(id))?;
        }
        let keys: Vec<Value> = mapper
            .table
            .primary_key
            .iter()
            .map(|column| match store.field_value(raw.slot, *column) {
                FieldValue::Set(value) => value,
                FieldValue::Unset => Value::Null,
            })
            .collect();
        let binds: Vec<&Value> = keys.iter().collect();
        let found = connection.query_sql(&select_sql, &binds, &mut |row| {
            for (position, column) in others.iter().enumerate() {
                learn(store, *raw, *column, &row.get(position)?.to_value())?;
            }
            Ok(Next::Continue)
        })?;
        if found != 1 {
            return Err(no_key(mapper));
        }
        store.inserted(raw.slot, level)?;
    }
    Ok(())
}
