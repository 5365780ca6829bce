//! Functions in FROM.

use super::derived::column_list;
use crate::Result;
use crate::compiler::capability::TableFunctions;
use crate::compiler::context::Context;
use crate::compiler::precedence::Level;
use crate::compiler::walk::Walk;
use crate::sql::{
    Arg, DerivedTable, FunctionColumns, JsonTableSource, TableFunction, TableFunctionKind,
};
use crate::types::SqlType;

/// A function with the name of the table that it gives.
///
/// # Errors
/// [`ErrorKind::Compile`](crate::ErrorKind::Compile) where the database doesn't have it.
pub fn table_function(
    cx: &mut Context<'_>,
    derived: &DerivedTable,
    function: &TableFunction,
) -> Result<()> {
    match &function.kind {
        TableFunctionKind::Named {
            name,
            columns,
            ordinality,
        } => named(cx, derived, function, (name, columns, *ordinality)),
        TableFunctionKind::GenerateSeries(sql_type) => {
            if cx.capability().table_functions == TableFunctions::Listed {
                series(cx, derived, &function.args, *sql_type)
            } else {
                counted(cx, derived, &function.args)
            }
        }
        TableFunctionKind::JsonTable { path, columns } => {
            json_table(cx, derived, function, (path, columns))
        }
    }
}

fn named(
    cx: &mut Context<'_>,
    derived: &DerivedTable,
    function: &TableFunction,
    (name, columns, ordinality): (&str, &FunctionColumns, bool),
) -> Result<()> {
    let can = cx.capability().table_functions;
    if can == TableFunctions::None {
        let refused = cx.unsupported("a function in FROM");
        return Err(if cx.capability().json_table {
            refused.with_help("for a document's parts there is `func::json_table(…)`")
        } else {
            refused
        });
    }
    let own = matches!(columns, FunctionColumns::Own) && derived.columns.is_none();
    if can != TableFunctions::Listed {
        if ordinality {
            return Err(cx.unsupported("WITH ORDINALITY"));
        }
        if !own {
            return Err(cx
                .unsupported("names for the columns of a function in FROM")
                .with_help("take its own: `.columns::<…>([\"value\"])`"));
        }
    }
    match columns {
        FunctionColumns::Defined(types) if ordinality => {
            cx.push("ROWS FROM (");
            call(cx, name, &function.args)?;
            cx.push(" AS ");
            // The number of the row isn't the function's.
            let types = types.split_last().map_or(&types[..], |(_, types)| types);
            definitions(cx, derived, types)?;
            cx.push(") WITH ORDINALITY AS ");
            cx.derived_name(derived)?;
            column_list(cx, derived.source)
        }
        FunctionColumns::Defined(types) => {
            call(cx, name, &function.args)?;
            cx.push(" AS ");
            cx.derived_name(derived)?;
            cx.push(" ");
            definitions(cx, derived, types)
        }
        FunctionColumns::Own | FunctionColumns::Listed => {
            call(cx, name, &function.args)?;
            cx.push(if ordinality {
                " WITH ORDINALITY AS "
            } else {
                " AS "
            });
            cx.derived_name(derived)?;
            if own {
                return Ok(());
            }
            column_list(cx, derived.source)
        }
    }
}

fn call(cx: &mut Context<'_>, name: &str, args: &[Arg]) -> Result<()> {
    cx.function_name(name)?;
    cx.push("(");
    cx.list(args, ", ", Context::arg)?;
    cx.push(")");
    Ok(())
}

fn definitions(cx: &mut Context<'_>, derived: &DerivedTable, types: &[SqlType]) -> Result<()> {
    let names = cx.column_names(derived.source);
    cx.push("(");
    cx.list(names.iter().zip(types), ", ", |cx, (name, sql_type)| {
        cx.identifier(name)?;
        cx.push(" ");
        cx.dialect().visit_type(cx, *sql_type)
    })?;
    cx.push(")");
    Ok(())
}

/// `generate_series(…)`. Bound values say their type, which chooses among the functions of the name.
fn series(
    cx: &mut Context<'_>,
    derived: &DerivedTable,
    args: &[Arg],
    sql_type: SqlType,
) -> Result<()> {
    cx.push("generate_series(");
    cx.list(args, ", ", |cx, arg| match arg {
        Arg::Bind(value) => {
            cx.push("CAST(");
            cx.bind(value)?;
            cx.push(" AS ");
            cx.dialect().visit_cast_type(cx, sql_type)?;
            cx.push(")");
            Ok(())
        }
        arg => cx.arg(arg),
    })?;
    cx.push(") AS ");
    cx.derived_name(derived)?;
    column_list(cx, derived.source)
}

