//! Documents, dates and full-text search in MySQL and MariaDB.

use alchemy::Result;
use alchemy::compiler::ansi::extract::part_name;
use alchemy::compiler::ansi::operation::{call, refuse};
use alchemy::compiler::{Context, Level};
use alchemy::sql::{Arg, BinaryOp, DatePart, JsonOp, Operation, SearchMode, SearchOp, TemporalOp};
use alchemy::types::Value;

use super::dialect::MySqlFlavour;

/// A bound document. MySQL takes text for a string within a document; MariaDB has documents as
/// text.
pub(super) fn document(cx: &mut Context<'_>, value: &Value, flavour: MySqlFlavour) -> Result<()> {
    if flavour == MySqlFlavour::MariaDb || cx.writes_literals() {
        return cx.bind(value);
    }
    cx.push("CAST(");
    cx.bind(value)?;
    cx.push(" AS JSON)");
    Ok(())
}

/// A bound value of which the protocol doesn't tell the type: dates have a time there, and bytes are
/// text, so that they would be so in what is selected or computed.
pub(super) fn typed(cx: &mut Context<'_>, value: &Value) -> Result<()> {
    let sql_type = match value {
        Value::Date(_) => " AS DATE)",
        Value::Blob(_) => " AS BINARY)",
        _ => return cx.bind(value),
    };
    if cx.writes_literals() {
        return cx.bind(value);
    }
    cx.push("CAST(");
    cx.bind(value)?;
    cx.push(sql_type);
    Ok(())
}

/// A bound value that is compared, for which the other side says the type.
pub(super) fn compared(op: BinaryOp, arg: &Arg) -> Option<&Value> {
    let compares = matches!(
        op,
        BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge
    );
    match arg {
        Arg::Bind(value @ (Value::Date(_) | Value::Blob(_))) if compares => Some(value),
        _ => None,
    }
}

/// Whether documents are compared as MariaDB has to be told: as text they would differ by a space.
pub(super) fn compares_documents(op: BinaryOp, left: &Arg, right: &Arg) -> bool {
    let is_document = |arg: &Arg| match arg {
        Arg::Bind(value) => matches!(value, Value::Json(_)),
        _ => false,
    };
    matches!(op, BinaryOp::Eq | BinaryOp::Ne) && (is_document(left) || is_document(right))
}

/// MariaDB's comparison of documents.
pub(super) fn json_equals(
    cx: &mut Context<'_>,
    op: BinaryOp,
    left: &Arg,
    right: &Arg,
) -> Result<()> {
    cx.push("JSON_EQUALS(");
    cx.arg(left)?;
    cx.push(", ");
    cx.arg(right)?;
    cx.push(if op == BinaryOp::Eq { ") = 1" } else { ") = 0" });
    Ok(())
}

fn extracted(cx: &mut Context<'_>, document: &Arg, path: &Arg) -> Result<()> {
    cx.push("JSON_EXTRACT(");
    cx.arg(document)?;
    cx.push(", ");
    cx.arg(path)?;
    cx.push(")");
    Ok(())
}

/// `CASE … THEN … END` over the kind of a part, and the part between two pieces of SQL.
fn by_kind(
    cx: &mut Context<'_>,
    (document, path): (&Arg, &Arg),
    when: &'static str,
    (before, after): (&'static str, &'static str),
) -> Result<()> {
    cx.push("CASE WHEN JSON_TYPE(");
    extracted(cx, document, path)?;
    cx.push(when);
    cx.push(before);
    extracted(cx, document, path)?;
    cx.push(after);
    cx.push(" END");
    Ok(())
}

/// Whether a document has one or all of these keys. The function wants a key at least.
fn has_keys(
    cx: &mut Context<'_>,
    document: &Arg,
    wanted: &'static str,
    paths: &[Arg],
) -> Result<()> {
    if paths.is_empty() {
        cx.push("CASE WHEN ");
        cx.operand(document, Level::Atom)?;
        cx.push(if wanted == "all" {
            " IS NOT NULL THEN 1 END"
        } else {
            " IS NOT NULL THEN 0 END"
        });
        return Ok(());
    }
    cx.push("JSON_CONTAINS_PATH(");
    cx.arg(document)?;
    cx.push(", '");
    cx.push(wanted);
    cx.push("'");
    paths.iter().try_for_each(|path| {
        cx.push(", ");
        cx.arg(path)
    })?;
    cx.push(")");
    Ok(())
}

