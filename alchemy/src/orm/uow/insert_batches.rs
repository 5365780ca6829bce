//! INSERTs of many rows by one statement, each row's generated key certainly its own.
//!
//! Where the database returns what it generated, keys that it counts tell whose they are: the rows
//! are inserted in their order, so their keys go up (or down) in that order, and keys that don't
//! are an error. Where it doesn't, a query says how far the keys of one statement are apart.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::inserts::{self, bind, item, learn, no_key};
use super::plan::Plan;
use super::{chunks, fetched};
use crate::driver::Next;
use crate::orm::handle::RawHandle;
use crate::orm::mapper::Mapper;
use crate::orm::session::{InstanceState, Session};
use crate::sql::{Arg, InsertNode, InsertRare, InsertSource, StatementNode};
use crate::types::{Value, ValueRef};
use crate::{Error, ErrorKind, Result};

/// How generated values reach their rows.
#[derive(Clone, Copy, Debug)]
enum Keys {
    /// There are none.
    Given,
    /// They are returned, among them a key that the database counts.
    Returned {
        /// Its place among those that are returned.
        position: usize,
    },
    /// The key is counted in known steps, and nothing else is generated.
    Counted { column: u16, step: i64 },
}

/// Inserts rows of one shape. `false` where they have to be inserted one by one.
pub(super) fn insert(
    session: &mut Session,
    plan: &Plan,
    rows: &[RawHandle],
    shape: &[u16],
    mapper: &'static Mapper,
    generated: &[u16],
) -> Result<bool> {
    if rows.len() < 2 || shape.is_empty() || !session.engine.dialect().capability().batches_rows {
        return Ok(false);
    }
    let Some(keys) = keys(session, plan, mapper, generated)? else {
        return Ok(false);
    };
    let mut batch = Batch {
        session,
        plan,
        shape,
        mapper,
        generated,
        keys,
        sql: (0, String::new()),
    };
    batch.insert(rows)?;
    Ok(true)
}

fn keys(
    session: &mut Session,
    plan: &Plan,
    mapper: &Mapper,
    generated: &[u16],
) -> Result<Option<Keys>> {
    if generated.is_empty() {
        return Ok(Some(Keys::Given));
    }
    let Some(counted) = fetched::counted(mapper, generated) else {
        return Ok(None);
    };
    if session.engine.dialect().capability().returning.insert {
        let position = generated.iter().position(|column| *column == counted);
        return Ok(position.map(|position| Keys::Returned { position }));
    }
    if generated.len() > 1 {
        return Ok(None);
    }
    let step = match plan.insert_id_step.get() {
        Some(step) => Some(step),
        None => ask_step(session)?,
    };
    plan.insert_id_step.set(step);
    Ok(step.map(|step| Keys::Counted {
        column: counted,
        step,
    }))
}

/// How far the keys of one statement are apart, as a setting of the connection says.
fn ask_step(session: &mut Session) -> Result<Option<i64>> {
    let Some(sql) = session.engine.dialect().capability().insert_id_step else {
        return Ok(None);
    };
    let mut step = None;
    session.connection()?.query_sql(sql, &[], &mut |row| {
        step = match row.get(0)? {
            ValueRef::Int(step) => Some(step),
            ValueRef::UInt(step) => i64::try_from(step).ok(),
            _ => None,
        };
        Ok(Next::Continue)
    })?;
    Ok(step)
}

/// Rows of one shape on their way.
struct Batch<'f> {
    session: &'f mut Session,
    plan: &'f Plan,
    shape: &'f [u16],
    mapper: &'static Mapper,
    generated: &'f [u16],
    keys: Keys,
    /// The statement for so many rows, the last that there was.
    sql: (usize, String),
}

