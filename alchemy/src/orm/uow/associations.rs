//! Rows of association tables: deletes first, so that a row that moves can come back.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::plan::{AssociationSide, Plan};
use crate::Result;
use crate::driver::{Batch, Executed};
use crate::orm::session::{InstanceState, Session};
use crate::schema::Table;
use crate::sql::{
    Arg, BinaryOp, ColumnRef, DeleteNode, InsertNode, InsertSource, Node, Source, StatementNode,
};
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
        rest = after;
    }
    Ok(())
}

fn sql(session: &Session, table: &'static Table, columns: &[u16], kind: Kind) -> Result<String> {
    let node;
    let statement = if kind == Kind::Insert {
        let row = columns
            .iter()
            .map(|_| Some(Arg::Bind(Value::Null)))
            .collect();
        StatementNode::Insert(Cow::Owned(InsertNode {
            columns: columns.to_vec(),
            source: InsertSource::Rows(vec![row]),
            ..InsertNode::new(table)
        }))
    } else {
        let parts = columns.iter().map(|index| {
            let column = Arg::Column(ColumnRef {
                table,
                source: Source::TABLE,
                index: *index,
            });
            Node::Binary(BinaryOp::Eq, column, Arg::Bind(Value::Null))
        });
        node = DeleteNode {
            filter: Some(Node::All(parts.collect())),
            ..DeleteNode::new(table)
        };
        StatementNode::Delete(&node)
    };
    Ok(session.engine.compile(&statement)?.sql().to_owned())
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
        let Some(change) = self.changes.get(run) else {
            return Ok(());
        };
        for side in change.sides {
            let store = self.session.arena.store(side.raw.store);
            let state = self.session.arena.state(side.raw);
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

    fn done(&mut self, run: usize, executed: Executed) -> Result<()> {
        let Some(change) = self.changes.get(run) else {
            return Ok(());
        };
        if self.kind == Kind::Delete && executed.rows != 1 {
            return Err(Error::new(
                ErrorKind::StaleData,
                format!(
                    "the DELETE of a row of `{}` matched {} rows instead of one",
                    change.table.name, executed.rows
                ),
            )
            .with_table(change.table.name.clone())
            .with_help("somebody else removed it meanwhile: load the relationship again"));
        }
        Ok(())
    }
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
