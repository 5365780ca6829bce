//! What stands in FROM without being a table, and WITH, in standard SQL.

use std::sync::Arc;

use super::select::compound_operand;
use crate::Result;
use crate::compiler::context::Context;
use crate::sql::{CteBody, CteNode, DerivedBody, DerivedTable, SelectNode, Source, TextBody};

/// A derived table with its name.
///
/// # Errors
/// [`ErrorKind::Compile`](crate::ErrorKind::Compile) when it contradicts itself or the database
/// can't do it.
pub fn derived(cx: &mut Context<'_>, derived: &DerivedTable) -> Result<()> {
    match &derived.body {
        DerivedBody::Select { select, lateral } => {
            if *lateral {
                if !cx.capability().lateral {
                    return Err(cx.unsupported("LATERAL"));
                }
                cx.push("LATERAL ");
            }
            cx.push("(");
            cx.derived_select(derived.source, select, *lateral)?;
            cx.push(")");
        }
        DerivedBody::Values(values) => return super::values::values(cx, derived, values),
        DerivedBody::Text(body) => {
            return listed(cx, derived, |cx| cx.in_from(false, |cx| written(cx, body)));
        }
        DerivedBody::Function(function) => {
            return cx.dialect().visit_table_function(cx, derived, function);
        }
        DerivedBody::Cte(_) | DerivedBody::Itself(_) => return of_cte(cx, derived),
    }
    cx.push(" AS ");
    cx.derived_name(derived)
}

/// SQL as written. A comment at its end doesn't go on over what follows.
fn written(cx: &mut Context<'_>, body: &TextBody) -> Result<()> {
    cx.dialect().visit_text(cx, &body.text)?;
    if body.text.sql.contains(['-', '#']) {
        cx.push("\n");
    }
    Ok(())
}

fn of_cte(cx: &mut Context<'_>, derived: &DerivedTable) -> Result<()> {
    let by_name = match &derived.body {
        DerivedBody::Cte(cte) if cx.derived_with(derived, cte)? => false,
        DerivedBody::Cte(cte) => {
            cx.cte_name(cte.id)?;
            true
        }
        DerivedBody::Itself(id) => {
            cx.cte_name(*id)?;
            true
        }
        _ => false,
    };
    if by_name && cx.goes_by_plain_name(derived.source) {
        return Ok(());
    }
    cx.push(" AS ");
    cx.derived_name(derived)?;
    if derived.columns.is_none() {
        return Ok(());
    }
    if !cx.capability().derived_columns {
        let what = "names for the columns of another occurrence of a common table expression";
        return Err(cx
            .unsupported(what)
            .with_help("give them to the expression itself"));
    }
    column_list(cx, derived.source)
}

/// ` (a, b)`, the names of the columns.
pub(super) fn column_list(cx: &mut Context<'_>, source: Source) -> Result<()> {
    cx.push(" (");
    let names = cx.column_names(source);
    cx.list(&names, ", ", |cx, name| cx.identifier(name))?;
    cx.push(")");
    Ok(())
}

/// What has columns of other names, in parentheses and with its names: `(…) AS q (a, b)`. WITH takes
/// names everywhere, a subquery doesn't.
pub(super) fn listed(
    cx: &mut Context<'_>,
    derived: &DerivedTable,
    write: impl FnOnce(&mut Context<'_>) -> Result<()>,
) -> Result<()> {
    let native = cx.capability().derived_columns;
    cx.push("(");
    if !native {
        cx.push("WITH ");
        cx.derived_name(derived)?;
        column_list(cx, derived.source)?;
        cx.push(" AS (");
    }
    write(cx)?;
    if !native {
        cx.push(") SELECT * FROM ");
        cx.derived_name(derived)?;
    }
    cx.push(") AS ");
    cx.derived_name(derived)?;
    if native {
        column_list(cx, derived.source)?;
    }
    Ok(())
}

/// `WITH …` with the space after it; nothing where there are no common table expressions.
///
/// # Errors
/// [`ErrorKind::Compile`](crate::ErrorKind::Compile) when one contradicts itself or the database
/// can't do it.
pub fn with(cx: &mut Context<'_>, ctes: &[Arc<CteNode>]) -> Result<()> {
    if ctes.is_empty() {
        return Ok(());
    }
    let recursive = |cte: &Arc<CteNode>| matches!(cte.body, CteBody::Recursive { .. });
    cx.push(if ctes.iter().any(recursive) {
        "WITH RECURSIVE "
    } else {
        "WITH "
    });
    cx.list(ctes, ", ", |cx, cte| {
        cx.cte_name(cte.id)?;
        // A SELECT calls its columns so by itself.
        let named_elsewhere = cte.modifies() && cte.columns.is_some();
        if named_elsewhere || matches!(cte.body, CteBody::Text(_)) {
            column_list(cx, cte.id)?;
        }
        cx.push(" AS ");
        if let Some(materialized) = cte.materialized {
            if !cx.capability().materialized_cte {
                return Err(cx.unsupported("MATERIALIZED in WITH"));
            }
            cx.push(if materialized {
                "MATERIALIZED "
            } else {
                "NOT MATERIALIZED "
            });
        }
        cx.push("(");
        cx.cte_body(cte, |cx| body(cx, cte))?;
        cx.push(")");
        Ok(())
    })?;
    cx.push(" ");
    Ok(())
}

fn body(cx: &mut Context<'_>, cte: &CteNode) -> Result<()> {
    let dialect = cx.dialect();
    if cte.modifies() && !cx.capability().modifying_cte {
        return Err(cx
            .unsupported("INSERT, UPDATE or DELETE in WITH")
            .with_help("run it as a statement of its own, in the same transaction"));
    }
    match &cte.body {
        CteBody::Select(select) => dialect.visit_select(cx, select),
        CteBody::Text(body) => {
            // The names of its columns are none of a SELECT that stands in it.
            cx.take_output();
            written(cx, body)
        }
        CteBody::Recursive { seed, step, all } => recursion(cx, seed, step, *all),
        CteBody::Insert(insert) => dialect.visit_insert(cx, insert),
        CteBody::Update(update) => dialect.visit_update(cx, update),
        CteBody::Delete(delete) => dialect.visit_delete(cx, delete),
    }
}

fn recursion(cx: &mut Context<'_>, seed: &SelectNode, step: &SelectNode, all: bool) -> Result<()> {
    let compound = seed
        .rare
        .as_ref()
        .is_some_and(|rare| rare.operation.is_some());
    // A set operation holds together with the one that follows.
    compound_operand(cx, seed, compound && !super::select::has_tail(seed))?;
    cx.push(if all { " UNION ALL " } else { " UNION " });
    compound_operand(cx, step, false)
}
