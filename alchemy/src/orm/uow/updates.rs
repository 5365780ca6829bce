//! UPDATEs: only what changed, one shape in one batch, every row checked.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::inserts::learn;
use super::plan::Plan;
use super::{keys, version};
use crate::Result;
use crate::driver::{Batch, Executed};
use crate::orm::handle::RawHandle;
use crate::orm::mapper::Mapper;
use crate::orm::session::{AnyStore, Session};
use crate::schema::UpdateDefault;
use crate::sql::{Arg, BinaryOp, ColumnRef, Node, Source, StatementNode, UpdateNode, sql_arg};
use crate::types::{FieldValue, Value};
use crate::{Error, ErrorKind};

/// The columns of an UPDATE, by position.
type Shape = SmallVec<[u16; 8]>;

/// Updates the changed instances.
pub(super) fn update(session: &mut Session, plan: &mut Plan) -> Result<()> {
    let mut raws = std::mem::take(&mut plan.updates);
    for (raw, _) in plan.keys.keys() {
        if !plan.seen.contains(raw) {
            session.arena.touch(*raw);
            raws.push(*raw);
        }
    }
    raws.sort_unstable();
    raws.dedup();
    let mut shaped = Vec::with_capacity(raws.len());
    for raw in raws {
        keys::apply(session, plan, raw)?;
        let Some(store) = session.arena.store_mut(raw.store) else {
            continue;
        };
        let mut shape = store.changed_columns(raw.slot);
        version::leave_out(store, raw, &mut shape)?;
        if !shape.is_empty() && set_defaults(store, raw, &shape)? {
            shape = store.changed_columns(raw.slot);
        }
        shaped.push((raw, shape));
    }
    let mut rest = &shaped[..];
    while let Some((first, shape)) = rest.first() {
        let same = rest
            .iter()
            .take_while(|(raw, other)| raw.store == first.store && other == shape)
            .count();
        let (batch, after) = rest.split_at(same);
        update_batch(session, batch, shape)?;
        rest = after;
    }
    Ok(())
}

/// Gives a changed instance the values that its columns have for updates, where the application
/// changed others only. Returns whether there are any.
fn set_defaults(store: &mut dyn AnyStore, raw: RawHandle, shape: &Shape) -> Result<bool> {
    let mut any = false;
    for (index, column) in (0u16..).zip(store.mapper().table.columns.iter()) {
        if let Some(UpdateDefault::Value(value)) = &column.update_default
            && !shape.contains(&index)
        {
            learn(store, raw, index, &value())?;
            any = true;
        }
    }
    Ok(any)
}

/// The columns that the database computes for an UPDATE of these, and how.
fn computed(mapper: &'static Mapper, shape: &Shape) -> Vec<(u16, Arg)> {
    (0u16..)
        .zip(mapper.table.columns.iter())
        .filter_map(|(index, column)| match &column.update_default {
            Some(UpdateDefault::Sql(sql)) if !shape.contains(&index) => {
                Some((index, sql_arg(sql.clone())))
            }
            _ => None,
        })
        .collect()
}

fn update_batch(session: &mut Session, rows: &[(RawHandle, Shape)], shape: &Shape) -> Result<()> {
    let Some(mapper) = rows.first().and_then(|(raw, _)| session.arena.mapper(*raw)) else {
        return Ok(());
    };
    let level = session.arena.level;
    if shape.is_empty() {
        for (raw, _) in rows {
            if let Some(store) = session.arena.store_mut(raw.store) {
                store.updated(raw.slot, level)?;
            }
        }
        return Ok(());
    }
    let mut node = statement(mapper, shape);
    let computed = computed(mapper, shape);
    let read: Vec<u16> = computed.iter().map(|(index, _)| *index).collect();
    node.assignments.extend(computed);
    let sql = session
        .engine
        .compile(&StatementNode::Update(Cow::Borrowed(&node)))?
        .sql()
        .to_owned();
    session.detached_connection(|session, connection| {
        connection.execute_batch(
            &sql,
            &mut Updates {
                session,
                rows,
                shape,
                mapper,
            },
        )
    })?;
    if read.is_empty() {
        return Ok(());
    }
    let raws: Vec<RawHandle> = rows.iter().map(|(raw, _)| *raw).collect();
    session.read_again(mapper, &raws, &read)
}

