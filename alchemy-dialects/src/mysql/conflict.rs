//! `ON DUPLICATE KEY UPDATE`.

use alchemy::compiler::Context;
use alchemy::compiler::ansi::dml;
use alchemy::schema::Table;
use alchemy::sql::{
    ColumnRef, ConflictAction, ConflictNode, ConflictTarget, InsertNode, InsertSource, SelectNode,
    Source,
};
use alchemy::{Error, ErrorKind, Result};

use super::dialect::MySqlFlavour;

/// The SELECT of an INSERT. In an upsert the rows need a name on MySQL, for which they become a
/// derived table.
pub(super) fn insert_select(
    cx: &mut Context<'_>,
    insert: &InsertNode,
    select: &SelectNode,
    flavour: MySqlFlavour,
) -> Result<()> {
    let updates = insert
        .conflict()
        .is_some_and(|conflict| matches!(conflict.action, ConflictAction::Update { .. }));
    if flavour == MySqlFlavour::MariaDb || !updates {
        return dml::insert_select(cx, select);
    }
    let table = insert.table;
    cx.push(" SELECT * FROM (");
    cx.dialect().visit_select(cx, select)?;
    cx.push(") AS ");
    cx.proposed_row(table)?;
    cx.push(" (");
    cx.list(&insert.columns, ", ", |cx, index| {
        cx.identifier(table.column_name(*index))
    })?;
    cx.push(")");
    Ok(())
}

/// ` [AS new] ON DUPLICATE KEY UPDATE …`
pub(super) fn on_conflict(
    cx: &mut Context<'_>,
    insert: &InsertNode,
    conflict: &ConflictNode,
    flavour: MySqlFlavour,
) -> Result<()> {
    check_target(cx, insert, &conflict.target)?;
    match &conflict.action {
        ConflictAction::Nothing => {
            cx.push(" ON DUPLICATE KEY UPDATE ");
            unchanged(cx, insert.table)
        }
        ConflictAction::Update {
            filter: Some(_), ..
        } => Err(cx
            .unsupported("the WHERE of an upsert's update")
            .with_help("put the condition into the values: `case()`")),
        ConflictAction::Update { assignments, .. } => {
            if flavour == MySqlFlavour::MySql && matches!(insert.source, InsertSource::Rows(_)) {
                cx.push(" AS ");
                cx.proposed_row(insert.table)?;
            }
            cx.push(" ON DUPLICATE KEY UPDATE ");
            dml::assignments(cx, insert.table, assignments)
        }
        _ => Err(cx.unsupported("this upsert")),
    }
}

/// A column set to itself.
fn unchanged(cx: &mut Context<'_>, table: &'static Table) -> Result<()> {
    let column = table.primary_key.first().copied().unwrap_or(0);
    cx.identifier(table.column_name(column))?;
    cx.push(" = ");
    cx.occurrence_name(table, Source::TABLE)?;
    cx.push(".");
    cx.identifier(table.column_name(column))
}

/// A column of the row that was to be inserted, on MariaDB, which has no name for the row.
pub(super) fn proposed_column(cx: &mut Context<'_>, column: &ColumnRef) -> Result<()> {
    cx.push("VALUES(");
    cx.identifier(column.name())?;
    cx.push(")");
    Ok(())
}

/// The database takes every key for the one that is meant: no other may be there to be met.
fn check_target(cx: &Context<'_>, insert: &InsertNode, target: &ConflictTarget) -> Result<()> {
    let (columns, filter) = match target {
        ConflictTarget::Any => return Ok(()),
        ConflictTarget::Columns { columns, filter } => (columns, filter),
        _ => return Err(cx.unsupported("ON CONFLICT ON CONSTRAINT")),
    };
    if filter.is_some() {
        return Err(cx.unsupported("an upsert on a partial index"));
    }
    let table = insert.table;
    let is_target = |key: &[u16]| {
        key.len() == columns.len() && key.iter().all(|column| columns.contains(column))
    };
    let keys = || {
        let uniques = table.uniques.iter().map(|unique| &*unique.columns);
        let indexes = table.indexes.iter().filter(|index| index.unique);
        std::iter::once(&*table.primary_key)
            .chain(uniques)
            .chain(indexes.map(|index| &*index.columns))
            .filter(|key| !key.is_empty())
    };
    let names = |key: &[u16]| {
        let names: Vec<_> = key.iter().map(|index| table.column_name(*index)).collect();
        names.join(", ")
    };
    if !keys().any(is_target) {
        let message = format!(
            "`{}` has no key over ({}) that an upsert could meet",
            table.name,
            names(columns)
        );
        return Err(Error::new(ErrorKind::Compile, message).with_table(table.name.as_ref()));
    }
    let met = |key: &&[u16]| {
        !is_target(key)
            && key.iter().all(|index| {
                let definition = table.column(*index);
                insert.columns.contains(index)
                    || definition.is_some_and(|column| {
                        column.server_default.is_some() && !column.autoincrement
                    })
            })
    };
    match keys().find(met) {
        None => Ok(()),
        Some(key) => Err(cx
            .unsupported(&format!(
                "an upsert on the key ({}) of `{}` that leaves the key ({}) alone",
                names(columns),
                table.name,
                names(key)
            ))
            .with_table(table.name.as_ref())
            .with_help("`.on_duplicate_key_update(…)` says that any key is meant")),
    }
}
