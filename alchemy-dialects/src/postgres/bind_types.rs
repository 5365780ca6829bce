//! Where a bound value says its type.
//!
//! The server works out a parameter's type from what stands beside it, and takes it for text where
//! there is nothing: `SELECT $1`, `coalesce($1, $2)`. So a value says its type, but for those
//! beside a column that takes it as it is, where the column's own type is the better one: an
//! enum's, a citext's.

use alchemy::Result;
use alchemy::compiler::ansi::expression;
use alchemy::compiler::{Context, Level};
use alchemy::sql::{Arg, Between, BinaryOp, Function};
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
    if op == BinaryOp::Div {
        return expression::binary(cx, op, left, right);
    }
    beside(cx, right, left, |cx| expression::left_operand(cx, op, left))?;
    cx.push(expression::operator(op));
    beside(cx, left, right, |cx| {
        expression::right_operand(cx, op, right)
    })
}

/// `… [NOT] BETWEEN … AND …`
pub(super) fn between(cx: &mut Context<'_>, between: &Between) -> Result<()> {
    cx.operand(&between.arg, Level::Concat)?;
    cx.push(if between.negated {
        " NOT BETWEEN "
    } else {
        " BETWEEN "
    });
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
    if function.args.is_empty() {
        return expression::function(cx, function);
    }
    cx.function_name(&function.name)?;
    cx.push(if function.distinct { "(DISTINCT " } else { "(" });
    cx.list(&function.args, ", ", |cx, arg| argument(cx, function, arg))?;
    cx.push(")");
    Ok(())
}

fn argument(cx: &mut Context<'_>, function: &Function, arg: &Arg) -> Result<()> {
    let Arg::Bind(value) = arg else {
        return cx.arg(arg);
    };
    let alike = ALIKE
        .iter()
        .any(|name| function.name.eq_ignore_ascii_case(name));
    let column = function
        .args
        .iter()
        .find(|arg| alike && matches!(arg, Arg::Column(_)));
    match column {
        Some(column) => beside(cx, column, arg, |cx| typed(cx, value, Integers::Wide)),
        None if alike => typed(cx, value, Integers::Wide),
        None => typed(cx, value, Integers::Narrow),
    }
}
