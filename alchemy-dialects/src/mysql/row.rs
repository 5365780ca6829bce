//! Rows, read in place.

use alchemy::ErrorKind;
use alchemy::driver::{Fault, Row};
use alchemy::types::ValueRef;
use chrono::{NaiveDate, NaiveTime};
use mysql::Value as Received;
use mysql::consts::ColumnType;

/// The number of the character set that stands for bytes.
const BINARY: u16 = 63;

const MICROSECONDS_PER_SECOND: i64 = 1_000_000;

/// A row of the binary protocol.
pub(super) struct MySqlRow(mysql::Row);

impl MySqlRow {
    pub(super) fn new(row: mysql::Row) -> Self {
        Self(row)
    }

    fn column(&self, index: usize) -> Option<&mysql::Column> {
        self.0.columns_ref().get(index)
    }
}

impl Row for MySqlRow {
    #[inline]
    fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    fn get(&self, index: usize) -> Result<ValueRef<'_>, Fault> {
        let (Some(value), Some(column)) = (self.0.as_ref(index), self.column(index)) else {
            return Err(no_column(index, self.len()));
        };
        match value {
            Received::NULL => Ok(ValueRef::Null),
            Received::Int(value) => Ok(ValueRef::Int(*value)),
            Received::UInt(value) => Ok(unsigned(*value)),
            Received::Float(value) => Ok(ValueRef::Float(f64::from(*value))),
            Received::Double(value) => Ok(ValueRef::Float(*value)),
            Received::Bytes(bytes) => decode(bytes, column),
            Received::Date(..) => date(value, column),
            Received::Time(..) => Ok(ValueRef::Time(time(value))),
        }
    }

    fn column_name(&self, index: usize) -> Option<&str> {
        std::str::from_utf8(self.column(index)?.name_ref()).ok()
    }
}

fn unsigned(value: u64) -> ValueRef<'static> {
    i64::try_from(value).map_or(ValueRef::UInt(value), ValueRef::Int)
}

/// What came as bytes: text, bytes, a decimal, bits or a document, as the column says.
fn decode<'row>(bytes: &'row [u8], column: &mysql::Column) -> Result<ValueRef<'row>, Fault> {
    match column.column_type() {
        ColumnType::MYSQL_TYPE_DECIMAL | ColumnType::MYSQL_TYPE_NEWDECIMAL => {
            text(bytes, column).map(ValueRef::Decimal)
        }
        // Its character set is said to be binary, and it is UTF-8.
        ColumnType::MYSQL_TYPE_JSON => text(bytes, column).map(ValueRef::Json),
        ColumnType::MYSQL_TYPE_BIT => bits(bytes, column),
        ColumnType::MYSQL_TYPE_GEOMETRY | ColumnType::MYSQL_TYPE_VECTOR => {
            Ok(ValueRef::Blob(bytes))
        }
        _ if column.character_set() == BINARY => Ok(ValueRef::Blob(bytes)),
        _ => text(bytes, column).map(ValueRef::Text),
    }
}

fn text<'row>(bytes: &'row [u8], column: &mysql::Column) -> Result<&'row str, Fault> {
    std::str::from_utf8(bytes).map_err(|_| damaged(column, "text that isn't valid UTF-8"))
}

/// Up to 64 bits, the highest byte first.
fn bits(bytes: &[u8], column: &mysql::Column) -> Result<ValueRef<'static>, Fault> {
    if bytes.len() > 8 {
        return Err(damaged(column, "more than 64 bits"));
    }
    let value = bytes
        .iter()
        .fold(0, |value, byte| value << 8 | u64::from(*byte));
    Ok(unsigned(value))
}

/// A date, or a date and time without a zone: sessions are in UTC.
fn date(value: &Received, column: &mysql::Column) -> Result<ValueRef<'static>, Fault> {
    let Received::Date(year, month, day, hour, minute, second, micro) = *value else {
        return Ok(ValueRef::Null);
    };
    let no_date = || damaged(column, "a date that is in no calendar");
    let date = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
        .ok_or_else(no_date)?;
    if column.column_type() == ColumnType::MYSQL_TYPE_DATE {
        return Ok(ValueRef::Date(date.to_epoch_days()));
    }
    let (hour, minute, second) = (u32::from(hour), u32::from(minute), u32::from(second));
    let time = NaiveTime::from_hms_micro_opt(hour, minute, second, micro).ok_or_else(no_date)?;
    Ok(ValueRef::Timestamp(
        date.and_time(time).and_utc().timestamp_micros(),
    ))
}

/// A time, which may be negative or above a day: the database counts durations with it, too.
fn time(value: &Received) -> i64 {
    let Received::Time(negative, days, hours, minutes, seconds, micros) = *value else {
        return 0;
    };
    let hours = i64::from(days) * 24 + i64::from(hours);
    let seconds = (hours * 60 + i64::from(minutes)) * 60 + i64::from(seconds);
    let time = seconds * MICROSECONDS_PER_SECOND + i64::from(micros);
    if negative { -time } else { time }
}

#[cold]
fn damaged(column: &mysql::Column, what: &str) -> Fault {
    let name = column.name_str();
    let message = format!("the column {name:?} holds {what}");
    let mut fault = Fault::new(ErrorKind::Decode, message);
    fault.column = Some(name.into_owned());
    fault
}

#[cold]
fn no_column(index: usize, columns: usize) -> Fault {
    Fault::new(
        ErrorKind::Decode,
        format!("the row has no column at position {index}: it has {columns}, counted from 0"),
    )
}