/// Whether arguments look at other tables. Where a subquery in FROM can't they are refused; else the
/// word is written that lets it.
///
/// # Errors
/// [`ErrorKind::Compile`](crate::ErrorKind::Compile) where it can't.
pub fn lateral_arguments(cx: &mut Context<'_>, args: &[Arg]) -> Result<bool> {
    let mut walk = Walk::default();
    args.iter().for_each(|arg| walk.arg(arg));
    if walk.found.is_empty() {
        return Ok(false);
    }
    if !cx.capability().lateral {
        return Err(cx.unsupported("generate_series over what other tables have"));
    }
    cx.push("LATERAL ");
    Ok(true)
}

/// The same by counting up from the first in a common table expression.
fn counted(cx: &mut Context<'_>, derived: &DerivedTable, args: &[Arg]) -> Result<()> {
    let lateral = lateral_arguments(cx, args)?;
    let ([start, end] | [start, end, _]) = args else {
        return Err(cx.unsupported("generate_series without an end"));
    };
    let step = args.get(2);
    let value = cx.column_names(derived.source).into_iter().next();
    let value = value.unwrap_or_default();
    cx.in_from(lateral, |cx| {
        cx.push("(WITH RECURSIVE ");
        cx.derived_name(derived)?;
        column_list(cx, derived.source)?;
        cx.push(" AS (SELECT ");
        cx.arg(start)?;
        cx.push(" UNION ALL SELECT ");
        cx.identifier(&value)?;
        cx.push(" + ");
        match step {
            None => cx.push("1"),
            Some(step) => cx.operand(step, Level::Atom)?,
        }
        cx.push(" FROM ");
        cx.derived_name(derived)?;
        cx.push(" WHERE ");
        // The step from here may go beyond the end, and the first may stand there.
        until(cx, &value, end, step, [" < ", " > "])?;
        cx.push(") SELECT ");
        cx.identifier(&value)?;
        cx.push(" FROM ");
        cx.derived_name(derived)?;
        cx.push(" WHERE ");
        until(cx, &value, end, step, [" <= ", " >= "])
    })?;
    cx.push(") AS ");
    cx.derived_name(derived)
}

/// Compares with the end in the direction of the step.
fn until(
    cx: &mut Context<'_>,
    value: &str,
    end: &Arg,
    step: Option<&Arg>,
    [up, down]: [&'static str; 2],
) -> Result<()> {
    let compare = |cx: &mut Context<'_>, sign| {
        cx.identifier(value)?;
        cx.push(sign);
        cx.operand(end, Level::Atom)
    };
    let Some(step) = step else {
        return compare(cx, up);
    };
    cx.push("CASE WHEN ");
    cx.operand(step, Level::Atom)?;
    cx.push(" > 0 THEN ");
    compare(cx, up)?;
    cx.push(" WHEN ");
    cx.operand(step, Level::Atom)?;
    cx.push(" < 0 THEN ");
    compare(cx, down)?;
    cx.push(" END");
    Ok(())
}

fn json_table(
    cx: &mut Context<'_>,
    derived: &DerivedTable,
    function: &TableFunction,
    (path, columns): (&str, &[(JsonTableSource, SqlType)]),
) -> Result<()> {
    if !cx.capability().json_table {
        let refused = cx.unsupported("JSON_TABLE");
        return Err(match cx.capability().table_functions {
            TableFunctions::None => refused,
            _ => refused.with_help(
                "call a function for documents in FROM: `func::table_valued(\"json_each\", …)`",
            ),
        });
    }
    cx.push("JSON_TABLE(");
    cx.list(&function.args, ", ", Context::arg)?;
    cx.push(", ");
    cx.text_literal(path)?;
    cx.push(" COLUMNS (");
    let names = cx.column_names(derived.source);
    cx.list(names.iter().zip(columns), ", ", |cx, (name, column)| {
        cx.identifier(name)?;
        json_column(cx, column)
    })?;
    cx.push(")) AS ");
    cx.derived_name(derived)
}

fn json_column(cx: &mut Context<'_>, column: &(JsonTableSource, SqlType)) -> Result<()> {
    let (source, sql_type) = column;
    let (word, path) = match source {
        JsonTableSource::Ordinality => {
            cx.push(" FOR ORDINALITY");
            return Ok(());
        }
        JsonTableSource::Path(path) => (" PATH ", path),
        JsonTableSource::Exists(path) => (" EXISTS PATH ", path),
    };
    cx.push(" ");
    cx.dialect().visit_type(cx, *sql_type)?;
    cx.push(word);
    cx.text_literal(path)
}
