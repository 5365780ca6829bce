//! A row, read in place from the bytes of its message.

use std::cell::OnceCell;
use std::error::Error;

use alchemy::ErrorKind;
use alchemy::driver::{Fault, Row};
use alchemy::types::{Interval, Value, ValueRef};
use postgres::types::{FromSql, Kind, Type};

use super::bind::{EPOCH_DAYS, EPOCH_MICROSECONDS, is_text};
use super::composite::{Unread, read_array, read_multirange, read_range};
use super::native;
use super::numeric::Numeric;

/// A row of the server's.
pub(super) struct PostgresRow {
    row: postgres::Row,
    /// What has to be written out to be borrowed, by column; empty until there is something.
    written: OnceCell<Box<[OnceCell<Value>]>>,
}

impl PostgresRow {
    pub(super) fn new(row: postgres::Row) -> Self {
        Self {
            row,
            written: OnceCell::new(),
        }
    }

    fn written(&self, index: usize, write: impl FnOnce() -> Value) -> ValueRef<'_> {
        let columns = self.row.len();
        let cells = self
            .written
            .get_or_init(|| (0..columns).map(|_| OnceCell::new()).collect());
        let cell = cells.get(index);
        cell.map_or(ValueRef::Null, |cell| cell.get_or_init(write).as_ref())
    }

    #[cold]
    fn undecodable(&self, index: usize, why: &str) -> Fault {
        let name = self.column_name(index).unwrap_or("?");
        let message = format!("the column {name:?} {why}");
        let mut fault = Fault::new(ErrorKind::Decode, message);
        fault.column = Some(name.to_owned());
        fault
    }

    fn value<'row>(
        &'row self,
        index: usize,
        ty: &Type,
        bytes: &'row [u8],
    ) -> Result<ValueRef<'row>, Fault> {
        let bad = || self.undecodable(index, &format!("holds what is no {}", ty.name()));
        let found = match *ty {
            Type::BOOL => fixed(bytes).map(|[byte]: [u8; 1]| ValueRef::Bool(byte != 0)),
            Type::INT2 => fixed(bytes).map(|it| ValueRef::Int(i16::from_be_bytes(it).into())),
            Type::INT4 => fixed(bytes).map(|it| ValueRef::Int(i32::from_be_bytes(it).into())),
            Type::INT8 => fixed(bytes).map(|it| ValueRef::Int(i64::from_be_bytes(it))),
            Type::OID => fixed(bytes).map(|it| ValueRef::Int(u32::from_be_bytes(it).into())),
            Type::FLOAT4 => fixed(bytes).map(|it| ValueRef::Float(f32::from_be_bytes(it).into())),
            Type::FLOAT8 => fixed(bytes).map(|it| ValueRef::Float(f64::from_be_bytes(it))),
            Type::NUMERIC => return self.numeric(index, bytes),
            Type::BYTEA => Some(ValueRef::Blob(bytes)),
            Type::UUID => fixed(bytes).map(ValueRef::Uuid),
            Type::JSON => return self.text(index, bytes).map(ValueRef::Json),
            Type::JSONB => match bytes.split_first() {
                // The version of its form.
                Some((1, document)) => return self.text(index, document).map(ValueRef::Json),
                _ => None,
            },
            Type::DATE | Type::TIME | Type::TIMESTAMP | Type::TIMESTAMPTZ => {
                return self.date_or_time(index, ty, bytes);
            }
            Type::INTERVAL => interval(bytes).map(ValueRef::Interval),
            Type::VOID => Some(ValueRef::Null),
            _ if is_text(ty) => return self.text(index, bytes).map(ValueRef::Text),
            _ => return self.other(index, ty, bytes),
        };
        found.ok_or_else(bad)
    }

    fn other<'row>(
        &'row self,
        index: usize,
        ty: &Type,
        bytes: &'row [u8],
    ) -> Result<ValueRef<'row>, Fault> {
        if let Kind::Domain(inner) = ty.kind() {
            return self.value(index, inner, bytes);
        }
        let value = self.composed(index, ty, bytes)?;
        Ok(self.written(index, || value))
    }

    /// A value that has to be written out, or is made of others.
    fn composed(&self, index: usize, ty: &Type, bytes: &[u8]) -> Result<Value, Fault> {
        let part = |ty: &Type, bytes: &[u8]| self.owned(index, ty, bytes);
        let found = match ty.kind() {
            Kind::Array(member) => read_array(member, bytes, |bytes| part(member, bytes))
                .map(|it| Value::Array(it.into())),
            Kind::Range(member) => read_range(member, bytes, |bytes| part(member, bytes))
                .map(|it| Value::Range(it.into())),
            Kind::Multirange(member) => {
                let bound = match member.kind() {
                    Kind::Range(inner) => inner,
                    _ => member,
                };
                read_multirange(member, bytes, |bytes| part(bound, bytes))
                    .map(|it| Value::Multirange(it.into()))
            }
            _ => match native::text(ty, bytes) {
                Some(text) => text.map(Value::Text).ok_or(Unread::Damaged),
                None => return Err(self.unknown(index, ty)),
            },
        };
        found.map_err(|unread| match unread {
            Unread::Part(fault) => fault,
            Unread::Damaged => self.undecodable(index, &format!("holds what is no {}", ty.name())),
            Unread::Dimensions(count) => {
                let why =
                    format!("holds an array of {count} dimensions, and those of one are read");
                self.undecodable(index, &why)
            }
        })
    }

    /// A part of a value.
    fn owned(&self, index: usize, ty: &Type, bytes: &[u8]) -> Result<Value, Fault> {
        match ty.kind() {
            Kind::Domain(inner) => return self.owned(index, inner, bytes),
            Kind::Simple | Kind::Enum(_) => {}
            _ => return self.composed(index, ty, bytes),
        }
        if *ty == Type::NUMERIC {
            return self
                .number(index, bytes)
                .map(|number| Value::Decimal(number.text()));
        }
        if native::is_one(ty) {
            return self.composed(index, ty, bytes);
        }
        self.value(index, ty, bytes).map(ValueRef::to_value)
    }

    #[cold]
    fn unknown(&self, index: usize, ty: &Type) -> Fault {
        let why = format!(
            "is of type {}, which isn't known here; select it with a CAST to TEXT",
            ty.name()
        );
        self.undecodable(index, &why)
    }

    fn text<'row>(&self, index: usize, bytes: &'row [u8]) -> Result<&'row str, Fault> {
        std::str::from_utf8(bytes)
            .map_err(|_| self.undecodable(index, "holds text that isn't valid UTF-8"))
    }

    fn number(&self, index: usize, bytes: &[u8]) -> Result<Numeric, Fault> {
        Numeric::from_binary(bytes).ok_or_else(|| {
            self.undecodable(index, "holds a numeric that is no number: NaN or infinite")
        })
    }

    fn numeric(&self, index: usize, bytes: &[u8]) -> Result<ValueRef<'_>, Fault> {
        let number = self.number(index, bytes)?;
        Ok(self.written(index, || Value::Decimal(number.text())))
    }

    fn date_or_time(
        &self,
        index: usize,
        ty: &Type,
        bytes: &[u8],
    ) -> Result<ValueRef<'static>, Fault> {
        let bad = || self.undecodable(index, &format!("holds what is no {}", ty.name()));
        let infinite = || {
            self.undecodable(
                index,
                &format!("holds a {} that is infinite or too far away", ty.name()),
            )
        };
        if *ty == Type::DATE {
            let days = i32::from_be_bytes(fixed(bytes).ok_or_else(bad)?);
            // The lowest and the highest number stand for the infinities.
            let days = Some(days).filter(|days| !matches!(*days, i32::MIN | i32::MAX));
            let days = days.and_then(|days| days.checked_add(EPOCH_DAYS));
            return days.map(ValueRef::Date).ok_or_else(infinite);
        }
        let at = i64::from_be_bytes(fixed(bytes).ok_or_else(bad)?);
        if *ty == Type::TIME {
            return Ok(ValueRef::Time(at));
        }
        let at = Some(at)
            .filter(|at| !matches!(*at, i64::MIN | i64::MAX))
            .and_then(|at| at.checked_add(EPOCH_MICROSECONDS))
            .ok_or_else(infinite)?;
        Ok(match *ty {
            Type::TIMESTAMP => ValueRef::Timestamp(at),
            _ => ValueRef::TimestampTz(at),
        })
    }
}