pub(super) fn json(
    cx: &mut Context<'_>,
    operation: &Operation<JsonOp>,
    flavour: MySqlFlavour,
) -> Result<()> {
    const NUMBER: &str = ") IN ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL') THEN ";
    match (operation.op, operation.args.as_slice()) {
        (JsonOp::Get, [document, path, _]) => extracted(cx, document, path),
        (JsonOp::Text, [document, path, _]) => by_kind(
            cx,
            (document, path),
            ") <> 'NULL' THEN ",
            ("JSON_UNQUOTE(", ")"),
        ),
        (JsonOp::Integer, [document, path, _]) => by_kind(
            cx,
            (document, path),
            NUMBER,
            ("CAST(TRUNCATE(CAST(", " AS DECIMAL(65, 30)), 0) AS SIGNED)"),
        ),
        (JsonOp::Float, [document, path, _]) => {
            by_kind(cx, (document, path), NUMBER, ("CAST(", " AS DOUBLE)"))
        }
        (JsonOp::Boolean, [document, path, _]) => by_kind(
            cx,
            (document, path),
            ") = 'BOOLEAN' THEN ",
            ("JSON_UNQUOTE(", ") = 'true'"),
        ),
        (JsonOp::Exists, [document, path, _]) => {
            cx.push("JSON_CONTAINS_PATH(");
            cx.arg(document)?;
            cx.push(", 'one', ");
            cx.arg(path)?;
            cx.push(")");
            Ok(())
        }
        (JsonOp::HasAnyKey, [document, _, paths @ ..]) => has_keys(cx, document, "one", paths),
        (JsonOp::HasAllKeys, [document, _, paths @ ..]) => has_keys(cx, document, "all", paths),
        (JsonOp::Set, [document, path, _, value]) => {
            cx.push("JSON_SET(");
            cx.arg(document)?;
            cx.push(", ");
            cx.arg(path)?;
            // What MariaDB is to take for a document must come from a function of documents.
            let wrapped = flavour == MySqlFlavour::MariaDb;
            cx.push(if wrapped { ", JSON_EXTRACT(" } else { ", " });
            cx.arg(value)?;
            cx.push(if wrapped { ", '$'))" } else { ")" });
            Ok(())
        }
        (JsonOp::Remove, [document, path, _]) => {
            cx.push("JSON_REMOVE(");
            cx.arg(document)?;
            cx.push(", ");
            cx.arg(path)?;
            cx.push(")");
            Ok(())
        }
        (JsonOp::Contains, args @ [_, _]) => call(cx, "JSON_CONTAINS", args),
        _ => refuse(cx, operation),
    }
}

pub(super) fn temporal(cx: &mut Context<'_>, operation: &Operation<TemporalOp>) -> Result<()> {
    match (operation.op, operation.args.as_slice()) {
        (TemporalOp::Add, [moment, _, parts @ ..]) => with_interval(cx, moment, " + ", parts),
        (TemporalOp::Subtract, [moment, _, parts @ ..]) => with_interval(cx, moment, " - ", parts),
        (TemporalOp::Difference, [a, b]) => difference(cx, a, b),
        (TemporalOp::Days, args @ [_, _]) => call(cx, "DATEDIFF", args),
        (TemporalOp::AddDays, [date, days]) => in_days(cx, date, " + ", days),
        (TemporalOp::SubtractDays, [date, days]) => in_days(cx, date, " - ", days),
        (TemporalOp::Truncate(field), [arg]) => truncate(cx, field, arg),
        _ => refuse(cx, operation),
    }
}

