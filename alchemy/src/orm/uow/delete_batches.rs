//! DELETEs of many rows by one statement, their number checked.

use super::chunks;
use super::updates::{as_known, bind_key};
use super::version;
use crate::orm::handle::RawHandle;
use crate::orm::mapper::Mapper;
use crate::orm::session::Session;
use crate::schema::Table;
use crate::sql::{Arg, ColumnRef, DeleteNode, In, InSource, Node, Source, StatementNode};
use crate::types::Value;
use crate::{Error, ErrorKind, Result};

/// How many keys a message names.
const NAMED: usize = 10;

/// Deletes rows of one model that don't point to each other. `false` where they have to be deleted
/// one by one.
pub(super) fn delete(
    session: &mut Session,
    rows: &[RawHandle],
    mapper: &'static Mapper,
) -> Result<bool> {
    let capability = session.engine.dialect().capability();
    if rows.len() < 2 || !capability.batches_rows {
        return Ok(false);
    }
    let width = mapper.table.primary_key.len() + usize::from(mapper.version.is_some());
    for chunk in rows.chunks(chunks::rows(capability, width)) {
        let mut values = Vec::with_capacity(width * chunk.len());
        for raw in chunk {
            if let Some(store) = session.arena.store(raw.store) {
                bind_key(store, *raw, &mut values);
                version::bind_current(store, *raw, &mut values);
            }
        }
        let single = match (&*mapper.table.primary_key, mapper.version) {
            ([column], None) => Some(*column),
            _ => None,
        };
        let filter = match single {
            Some(column) => one_of(mapper.table, column, chunk.len()),
            None => Node::Any(chunk.iter().map(|_| as_known(mapper)).collect()),
        };
        let (sql, binds) = statement(session, mapper.table, filter)?;
        pad(&mut values, binds);
        let binds: Vec<&Value> = values.iter().collect();
        let deleted = session.connection()?.run_sql(&sql, &binds)?;
        if u64::try_from(chunk.len()) != Ok(deleted) {
            return Err(stale(session, chunk, mapper, deleted));
        }
        let level = session.arena.level;
        for raw in chunk {
            if let Some(store) = session.arena.store_mut(raw.store) {
                store.deleted(raw.slot, level);
            }
        }
    }
    Ok(true)
}

/// That a column is one of so many values, to be bound later.
pub(super) fn one_of(table: &'static Table, column: u16, values: usize) -> Node {
    Node::In(Box::new(In {
        arg: Arg::Column(ColumnRef {
            table,
            source: Source::TABLE,
            index: column,
        }),
        source: InSource::List(vec![Arg::Bind(Value::Null); values]),
        negated: false,
    }))
}

/// Repeats the last value until there are as many as a list has places: lists come in few lengths.
pub(super) fn pad(values: &mut Vec<Value>, binds: usize) {
    if let Some(last) = values.last().cloned()
        && values.len() < binds
    {
        values.resize(binds, last);
    }
}

/// A DELETE, and how many values it takes.
pub(super) fn statement(
    session: &Session,
    table: &'static Table,
    filter: Node,
) -> Result<(String, usize)> {
    let node = DeleteNode {
        filter: Some(filter),
        ..DeleteNode::new(table)
    };
    let node = StatementNode::Delete(&node);
    let prepared = session.engine.compile(&node)?;
    Ok((prepared.sql().to_owned(), prepared.binds().len()))
}

#[cold]
fn stale(session: &Session, rows: &[RawHandle], mapper: &Mapper, deleted: u64) -> Error {
    let mut keys = Vec::new();
    for raw in rows.iter().take(NAMED) {
        let mut key = Vec::new();
        if let Some(store) = session.arena.store(raw.store) {
            bind_key(store, *raw, &mut key);
        }
        let key: Vec<String> = key.iter().map(ToString::to_string).collect();
        keys.push(match &*key {
            [key] => key.clone(),
            key => format!("({})", key.join(", ")),
        });
    }
    let more = if rows.len() > NAMED { ", …" } else { "" };
    Error::new(
        ErrorKind::StaleData,
        format!(
            "the DELETE of `{}` with the keys {}{more} matched {deleted} rows instead of {}",
            mapper.name,
            keys.join(", "),
            rows.len()
        ),
    )
    .with_table(mapper.table.name.clone())
    .with_help("somebody else deleted or changed one meanwhile: load them again")
}
