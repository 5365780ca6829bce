//! INSERTs: rows of one model and shape in one batch, generated keys read back.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::plan::{KeySource, Plan};
use super::{fetched, insert_batches, keys, order, version};
use crate::Result;
use crate::driver::{Batch, Executed, Next};
use crate::orm::handle::RawHandle;
use crate::orm::mapper::Mapper;
use crate::orm::session::Session;
use crate::sql::{Arg, ColumnRef, InsertNode, InsertSource, SelectItem, Source, StatementNode};
use crate::types::{FieldValue, Value};
use crate::{Error, ErrorKind};

/// The columns of an INSERT, by position.
type Shape = SmallVec<[u16; 16]>;

/// Inserts the new instances, models and rows in the order of their keys.
pub(super) fn insert(session: &mut Session, plan: &mut Plan) -> Result<()> {
    let raws = std::mem::take(&mut plan.inserts);
    for group in order::groups(session, &raws) {
        let mut rows: Vec<RawHandle> = raws
            .iter()
            .copied()
            .filter(|raw| group.stores.contains(&raw.store))
            .collect();
        if group.cyclic {
            let mut cuts = Vec::new();
            let order = order::Rows::new(session, &rows);
            rows = order.sorted(plan, false, |raw, columns| cuts.push((raw, columns)))?;
            for (raw, columns) in cuts {
                defer(plan, raw, columns);
            }
        }
        insert_group(session, plan, &rows)?;
    }
    finish_deferred(session, plan)
}

/// Leaves a key out of the INSERT, to be set by an UPDATE.
fn defer(plan: &mut Plan, raw: RawHandle, columns: &'static [u16]) {
    if let Some(first) = columns.first()
        && let Some(key) = plan.keys.get_mut(&(raw, *first))
    {
        key.deferred = true;
    }
}

/// What was deferred can be known now: it is a change of a persistent instance.
fn finish_deferred(session: &mut Session, plan: &mut Plan) -> Result<()> {
    let deferred: Vec<((RawHandle, u16), KeySource)> = plan
        .keys
        .iter()
        .filter(|(_, key)| key.deferred)
        .map(|(at, key)| (*at, *key))
        .collect();
    for ((raw, first), key) in deferred {
        let key = KeySource {
            deferred: false,
            ..key
        };
        session.arena.touch(raw);
        keys::apply_one(session, raw, &key)?;
        plan.keys.insert((raw, first), key);
        if !plan.updates.contains(&raw) {
            plan.updates.push(raw);
        }
    }
    Ok(())
}

/// Inserts rows in order, as many as have one shape in one batch.
fn insert_group(session: &mut Session, plan: &Plan, rows: &[RawHandle]) -> Result<()> {
    let mut rest = rows;
    while let Some(first) = rest.first() {
        keys::check_required(session, plan, *first)?;
        let shape = shape(session, plan, *first)?;
        let mut length = 1;
        for raw in rest.iter().skip(1) {
            if raw.store != first.store {
                break;
            }
            keys::check_required(session, plan, *raw)?;
            if self::shape(session, plan, *raw)? != shape {
                break;
            }
            length += 1;
        }
        let (batch, after) = rest.split_at(length);
        insert_batch(session, plan, batch, &shape)?;
        rest = after;
    }
    Ok(())
}

/// The columns that an instance sets. Defaults of the columns that it leaves out are evaluated
/// here, once.
fn shape(session: &mut Session, plan: &Plan, raw: RawHandle) -> Result<Shape> {
    let Some(store) = session.arena.store_mut(raw.store) else {
        return Ok(Shape::new());
    };
    version::begin(store, raw)?;
    let table = store.mapper().table;
    let mut shape = Shape::new();
    for (index, column) in (0u16..).zip(table.columns.iter()) {
        match (store.field_value(raw.slot, index), column.default) {
            (FieldValue::Set(_), _) => shape.push(index),
            (FieldValue::Unset, Some(default)) => {
                store
                    .set_column(raw.slot, index, default().as_ref())
                    .map_err(|error| {
                        Error::new(
                            ErrorKind::Flush,
                            format!(
                                "the default of `{}.{}` is {}",
                                table.name, column.name, error.found
                            ),
                        )
                    })?;
                shape.push(index);
            }
            (FieldValue::Unset, None) if plan.keys.contains_key(&(raw, index)) => shape.push(index),
            (FieldValue::Unset, None) => {}
        }
    }
    Ok(shape)
}

