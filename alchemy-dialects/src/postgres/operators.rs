//! Operators of PostgreSQL's own types.

use alchemy::Result;
use alchemy::compiler::ansi::extract::part_name;
use alchemy::compiler::ansi::operation::{call, refuse};
use alchemy::compiler::{Context, Level};
use alchemy::sql::{
    Arg, ArrayOp, DatePart, JsonOp, Operation, RangeOp, SearchMode, SearchOp, TemporalOp,
};

use super::bind_types::beside;

/// An operand that holds together; a value beside a column takes the column's type.
fn operand(cx: &mut Context<'_>, arg: &Arg, other: &Arg) -> Result<()> {
    beside(cx, other, arg, |cx| cx.operand(arg, Level::Atom))
}

/// Two operands and the operator between them.
fn infix(cx: &mut Context<'_>, left: &Arg, operator: &'static str, right: &Arg) -> Result<()> {
    operand(cx, left, right)?;
    cx.push(operator);
    operand(cx, right, left)
}

/// The same, as a value that holds together.
fn enclosed(cx: &mut Context<'_>, left: &Arg, operator: &'static str, right: &Arg) -> Result<()> {
    cx.push("(");
    infix(cx, left, operator, right)?;
    cx.push(")");
    Ok(())
}

/// A value whose type the operator says.
fn untyped(cx: &mut Context<'_>, arg: &Arg) -> Result<()> {
    match arg {
        Arg::Bind(value) => cx.bind(value),
        arg => cx.arg(arg),
    }
}

pub(super) fn array(cx: &mut Context<'_>, operation: &Operation<ArrayOp>) -> Result<()> {
    match (operation.op, operation.args.as_slice()) {
        (ArrayOp::Contains, [a, b]) => infix(cx, a, " @> ", b),
        (ArrayOp::ContainedBy, [a, b]) => infix(cx, a, " <@ ", b),
        (ArrayOp::Overlaps, [a, b]) => infix(cx, a, " && ", b),
        (ArrayOp::Concat, [a, b]) => enclosed(cx, a, " || ", b),
        (ArrayOp::Has, [array, value]) => {
            match (array, value) {
                // The server takes the type from the array's elements.
                (Arg::Column(_), Arg::Bind(value)) => cx.bind(value)?,
                _ => cx.operand(value, Level::Atom)?,
            }
            cx.push(" = ANY (");
            cx.arg(array)?;
            cx.push(")");
            Ok(())
        }
        (ArrayOp::At, [array, position]) => {
            cx.push("(");
            cx.arg(array)?;
            cx.push(")[");
            untyped(cx, position)?;
            cx.push("]");
            Ok(())
        }
        (ArrayOp::Slice, [array, first, last]) => {
            cx.push("(");
            cx.arg(array)?;
            cx.push(")[");
            untyped(cx, first)?;
            cx.push(":");
            untyped(cx, last)?;
            cx.push("]");
            Ok(())
        }
        (ArrayOp::Append, [array, value]) => {
            cx.push("array_append(");
            cx.arg(array)?;
            cx.push(", ");
            match (array, value) {
                (Arg::Column(_), Arg::Bind(value)) => cx.bind(value)?,
                _ => cx.arg(value)?,
            }
            cx.push(")");
            Ok(())
        }
        (ArrayOp::Length, args @ [_]) => call(cx, "cardinality", args),
        (ArrayOp::Literal, args) => {
            cx.push("ARRAY[");
            cx.list(args, ", ", Context::arg)?;
            cx.push("]");
            Ok(())
        }
        _ => refuse(cx, operation),
    }
}

pub(super) fn range(cx: &mut Context<'_>, operation: &Operation<RangeOp>) -> Result<()> {
    let args = operation.args.as_slice();
    if let [a, b] = args {
        let operator = match operation.op {
            RangeOp::Contains => " @> ",
            RangeOp::ContainedBy => " <@ ",
            RangeOp::Overlaps => " && ",
            RangeOp::LeftOf => " << ",
            RangeOp::RightOf => " >> ",
            RangeOp::NotRightOf => " &< ",
            RangeOp::NotLeftOf => " &> ",
            RangeOp::Adjacent => " -|- ",
            RangeOp::Union => return enclosed(cx, a, " + ", b),
            RangeOp::Intersection => return enclosed(cx, a, " * ", b),
            RangeOp::Difference => return enclosed(cx, a, " - ", b),
            _ => return refuse(cx, operation),
        };
        return infix(cx, a, operator, b);
    }
    match operation.op {
        RangeOp::Lower => call(cx, "lower", args),
        RangeOp::Upper => call(cx, "upper", args),
        RangeOp::IsEmpty => call(cx, "isempty", args),
        _ => refuse(cx, operation),
    }
}

