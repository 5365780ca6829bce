//! Values that are made of others: arrays, ranges and multiranges, in the server's binary form.

use std::ops::Bound;

use alchemy::types::{ArrayValue, MultirangeValue, RangeValue, SqlType, Value};
use bytes::{BufMut, BytesMut};
use postgres::types::{Kind, Type};

use super::bind::{Why, write};

const RANGE_EMPTY: u8 = 1;
const LOWER_INCLUDED: u8 = 2;
const UPPER_INCLUDED: u8 = 4;
const LOWER_UNBOUNDED: u8 = 8;
const UPPER_UNBOUNDED: u8 = 16;

const TOO_LONG: Why = Why::Because("it is longer than a message can say");

/// Writes what `part` writes behind its length in bytes.
fn with_length(
    out: &mut BytesMut,
    part: impl FnOnce(&mut BytesMut) -> Result<(), Why>,
) -> Result<(), Why> {
    let mut bytes = BytesMut::new();
    part(&mut bytes)?;
    out.put_i32(i32::try_from(bytes.len()).map_err(|_| TOO_LONG)?);
    out.extend_from_slice(&bytes);
    Ok(())
}

/// An array of one dimension.
pub(super) fn write_array(array: &ArrayValue, ty: &Type, out: &mut BytesMut) -> Result<(), Why> {
    let Kind::Array(member) = ty.kind() else {
        return Err(Why::Mismatch);
    };
    let count = i32::try_from(array.values.len()).map_err(|_| TOO_LONG)?;
    let nulls = array.values.iter().any(Value::is_null);
    out.put_i32(i32::from(count > 0));
    out.put_i32(i32::from(nulls));
    out.put_u32(member.oid());
    if count == 0 {
        return Ok(());
    }
    out.put_i32(count);
    // Counted from one.
    out.put_i32(1);
    for value in &array.values {
        if value.is_null() {
            out.put_i32(-1);
        } else {
            with_length(out, |out| write(value, member, out))?;
        }
    }
    Ok(())
}

/// A range.
pub(super) fn write_range(range: &RangeValue, ty: &Type, out: &mut BytesMut) -> Result<(), Why> {
    let Kind::Range(member) = ty.kind() else {
        return Err(Why::Mismatch);
    };
    let Some((lower, upper)) = &range.bounds else {
        out.put_u8(RANGE_EMPTY);
        return Ok(());
    };
    let lower_flag = match lower {
        Bound::Included(_) => LOWER_INCLUDED,
        Bound::Excluded(_) => 0,
        Bound::Unbounded => LOWER_UNBOUNDED,
    };
    let upper_flag = match upper {
        Bound::Included(_) => UPPER_INCLUDED,
        Bound::Excluded(_) => 0,
        Bound::Unbounded => UPPER_UNBOUNDED,
    };
    out.put_u8(lower_flag | upper_flag);
    for bound in [lower, upper] {
        if let Bound::Included(value) | Bound::Excluded(value) = bound {
            with_length(out, |out| write(value, member, out))?;
        }
    }
    Ok(())
}

/// A multirange.
pub(super) fn write_multirange(
    value: &MultirangeValue,
    ty: &Type,
    out: &mut BytesMut,
) -> Result<(), Why> {
    let Kind::Multirange(member) = ty.kind() else {
        return Err(Why::Mismatch);
    };
    // Its kind holds the type of the bounds, and ranges are written by that.
    let range = range_of(member).ok_or(Why::Mismatch)?;
    out.put_i32(i32::try_from(value.ranges.len()).map_err(|_| TOO_LONG)?);
    for part in &value.ranges {
        with_length(out, |out| write_range(part, &range, out))?;
    }
    Ok(())
}

/// The type of ranges of a type, or that type where it is one of ranges.
fn range_of(member: &Type) -> Option<Type> {
    Some(match *member {
        Type::INT4 => Type::INT4_RANGE,
        Type::INT8 => Type::INT8_RANGE,
        Type::NUMERIC => Type::NUM_RANGE,
        Type::DATE => Type::DATE_RANGE,
        Type::TIMESTAMP => Type::TS_RANGE,
        Type::TIMESTAMPTZ => Type::TSTZ_RANGE,
        _ if matches!(member.kind(), Kind::Range(_)) => member.clone(),
        _ => return None,
    })
}

