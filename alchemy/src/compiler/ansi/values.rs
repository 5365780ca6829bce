//! VALUES as a table in FROM.

use super::derived::{column_list, listed};
use crate::compiler::capability::ValuesTable;
use crate::compiler::context::Context;
use crate::sql::{DerivedTable, ValuesNode};
use crate::{Error, ErrorKind, Result};

/// The rows in parentheses, with the name and those of the columns.
pub(super) fn values(
    cx: &mut Context<'_>,
    derived: &DerivedTable,
    node: &ValuesNode,
) -> Result<()> {
    if node.rows().next().is_none() {
        return Err(Error::new(ErrorKind::Compile, "VALUES has no rows")
            .with_help("leave the join out where there is nothing to join"));
    }
    let style = cx.capability().values_table;
    match style {
        ValuesTable::Plain if derived.columns.is_some() => {
            return listed(cx, derived, |cx| rows(cx, node, "("));
        }
        _ => cx.push("("),
    }
    match style {
        ValuesTable::Union => union(cx, node, &cx.column_names(derived.source))?,
        ValuesTable::Plain | ValuesTable::Listed => rows(cx, node, "(")?,
        ValuesTable::Rows => rows(cx, node, "ROW(")?,
    }
    cx.push(") AS ");
    cx.derived_name(derived)?;
    if matches!(style, ValuesTable::Listed | ValuesTable::Rows) {
        column_list(cx, derived.source)?;
    }
    Ok(())
}

fn rows(cx: &mut Context<'_>, node: &ValuesNode, open: &'static str) -> Result<()> {
    cx.push("VALUES ");
    cx.list(node.rows().enumerate(), ", ", |cx, (number, row)| {
        cx.push(open);
        let types = node.types.iter();
        cx.list(row.iter().zip(types), ", ", |cx, (value, sql_type)| {
            // The first row tells a database that types its binds what the columns are. One that
            // wants ROW takes a NULL among the binds for a text, and the column with it.
            let first = number == 0 && cx.dialect().types_binds();
            if first || cx.capability().values_table == ValuesTable::Rows {
                cx.push("CAST(");
                cx.bind(value)?;
                cx.push(" AS ");
                cx.dialect().visit_cast_type(cx, *sql_type)?;
                cx.push(")");
                return Ok(());
            }
            cx.bind(value)
        })?;
        cx.push(")");
        Ok(())
    })
}

fn union(cx: &mut Context<'_>, node: &ValuesNode, names: &[String]) -> Result<()> {
    cx.list(
        node.rows().enumerate(),
        " UNION ALL ",
        |cx, (number, row)| {
            cx.push("SELECT ");
            cx.list(row.iter().zip(names), ", ", |cx, (value, name)| {
                cx.bind(value)?;
                if number == 0 {
                    cx.push(" AS ");
                    cx.identifier(name)?;
                }
                Ok(())
            })
        },
    )
}