/// An UPDATE of one row by its key. The values that it is compiled with stand for those of every
/// row.
fn statement(mapper: &Mapper, shape: &Shape) -> UpdateNode {
    UpdateNode {
        assignments: shape
            .iter()
            .chain(&mapper.version)
            .map(|column| (*column, Arg::Bind(Value::Null)))
            .collect(),
        filter: Some(as_known(mapper)),
        ..UpdateNode::new(mapper.table)
    }
}

/// That the primary key, and the version where there is one, are values, to be bound later.
pub(super) fn as_known(mapper: &Mapper) -> Node {
    Node::All(
        key_parts(mapper)
            .chain(version::condition(mapper))
            .collect(),
    )
}

/// That the primary key is a value, to be bound later.
pub(super) fn by_key(mapper: &Mapper) -> Node {
    Node::All(key_parts(mapper).collect())
}

fn key_parts(mapper: &Mapper) -> impl Iterator<Item = Node> {
    let table = mapper.table;
    table.primary_key.iter().map(|index| {
        let column = Arg::Column(ColumnRef {
            table,
            source: Source::TABLE,
            index: *index,
        });
        Node::Binary(BinaryOp::Eq, column, Arg::Bind(Value::Null))
    })
}

/// Appends the key that the database knows a row by.
pub(super) fn bind_key(store: &dyn AnyStore, raw: RawHandle, values: &mut Vec<Value>) {
    for column in store.mapper().table.primary_key.iter() {
        values.push(match store.baseline_value(raw.slot, *column) {
            FieldValue::Set(value) => value,
            FieldValue::Unset => Value::Null,
        });
    }
}

/// The error of a row that isn't there any more, or not as it was.
#[cold]
pub(super) fn stale(what: &str, store: &dyn AnyStore, raw: RawHandle, rows: u64) -> Error {
    let mapper = store.mapper();
    let mut key = Vec::new();
    bind_key(store, raw, &mut key);
    let key: Vec<String> = key.iter().map(ToString::to_string).collect();
    Error::new(
        ErrorKind::StaleData,
        format!(
            "the {what} of `{}` with key {} matched {rows} rows instead of one",
            mapper.name,
            key.join(", ")
        ),
    )
    .with_table(mapper.table.name.clone())
    .with_help("somebody else deleted or changed it meanwhile: load it again")
}

/// The rows of one shape, for the driver.
struct Updates<'f> {
    session: &'f mut Session,
    rows: &'f [(RawHandle, Shape)],
    shape: &'f Shape,
    mapper: &'static Mapper,
}

impl Batch for Updates<'_> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn binds(&mut self, run: usize, values: &mut Vec<Value>) -> Result<()> {
        let Some((raw, _)) = self.rows.get(run) else {
            return Ok(());
        };
        let Some(store) = self.session.arena.store(raw.store) else {
            return Ok(());
        };
        for column in self.shape {
            match store.field_value(raw.slot, *column) {
                FieldValue::Set(mut value) => {
                    self.mapper.table.fit(*column, &mut value);
                    values.push(value);
                }
                FieldValue::Unset => return Err(unset(self.mapper, *column)),
            }
        }
        version::bind_next(store, *raw, values)?;
        bind_key(store, *raw, values);
        version::bind_current(store, *raw, values);
        Ok(())
    }

    fn done(&mut self, run: usize, executed: Executed) -> Result<()> {
        let Some((raw, _)) = self.rows.get(run) else {
            return Ok(());
        };
        let level = self.session.arena.level;
        let Some(store) = self.session.arena.store_mut(raw.store) else {
            return Ok(());
        };
        if executed.rows != 1 {
            return Err(stale("UPDATE", store, *raw, executed.rows));
        }
        version::advance(store, *raw)?;
        store.updated(raw.slot, level)
    }
}

#[cold]
fn unset(mapper: &Mapper, column: u16) -> Error {
    let name = mapper.table.column_name(column);
    Error::new(
        ErrorKind::Flush,
        format!("`{}.{name}` was unset after its insert", mapper.name),
    )
    .with_column(name)
    .with_help("give it a value; the database generates one at insert only")
}
