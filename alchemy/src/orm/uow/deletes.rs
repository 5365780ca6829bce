//! DELETEs: in the reverse order of the keys, every row checked.

use std::borrow::Cow;

use super::plan::Plan;
use super::updates::{as_known, bind_key, by_key, stale};
use super::version;
use super::{delete_batches, order};
use crate::Result;
use crate::driver::{Batch, Executed};
use crate::orm::handle::RawHandle;
use crate::orm::mapper::Mapper;
use crate::orm::session::Session;
use crate::sql::{Arg, DeleteNode, StatementNode, UpdateNode};
use crate::types::Value;

/// Deletes the doomed instances, what points to others first.
pub(super) fn delete(session: &mut Session, plan: &Plan) -> Result<()> {
    let mut groups = order::groups(session, &plan.deletes);
    groups.reverse();
    for group in groups {
        let mut rows: Vec<RawHandle> = plan
            .deletes
            .iter()
            .copied()
            .filter(|raw| group.stores.contains(&raw.store))
            .collect();
        if group.cyclic {
            let mut cuts = Vec::new();
            let order = order::Rows::new(session, &rows);
            rows = order.sorted(plan, true, |raw, columns| cuts.push((raw, columns)))?;
            rows.reverse();
            for (raw, columns) in cuts {
                clear_key(session, raw, columns)?;
            }
        }
        delete_rows(session, &rows, group.cyclic)?;
    }
    Ok(())
}

fn delete_rows(session: &mut Session, rows: &[RawHandle], cyclic: bool) -> Result<()> {
    let mut rest = rows;
    while let Some(first) = rest.first() {
        let same = rest
            .iter()
            .take_while(|raw| raw.store == first.store)
            .count();
        let (batch, after) = rest.split_at(same);
        // Within one statement some databases look at keys between rows that point to each other
        // row by row, in an order of their own.
        if let Some(mapper) = session.arena.mapper(*first)
            && (cyclic || !delete_batches::delete(session, batch, mapper)?)
        {
            delete_batch(session, batch, mapper)?;
        }
        rest = after;
    }
    Ok(())
}

fn delete_batch(session: &mut Session, rows: &[RawHandle], mapper: &'static Mapper) -> Result<()> {
    let node = DeleteNode {
        filter: Some(as_known(mapper)),
        ..DeleteNode::new(mapper.table)
    };
    let sql = session
        .engine
        .compile(&StatementNode::Delete(&node))?
        .sql()
        .to_owned();
    session.detached_connection(|session, connection| {
        connection.execute_batch(
            &sql,
            &mut Deletes {
                session,
                rows,
                what: "DELETE",
                delete: true,
            },
        )
    })
}

/// Sets a key to NULL before its row and the one it points to are deleted: they point to each
/// other.
fn clear_key(session: &mut Session, raw: RawHandle, columns: &[u16]) -> Result<()> {
    let Some(mapper) = session.arena.mapper(raw) else {
        return Ok(());
    };
    let node = UpdateNode {
        assignments: columns
            .iter()
            .map(|column| (*column, Arg::Bind(Value::Null)))
            .collect(),
        filter: Some(by_key(mapper)),
        ..UpdateNode::new(mapper.table)
    };
    let sql = session
        .engine
        .compile(&StatementNode::Update(Cow::Borrowed(&node)))?
        .sql()
        .to_owned();
    let nulls = columns.len();
    session.detached_connection(|session, connection| {
        let rows = [raw];
        let mut deletes = Deletes {
            session,
            rows: &rows,
            what: "UPDATE",
            delete: false,
        };
        connection.execute_batch(
            &sql,
            &mut Nulls {
                nulls,
                inner: &mut deletes,
            },
        )
    })
}

/// Rows of one model, for the driver.
struct Deletes<'f> {
    session: &'f mut Session,
    rows: &'f [RawHandle],
    what: &'static str,
    delete: bool,
}

impl Batch for Deletes<'_> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn binds(&mut self, run: usize, values: &mut Vec<Value>) -> Result<()> {
        if let Some(raw) = self.rows.get(run)
            && let Some(store) = self.session.arena.store(raw.store)
        {
            bind_key(store, *raw, values);
            if self.delete {
                version::bind_current(store, *raw, values);
            }
        }
        Ok(())
    }

    fn done(&mut self, run: usize, executed: Executed) -> Result<()> {
        let Some(raw) = self.rows.get(run) else {
            return Ok(());
        };
        let level = self.session.arena.level;
        let Some(store) = self.session.arena.store_mut(raw.store) else {
            return Ok(());
        };
        if executed.rows != 1 {
            return Err(stale(self.what, store, *raw, executed.rows));
        }
        if self.delete {
            store.deleted(raw.slot, level);
        }
        Ok(())
    }
}

/// Some NULLs before the values of another batch.
struct Nulls<'b, 'f> {
    nulls: usize,
    inner: &'b mut Deletes<'f>,
}

impl Batch for Nulls<'_, '_> {
    fn len(&self) -> usize {
        self.inner.len()
    }

    fn binds(&mut self, run: usize, values: &mut Vec<Value>) -> Result<()> {
        values.extend(std::iter::repeat_n(Value::Null, self.nulls));
        self.inner.binds(run, values)
    }

    fn done(&mut self, run: usize, executed: Executed) -> Result<()> {
        self.inner.done(run, executed)
    }
}
