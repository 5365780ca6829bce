//! How values are sent: in the binary form of the type that the server expects.

use std::error::Error;
use std::fmt;

use alchemy::ErrorKind;
use alchemy::driver::Fault;
use alchemy::types::Value;
use bytes::{BufMut, BytesMut};
use postgres::types::{Format, IsNull, Kind, ToSql, Type, to_sql_checked};

use super::composite;
use super::native;
use super::numeric::Numeric;
use super::text;

/// PostgreSQL counts days and microseconds from 2000-01-01.
pub(super) const EPOCH_DAYS: i32 = 10_957;
/// The same in microseconds.
pub(super) const EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;
const MICROSECONDS_PER_DAY: i64 = 86_400_000_000;

/// A value of a statement, and its position counted from one.
pub(super) struct Bound<'v> {
    value: &'v Value,
    position: usize,
}

/// The values of a statement, or a fault where their number is wrong.
pub(super) fn bound<'v>(binds: &[&'v Value], expected: usize) -> Result<Vec<Bound<'v>>, Fault> {
    if binds.len() != expected {
        let given = binds.len();
        let message = format!("the statement has {expected} parameters, but {given} values came");
        return Err(Fault::new(ErrorKind::InvalidRequest, message));
    }
    Ok(numbered(binds))
}

/// The values of a statement whose parameters aren't known yet.
pub(super) fn numbered<'v>(binds: &[&'v Value]) -> Vec<Bound<'v>> {
    let numbered = binds.iter().zip(1..);
    numbered
        .map(|(value, position)| Bound { value, position })
        .collect()
}

/// The driver's own log shows parameters, which may have to stay out of it.
impl fmt::Debug for Bound<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.value.as_ref().type_name())
    }
}

/// Why a value can't be sent, without the value, which a log may not be allowed to show.
#[derive(Debug)]
pub(super) struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Refused {}

impl ToSql for Bound<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        if self.value.is_null() {
            return Ok(IsNull::Yes);
        }
        let written = if as_text(self.value, ty) {
            text::of(self.value)
                .map_err(Why::Because)
                .and_then(|text| put_text(&text, out))
        } else {
            write(self.value, ty, out)
        };
        match written {
            Ok(()) => Ok(IsNull::No),
            Err(why) => Err(self.refused(ty, &why).into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, ty: &Type) -> Format {
        if as_text(self.value, ty) {
            Format::Text
        } else {
            Format::Binary
        }
    }

    to_sql_checked!();
}

impl Bound<'_> {
    #[cold]
    fn refused(&self, ty: &Type, why: &Why) -> Refused {
        let (position, kind) = (self.position, self.value.as_ref().type_name());
        Refused(match why {
            Why::Mismatch => format!(
                "value {position} is {kind}, and the statement takes one of type {} there",
                ty.name()
            ),
            Why::Because(why) => format!(
                "value {position}, {kind}, can't be sent as {}: {why}",
                ty.name()
            ),
            Why::Invalid(why) => format!("value {position} can't be stored: {why}"),
        })
    }
}