impl Batch<'_> {
    fn insert(&mut self, rows: &[RawHandle]) -> Result<()> {
        let limit = chunks::rows(self.session.engine.dialect().capability(), self.shape.len());
        let mut values = Vec::with_capacity(self.shape.len() * rows.len().min(limit));
        let mut first = 0;
        for (at, raw) in rows.iter().enumerate() {
            let length = at - first;
            if length == limit || chunks::is_full(&values) || self.waits(*raw) {
                self.write(rows.get(first..at).unwrap_or_default(), &values)?;
                values.clear();
                first = at;
            }
            bind(self.session, self.plan, *raw, self.shape, &mut values)?;
        }
        self.write(rows.get(first..).unwrap_or_default(), &values)
    }

    /// Whether a row points to one that isn't in the database yet: one of this statement's.
    fn waits(&self, raw: RawHandle) -> bool {
        self.mapper.table.foreign_keys.iter().any(|key| {
            let source = key
                .columns
                .first()
                .and_then(|first| self.plan.keys.get(&(raw, *first)));
            source.is_some_and(|source| {
                let target = source.target.filter(|_| !source.deferred);
                target.is_some_and(|target| {
                    self.session.arena.state(target) == Some(InstanceState::Pending)
                })
            })
        })
    }

    fn write(&mut self, rows: &[RawHandle], values: &[Value]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        if self.sql.0 != rows.len() {
            self.sql = (rows.len(), self.statement(rows.len())?);
        }
        let sql = &self.sql.1;
        let binds: Vec<&Value> = values.iter().collect();
        let (connection, arena) = self.session.parts()?;
        match self.keys {
            Keys::Given => {
                let written = connection.run_sql(sql, &binds)?;
                check(self.mapper, rows.len(), written)?;
            }
            Keys::Counted { column, step } => {
                let written = connection.run_sql(sql, &binds)?;
                check(self.mapper, rows.len(), written)?;
                let mut next = connection.last_insert_id();
                for raw in rows {
                    let id = next.ok_or_else(|| no_key(self.mapper))?;
                    if let Some(store) = arena.store_mut(raw.store) {
                        learn(store, *raw, column, &Value::Int(id))?;
                    }
                    next = id.checked_add(step);
                }
            }
            Keys::Returned { position } => {
                let width = self.generated.len();
                let mut counted = Counted::default();
                // Learned at the end: the first rows may come back before a later one fails.
                let mut values = Vec::with_capacity(rows.len() * width);
                let returned = connection.write_returning(sql, &binds, &mut |row| {
                    for place in 0..width {
                        let value = row.get(place)?.to_value();
                        if place == position {
                            counted.next(self.mapper, &value)?;
                        }
                        values.push(value);
                    }
                    Ok(Next::Continue)
                })?;
                check(self.mapper, rows.len(), returned)?;
                for (raw, values) in rows.iter().zip(values.chunks(width)) {
                    if let Some(store) = arena.store_mut(raw.store) {
                        for (column, value) in self.generated.iter().zip(values) {
                            learn(store, *raw, *column, value)?;
                        }
                    }
                }
            }
        }
        let level = arena.level;
        for raw in rows {
            if let Some(store) = arena.store_mut(raw.store) {
                store.inserted(raw.slot, level)?;
            }
        }
        Ok(())
    }

    fn statement(&self, rows: usize) -> Result<String> {
        let row: Vec<Option<Arg>> = self
            .shape
            .iter()
            .map(|_| Some(Arg::Bind(Value::Null)))
            .collect();
        let ordered = matches!(self.keys, Keys::Returned { .. } | Keys::Counted { .. });
        let returning: SmallVec<_> = match self.keys {
            Keys::Returned { .. } => self
                .generated
                .iter()
                .map(|index| item(self.mapper, *index))
                .collect(),
            Keys::Given | Keys::Counted { .. } => SmallVec::new(),
        };
        let node = InsertNode {
            source: InsertSource::Rows(vec![row; rows]),
            returning,
            rare: ordered.then(|| {
                Box::new(InsertRare {
                    ordered,
                    ..InsertRare::default()
                })
            }),
            ..inserts::statement(self.mapper, self.shape, &[])
        };
        let node = StatementNode::Insert(Cow::Owned(node));
        Ok(self.session.engine.compile(&node)?.sql().to_owned())
    }
}

/// The keys of a statement's rows so far: they only go up, or only down.
#[derive(Debug, Default)]
struct Counted {
    last: Option<i128>,
    up: Option<bool>,
}

impl Counted {
    fn next(&mut self, mapper: &Mapper, key: &Value) -> Result<()> {
        let key = match key {
            Value::Int(key) => i128::from(*key),
            Value::UInt(key) => i128::from(*key),
            _ => return Err(disorder(mapper)),
        };
        if let Some(last) = self.last {
            let up = key > last;
            if key == last || *self.up.get_or_insert(up) != up {
                return Err(disorder(mapper));
            }
        }
        self.last = Some(key);
        Ok(())
    }
}

fn check(mapper: &Mapper, rows: usize, written: u64) -> Result<()> {
    if u64::try_from(rows) == Ok(written) {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Flush,
        format!(
            "an INSERT of {rows} rows into `{}` wrote {written}",
            mapper.table.name
        ),
    )
    .with_table(mapper.table.name.clone())
    .with_help("a trigger or a rule of the table may have kept some out"))
}

#[cold]
fn disorder(mapper: &Mapper) -> Error {
    Error::new(
        ErrorKind::Flush,
        format!(
            "the keys that the database generated for new rows of `{}` neither go up nor down, so \
             it isn't known whose they are",
            mapper.table.name
        ),
    )
    .with_table(mapper.table.name.clone())
    .with_help("let a sequence generate them, or set the keys in the application")
}
