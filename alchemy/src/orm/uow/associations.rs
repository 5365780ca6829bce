//! Rows of association tables: deletes first, so that a row that moves can come back.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::plan::{AssociationSide, Plan};
use super::{chunks, delete_batches};
use crate::Result;
use crate::driver::{Batch, Executed};
use crate::orm::session::{InstanceState, Session};
use crate::schema::Table;
use crate::sql::{Arg, BinaryOp, ColumnRef, InsertNode, InsertSource, Node, Source, StatementNode};
use crate::types::{FieldValue, Value};
use crate::{Error, ErrorKind};

/// Writes the changes of association tables.
pub(super) fn write(session: &mut Session, plan: &Plan) -> Result<()> {
    let cleared: Vec<Change<'_>> = plan
        .cleared
        .iter()
        .map(|(table, side)| Change {
            table,
            sides: std::slice::from_ref(side),
        })
        .collect();
    run(session, &cleared, Kind::Clear)?;
    for kind in [Kind::Delete, Kind::Insert] {
        let changes: Vec<Change<'_>> = plan
            .associations
            .iter()
            .filter(|(_, _, removed)| *removed == (kind == Kind::Delete))
            .map(|(table, association, _)| Change {
                table,
                sides: &association.sides,
            })
            .filter(|change| kind == Kind::Insert || !is_cleared(plan, change))
            .collect();
        run(session, &changes, kind)?;
    }
    Ok(())
}

/// Whether all rows of one of the sides go anyway.
fn is_cleared(plan: &Plan, change: &Change<'_>) -> bool {
    let mut sides = change.sides.iter();
    sides.any(|side| plan.is_cleared(change.table, side))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Clear,
    Delete,
    Insert,
}

/// A row of an association table, or all rows of one instance.
struct Change<'p> {
    table: &'static Table,
    sides: &'p [AssociationSide],
}

impl Change<'_> {
    fn columns(&self) -> SmallVec<[u16; 4]> {
        self.sides
            .iter()
            .flat_map(|side| side.columns)
            .copied()
            .collect()
    }
}

