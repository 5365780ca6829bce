//! Values as literals, where PostgreSQL's differ.

use std::ops::Bound;

use alchemy::Result;
use alchemy::compiler::Context;
use alchemy::compiler::ansi::expression;
use alchemy::types::{Interval, RangeValue, Value};

use super::types;

const MICROSECONDS_PER_HOUR: i64 = 3_600_000_000;

/// With hours of their own: the server reads seconds as a floating-point number, which has no room
/// for the microseconds of many.
fn interval_text(interval: Interval) -> String {
    let hours = interval.micros / MICROSECONDS_PER_HOUR;
    if hours == 0 {
        return interval.to_string();
    }
    let rest = Interval::from_micros(interval.micros % MICROSECONDS_PER_HOUR).to_string();
    let seconds = rest.trim_start_matches("PT");
    let Interval { months, days, .. } = interval;
    format!("P{months}M{days}DT{hours}H{seconds}")
}

/// A value as a literal, with its type where its form doesn't tell.
pub(super) fn literal(cx: &mut Context<'_>, value: &Value) -> Result<()> {
    match value {
        Value::Blob(bytes) => {
            // In this form a backslash is what it is, whatever `standard_conforming_strings` says.
            cx.push("E'\\\\x");
            cx.hex_digits(bytes);
            cx.push("'::bytea");
        }
        Value::Float(value) if value.is_nan() => cx.push("'NaN'::float8"),
        Value::Float(value) if *value == f64::INFINITY => cx.push("'Infinity'::float8"),
        Value::Float(value) if *value == f64::NEG_INFINITY => cx.push("'-Infinity'::float8"),
        Value::Interval(interval) => {
            cx.text_literal(&interval_text(*interval))?;
            cx.push("::interval");
        }
        Value::Native(native) => {
            cx.text_literal(&native.text)?;
            types::said(cx, value)?;
        }
        Value::Array(array) => {
            cx.push("ARRAY[");
            cx.list(&array.values, ", ", literal)?;
            cx.push("]");
            types::said(cx, value)?;
        }
        Value::Range(value) => range(cx, value)?,
        Value::Multirange(value) => {
            types::multirange(cx, value.element, value.element)?;
            cx.push("(");
            cx.list(&value.ranges, ", ", range)?;
            cx.push(")");
        }
        value => return expression::literal(cx, value),
    }
    Ok(())
}

/// `INT4RANGE(1, 5, '[)')`
fn range(cx: &mut Context<'_>, value: &RangeValue) -> Result<()> {
    let Some((lower, upper)) = &value.bounds else {
        cx.push("'empty'::");
        return types::range(cx, value.element, value.element);
    };
    types::range(cx, value.element, value.element)?;
    cx.push("(");
    for bound in [lower, upper] {
        match bound {
            Bound::Included(value) | Bound::Excluded(value) => literal(cx, value)?,
            Bound::Unbounded => cx.push("NULL"),
        }
        cx.push(", ");
    }
    cx.push(match (lower, upper) {
        (Bound::Included(_), Bound::Included(_)) => "'[]')",
        (Bound::Included(_), _) => "'[)')",
        (_, Bound::Included(_)) => "'(]')",
        _ => "'()')",
    });
    Ok(())
}
