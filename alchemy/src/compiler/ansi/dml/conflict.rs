//! What an INSERT does where a row's key is there already.

use super::{assigned, check_assignments, condition, enter};
use crate::Result;
use crate::compiler::context::Context;
use crate::schema::Table;
use crate::sql::{
    Arg, ConflictAction, ConflictNode, ConflictTarget, InsertNode, Occurrence, Source,
};

/// `ON CONFLICT …`, as SQLite and PostgreSQL have it.
///
/// # Errors
/// [`ErrorKind::Compile`](crate::ErrorKind::Compile) when it sets nothing or a column twice.
pub fn on_conflict(
    cx: &mut Context<'_>,
    insert: &InsertNode,
    conflict: &ConflictNode,
) -> Result<()> {
    let table = insert.table;
    cx.push(" ON CONFLICT");
    match &conflict.target {
        ConflictTarget::Any => {}
        ConflictTarget::Columns { columns, filter } => {
            cx.push(" (");
            cx.list(columns, ", ", |cx, index| {
                cx.identifier(table.column_name(*index))
            })?;
            cx.push(")");
            if let Some(filter) = filter {
                enter(cx, table);
                // The database has to see that this is the index's condition, whatever is bound.
                cx.as_in_ddl(|cx| condition(cx, Some(filter)))?;
                cx.scopes.leave();
            }
        }
        ConflictTarget::Constraint(name) => {
            cx.push(" ON CONSTRAINT ");
            cx.identifier(name)?;
        }
    }
    match &conflict.action {
        ConflictAction::Nothing => cx.push(" DO NOTHING"),
        ConflictAction::Update {
            assignments: list,
            filter,
        } => {
            cx.push(" DO UPDATE SET ");
            assignments(cx, table, list)?;
            both_rows(cx, table, |cx| condition(cx, filter.as_ref()))?;
        }
    }
    Ok(())
}

/// The assignments of an upsert, which see the row that is there and the one that was to be
/// inserted.
///
/// # Errors
/// [`ErrorKind::Compile`](crate::ErrorKind::Compile) when there are none, or a column is set twice.
pub fn assignments(
    cx: &mut Context<'_>,
    table: &'static Table,
    assignments: &[(u16, Arg)],
) -> Result<()> {
    check_assignments(table, assignments, "the upsert")?;
    both_rows(cx, table, |cx| {
        cx.list(assignments, ", ", |cx, (index, arg)| {
            cx.identifier(table.column_name(*index))?;
            cx.push(" = ");
            assigned(cx, table, *index, arg)
        })
    })
}

fn both_rows(
    cx: &mut Context<'_>,
    table: &'static Table,
    write: impl FnOnce(&mut Context<'_>) -> Result<()>,
) -> Result<()> {
    let rows = [Source::TABLE, Source::PROPOSED];
    let rows = rows.map(|source| Occurrence { table, source });
    cx.scopes.enter(rows.to_vec());
    write(cx)?;
    cx.scopes.leave();
    Ok(())
}