fn run(session: &mut Session, changes: &[Change<'_>], kind: Kind) -> Result<()> {
    let mut rest = changes;
    while let Some(first) = rest.first() {
        let (table, columns) = (first.table, first.columns());
        let same = rest
            .iter()
            .take_while(|change| change.table.is(table) && change.columns() == columns)
            .count();
        let (batch, after) = rest.split_at(same);
        rest = after;
        if batch.len() > 1 && session.engine.dialect().capability().batches_rows {
            run_batches(session, table, &columns, batch, kind)?;
            continue;
        }
        let sql = sql(session, table, &columns, kind)?;
        session.detached_connection(|session, connection| {
            connection.execute_batch(
                &sql,
                &mut Changes {
                    session,
                    changes: batch,
                    kind,
                },
            )
        })?;
    }
    Ok(())
}

/// Many rows by one statement, their number checked where they are deleted one by one otherwise.
fn run_batches(
    session: &mut Session,
    table: &'static Table,
    columns: &[u16],
    changes: &[Change<'_>],
    kind: Kind,
) -> Result<()> {
    let limit = chunks::rows(session.engine.dialect().capability(), columns.len());
    for chunk in changes.chunks(limit) {
        let mut values = Vec::with_capacity(columns.len() * chunk.len());
        for change in chunk {
            bind(session, change, &mut values)?;
        }
        let sql = match (kind, columns) {
            (Kind::Insert, _) => insert_sql(session, table, columns, chunk.len())?,
            (_, [column]) => {
                let filter = delete_batches::one_of(table, *column, chunk.len());
                let (sql, binds) = delete_batches::statement(session, table, filter)?;
                delete_batches::pad(&mut values, binds);
                sql
            }
            _ => {
                let filter = chunk.iter().map(|_| all_equal(table, columns)).collect();
                delete_batches::statement(session, table, Node::Any(filter))?.0
            }
        };
        let binds: Vec<&Value> = values.iter().collect();
        let rows = session.connection()?.run_sql(&sql, &binds)?;
        if kind == Kind::Delete && u64::try_from(chunk.len()) != Ok(rows) {
            return Err(stale(table, chunk.len(), rows));
        }
    }
    Ok(())
}

fn sql(session: &Session, table: &'static Table, columns: &[u16], kind: Kind) -> Result<String> {
    match kind {
        Kind::Insert => insert_sql(session, table, columns, 1),
        Kind::Clear | Kind::Delete => {
            let filter = all_equal(table, columns);
            Ok(delete_batches::statement(session, table, filter)?.0)
        }
    }
}

fn insert_sql(
    session: &Session,
    table: &'static Table,
    columns: &[u16],
    rows: usize,
) -> Result<String> {
    let row: Vec<Option<Arg>> = columns
        .iter()
        .map(|_| Some(Arg::Bind(Value::Null)))
        .collect();
    let node = StatementNode::Insert(Cow::Owned(InsertNode {
        columns: columns.to_vec(),
        source: InsertSource::Rows(vec![row; rows]),
        ..InsertNode::new(table)
    }));
    Ok(session.engine.compile(&node)?.sql().to_owned())
}

/// That columns are values, to be bound later.
fn all_equal(table: &'static Table, columns: &[u16]) -> Node {
    let parts = columns.iter().map(|index| {
        let column = Arg::Column(ColumnRef {
            table,
            source: Source::TABLE,
            index: *index,
        });
        Node::Binary(BinaryOp::Eq, column, Arg::Bind(Value::Null))
    });
    Node::All(parts.collect())
}

/// Appends the values of a row.
fn bind(session: &Session, change: &Change<'_>, values: &mut Vec<Value>) -> Result<()> {
    for side in change.sides {
        let store = session.arena.store(side.raw.store);
        let state = session.arena.state(side.raw);
        let (Some(store), Some(InstanceState::Persistent)) = (store, state) else {
            return Err(unknown(change.table));
        };
        for column in side.source {
            match store.field_value(side.raw.slot, *column) {
                FieldValue::Set(value) => values.push(value),
                FieldValue::Unset => return Err(unknown(change.table)),
            }
        }
    }
    Ok(())
}

/// Rows of one table and shape, for the driver.
struct Changes<'f> {
    session: &'f mut Session,
    changes: &'f [Change<'f>],
    kind: Kind,
}

impl Batch for Changes<'_> {
    fn len(&self) -> usize {
        self.changes.len()
    }

    fn binds(&mut self, run: usize, values: &mut Vec<Value>) -> Result<()> {
        match self.changes.get(run) {
            Some(change) => bind(self.session, change, values),
            None => Ok(()),
        }
    }

    fn done(&mut self, run: usize, executed: Executed) -> Result<()> {
        let Some(change) = self.changes.get(run) else {
            return Ok(());
        };
        if self.kind == Kind::Delete && executed.rows != 1 {
            return Err(stale(change.table, 1, executed.rows));
        }
        Ok(())
    }
}

#[cold]
fn stale(table: &Table, rows: usize, deleted: u64) -> Error {
    let message = match rows {
        1 => format!(
            "the DELETE of a row of `{}` matched {deleted} rows instead of one",
            table.name
        ),
        rows => format!(
            "the DELETE of {rows} rows of `{}` matched {deleted} rows",
            table.name
        ),
    };
    Error::new(ErrorKind::StaleData, message)
        .with_table(table.name.clone())
        .with_help("somebody else removed one meanwhile: load the relationship again")
}

#[cold]
fn unknown(table: &Table) -> Error {
    Error::new(
        ErrorKind::Flush,
        format!(
            "a relationship over `{}` names an instance that is not in this session",
            table.name
        ),
    )
    .with_table(table.name.clone())
    .with_help("add the target to this session first, or load it here")
}
