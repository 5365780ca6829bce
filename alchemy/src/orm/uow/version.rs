//! The version column: 1 at insert, compared and increased by every UPDATE, compared by DELETE.

use crate::orm::handle::RawHandle;
use crate::orm::session::AnyStore;
use crate::sql::{Arg, BinaryOp, ColumnRef, Node, Source};
use crate::types::{FieldValue, Value};
use crate::{Error, ErrorKind, Result};

/// The version of a new row.
const FIRST: Value = Value::Int(1);

/// Gives a new instance its version.
pub(super) fn begin(store: &mut dyn AnyStore, raw: RawHandle) -> Result<()> {
    match store.mapper().version {
        Some(column) => set(store, raw, column, &FIRST),
        None => Ok(()),
    }
}

/// Takes the version out of the changed columns: it is the flush that changes it.
pub(super) fn leave_out(
    store: &mut dyn AnyStore,
    raw: RawHandle,
    changed: &mut smallvec::SmallVec<[u16; 8]>,
) -> Result<()> {
    let Some(column) = store.mapper().version else {
        return Ok(());
    };
    if !changed.contains(&column) {
        return Ok(());
    }
    changed.retain(|other| *other != column);
    let before = current(store, raw, column);
    set(store, raw, column, &before)
}

/// That the version is a value, to be bound later.
pub(super) fn condition(mapper: &crate::orm::mapper::Mapper) -> Option<Node> {
    let column = Arg::Column(ColumnRef {
        table: mapper.table,
        source: Source::TABLE,
        index: mapper.version?,
    });
    Some(Node::Binary(BinaryOp::Eq, column, Arg::Bind(Value::Null)))
}

/// Appends the version that the database is to have.
pub(super) fn bind_current(store: &dyn AnyStore, raw: RawHandle, values: &mut Vec<Value>) {
    if let Some(column) = store.mapper().version {
        values.push(current(store, raw, column));
    }
}

/// Appends the version that an UPDATE sets.
pub(super) fn bind_next(
    store: &dyn AnyStore,
    raw: RawHandle,
    values: &mut Vec<Value>,
) -> Result<()> {
    if let Some(column) = store.mapper().version {
        values.push(next(store, raw, column)?);
    }
    Ok(())
}

/// Tells an instance that its row has been updated.
pub(super) fn advance(store: &mut dyn AnyStore, raw: RawHandle) -> Result<()> {
    match store.mapper().version {
        Some(column) => {
            let next = next(store, raw, column)?;
            set(store, raw, column, &next)
        }
        None => Ok(()),
    }
}

fn current(store: &dyn AnyStore, raw: RawHandle, column: u16) -> Value {
    match store.baseline_value(raw.slot, column) {
        FieldValue::Set(value) => value,
        FieldValue::Unset => Value::Null,
    }
}

fn next(store: &dyn AnyStore, raw: RawHandle, column: u16) -> Result<Value> {
    let next = match current(store, raw, column) {
        Value::Int(version) => match version.checked_add(1) {
            Some(next) => Some(Value::Int(next)),
            None => Some(Value::UInt(1 << 63)),
        },
        Value::UInt(version) => version.checked_add(1).map(Value::UInt),
        _ => None,
    };
    next.ok_or_else(|| full(store, column))
}

fn set(store: &mut dyn AnyStore, raw: RawHandle, column: u16, value: &Value) -> Result<()> {
    store
        .set_column(raw.slot, column, value.as_ref())
        .map_err(|_| full(store, column))
}

#[cold]
fn full(store: &dyn AnyStore, column: u16) -> Error {
    let mapper = store.mapper();
    let name = mapper.table.column_name(column);
    Error::new(
        ErrorKind::Flush,
        format!("`{}.{name}` can't count further", mapper.name),
    )
    .with_table(mapper.table.name.clone())
    .with_column(name)
    .with_help("give the version column a wider type")
}
