//! MERGE.

use super::{assigned, check_assignments, set_twice};
use crate::compiler::context::Context;
use crate::compiler::from::{Islands, not_connected};
use crate::compiler::precedence::Level;
use crate::schema::Table;
use crate::sql::{Arg, MergeAction, MergeNode, MergeWhen, Occurrence};
use crate::{Error, ErrorKind, Result};

/// MERGE.
///
/// # Errors
/// [`ErrorKind::Compile`] when it contradicts itself or the database can't do it.
pub fn merge(cx: &mut Context<'_>, merge: &MergeNode) -> Result<()> {
    if !cx.capability().merge {
        return Err(cx.unsupported("MERGE").with_help(
            "`insert(…).on_conflict(…)` updates or keeps the row whose key is there already",
        ));
    }
    check(merge)?;
    let (table, source) = (merge.table, merge.source);
    let (target, other) = (Occurrence { table, source }, merge.using.occurrence());
    cx.scopes.enter(vec![target, other]);
    cx.push("MERGE INTO ");
    cx.from_table(table, source)?;
    cx.push(" USING ");
    cx.from_item(&merge.using)?;
    cx.push(" ON ");
    cx.node(&merge.on)?;
    cx.scopes.leave();
    for when in &merge.whens {
        cx.scopes.enter(match when.matched {
            true => vec![target, other],
            // There is no row of the table to look at.
            false => vec![other],
        });
        written(cx, table, when)?;
        cx.scopes.leave();
    }
    Ok(())
}

fn check(merge: &MergeNode) -> Result<()> {
    let (table, source) = (merge.table, merge.source);
    let error = |message: String| {
        Error::new(ErrorKind::Compile, message).with_table(merge.table.name.as_ref())
    };
    let both = [Occurrence { table, source }, merge.using.occurrence()];
    let [target, other] = &both;
    if target.is(other) {
        let message = format!("{} is merged into itself", target.described());
        return Err(error(message).with_help("use an alias of it: `aliased(…)`"));
    }
    let mut islands = Islands::new(&both);
    islands.condition(&merge.on);
    if !islands.connected(target, other) {
        return Err(not_connected(target, other));
    }
    if merge.whens.is_empty() {
        let message = format!("a MERGE into `{}` does nothing", table.name);
        return Err(error(message).with_help("add `.when_matched()` or `.when_not_matched()`"));
    }
    for (position, when) in merge.whens.iter().enumerate() {
        let mut before = merge.whens.iter().take(position);
        if before.any(|before| before.matched == when.matched && before.filter.is_none()) {
            let message = format!(
                "a MERGE into `{}` never comes to one of its cases: one before it takes all rows",
                table.name
            );
            return Err(error(message).with_help("put the case without `.filter(…)` last"));
        }
    }
    Ok(())
}

fn written(cx: &mut Context<'_>, table: &'static Table, when: &MergeWhen) -> Result<()> {
    cx.push(match when.matched {
        true => " WHEN MATCHED",
        false => " WHEN NOT MATCHED",
    });
    if let Some(filter) = &when.filter {
        cx.push(" AND ");
        cx.node_within(filter, Level::And)?;
    }
    cx.push(" THEN ");
    match &when.action {
        MergeAction::Nothing => cx.push("DO NOTHING"),
        MergeAction::Delete => cx.push("DELETE"),
        MergeAction::Update(assignments) => {
            check_assignments(table, assignments, "a MERGE's UPDATE")?;
            cx.push("UPDATE SET ");
            cx.list(assignments, ", ", |cx, (index, arg)| {
                cx.identifier(table.column_name(*index))?;
                cx.push(" = ");
                assigned(cx, table, *index, arg)
            })?;
        }
        MergeAction::Insert(row) if row.is_empty() => cx.push("INSERT DEFAULT VALUES"),
        MergeAction::Insert(row) => inserted(cx, table, row)?,
    }
    Ok(())
}

fn inserted(cx: &mut Context<'_>, table: &Table, row: &[(u16, Arg)]) -> Result<()> {
    for (position, (index, _)) in row.iter().enumerate() {
        let mut before = row.iter().take(position);
        if before.any(|(known, _)| known == index) {
            return Err(set_twice(&table.name, table.column_name(*index)));
        }
    }
    cx.push("INSERT (");
    cx.list(row, ", ", |cx, (index, _)| {
        cx.identifier(table.column_name(*index))
    })?;
    cx.push(") VALUES (");
    cx.list(row, ", ", |cx, (index, arg)| {
        assigned(cx, table, *index, arg)
    })?;
    cx.push(")");
    Ok(())
}