/// The type that values of a server's type have here.
fn sql_type(ty: &Type) -> SqlType {
    match *ty {
        Type::BOOL => SqlType::Boolean,
        Type::INT2 => SqlType::SmallInt,
        Type::INT4 => SqlType::Integer,
        Type::INT8 => SqlType::BigInt,
        Type::FLOAT4 => SqlType::Real,
        Type::FLOAT8 => SqlType::Double,
        Type::NUMERIC => SqlType::Decimal {
            precision: 38,
            scale: 10,
        },
        Type::BYTEA => SqlType::Blob,
        Type::DATE => SqlType::Date,
        Type::TIME => SqlType::Time,
        Type::TIMESTAMP => SqlType::Timestamp,
        Type::TIMESTAMPTZ => SqlType::TimestampTz,
        Type::UUID => SqlType::Uuid,
        Type::JSON | Type::JSONB => SqlType::Json,
        Type::INTERVAL => SqlType::Interval,
        _ => SqlType::Text,
    }
}

/// Takes bytes off the front.
pub(super) struct Reader<'b>(pub(super) &'b [u8]);

impl<'b> Reader<'b> {
    pub(super) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    pub(super) fn short(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(self.take(2)?.try_into().ok()?))
    }

    pub(super) fn int(&mut self) -> Option<i32> {
        Some(i32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    /// Bytes behind their length; nothing inside where the length is that of NULL.
    pub(super) fn sized(&mut self) -> Option<Option<&'b [u8]>> {
        match usize::try_from(self.int()?) {
            Ok(length) => self.take(length).map(Some),
            Err(_) => Some(None),
        }
    }

    /// A text up to its zero byte.
    pub(super) fn text(&mut self) -> Option<&'b str> {
        let end = self.0.iter().position(|byte| *byte == 0)?;
        let text = std::str::from_utf8(self.take(end)?).ok()?;
        self.byte()?;
        Some(text)
    }
}

/// Why bytes give no value.
pub(super) enum Unread<E> {
    /// They aren't what the server sends.
    Damaged,
    /// The array has more than one dimension.
    Dimensions(i32),
    /// What reading a part answered.
    Part(E),
}

/// Reads an array; `part` reads an element.
pub(super) fn read_array<E>(
    member: &Type,
    bytes: &[u8],
    part: impl Fn(&[u8]) -> Result<Value, E>,
) -> Result<ArrayValue, Unread<E>> {
    let mut reader = Reader(bytes);
    let element = sql_type(member);
    let dimensions = reader.int().ok_or(Unread::Damaged)?;
    if dimensions == 0 {
        let values = Vec::new();
        return Ok(ArrayValue { element, values });
    }
    if dimensions != 1 {
        return Err(Unread::Dimensions(dimensions));
    }
    // Whether there are NULLs, and the type of the elements.
    reader.take(8).ok_or(Unread::Damaged)?;
    let count = reader.int().ok_or(Unread::Damaged)?;
    // From where it is counted.
    reader.int().ok_or(Unread::Damaged)?;
    let mut values = Vec::new();
    for _ in 0..count {
        values.push(match reader.sized().ok_or(Unread::Damaged)? {
            None => Value::Null,
            Some(bytes) => part(bytes).map_err(Unread::Part)?,
        });
    }
    Ok(ArrayValue { element, values })
}

/// Reads a range; `part` reads a bound.
pub(super) fn read_range<E>(
    member: &Type,
    bytes: &[u8],
    part: impl Fn(&[u8]) -> Result<Value, E>,
) -> Result<RangeValue, Unread<E>> {
    let mut reader = Reader(bytes);
    let element = sql_type(member);
    let flags = reader.byte().ok_or(Unread::Damaged)?;
    if flags & RANGE_EMPTY != 0 {
        let bounds = None;
        return Ok(RangeValue { element, bounds });
    }
    let mut bound = |unbounded: u8, included: u8| {
        if flags & unbounded != 0 {
            return Ok(Bound::Unbounded);
        }
        let bytes = reader.sized().flatten().ok_or(Unread::Damaged)?;
        let value = part(bytes).map_err(Unread::Part)?;
        Ok(if flags & included != 0 {
            Bound::Included(value)
        } else {
            Bound::Excluded(value)
        })
    };
    let lower = bound(LOWER_UNBOUNDED, LOWER_INCLUDED)?;
    let upper = bound(UPPER_UNBOUNDED, UPPER_INCLUDED)?;
    let bounds = Some((lower, upper));
    Ok(RangeValue { element, bounds })
}

/// Reads a multirange; `part` reads a bound.
pub(super) fn read_multirange<E>(
    member: &Type,
    bytes: &[u8],
    part: impl Fn(&[u8]) -> Result<Value, E>,
) -> Result<MultirangeValue, Unread<E>> {
    let member = match member.kind() {
        Kind::Range(inner) => inner,
        _ => member,
    };
    let mut reader = Reader(bytes);
    let count = reader.int().ok_or(Unread::Damaged)?;
    let mut ranges = Vec::new();
    for _ in 0..count {
        let bytes = reader.sized().flatten().ok_or(Unread::Damaged)?;
        ranges.push(read_range(member, bytes, &part)?);
    }
    let element = sql_type(member);
    Ok(MultirangeValue { element, ranges })
}