/// Why a value can't be sent.
pub(super) enum Why {
    /// It isn't of this type.
    Mismatch,
    /// It doesn't fit.
    Because(&'static str),
    /// There is none: what it was made of couldn't be stored.
    Invalid(String),
}

const RANGE: Why = Why::Because("it is out of range");
const INEXACT: Why = Why::Because("it would be rounded");
const NUL: Why = Why::Because("it contains U+0000, which PostgreSQL has in no text");

/// Whether a value is sent as text: where nobody has said a type, and for types that only the
/// server knows how to read.
fn as_text(value: &Value, ty: &Type) -> bool {
    match value {
        Value::Native(_) => true,
        Value::Invalid(_) => false,
        Value::Text(_) | Value::Label(..) => is_foreign(ty),
        _ => *ty == Type::UNKNOWN,
    }
}

/// Whether the type has a form of its own that isn't known here.
fn is_foreign(ty: &Type) -> bool {
    match ty.kind() {
        Kind::Domain(inner) => is_foreign(inner),
        Kind::Enum(_) => false,
        _ => !is_text(ty) && !KNOWN.contains(ty),
    }
}

const KNOWN: &[Type] = &[
    Type::BOOL,
    Type::INT2,
    Type::INT4,
    Type::INT8,
    Type::OID,
    Type::FLOAT4,
    Type::FLOAT8,
    Type::NUMERIC,
    Type::BYTEA,
    Type::DATE,
    Type::TIME,
    Type::TIMESTAMP,
    Type::TIMESTAMPTZ,
    Type::UUID,
    Type::JSON,
    Type::JSONB,
];

/// Whether the type's binary form is its text.
pub(super) fn is_text(ty: &Type) -> bool {
    matches!(
        *ty,
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::XML
    ) || matches!(ty.kind(), Kind::Enum(_))
        || ty.name() == "citext"
}

/// Writes a value in the binary form of a type.
pub(super) fn write(value: &Value, ty: &Type, out: &mut BytesMut) -> Result<(), Why> {
    if let Kind::Domain(inner) = ty.kind() {
        return write(value, inner, out);
    }
    if let Value::Invalid(why) = value {
        return Err(Why::Invalid(why.clone()));
    }
    match *ty {
        Type::BOOL => match value {
            Value::Bool(value) => out.put_u8(u8::from(*value)),
            _ => return Err(Why::Mismatch),
        },
        Type::INT2 => out.put_i16(integer(value)?),
        Type::INT4 => out.put_i32(integer(value)?),
        Type::INT8 => out.put_i64(integer(value)?),
        Type::OID => out.put_u32(integer(value)?),
        Type::FLOAT4 => out.put_f32(narrow(float(value)?)?),
        Type::FLOAT8 => out.put_f64(float(value)?),
        Type::NUMERIC => out.extend_from_slice(&numeric(value)?),
        Type::BYTEA => match value {
            Value::Blob(bytes) => out.extend_from_slice(bytes),
            _ => return Err(Why::Mismatch),
        },
        Type::UUID => match value {
            Value::Uuid(bytes) => out.extend_from_slice(bytes),
            _ => return Err(Why::Mismatch),
        },
        Type::JSON | Type::JSONB => return json(value, ty, out),
        Type::DATE | Type::TIME | Type::TIMESTAMP | Type::TIMESTAMPTZ => {
            return date_or_time(value, ty, out);
        }
        Type::INTERVAL => match value {
            Value::Interval(interval) => {
                out.put_i64(interval.micros);
                out.put_i32(interval.days);
                out.put_i32(interval.months);
            }
            _ => return Err(Why::Mismatch),
        },
        _ if is_text(ty) => match value {
            Value::Text(text) | Value::Json(text) => return put_text(text, out),
            Value::Label(_, label) => return put_text(label, out),
            _ => return Err(Why::Mismatch),
        },
        _ => return composite(value, ty, out),
    }
    Ok(())
}

fn composite(value: &Value, ty: &Type, out: &mut BytesMut) -> Result<(), Why> {
    match value {
        Value::Array(array) => composite::write_array(array, ty, out),
        Value::Range(range) => composite::write_range(range, ty, out),
        Value::Multirange(ranges) => composite::write_multirange(ranges, ty, out),
        // As an element of an array, where every element is in its binary form.
        Value::Native(value) => native::write(value, ty, out),
        _ => Err(Why::Mismatch),
    }
}

fn put_text(text: &str, out: &mut BytesMut) -> Result<(), Why> {
    if text.as_bytes().contains(&0) {
        return Err(NUL);
    }
    out.extend_from_slice(text.as_bytes());
    Ok(())
}

fn integer<I: TryFrom<i64> + TryFrom<u64>>(value: &Value) -> Result<I, Why> {
    match value {
        Value::Int(value) => I::try_from(*value).map_err(|_| RANGE),
        Value::UInt(value) => I::try_from(*value).map_err(|_| RANGE),
        _ => Err(Why::Mismatch),
    }
}

fn float(value: &Value) -> Result<f64, Why> {
    /// Integers up to here are exact as a double.
    const EXACT: i64 = 1 << 53;
    match value {
        Value::Float(value) => Ok(*value),
        #[expect(clippy::cast_precision_loss, reason = "checked to be exact")]
        Value::Int(value) if (-EXACT..=EXACT).contains(value) => Ok(*value as f64),
        Value::Int(_) | Value::UInt(_) => Err(INEXACT),
        _ => Err(Why::Mismatch),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "checked to be exact, or not a number"
)]
fn narrow(wide: f64) -> Result<f32, Why> {
    let narrow = wide as f32;
    if wide.is_nan() || f64::from(narrow).to_bits() == wide.to_bits() {
        Ok(narrow)
    } else {
        Err(INEXACT)
    }
}

fn numeric(value: &Value) -> Result<Vec<u8>, Why> {
    let text = match value {
        Value::Decimal(text) => return digits(text),
        Value::Int(value) => value.to_string(),
        Value::UInt(value) => value.to_string(),
        // The shortest digits that read back as the same number, without an exponent.
        Value::Float(value) if value.is_finite() => value.to_string(),
        Value::Float(_) => return Err(RANGE),
        _ => return Err(Why::Mismatch),
    };
    digits(&text)
}

fn digits(text: &str) -> Result<Vec<u8>, Why> {
    Numeric::parse(text)
        .and_then(|number| number.to_binary())
        .ok_or(Why::Because("it isn't written as a decimal number"))
}

fn json(value: &Value, ty: &Type, out: &mut BytesMut) -> Result<(), Why> {
    let Value::Json(text) = value else {
        return Err(Why::Mismatch);
    };
    if *ty == Type::JSONB {
        if escapes_nul(text) {
            return Err(Why::Because(
                "it contains U+0000, which PostgreSQL has in no document",
            ));
        }
        // The version of its form.
        out.put_u8(1);
    }
    put_text(text, out)
}

/// Whether a document has `\u0000` in it, and not as a backslash and letters.
fn escapes_nul(document: &str) -> bool {
    document.match_indices("\\u0000").any(|(at, _)| {
        let before = document.as_bytes().get(..at).unwrap_or_default();
        let backslashes = before.iter().rev().take_while(|byte| **byte == b'\\');
        backslashes.count() % 2 == 0
    })
}

/// The lowest and the highest numbers stand for the infinities.
fn date_or_time(value: &Value, ty: &Type, out: &mut BytesMut) -> Result<(), Why> {
    let since = |at: i64| {
        at.checked_sub(EPOCH_MICROSECONDS)
            .filter(|at| *at != i64::MIN)
            .ok_or(RANGE)
    };
    match (ty, value) {
        (&Type::DATE, Value::Date(days)) => {
            let days = days.checked_sub(EPOCH_DAYS);
            out.put_i32(days.filter(|days| *days != i32::MIN).ok_or(RANGE)?);
        }
        (&Type::TIME, Value::Time(at @ 0..MICROSECONDS_PER_DAY)) => out.put_i64(*at),
        (&Type::TIME, Value::Time(_)) => return Err(RANGE),
        (&Type::TIMESTAMP, Value::Timestamp(at)) | (&Type::TIMESTAMPTZ, Value::TimestampTz(at)) => {
            out.put_i64(since(*at)?);
        }
        _ => return Err(Why::Mismatch),
    }
    Ok(())
}