/// Months first, then days, then microseconds, as PostgreSQL has it.
fn with_interval(
    cx: &mut Context<'_>,
    moment: &Arg,
    operator: &'static str,
    parts: &[Arg],
) -> Result<()> {
    if parts.is_empty() {
        return Err(cx
            .unsupported("arithmetic with an interval that is no value")
            .with_help("there is no type of intervals: compute with a value"));
    }
    cx.push("(");
    // A moment that is a value is text without a type.
    let untyped = matches!(moment, Arg::Bind(_));
    cx.push(if untyped { "CAST(" } else { "" });
    cx.operand(moment, Level::Atom)?;
    cx.push(if untyped { " AS DATETIME(6))" } else { "" });
    for (part, unit) in parts.iter().zip([" MONTH", " DAY", " MICROSECOND"]) {
        cx.push(operator);
        cx.push("INTERVAL ");
        cx.arg(part)?;
        cx.push(unit);
    }
    cx.push(")");
    Ok(())
}

fn in_days(cx: &mut Context<'_>, date: &Arg, operator: &'static str, days: &Arg) -> Result<()> {
    cx.push("CAST((");
    cx.operand(date, Level::Atom)?;
    cx.push(operator);
    cx.push("INTERVAL ");
    cx.operand(days, Level::Atom)?;
    cx.push(" DAY) AS DATE)");
    Ok(())
}

/// As the text of an interval: whole days, and the rest in seconds. A division would round them to
/// four digits.
fn difference(cx: &mut Context<'_>, a: &Arg, b: &Arg) -> Result<()> {
    let micros = |cx: &mut Context<'_>| -> Result<()> {
        cx.push("TIMESTAMPDIFF(MICROSECOND, ");
        cx.arg(b)?;
        cx.push(", ");
        cx.arg(a)?;
        cx.push(")");
        Ok(())
    };
    cx.push("CONCAT('P', ");
    micros(cx)?;
    cx.push(" DIV 86400000000, 'DT', CAST(");
    micros(cx)?;
    cx.push(" % 86400000000 * 0.000001 AS DECIMAL(20, 6)), 'S')");
    Ok(())
}

fn truncate(cx: &mut Context<'_>, field: DatePart, arg: &Arg) -> Result<()> {
    let format = match field {
        DatePart::Year => "'%Y-01-01'",
        DatePart::Month => "'%Y-%m-01'",
        DatePart::Day => "'%Y-%m-%d'",
        DatePart::Hour => "'%Y-%m-%d %H:00:00'",
        DatePart::Minute => "'%Y-%m-%d %H:%i:00'",
        DatePart::Second => "'%Y-%m-%d %H:%i:%s'",
        DatePart::Week => {
            cx.push("CAST(DATE(");
            cx.arg(arg)?;
            cx.push(") - INTERVAL WEEKDAY(");
            cx.arg(arg)?;
            cx.push(") DAY AS DATETIME(6))");
            return Ok(());
        }
        DatePart::Quarter => {
            cx.push("CAST(MAKEDATE(YEAR(");
            cx.arg(arg)?;
            cx.push("), 1) + INTERVAL QUARTER(");
            cx.arg(arg)?;
            cx.push(") - 1 QUARTER AS DATETIME(6))");
            return Ok(());
        }
        _ => return Err(cx.unsupported(&format!("cutting to {}", part_name(field)))),
    };
    cx.push("CAST(DATE_FORMAT(");
    cx.arg(arg)?;
    cx.push(", ");
    cx.push(format);
    cx.push(") AS DATETIME(6))");
    Ok(())
}

pub(super) fn search(cx: &mut Context<'_>, operation: &Operation<SearchOp>) -> Result<()> {
    let (SearchOp::Matches(mode) | SearchOp::Rank(mode)) = operation.op else {
        return refuse(cx, operation);
    };
    let [query, _, columns @ ..] = operation.args.as_slice() else {
        return refuse(cx, operation);
    };
    let modifier = match mode {
        SearchMode::Words => ")",
        SearchMode::Native => " IN BOOLEAN MODE)",
        SearchMode::Expansion => " WITH QUERY EXPANSION)",
        _ => return Err(cx.unsupported("a search for a phrase, or in the notation of the web")),
    };
    cx.push("MATCH (");
    cx.list(columns, ", ", Context::arg)?;
    cx.push(") AGAINST (");
    cx.arg(query)?;
    cx.push(modifier);
    Ok(())
}