/// `document #> keys`, or `#>>` for text, or the document itself where there are no keys.
fn part(cx: &mut Context<'_>, document: &Arg, operator: &'static str, keys: &Arg) -> Result<()> {
    cx.push("(");
    cx.operand(document, Level::Atom)?;
    cx.push(operator);
    cx.arg(keys)?;
    cx.push(")");
    Ok(())
}

fn has_keys(
    cx: &mut Context<'_>,
    document: &Arg,
    operator: &'static str,
    keys: &Arg,
) -> Result<()> {
    cx.operand(document, Level::Atom)?;
    cx.push(operator);
    cx.arg(keys)
}

/// A document and a path of SQL/JSON, which is sent as text.
fn led(cx: &mut Context<'_>, document: &Arg, operator: &'static str, path: &Arg) -> Result<()> {
    cx.operand(document, Level::Atom)?;
    cx.push(operator);
    cx.push("CAST(");
    cx.arg(path)?;
    cx.push(" AS JSONPATH)");
    Ok(())
}

/// A part as text where it is of a kind, converted.
fn part_of_kind(
    cx: &mut Context<'_>,
    document: &Arg,
    keys: &Arg,
    kind: &'static str,
    (before, after): (&'static str, &'static str),
) -> Result<()> {
    cx.push("CASE jsonb_typeof");
    part(cx, document, " #> ", keys)?;
    cx.push(kind);
    cx.push(before);
    part(cx, document, " #>> ", keys)?;
    cx.push(after);
    cx.push(" END");
    Ok(())
}

pub(super) fn json(cx: &mut Context<'_>, operation: &Operation<JsonOp>) -> Result<()> {
    const NUMBER: &str = " WHEN 'number' THEN ";
    match (operation.op, operation.args.as_slice()) {
        (JsonOp::Get, [document, _, keys]) => part(cx, document, " #> ", keys),
        (JsonOp::Text, [document, _, keys]) => part(cx, document, " #>> ", keys),
        (JsonOp::Integer, [document, _, keys]) => {
            let cast = ("CAST(trunc(CAST(", " AS NUMERIC)) AS BIGINT)");
            part_of_kind(cx, document, keys, NUMBER, cast)
        }
        (JsonOp::Float, [document, _, keys]) => {
            let cast = ("CAST(", " AS DOUBLE PRECISION)");
            part_of_kind(cx, document, keys, NUMBER, cast)
        }
        (JsonOp::Boolean, [document, _, keys]) => {
            let cast = ("CAST(", " AS BOOLEAN)");
            part_of_kind(cx, document, keys, " WHEN 'boolean' THEN ", cast)
        }
        (JsonOp::Exists, [document, _, keys]) => {
            part(cx, document, " #> ", keys)?;
            cx.push(" IS NOT NULL");
            Ok(())
        }
        (JsonOp::Set, [document, _, keys, value]) => {
            cx.push("jsonb_set(");
            cx.arg(document)?;
            cx.push(", ");
            cx.arg(keys)?;
            cx.push(", ");
            cx.arg(value)?;
            cx.push(")");
            Ok(())
        }
        (JsonOp::Remove, [document, _, keys]) => part(cx, document, " #- ", keys),
        (JsonOp::Contains, [a, b]) => infix(cx, a, " @> ", b),
        (JsonOp::HasKey, [map, key]) => infix(cx, map, " ? ", key),
        (JsonOp::HasAnyKey, [document, keys, ..]) => has_keys(cx, document, " ?| ", keys),
        (JsonOp::HasAllKeys, [document, keys, ..]) => has_keys(cx, document, " ?& ", keys),
        (JsonOp::PathExists, [document, path]) => led(cx, document, " @? ", path),
        (JsonOp::PathMatches, [document, path]) => led(cx, document, " @@ ", path),
        (JsonOp::ValueOf, [map, key]) => enclosed(cx, map, " -> ", key),
        _ => refuse(cx, operation),
    }
}