/// Microseconds, days, months.
fn interval(bytes: &[u8]) -> Option<Interval> {
    let (micros, rest) = bytes.split_first_chunk()?;
    let (days, months) = rest.split_first_chunk()?;
    Some(Interval {
        months: i32::from_be_bytes(fixed(months)?),
        days: i32::from_be_bytes(*days),
        micros: i64::from_be_bytes(*micros),
    })
}

fn fixed<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.try_into().ok()
}

impl Row for PostgresRow {
    #[inline]
    fn len(&self) -> usize {
        self.row.len()
    }

    fn get(&self, index: usize) -> Result<ValueRef<'_>, Fault> {
        let Some(column) = self.row.columns().get(index) else {
            return Err(no_column(index, self.len()));
        };
        match self.row.try_get::<_, Option<Bytes<'_>>>(index) {
            Ok(None) => Ok(ValueRef::Null),
            Ok(Some(Bytes(bytes))) => self.value(index, column.type_(), bytes),
            Err(_) => Err(no_column(index, self.len())),
        }
    }

    fn column_name(&self, index: usize) -> Option<&str> {
        self.row.columns().get(index).map(postgres::Column::name)
    }
}

#[cold]
fn no_column(index: usize, columns: usize) -> Fault {
    Fault::new(
        ErrorKind::Decode,
        format!("the row has no column at position {index}: it has {columns}, counted from 0"),
    )
}

/// A value's bytes as they came.
struct Bytes<'row>(&'row [u8]);

impl<'row> FromSql<'row> for Bytes<'row> {
    fn from_sql(_: &Type, raw: &'row [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
