//! INSERT.

use super::super::clauses;
use super::{assigned, enter, returned, set_twice};
use crate::compiler::context::{Change, Context};
use crate::schema::Table;
use crate::sql::{Arg, InsertNode, InsertSource, SelectItem, SelectNode};
use crate::{Error, ErrorKind, Result};

/// INSERT.
///
/// # Errors
/// [`ErrorKind::Compile`] when its rows contradict each other or the database can't do it.
pub fn insert(cx: &mut Context<'_>, insert: &InsertNode) -> Result<()> {
    let names = cx.take_output();
    begin(cx, insert)?;
    match &insert.source {
        InsertSource::Rows(rows) => cx.changing(insert.table, Change::Insert, |cx| {
            values_clause(cx, insert, rows)
        })?,
        // Before the scope is entered: what the SELECT uses is its own, the table included.
        InsertSource::Select(select) => select_clause(cx, insert, select)?,
    }
    if let Some(conflict) = insert.conflict() {
        cx.changing(insert.table, Change::Upsert, |cx| {
            cx.dialect().visit_conflict(cx, insert, conflict)
        })?;
    }
    enter(cx, insert.table);
    returned(
        cx,
        &insert.returning,
        cx.capability().returning.insert,
        "INSERT",
        names,
    )?;
    cx.scopes.leave();
    Ok(())
}

fn begin(cx: &mut Context<'_>, insert: &InsertNode) -> Result<()> {
    let rare = insert.rare.as_deref();
    if rare.is_some_and(|rare| !rare.target.is_table()) {
        let message = format!(
            "an INSERT goes into `{}`, not into an alias of it",
            insert.table.name
        );
        return Err(Error::new(ErrorKind::Compile, message)
            .with_table(insert.table.name.as_ref())
            .with_help("give the entity itself"));
    }
    let ignore = rare.is_some_and(|rare| rare.ignore);
    if ignore && insert.conflict().is_some() {
        let message = "an INSERT both ignores conflicts and says what to do with them";
        return Err(Error::new(ErrorKind::Compile, message)
            .with_help("leave out `.ignore()` or `.on_conflict(…)`"));
    }
    cx.push("INSERT ");
    clauses::prefixes(cx, rare.map_or(&[], |rare| &rare.hints));
    match (ignore, cx.capability().insert_ignore) {
        (false, _) => {}
        (true, Some(words)) => cx.push(words),
        (true, None) => {
            return Err(cx
                .unsupported("INSERT IGNORE")
                .with_help("`.on_conflict_do_nothing()` drops rows whose key is there already"));
        }
    }
    cx.push("INTO ");
    cx.table_name(insert.table)
}

fn values_clause(
    cx: &mut Context<'_>,
    insert: &InsertNode,
    rows: &[Vec<Option<Arg>>],
) -> Result<()> {
    let set = check_rows(insert, rows)?;
    if rows.len() > 1 && !cx.capability().multi_row_insert {
        return Err(cx.unsupported("an INSERT of several rows"));
    }
    if set.is_empty() {
        return default_rows(cx, rows.len());
    }
    column_list(cx, insert.table, set.iter().map(|(_, index)| *index))?;
    if insert.rare.as_deref().is_some_and(|rare| rare.ordered) {
        return cx.dialect().visit_ordered_rows(cx, insert, rows);
    }
    cx.push(" VALUES ");
    cx.list(rows, ", ", |cx, row| values(cx, insert.table, row, &set))
}

/// ` VALUES (…), (…)`, for databases that count up the keys of the rows of a list as they stand.
///
/// # Errors
/// What the values' visits answer.
pub fn ordered_rows(
    cx: &mut Context<'_>,
    insert: &InsertNode,
    rows: &[Vec<Option<Arg>>],
) -> Result<()> {
    let set: Vec<(usize, u16)> = insert.columns.iter().copied().enumerate().collect();
    cx.push(" VALUES ");
    cx.list(rows, ", ", |cx, row| values(cx, insert.table, row, &set))
}

fn select_clause(cx: &mut Context<'_>, insert: &InsertNode, select: &SelectNode) -> Result<()> {
    let name = &insert.table.name;
    for (position, index) in insert.columns.iter().enumerate() {
        if insert
            .columns
            .iter()
            .take(position)
            .any(|known| known == index)
        {
            return Err(set_twice(name, insert.table.column_name(*index)));
        }
    }
    let width: usize = select.items.iter().map(width).sum();
    if width != insert.columns.len() {
        let message = format!(
            "an INSERT names {} columns of `{name}`, and its SELECT gives {width}",
            insert.columns.len()
        );
        return Err(Error::new(ErrorKind::Compile, message).with_table(name.as_ref()));
    }
    column_list(cx, insert.table, insert.columns.iter().copied())?;
    cx.dialect().visit_insert_select(cx, insert, select)
}

fn width(item: &SelectItem) -> usize {
    match item {
        SelectItem::Entity { table, .. } => table.columns.len(),
        SelectItem::Expr { .. } => 1,
    }
}

fn column_list(
    cx: &mut Context<'_>,
    table: &Table,
    columns: impl IntoIterator<Item = u16>,
) -> Result<()> {
    cx.push(" (");
    cx.list(columns, ", ", |cx, index| {
        cx.identifier(table.column_name(index))
    })?;
    cx.push(")");
    Ok(())
}

/// The SELECT that an INSERT takes its rows from.
///
/// # Errors
/// What the dialect's visit answers.
pub fn insert_select(cx: &mut Context<'_>, select: &SelectNode) -> Result<()> {
    cx.push(" ");
    cx.dialect().visit_select(cx, select)
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

fn values(
    cx: &mut Context<'_>,
    table: &Table,
    row: &[Option<Arg>],
    set: &[(usize, u16)],
) -> Result<()> {
    // No table can be seen from here, and a subquery is not the statement.
    cx.scopes.enter(Vec::new());
    cx.push("(");
    cx.list(set, ", ", |cx, (place, index)| match row.get(*place) {
        Some(Some(arg)) => assigned(cx, table, *index, arg),
        _ => Ok(()),
    })?;
    cx.push(")");
    cx.scopes.leave();
    Ok(())
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