pub(super) fn temporal(cx: &mut Context<'_>, operation: &Operation<TemporalOp>) -> Result<()> {
    match (operation.op, operation.args.as_slice()) {
        (TemporalOp::Add, [moment, interval, ..]) => enclosed(cx, moment, " + ", interval),
        (TemporalOp::Subtract, [moment, interval, ..]) => enclosed(cx, moment, " - ", interval),
        (TemporalOp::Difference | TemporalOp::Days, [a, b]) => enclosed(cx, a, " - ", b),
        (TemporalOp::AddDays, [date, days]) => with_days(cx, date, " + ", days),
        (TemporalOp::SubtractDays, [date, days]) => with_days(cx, date, " - ", days),
        (TemporalOp::Truncate(field), [arg]) => {
            cx.push("date_trunc('");
            cx.push(match field {
                DatePart::Year => "year",
                DatePart::Quarter => "quarter",
                DatePart::Month => "month",
                DatePart::Week => "week",
                DatePart::Day => "day",
                DatePart::Hour => "hour",
                DatePart::Minute => "minute",
                DatePart::Second => "second",
                _ => return Err(cx.unsupported(&format!("cutting to {}", part_name(field)))),
            });
            cx.push("', ");
            cx.arg(arg)?;
            cx.push(")");
            Ok(())
        }
        _ => refuse(cx, operation),
    }
}

/// A date takes a narrow integer alone.
fn with_days(cx: &mut Context<'_>, date: &Arg, operator: &'static str, days: &Arg) -> Result<()> {
    cx.push("(");
    cx.operand(date, Level::Atom)?;
    cx.push(operator);
    cx.push("CAST(");
    untyped(cx, days)?;
    cx.push(" AS INTEGER))");
    Ok(())
}

pub(super) fn search(cx: &mut Context<'_>, operation: &Operation<SearchOp>) -> Result<()> {
    let [query, _, columns @ ..] = operation.args.as_slice() else {
        return refuse(cx, operation);
    };
    let (rank, ready, mode) = match operation.op {
        SearchOp::Matches(mode) => (false, false, mode),
        SearchOp::Rank(mode) => (true, false, mode),
        SearchOp::DocumentMatches(mode) => (false, true, mode),
        SearchOp::DocumentRank(mode) => (true, true, mode),
        _ => return refuse(cx, operation),
    };
    let function = match mode {
        SearchMode::Words => "plainto_tsquery(",
        SearchMode::Phrase => "phraseto_tsquery(",
        SearchMode::Web => "websearch_to_tsquery(",
        SearchMode::Native => "to_tsquery(",
        _ => return Err(cx.unsupported("a search with query expansion")),
    };
    let language = operation.constant.as_deref();
    if rank {
        // A rank is of single precision, and is read as one of double.
        cx.push("CAST(ts_rank(");
    }
    if ready {
        cx.list(columns, ", ", Context::arg)?;
    } else {
        document(cx, columns, language)?;
    }
    cx.push(if rank { ", " } else { " @@ " });
    cx.push(function);
    configuration(cx, language)?;
    cx.arg(query)?;
    cx.push(if rank { ")) AS DOUBLE PRECISION)" } else { ")" });
    Ok(())
}

/// The name of a configuration is a literal, since an index over the same expression has one.
fn configuration(cx: &mut Context<'_>, language: Option<&str>) -> Result<()> {
    if let Some(language) = language {
        cx.text_literal(language)?;
        cx.push(", ");
    }
    Ok(())
}

fn document(cx: &mut Context<'_>, columns: &[Arg], language: Option<&str>) -> Result<()> {
    cx.push("to_tsvector(");
    configuration(cx, language)?;
    match columns {
        [one] => cx.arg(one)?,
        several => cx.list(several, " || ' ' || ", |cx, column| {
            cx.push("coalesce(");
            cx.arg(column)?;
            cx.push(", '')");
            Ok(())
        })?,
    }
    cx.push(")");
    Ok(())
}