/// The columns that the database supplies and memory has to learn.
fn generated(mapper: &Mapper, shape: &Shape) -> Shape {
    mapper
        .generated
        .iter()
        .copied()
        .filter(|column| !shape.contains(column))
        .collect()
}

fn insert_batch(
    session: &mut Session,
    plan: &Plan,
    rows: &[RawHandle],
    shape: &Shape,
) -> Result<()> {
    let Some(mapper) = rows.first().and_then(|raw| session.arena.mapper(*raw)) else {
        return Ok(());
    };
    let generated = generated(mapper, shape);
    if insert_batches::insert(session, plan, rows, shape, mapper, &generated)? {
        return Ok(());
    }
    let by_last_id = session.engine.dialect().capability().last_insert_id;
    let (Some(&[only]), true) = (
        generated.first_chunk::<1>().filter(|_| generated.len() < 2),
        by_last_id,
    ) else {
        if generated.is_empty() {
            return insert_many(session, plan, rows, shape, mapper, None);
        }
        return insert_generating(session, plan, rows, shape, mapper, &generated);
    };
    if mapper
        .table
        .column(only)
        .is_some_and(|column| column.autoincrement)
    {
        insert_many(session, plan, rows, shape, mapper, Some(only))
    } else {
        insert_generating(session, plan, rows, shape, mapper, &generated)
    }
}

/// Inserts rows whose generated values the connection doesn't tell.
fn insert_generating(
    session: &mut Session,
    plan: &Plan,
    rows: &[RawHandle],
    shape: &Shape,
    mapper: &'static Mapper,
    generated: &[u16],
) -> Result<()> {
    let returns = session.engine.dialect().capability().returning.insert;
    if !returns && fetched::is_possible(mapper, generated) {
        return fetched::insert(session, plan, rows, shape, mapper, generated);
    }
    insert_returning(session, plan, rows, shape, mapper, generated)
}

/// An INSERT of one row. The values that it is compiled with stand for those of every row.
pub(super) fn statement(mapper: &Mapper, shape: &[u16], returning: &[u16]) -> InsertNode {
    let placeholders = shape.iter().map(|_| Some(Arg::Bind(Value::Null))).collect();
    InsertNode {
        columns: shape.to_vec(),
        source: InsertSource::Rows(vec![placeholders]),
        returning: returning.iter().map(|index| item(mapper, *index)).collect(),
        ..InsertNode::new(mapper.table)
    }
}

/// A column of the table, selected.
pub(super) fn item(mapper: &Mapper, index: u16) -> SelectItem {
    SelectItem::Expr {
        arg: Arg::Column(ColumnRef {
            table: mapper.table,
            source: Source::TABLE,
            index,
        }),
        label: None,
        nullable: true,
    }
}

/// One prepared statement, run a row; the generated key is the connection's last.
fn insert_many(
    session: &mut Session,
    plan: &Plan,
    rows: &[RawHandle],
    shape: &Shape,
    mapper: &'static Mapper,
    key: Option<u16>,
) -> Result<()> {
    let node = statement(mapper, shape, &[]);
    let node = StatementNode::Insert(Cow::Owned(node));
    let sql = session.engine.compile(&node)?.sql().to_owned();
    session.detached_connection(|session, connection| {
        let mut batch = Inserts {
            session,
            plan,
            rows,
            shape,
            key,
        };
        connection.execute_batch(&sql, &mut batch)
    })
}

