//! Where a bound value says its type.
//!
//! The server works out a parameter's type from what stands beside it, and takes it for text where
//! there is nothing: `SELECT $1`, `coalesce($1, $2)`. So a value says its type, but for those
//! beside a column that takes it as it is, where the column's own type is the better one: an
//! enum's, a citext's.

use alchemy::Result;
use alchemy::compiler::ansi::expression;
use alchemy::compiler::{Context, Level};
use alchemy::sql::{Arg, Between, BinaryOp, Function, In, InSource, Node, Regexp};
use alchemy::types::{SqlType, Value};

use super::types;

/// The type that an integer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Integers {
    /// 64 bits, so that nothing overflows.
    Wide,
    /// 32 bits where they suffice: `substr(text, integer)` takes no more.
    Narrow,
}

/// Functions whose arguments are of one type.
const ALIKE: [&str; 4] = ["coalesce", "nullif", "greatest", "least"];

/// A value with its type.
pub(super) fn typed(cx: &mut Context<'_>, value: &Value, integers: Integers) -> Result<()> {
    cx.bind(value)?;
    if cx.writes_literals() {
        return Ok(());
    }
    cx.push(match value {
        Value::Bool(_) => "::boolean",
        Value::Int(value) if integers == Integers::Narrow && i32::try_from(*value).is_ok() => {
            "::integer"
        }
        Value::Int(_) => "::bigint",
        Value::UInt(_) | Value::Decimal(_) => "::numeric",
        Value::Float(_) => "::float8",
        Value::Text(_) => "::text",
        Value::Blob(_) => "::bytea",
        Value::Date(_) => "::date",
        Value::Time(_) => "::time",
        Value::Timestamp(_) => "::timestamp",
        Value::TimestampTz(_) => "::timestamptz",
        Value::Uuid(_) => "::uuid",
        Value::Json(_) => "::jsonb",
        Value::Interval(_) => "::interval",
        Value::Label(..)
        | Value::Array(_)
        | Value::Range(_)
        | Value::Multirange(_)
        | Value::Native(_) => {
            return types::said(cx, value);
        }
        // NULL is of any type.
        _ => "",
    });
    Ok(())
}

/// Whether the column's type takes the value without a loss and compares it as it is.
fn takes(sql_type: SqlType, value: &Value) -> bool {
    match (sql_type, value) {
        (_, Value::Null)
        | (SqlType::Other(_), _)
        | (SqlType::Boolean, Value::Bool(_))
        | (SqlType::BigInt, Value::Int(_))
        | (SqlType::BigUnsigned | SqlType::Decimal { .. }, Value::Int(_) | Value::UInt(_))
        | (SqlType::Decimal { .. }, Value::Decimal(_))
        | (SqlType::Double, Value::Float(_))
        | (SqlType::Text | SqlType::Varchar(_), Value::Text(_))
        | (SqlType::Blob, Value::Blob(_))
        | (SqlType::Date, Value::Date(_))
        | (SqlType::Time, Value::Time(_))
        | (SqlType::Timestamp, Value::Timestamp(_))
        | (SqlType::TimestampTz, Value::TimestampTz(_))
        | (SqlType::Uuid, Value::Uuid(_))
        | (SqlType::Json, Value::Json(_))
        | (SqlType::Interval, Value::Interval(_))
        | (SqlType::Enum(_) | SqlType::CiText, Value::Text(_))
        | (SqlType::Enum(_) | SqlType::Text | SqlType::Varchar(_), Value::Label(..))
        | (SqlType::Array { .. }, Value::Array(_))
        | (SqlType::Range { .. }, Value::Range(_))
        | (SqlType::Multirange { .. }, Value::Multirange(_)) => true,
        (own, Value::Native(value)) => own == value.sql_type,
        (SqlType::SmallInt, Value::Int(value)) => i16::try_from(*value).is_ok(),
        (SqlType::Integer, Value::Int(value)) => i32::try_from(*value).is_ok(),
        _ => false,
    }
}

