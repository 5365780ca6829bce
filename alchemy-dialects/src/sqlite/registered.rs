//! Functions that the driver brings to SQLite: regular expressions, and the mathematics that the
//! bundled build leaves out.

use std::sync::Arc;

use regex::Regex;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, Error, Result};

/// A function of one number.
type OfOne = fn(f64) -> f64;

/// Registers them on a connection.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    // `text REGEXP pattern` is `regexp(pattern, text)`.
    connection.create_scalar_function("regexp", 2, flags, |cx| {
        let (Some(pattern), Some(text)) = (pattern(cx, 0)?, text(cx, 1)?) else {
            return Ok(None);
        };
        Ok(Some(pattern.is_match(&text)))
    })?;
    connection.create_scalar_function("regexp_replace", 3, flags, |cx| {
        let (Some(text), Some(pattern), Some(by)) = (text(cx, 0)?, pattern(cx, 1)?, text(cx, 2)?)
        else {
            return Ok(None);
        };
        Ok(Some(pattern.replace_all(&text, by.as_str()).into_owned()))
    })?;
    let of_one: [(&str, OfOne); 5] = [
        ("ceil", f64::ceil),
        ("floor", f64::floor),
        ("sqrt", f64::sqrt),
        ("exp", f64::exp),
        ("ln", f64::ln),
    ];
    for (name, compute) in of_one {
        connection.create_scalar_function(name, 1, flags, move |cx| {
            Ok(cx.get::<Option<f64>>(0)?.and_then(|x| finite(compute(x))))
        })?;
    }
    connection.create_scalar_function("power", 2, flags, |cx| {
        let (base, exponent) = (cx.get::<Option<f64>>(0)?, cx.get::<Option<f64>>(1)?);
        Ok(base.zip(exponent).and_then(|(x, y)| finite(x.powf(y))))
    })
}

/// NULL where there is no number, as elsewhere.
fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}

/// An argument as text, which numbers have too.
fn text(cx: &Context<'_>, position: usize) -> Result<Option<String>> {
    use rusqlite::types::ValueRef;
    Ok(match cx.get_raw(position) {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(text) | ValueRef::Blob(text) => {
            let text = std::str::from_utf8(text);
            Some(text.map_err(|error| user_error(&error))?.to_owned())
        }
    })
}

/// The regular expression, made once a statement where it is always the same.
fn pattern(cx: &Context<'_>, position: i32) -> Result<Option<Arc<Regex>>> {
    let raw = usize::try_from(position).unwrap_or_default();
    let Some(pattern) = text(cx, raw)? else {
        return Ok(None);
    };
    cx.get_or_create_aux(position, |_| Regex::new(&pattern))
        .map(Some)
        .map_err(|error| user_error(&error))
}

fn user_error(error: &dyn std::error::Error) -> Error {
    Error::UserFunctionError(error.to_string().into())
}