/// The rows of one shape, for the driver.
struct Inserts<'f> {
    session: &'f mut Session,
    plan: &'f Plan,
    rows: &'f [RawHandle],
    shape: &'f Shape,
    key: Option<u16>,
}

impl Batch for Inserts<'_> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn binds(&mut self, run: usize, values: &mut Vec<Value>) -> Result<()> {
        match self.rows.get(run) {
            Some(raw) => bind(self.session, self.plan, *raw, self.shape, values),
            None => Ok(()),
        }
    }

    fn done(&mut self, run: usize, executed: Executed) -> Result<()> {
        let Some(raw) = self.rows.get(run) else {
            return Ok(());
        };
        let level = self.session.arena.level;
        let Some(store) = self.session.arena.store_mut(raw.store) else {
            return Ok(());
        };
        if let Some(column) = self.key {
            let Some(id) = executed.last_insert_id else {
                return Err(no_key(store.mapper()));
            };
            learn(store, *raw, column, &Value::Int(id))?;
        }
        store.inserted(raw.slot, level)
    }
}

/// Appends the values of a row, its keys taken from where they follow from.
pub(super) fn bind(
    session: &mut Session,
    plan: &Plan,
    raw: RawHandle,
    shape: &[u16],
    values: &mut Vec<Value>,
) -> Result<()> {
    keys::apply(session, plan, raw)?;
    let Some(store) = session.arena.store(raw.store) else {
        return Ok(());
    };
    for column in shape {
        let mut value = match store.field_value(raw.slot, *column) {
            FieldValue::Set(value) => value,
            FieldValue::Unset => Value::Null,
        };
        store.mapper().table.fit(*column, &mut value);
        values.push(value);
    }
    Ok(())
}

pub(super) fn learn(
    store: &mut dyn crate::orm::session::AnyStore,
    raw: RawHandle,
    column: u16,
    value: &Value,
) -> Result<()> {
    let mapper = store.mapper();
    store
        .set_column(raw.slot, column, value.as_ref())
        .map_err(|error| {
            let name = mapper.table.column_name(column);
            let message = format!(
                "`{}.{name}` was generated as {}, and its type takes {}",
                mapper.table.name, error.found, error.expected
            );
            Error::new(ErrorKind::Decode, message).with_column(name)
        })
}

#[cold]
pub(super) fn no_key(mapper: &Mapper) -> Error {
    Error::new(
        ErrorKind::Flush,
        format!(
            "the database told no key for a new row of `{}`",
            mapper.table.name
        ),
    )
    .with_table(mapper.table.name.clone())
}

/// A statement a row that returns what the database generated.
fn insert_returning(
    session: &mut Session,
    plan: &Plan,
    rows: &[RawHandle],
    shape: &Shape,
    mapper: &'static Mapper,
    generated: &[u16],
) -> Result<()> {
    let mut values = Vec::with_capacity(shape.len());
    let node = StatementNode::Insert(Cow::Owned(statement(mapper, shape, generated)));
    let sql = session.engine.compile(&node)?.sql().to_owned();
    for raw in rows {
        values.clear();
        bind(session, plan, *raw, shape, &mut values)?;
        let binds: Vec<&Value> = values.iter().collect();
        let (connection, arena) = session.parts()?;
        let level = arena.level;
        let Some(store) = arena.store_mut(raw.store) else {
            continue;
        };
        let mut told = false;
        connection.write_returning(&sql, &binds, &mut |row| {
            for (position, column) in generated.iter().enumerate() {
                learn(store, *raw, *column, &row.get(position)?.to_value())?;
            }
            told = true;
            Ok(Next::Continue)
        })?;
        if !told {
            return Err(no_key(mapper));
        }
        store.inserted(raw.slot, level)?;
    }
    Ok(())
}