/// Writes an operand beside another one: bare where that is a column that takes it, and otherwise
/// as `write` does.
pub(super) fn beside(
    cx: &mut Context<'_>,
    other: &Arg,
    arg: &Arg,
    write: impl FnOnce(&mut Context<'_>) -> Result<()>,
) -> Result<()> {
    match (other, arg) {
        (Arg::Column(column), Arg::Bind(value))
            if column
                .definition()
                .is_some_and(|column| takes(column.sql_type, value)) =>
        {
            cx.bind(value)
        }
        _ => write(cx),
    }
}

/// An infix operator.
pub(super) fn binary(cx: &mut Context<'_>, op: BinaryOp, left: &Arg, right: &Arg) -> Result<()> {
    match (op, left, right) {
        (BinaryOp::Div | BinaryOp::DecimalDiv, ..) => {
            return expression::binary(cx, op, left, right);
        }
        (BinaryOp::FloatRem, ..) => return float_remainder(cx, left, right),
        (BinaryOp::ShiftLeft | BinaryOp::ShiftRight, ..) => return shift(cx, op, left, right),
        (_, Arg::Node(a), Arg::Node(b)) => {
            if let (Node::Tuple(a), Node::Tuple(b)) = (&**a, &**b) {
                return tuples(cx, op, a, b);
            }
        }
        _ => {}
    }
    beside(cx, right, left, |cx| expression::left_operand(cx, op, left))?;
    cx.push(match op {
        // `^` is a power here.
        BinaryOp::BitXor => " # ",
        op => expression::operator(op),
    });
    beside(cx, left, right, |cx| {
        expression::right_operand(cx, op, right)
    })
}

/// `%` takes no floating point numbers.
fn float_remainder(cx: &mut Context<'_>, left: &Arg, right: &Arg) -> Result<()> {
    cx.push("(");
    cx.operand(left, Level::Atom)?;
    cx.push(" - ");
    cx.operand(right, Level::Atom)?;
    cx.push(" * trunc(");
    cx.operand(left, Level::Atom)?;
    cx.push(" / ");
    cx.operand(right, Level::Atom)?;
    cx.push("))");
    Ok(())
}

/// Places are counted by 32 bits.
fn shift(cx: &mut Context<'_>, op: BinaryOp, left: &Arg, right: &Arg) -> Result<()> {
    expression::left_operand(cx, op, left)?;
    cx.push(expression::operator(op));
    if let Arg::Bind(value) = right {
        return typed(cx, value, Integers::Narrow);
    }
    cx.push("CAST(");
    cx.arg(right)?;
    cx.push(" AS INTEGER)");
    Ok(())
}

/// Each part beside its counterpart.
fn tuples(cx: &mut Context<'_>, op: BinaryOp, left: &[Arg], right: &[Arg]) -> Result<()> {
    parts(cx, right, left)?;
    cx.push(expression::operator(op));
    parts(cx, left, right)
}

fn parts(cx: &mut Context<'_>, others: &[Arg], parts: &[Arg]) -> Result<()> {
    cx.push("(");
    cx.list(
        parts.iter().enumerate(),
        ", ",
        |cx, (position, part)| match others.get(position) {
            Some(other) => beside(cx, other, part, |cx| cx.arg(part)),
            None => cx.arg(part),
        },
    )?;
    cx.push(")");
    Ok(())
}

/// `… [NOT] IN (…)`
pub(super) fn in_(cx: &mut Context<'_>, node: &In) -> Result<()> {
    let (Some(columns), InSource::List(list)) = (tuple(&node.arg), &node.source) else {
        return expression::in_(cx, node);
    };
    if list.is_empty() {
        return expression::in_(cx, node);
    }
    cx.arg(&node.arg)?;
    cx.push(if node.negated { " NOT IN (" } else { " IN (" });
    cx.list(list, ", ", |cx, arg| match tuple(arg) {
        Some(values) => parts(cx, columns, values),
        None => cx.arg(arg),
    })?;
    cx.push(")");
    Ok(())
}

fn tuple(arg: &Arg) -> Option<&[Arg]> {
    match arg {
        Arg::Node(node) => match &**node {
            Node::Tuple(items) => Some(items),
            _ => None,
        },
        _ => None,
    }
}

/// `… [NOT] BETWEEN … AND …`
pub(super) fn between(cx: &mut Context<'_>, between: &Between) -> Result<()> {
    cx.operand(&between.arg, Level::Concat)?;
    cx.push(expression::between_words(between));
    beside(cx, &between.arg, &between.low, |cx| {
        cx.operand(&between.low, Level::Concat)
    })?;
    cx.push(" AND ");
    beside(cx, &between.arg, &between.high, |cx| {
        cx.operand(&between.high, Level::Concat)
    })
}

/// A function call.
pub(super) fn function(cx: &mut Context<'_>, function: &Function) -> Result<()> {
    match (function.name.as_ref(), function.args.as_slice()) {
        (_, []) | ("bitwise_not", _) => return expression::function(cx, function),
        ("position", [text, sought]) => {
            cx.push("strpos(");
            cx.list([text, sought], ", ", Context::arg)?;
            cx.push(")");
            return Ok(());
        }
        ("regexp_replace", [text, pattern, replacement]) => {
            cx.push("regexp_replace(");
            cx.list([text, pattern, replacement], ", ", Context::arg)?;
            cx.push(", 'g')");
            return Ok(());
        }
        // Booleans have no order here.
        ("max", [arg]) if is_boolean(arg) => {
            cx.push("bool_or(");
            cx.arg(arg)?;
            cx.push(")");
            return Ok(());
        }
        ("min", [arg]) if is_boolean(arg) => {
            cx.push("bool_and(");
            cx.arg(arg)?;
            cx.push(")");
            return Ok(());
        }
        // Only decimals are rounded to digits, and their halves away from zero. A cast of a floating
        // point number keeps 15 digits; its text has all that it takes.
        ("round", [number, digits @ ..]) if !is_of(number, is_decimal) => {
            cx.push("round(CAST(CAST(");
            argument(cx, function, number)?;
            cx.push(" AS TEXT) AS NUMERIC)");
            digits.iter().try_for_each(|digits| {
                cx.push(", ");
                argument(cx, function, digits)
            })?;
            cx.push(")");
            return Ok(());
        }
        _ => {}
    }
    cx.function_name(&function.name)?;
    cx.push(if function.distinct { "(DISTINCT " } else { "(" });
    cx.list(&function.args, ", ", |cx, arg| argument(cx, function, arg))?;
    cx.push(")");
    Ok(())
}

/// Whether it is a column of such a type.
fn is_of(arg: &Arg, is: fn(SqlType) -> bool) -> bool {
    expression::column_type(arg).is_some_and(is)
}

const fn is_decimal(sql_type: SqlType) -> bool {
    matches!(sql_type, SqlType::Decimal { .. })
}

fn is_boolean(arg: &Arg) -> bool {
    match arg {
        Arg::Column(_) => is_of(arg, |sql_type| sql_type == SqlType::Boolean),
        Arg::Bind(value) => matches!(value, Value::Bool(_)),
        Arg::Node(node) => {
            matches!(
                Level::of(node),
                Level::Or | Level::And | Level::Not | Level::Predicate
            )
        }
    }
}

fn argument(cx: &mut Context<'_>, function: &Function, arg: &Arg) -> Result<()> {
    let Arg::Bind(value) = arg else {
        return cx.arg(arg);
    };
    let alike = ALIKE
        .iter()
        .any(|name| function.name.eq_ignore_ascii_case(name));
    let shifting = ["lag", "lead"].contains(&function.name.as_ref());
    let fallback = shifting
        && function
            .args
            .get(2)
            .is_some_and(|last| std::ptr::eq(last, arg));
    let column = function
        .args
        .iter()
        .find(|arg| (alike || fallback) && matches!(arg, Arg::Column(_)));
    match column {
        Some(column) => beside(cx, column, arg, |cx| typed(cx, value, Integers::Wide)),
        None if alike => typed(cx, value, Integers::Wide),
        None => typed(cx, value, Integers::Narrow),
    }
}

/// A match of a regular expression.
pub(super) fn regexp(cx: &mut Context<'_>, regexp: &Regexp) -> Result<()> {
    cx.operand(&regexp.arg, Level::Concat)?;
    cx.push(match (regexp.case_insensitive, regexp.negated) {
        (false, false) => " ~ ",
        (false, true) => " !~ ",
        (true, false) => " ~* ",
        (true, true) => " !~* ",
    });
    beside(cx, &regexp.arg, &regexp.pattern, |cx| {
        cx.operand(&regexp.pattern, Level::Concat)
    })
}
