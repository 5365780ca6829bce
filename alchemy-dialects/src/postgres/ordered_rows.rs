//! INSERT of rows whose generated keys are to count up in their order.
//!
//! PostgreSQL promises nothing about the order in which the rows of a VALUES list are inserted. It
//! does where they come from a SELECT with an ORDER BY, so every row carries its number.

use alchemy::Result;
use alchemy::compiler::{Context, ansi::dml};
use alchemy::sql::{Arg, InsertNode};
use alchemy::types::SqlType;

/// ` SELECT c1, c2 FROM (VALUES (…, 1), (…, 2)) AS v (c1, c2, n) ORDER BY n`
pub(super) fn ordered_rows(
    cx: &mut Context<'_>,
    insert: &InsertNode,
    rows: &[Vec<Option<Arg>>],
) -> Result<()> {
    let types: Option<Vec<SqlType>> = insert
        .columns
        .iter()
        .map(|index| cast_type(insert.table.column(*index)?.sql_type))
        .collect();
    let (Some(types), true) = (types, rows.len() > 1) else {
        return dml::ordered_rows(cx, insert, rows);
    };
    cx.push(" SELECT ");
    names(cx, types.len())?;
    cx.push(" FROM (VALUES ");
    // The first row gives the columns of the list their types; those below follow.
    let mut casts = types.as_slice();
    cx.list((1_u64..).zip(rows), ", ", |cx, (number, row)| {
        cx.push("(");
        let mut types = std::mem::take(&mut casts).iter();
        for arg in row.iter().flatten() {
            match types.next() {
                Some(sql_type) => {
                    cx.push("CAST(");
                    value(cx, arg)?;
                    cx.push(" AS ");
                    cx.dialect().visit_type(cx, *sql_type)?;
                    cx.push(")");
                }
                None => value(cx, arg)?,
            }
            cx.push(", ");
        }
        cx.push_number(number);
        cx.push(")");
        Ok(())
    })?;
    cx.push(") AS v (");
    names(cx, types.len())?;
    cx.push(", n) ORDER BY n");
    Ok(())
}

fn value(cx: &mut Context<'_>, arg: &Arg) -> Result<()> {
    match arg {
        Arg::Bind(value) => cx.bind(value),
        arg => cx.arg(arg),
    }
}

fn names(cx: &mut Context<'_>, count: usize) -> Result<()> {
    cx.list((1_u64..).take(count), ", ", |cx, number| {
        cx.push("c");
        cx.push_number(number);
        Ok(())
    })
}

/// The type that a value is cast to on its way to a column. An explicit cast would cut what is too
/// long for the column, where the column itself refuses it.
fn cast_type(sql_type: SqlType) -> Option<SqlType> {
    match sql_type {
        SqlType::Varchar(_) => Some(SqlType::Text),
        SqlType::Other(_)
        | SqlType::Array {
            element: SqlType::Varchar(_) | SqlType::Other(_),
        } => None,
        _ => Some(sql_type),
    }
}
