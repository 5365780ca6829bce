//! Documents, dates and full-text search in SQLite.

use alchemy::Result;
use alchemy::compiler::ansi::extract::part_name;
use alchemy::compiler::ansi::operation::{call, refuse};
use alchemy::compiler::{Context, Level};
use alchemy::sql::{Arg, JsonOp, Operation, SearchMode, SearchOp, TemporalOp};

use super::functions;

fn part(cx: &mut Context<'_>, document: &Arg, operator: &'static str, path: &Arg) -> Result<()> {
    cx.push("(");
    cx.operand(document, Level::Atom)?;
    cx.push(operator);
    cx.arg(path)?;
    cx.push(")");
    Ok(())
}

fn kind(cx: &mut Context<'_>, document: &Arg, path: &Arg) -> Result<()> {
    cx.push("json_type(");
    cx.arg(document)?;
    cx.push(", ");
    cx.arg(path)?;
    cx.push(")");
    Ok(())
}

fn number(cx: &mut Context<'_>, document: &Arg, path: &Arg, sql_type: &'static str) -> Result<()> {
    cx.push("CASE WHEN ");
    kind(cx, document, path)?;
    cx.push(" IN ('integer', 'real') THEN CAST(");
    part(cx, document, " ->> ", path)?;
    cx.push(sql_type);
    Ok(())
}

/// Whether there is something at these paths, put together by an operator or, where there are none,
/// a constant. NULL where there is no document, for which each of them says no.
fn has_keys(
    cx: &mut Context<'_>,
    document: &Arg,
    (operator, without): (&'static str, &'static str),
    paths: &[Arg],
) -> Result<()> {
    cx.push("CASE WHEN ");
    cx.operand(document, Level::Atom)?;
    cx.push(" IS NOT NULL THEN ");
    if paths.is_empty() {
        cx.push(without);
    }
    cx.list(paths, operator, |cx, path| {
        kind(cx, document, path)?;
        cx.push(" IS NOT NULL");
        Ok(())
    })?;
    cx.push(" END");
    Ok(())
}

pub(super) fn json(cx: &mut Context<'_>, operation: &Operation<JsonOp>) -> Result<()> {
    match (operation.op, operation.args.as_slice()) {
        (JsonOp::Get, [document, path, _]) => part(cx, document, " -> ", path),
        (JsonOp::Text, [document, path, _]) => {
            cx.push("CASE ");
            kind(cx, document, path)?;
            cx.push(" WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(");
            part(cx, document, " ->> ", path)?;
            cx.push(" AS TEXT) END");
            Ok(())
        }
        (JsonOp::Integer, [document, path, _]) => number(cx, document, path, " AS INTEGER) END"),
        (JsonOp::Float, [document, path, _]) => number(cx, document, path, " AS REAL) END"),
        (JsonOp::Boolean, [document, path, _]) => {
            cx.push("CASE ");
            kind(cx, document, path)?;
            cx.push(" WHEN 'true' THEN 1 WHEN 'false' THEN 0 END");
            Ok(())
        }
        (JsonOp::Exists, [document, path, _]) => {
            kind(cx, document, path)?;
            cx.push(" IS NOT NULL");
            Ok(())
        }
        (JsonOp::HasAnyKey, [document, _, paths @ ..]) => {
            has_keys(cx, document, (" OR ", "0"), paths)
        }
        (JsonOp::HasAllKeys, [document, _, paths @ ..]) => {
            has_keys(cx, document, (" AND ", "1"), paths)
        }
        (JsonOp::Set, [document, path, _, value]) => {
            cx.push("json_set(");
            cx.arg(document)?;
            cx.push(", ");
            cx.arg(path)?;
            cx.push(", json(");
            cx.arg(value)?;
            cx.push("))");
            Ok(())
        }
        (JsonOp::Remove, [document, path, _]) => {
            cx.push("json_remove(");
            cx.arg(document)?;
            cx.push(", ");
            cx.arg(path)?;
            cx.push(")");
            Ok(())
        }
        _ => refuse(cx, operation),
    }
}

pub(super) fn temporal(cx: &mut Context<'_>, operation: &Operation<TemporalOp>) -> Result<()> {
    match (operation.op, operation.args.as_slice()) {
        (TemporalOp::Add, [moment, interval, ..]) => two(cx, functions::ADD, moment, interval),
        (TemporalOp::Subtract, [moment, interval, ..]) => {
            two(cx, functions::SUBTRACT, moment, interval)
        }
        (TemporalOp::Difference, args @ [_, _]) => call(cx, functions::DIFFERENCE, args),
        (TemporalOp::Days, [a, b]) => {
            cx.push("CAST(julianday(");
            cx.arg(a)?;
            cx.push(") - julianday(");
            cx.arg(b)?;
            cx.push(") AS INTEGER)");
            Ok(())
        }
        (TemporalOp::AddDays, [date, days]) => with_days(cx, date, "", days),
        (TemporalOp::SubtractDays, [date, days]) => with_days(cx, date, "-", days),
        (TemporalOp::Truncate(field), [arg]) => {
            let unit = functions::unit(field);
            let unit =
                unit.ok_or_else(|| cx.unsupported(&format!("cutting to {}", part_name(field))))?;
            cx.push(functions::TRUNCATE);
            cx.push("('");
            cx.push(unit);
            cx.push("', ");
            cx.arg(arg)?;
            cx.push(")");
            Ok(())
        }
        _ => refuse(cx, operation),
    }
}

fn two(cx: &mut Context<'_>, name: &'static str, a: &Arg, b: &Arg) -> Result<()> {
    cx.push(name);
    cx.push("(");
    cx.arg(a)?;
    cx.push(", ");
    cx.arg(b)?;
    cx.push(")");
    Ok(())
}

fn with_days(cx: &mut Context<'_>, date: &Arg, sign: &'static str, days: &Arg) -> Result<()> {
    cx.push("date(");
    cx.arg(date)?;
    cx.push(", ");
    cx.push(sign);
    cx.push("CAST(");
    cx.arg(days)?;
    cx.push(" AS INTEGER) || ' days')");
    Ok(())
}

pub(super) fn search(cx: &mut Context<'_>, operation: &Operation<SearchOp>) -> Result<()> {
    let SearchOp::Matches(mode) = operation.op else {
        return Err(cx.unsupported("the rank of a full-text search"));
    };
    let [_, words, column] = operation.args.as_slice() else {
        return Err(cx
            .unsupported("a full-text search of several columns")
            .with_help("search each one, with `|` between"));
    };
    if !matches!(
        mode,
        SearchMode::Words | SearchMode::Phrase | SearchMode::Native
    ) {
        return Err(cx.unsupported("a search in the notation of the web, or with expansion"));
    }
    cx.operand(column, Level::Atom)?;
    cx.push(" MATCH ");
    cx.arg(words)
}
