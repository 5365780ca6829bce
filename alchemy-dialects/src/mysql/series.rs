//! `generate_series`, which neither server has.

use alchemy::Result;
use alchemy::compiler::Context;
use alchemy::compiler::ansi::table_function::lateral_arguments;
use alchemy::sql::{Arg, DerivedTable};

/// Numbers the elements of a document of as many elements as there are rows. A recursive common
/// table expression would end after a thousand rows: MySQL with an error, MariaDB without one.
pub(super) fn generate_series(
    cx: &mut Context<'_>,
    derived: &DerivedTable,
    args: &[Arg],
) -> Result<()> {
    let lateral = lateral_arguments(cx, args)?;
    let ([start, end] | [start, end, _]) = args else {
        return Err(cx.unsupported("generate_series without an end"));
    };
    let step = args.get(2);
    cx.in_from(lateral, |cx| {
        cx.push("(SELECT ");
        integer(cx, start)?;
        cx.push(" + (CAST(number AS SIGNED) - 1)");
        if let Some(step) = step {
            cx.push(" * ");
            integer(cx, step)?;
        }
        cx.push(" AS ");
        for name in cx.column_names(derived.source) {
            cx.identifier(&name)?;
        }
        // A repetition that is too long is NULL; what isn't a document is an error.
        cx.push(" FROM JSON_TABLE(CONCAT('[0', COALESCE(REPEAT(',0', ");
        match step {
            None => binary(cx, end, " - ", start)?,
            Some(step) => {
                cx.push("(");
                binary(cx, end, " - ", start)?;
                cx.push(") DIV ");
                integer(cx, step)?;
            }
        }
        cx.push("), 'too many'), ']'), '$[*]' COLUMNS (number FOR ORDINALITY)) AS numbers WHERE ");
        match step {
            None => binary(cx, start, " <= ", end),
            Some(step) => {
                cx.push("CASE WHEN ");
                integer(cx, step)?;
                cx.push(" > 0 THEN ");
                binary(cx, start, " <= ", end)?;
                cx.push(" ELSE ");
                binary(cx, start, " >= ", end)?;
                cx.push(" END");
                Ok(())
            }
        }
    })?;
    cx.push(") AS ");
    cx.derived_name(derived)
}

fn integer(cx: &mut Context<'_>, arg: &Arg) -> Result<()> {
    cx.push("CAST(");
    cx.arg(arg)?;
    cx.push(" AS SIGNED)");
    Ok(())
}

fn binary(cx: &mut Context<'_>, left: &Arg, sign: &'static str, right: &Arg) -> Result<()> {
    integer(cx, left)?;
    cx.push(sign);
    integer(cx, right)
}
