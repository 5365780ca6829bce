//! INSERT, UPDATE and DELETE in standard SQL.

use crate::compiler::ansi::select::items;
use crate::compiler::context::Context;
use crate::schema::Table;
use crate::sql::{
    Arg, DeleteNode, InsertNode, InsertSource, Node, Occurrence, SelectItem, Source, UpdateNode,
};
use crate::{Error, ErrorKind, Result};

fn enter(cx: &mut Context<'_>, table: &'static Table) {
    let source = Source::TABLE;
    cx.scopes.enter(vec![Occurrence { table, source }]);
}

/// INSERT.
///
/// # Errors
/// [`ErrorKind::Compile`] when its rows contradict each other or the database can't do it.
pub fn insert(cx: &mut Context<'_>, insert: &InsertNode) -> Result<()> {
    let InsertSource::Rows(rows) = &insert.source;
    let set = check_rows(insert, rows)?;
    if rows.len() > 1 && !cx.capability().multi_row_insert {
        return Err(cx.unsupported("an INSERT of several rows"));
    }
    enter(cx, insert.table);
    cx.push("INSERT INTO ");
    cx.table_name(insert.table)?;
    if set.is_empty() {
        default_rows(cx, rows.len())?;
    } else {
        cx.push(" (");
        cx.list(&set, ", ", |cx, (_, index)| {
            cx.identifier(insert.table.column_name(*index))
        })?;
        cx.push(") VALUES ");
        cx.list(rows, ", ", |cx, row| values(cx, insert.table, row, &set))?;
    }
    returned(
        cx,
        &insert.returning,
        cx.capability().returning.insert,
        "INSERT",
    )?;
    cx.scopes.leave();
    Ok(())
}

/// The columns that the rows set, with their place in a row: every row the same ones.
fn check_rows(insert: &InsertNode, rows: &[Vec<Option<Arg>>]) -> Result<Vec<(usize, u16)>> {
    let name = &insert.table.name;
    let Some(first) = rows.first() else {
        let message = format!("an INSERT into `{name}` has no rows");
        return Err(Error::new(ErrorKind::Compile, message));
    };
    if rows.iter().any(|row| row.len() != insert.columns.len()) {
        let message = format!("a row for `{name}` has more or fewer values than there are columns");
        return Err(Error::new(ErrorKind::Compile, message));
    }
    let mut set = Vec::with_capacity(first.len());
    for (place, index) in insert.columns.iter().copied().enumerate() {
        let has = |row: &Vec<Option<Arg>>| row.get(place).is_some_and(Option::is_some);
        let column = insert.table.column_name(index);
        let is_set = has(first);
        if rows.iter().any(|row| has(row) != is_set) {
            let message = format!("one row for `{name}` sets `{column}` and another doesn't");
            return Err(Error::new(ErrorKind::Compile, message)
                .with_table(name.as_ref())
                .with_column(column)
                .with_help("insert rows of each kind by a statement of their own"));
        }
        if is_set {
            if set.iter().any(|(_, known)| *known == index) {
                return Err(set_twice(name, column));
            }
            set.push((place, index));
        }
    }
    Ok(set)
}

fn set_twice(table: &str, column: &str) -> Error {
    let message = format!("`{table}.{column}` is set twice");
    Error::new(ErrorKind::Compile, message)
        .with_table(table)
        .with_column(column)
}

fn values(
    cx: &mut Context<'_>,
    table: &Table,
    row: &[Option<Arg>],
    set: &[(usize, u16)],
) -> Result<()> {
    cx.push("(");
    cx.list(set, ", ", |cx, (place, index)| match row.get(*place) {
        Some(Some(arg)) => assigned(cx, table, *index, arg),
        _ => Ok(()),
    })?;
    cx.push(")");
    Ok(())
}

fn assigned(cx: &mut Context<'_>, table: &Table, index: u16, arg: &Arg) -> Result<()> {
    match table.columns.get(usize::from(index)) {
        Some(column) => cx.dialect().visit_assigned(cx, column, arg),
        None => cx.arg(arg),
    }
}

fn default_rows(cx: &mut Context<'_>, rows: usize) -> Result<()> {
    if !cx.capability().default_values {
        cx.push(" () VALUES ");
        return cx.list(0..rows, ", ", |cx, _| {
            cx.push("()");
            Ok(())
        });
    }
    if rows > 1 {
        return Err(cx.unsupported("an INSERT of several rows without columns"));
    }
    cx.push(" DEFAULT VALUES");
    Ok(())
}

/// UPDATE.
///
/// # Errors
/// [`ErrorKind::Compile`] when it contradicts itself or the database can't do it.
pub fn update(cx: &mut Context<'_>, update: &UpdateNode) -> Result<()> {
    let table = update.table;
    if update.assignments.is_empty() {
        let message = format!("an UPDATE of `{}` sets no column", table.name);
        return Err(Error::new(ErrorKind::Compile, message).with_help("add `.set(…)`"));
    }
    for (position, (index, _)) in update.assignments.iter().enumerate() {
        let mut before = update.assignments.iter().take(position);
        if before.any(|(known, _)| known == index) {
            return Err(set_twice(&table.name, table.column_name(*index)));
        }
    }
    enter(cx, table);
    cx.push("UPDATE ");
    cx.table_name(table)?;
    cx.push(" SET ");
    cx.list(&update.assignments, ", ", |cx, (index, arg)| {
        cx.identifier(table.column_name(*index))?;
        cx.push(" = ");
        assigned(cx, table, *index, arg)
    })?;
    condition(cx, update.filter.as_ref())?;
    returned(
        cx,
        &update.returning,
        cx.capability().returning.update,
        "UPDATE",
    )?;
    cx.scopes.leave();
    Ok(())
}

/// DELETE.
///
/// # Errors
/// [`ErrorKind::Compile`] when the database can't do it.
pub fn delete(cx: &mut Context<'_>, delete: &DeleteNode) -> Result<()> {
    enter(cx, delete.table);
    cx.push("DELETE FROM ");
    cx.table_name(delete.table)?;
    condition(cx, delete.filter.as_ref())?;
    returned(
        cx,
        &delete.returning,
        cx.capability().returning.delete,
        "DELETE",
    )?;
    cx.scopes.leave();
    Ok(())
}

fn condition(cx: &mut Context<'_>, filter: Option<&Node>) -> Result<()> {
    if let Some(filter) = filter {
        cx.push(" WHERE ");
        cx.node(filter)?;
    }
    Ok(())
}

fn returned(
    cx: &mut Context<'_>,
    items: &[SelectItem],
    supported: bool,
    statement: &str,
) -> Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    if !supported {
        return Err(cx.unsupported(&format!("{statement} … RETURNING")));
    }
    cx.dialect().visit_returning(cx, items)
}

/// `RETURNING …`
///
/// # Errors
/// What the expressions' visits answer.
pub fn returning(cx: &mut Context<'_>, returned: &[SelectItem]) -> Result<()> {
    cx.push(" RETURNING ");
    items(cx, returned)
}
