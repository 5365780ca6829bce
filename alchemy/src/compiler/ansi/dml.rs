//! INSERT, UPDATE, DELETE and MERGE in standard SQL.

mod conflict;
mod insert;
mod merge;
mod modify;

use std::rc::Rc;

pub use conflict::{assignments, on_conflict};
pub use insert::{insert, insert_select, ordered_rows};
pub use merge::merge;
pub use modify::{delete, update};

use crate::compiler::ansi::select::{items, named_items};
use crate::compiler::context::Context;
use crate::compiler::place::Place;
use crate::schema::Table;
use crate::sql::{Arg, Node, Occurrence, SelectItem, Source};
use crate::{Error, ErrorKind, Result};

const INSERTED: &str = "`all` and its kin find rows by keys that are given as values or counted \
                        by the database; else select them after it, in the same transaction";

fn enter(cx: &mut Context<'_>, table: &'static Table) {
    let source = Source::TABLE;
    cx.scopes.enter(vec![Occurrence { table, source }]);
}

fn set_twice(table: &str, column: &str) -> Error {
    let message = format!("`{table}.{column}` is set twice");
    Error::new(ErrorKind::Compile, message)
        .with_table(table)
        .with_column(column)
}

fn assigned(cx: &mut Context<'_>, table: &Table, index: u16, arg: &Arg) -> Result<()> {
    if let Arg::Node(node) = arg
        && let Node::Parameter(parameter) = &**node
        && !cx.writes_literals()
    {
        // The column says the type.
        return cx.bind(&parameter.stand_in);
    }
    cx.at(Place::SET, |cx| {
        match table.columns.get(usize::from(index)) {
            Some(column) => cx.dialect().visit_assigned(cx, column, arg),
            None => cx.arg(arg),
        }
    })
}

/// No column may be set twice, and one has to be.
fn check_assignments(table: &Table, assignments: &[(u16, Arg)], what: &str) -> Result<()> {
    if assignments.is_empty() {
        let message = format!("{what} of `{}` sets no column", table.name);
        return Err(Error::new(ErrorKind::Compile, message)
            .with_table(table.name.as_ref())
            .with_help("add `.set(…)`"));
    }
    for (position, (index, _)) in assignments.iter().enumerate() {
        let mut before = assignments.iter().take(position);
        if before.any(|(known, _)| known == index) {
            return Err(set_twice(&table.name, table.column_name(*index)));
        }
    }
    Ok(())
}

fn condition(cx: &mut Context<'_>, filter: Option<&Node>) -> Result<()> {
    if let Some(filter) = filter {
        cx.push(" WHERE ");
        cx.at(Place::WHERE, |cx| cx.node(filter))?;
    }
    Ok(())
}

/// RETURNING, where there is something to return: under these names in a common table expression.
fn returned(
    cx: &mut Context<'_>,
    items: &[SelectItem],
    supported: bool,
    statement: &str,
    names: Option<Rc<[String]>>,
) -> Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    if !supported {
        return Err(cx
            .unsupported(&format!("{statement} … RETURNING"))
            .with_help(match statement {
                "INSERT" => INSERTED,
                "UPDATE" => "select the rows after it, in the same transaction",
                _ => "select the rows before it with `.for_update()`, in the same transaction",
            }));
    }
    cx.set_output(names);
    cx.dialect().visit_returning(cx, items)
}

/// `RETURNING …`
///
/// # Errors
/// What the expressions' visits answer.
pub fn returning(cx: &mut Context<'_>, returned: &[SelectItem]) -> Result<()> {
    cx.push(" RETURNING ");
    let names = cx.take_output();
    cx.at(Place::RETURNING, |cx| match names {
        Some(names) => named_items(cx, returned, &names),
        None => items(cx, returned),
    })
}
