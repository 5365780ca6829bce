//! How values are stored in SQLite, which knows integers, floating point numbers, text and bytes.

use std::borrow::Borrow;
use std::fmt;
use std::io::Write;

use alchemy::ErrorKind;
use alchemy::driver::Fault;
use alchemy::types::Value;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use rusqlite::Statement;
use rusqlite::types::{ToSqlOutput, ValueRef as Stored};

use super::error::fault;

/// A floating point number holds every decimal of so many digits (C's `DBL_DIG`).
const EXACT_DIGITS: usize = 15;

/// The longest text of a date, a UUID or an interval.
const SHORT: usize = 48;

const MICROSECONDS_PER_DAY: i64 = 86_400_000_000;

/// Binds all values of a statement. Nothing runs when one of them can't be stored.
pub(super) fn bind_all<V: Borrow<Value>>(
    statement: &mut Statement<'_>,
    binds: &[V],
) -> Result<(), Fault> {
    let expected = statement.parameter_count();
    if expected != binds.len() {
        let given = binds.len();
        let message = format!("the statement has {expected} parameters, but {given} values came");
        return Err(Fault::new(ErrorKind::InvalidRequest, message));
    }
    for (value, position) in binds.iter().zip(1..) {
        bind(statement, position, value.borrow())?;
    }
    Ok(())
}

fn bind(statement: &mut Statement<'_>, position: usize, value: &Value) -> Result<(), Fault> {
    let mut text = ShortText([0; SHORT]);
    let stored = store(value, &mut text).map_err(|why| refusal(position, value, why))?;
    statement
        .raw_bind_parameter(position, ToSqlOutput::Borrowed(stored))
        .map_err(fault)
}

#[cold]
fn refusal(position: usize, value: &Value, why: &str) -> Fault {
    let kind = value.as_ref().type_name();
    let message = match value {
        Value::Invalid(why) => format!("value {position} can't be stored: {why}"),
        _ => format!("SQLite can't store value {position}, {kind}: {why}"),
    };
    Fault::new(ErrorKind::InvalidValue, message)
}

/// What SQLite stores for a value: a borrow of the value, or of the text written into `short`.
///
/// The error says why it can't, without the value, which a log may not be allowed to show.
fn store<'v>(value: &'v Value, short: &'v mut ShortText) -> Result<Stored<'v>, &'static str> {
    match value {
        Value::Null => Ok(Stored::Null),
        Value::Bool(value) => Ok(Stored::Integer(i64::from(*value))),
        Value::Int(value) => Ok(Stored::Integer(*value)),
        Value::UInt(value) => i64::try_from(*value)
            .map(Stored::Integer)
            .map_err(|_| "it is above the largest integer, 9223372036854775807"),
        Value::Float(value) if value.is_nan() => Err("not a number would become NULL"),
        Value::Float(value) => Ok(Stored::Real(*value)),
        Value::Text(value) | Value::Json(value) => text(value),
        Value::Blob(value) => Ok(Stored::Blob(value)),
        Value::Decimal(value) => decimal(value),
        Value::Date(days) => date(*days).and_then(|date| short.write(&Day(date))),
        Value::Time(microseconds) => time(*microseconds).and_then(|time| short.write(&Clock(time))),
        Value::Timestamp(microseconds) => timestamp(*microseconds)
            .and_then(|at| short.write(&format_args!("{} {}", Day(at.date()), Clock(at.time())))),
        Value::TimestampTz(microseconds) => timestamp(*microseconds).and_then(|at| {
            short.write(&format_args!(
                "{} {}+00:00",
                Day(at.date()),
                Clock(at.time())
            ))
        }),
        Value::Uuid(bytes) => short.write(&Hyphenated(*bytes)),
        Value::Interval(interval) => short.write(interval),
        Value::Label(_, label) => text(label),
        Value::Array(_) | Value::Range(_) | Value::Multirange(_) | Value::Native(_) => {
            Err("it has no such type")
        }
        _ => Err("this version of the driver doesn't know such values"),
    }
}

/// Many of SQLite's own functions read text to the first U+0000, so what follows would be there
/// for some and not for others.
fn text(text: &str) -> Result<Stored<'_>, &'static str> {
    if text.as_bytes().contains(&0) {
        return Err("it contains U+0000, where SQLite's functions see its end");
    }
    Ok(Stored::Text(text.as_bytes()))
}

/// SQLite has no decimals. An integer that fits is stored as one, other numbers as floating point
/// when that keeps all digits.
fn decimal(text: &str) -> Result<Stored<'static>, &'static str> {
    const INEXACT: &str = "it can't be stored exactly, since SQLite has no decimal numbers and \
                           keeps 15 digits of others that are no 64-bit integer";
    let (signed_whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole = signed_whole
        .strip_prefix(['-', '+'])
        .unwrap_or(signed_whole);
    let digits = || whole.bytes().chain(fraction.bytes());
    if whole.is_empty() || !digits().all(|digit| digit.is_ascii_digit()) {
        return Err("it isn't written as a decimal number");
    }
    if fraction.bytes().all(|digit| digit == b'0')
        && let Ok(value) = signed_whole.parse()
    {
        return Ok(Stored::Integer(value));
    }
    if significant_digits(digits()) > EXACT_DIGITS {
        return Err(INEXACT);
    }
    // Beyond the range of normal numbers the digits are lost after all.
    match text.parse::<f64>() {
        Ok(value) if value.is_normal() => Ok(Stored::Real(value)),
        _ => Err(INEXACT),
    }
}

/// The number of digits from the first to the last that isn't zero.
fn significant_digits(digits: impl Iterator<Item = u8>) -> usize {
    let mut places = digits
        .zip(0_usize..)
        .filter(|(digit, _)| *digit != b'0')
        .map(|(_, at)| at);
    match places.next() {
        None => 0,
        Some(first) => places.last().unwrap_or(first) - first + 1,
    }
}

const YEARS: &str = "the year is outside 0001 to 9999, which is what SQLite's functions know";

fn check_year(date: NaiveDate) -> Result<NaiveDate, &'static str> {
    Some(date)
        .filter(|date| (1..=9999).contains(&date.year()))
        .ok_or(YEARS)
}

fn date(days: i32) -> Result<NaiveDate, &'static str> {
    NaiveDate::from_epoch_days(days)
        .ok_or(YEARS)
        .and_then(check_year)
}

fn timestamp(microseconds: i64) -> Result<NaiveDateTime, &'static str> {
    let at = DateTime::from_timestamp_micros(microseconds)
        .ok_or(YEARS)?
        .naive_utc();
    check_year(at.date())?;
    Ok(at)
}

fn time(microseconds: i64) -> Result<NaiveTime, &'static str> {
    match microseconds {
        0..MICROSECONDS_PER_DAY => timestamp(microseconds).map(|at| at.time()),
        _ => Err("it is no time of a day"),
    }
}

/// `YYYY-MM-DD`
struct Day(NaiveDate);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}-{:02}",
            self.0.year(),
            self.0.month(),
            self.0.day()
        )
    }
}

/// `HH:MM:SS`, with six digits of the fraction when there is one.
struct Clock(NaiveTime);

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:02}:{:02}:{:02}",
            self.0.hour(),
            self.0.minute(),
            self.0.second()
        )?;
        match self.0.nanosecond() / 1000 {
            0 => Ok(()),
            microseconds => write!(f, ".{microseconds:06}"),
        }
    }
}

/// `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`
struct Hyphenated([u8; 16]);

impl fmt::Display for Hyphenated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = u128::from_be_bytes(self.0);
        let group = |shift: u32| (id >> shift) & 0xffff;
        let (first, second, third, fourth) = (id >> 96, group(80), group(64), group(48));
        let last = id & 0xffff_ffff_ffff;
        write!(
            f,
            "{first:08x}-{second:04x}-{third:04x}-{fourth:04x}-{last:012x}"
        )
    }
}

/// Room on the stack for the text of a date, a time, a UUID or an interval.
struct ShortText([u8; SHORT]);

impl ShortText {
    fn write(&mut self, text: &dyn fmt::Display) -> Result<Stored<'_>, &'static str> {
        let bytes = self.0.as_mut_slice();
        let room = bytes.len();
        let mut rest = &mut *bytes;
        write!(rest, "{text}").map_err(|_| "its text is too long")?;
        let length = room - rest.len();
        Ok(Stored::Text(&bytes[..length]))
    }
}

#[cfg(test)]
mod tests {
    use alchemy::driver::{DriverConnection, Next};

    use super::*;
    use crate::sqlite::{SqliteDriver, SqliteOptions};

    /// What the database gives back for a value, through a column that converts nothing.
    fn stored(value: Value) -> Result<Value, Fault> {
        let mut connection = SqliteDriver::new(SqliteOptions::memory()).open()?;
        connection.execute_script("CREATE TABLE t (x BLOB)")?;
        connection.execute("INSERT INTO t VALUES (?1)", &[&value])?;
        let mut found = None;
        connection
            .query("SELECT x FROM t", &[], &mut |row| {
                found = Some(row.get(0)?.to_value());
                Ok(Next::Continue)
            })
            .unwrap();
        Ok(found.unwrap())
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn what_sqlite_knows_comes_back_as_it_was() {
        let values = [
            Value::Null,
            Value::Int(0),
            Value::Int(-1),
            Value::Int(i64::MIN),
            Value::Int(i64::MAX),
            Value::Float(0.0),
            Value::Float(-0.0),
            Value::Float(0.1),
            Value::Float(f64::MIN),
            Value::Float(f64::MAX),
            Value::Float(f64::MIN_POSITIVE),
            Value::Float(f64::from_bits(1)),
            Value::Float(f64::INFINITY),
            Value::Float(f64::NEG_INFINITY),
            text(""),
            text("a 'quoted' \"text\"\r\n"),
            text("ä 漢字 🦀 e\u{301} \u{10ffff}"),
            text(&"long ".repeat(100_000)),
            Value::Blob(Vec::new()),
            Value::Blob(vec![0, 255, 0]),
            Value::Blob((0..=255).cycle().take(100_000).collect()),
        ];
        for value in values {
            assert_eq!(stored(value.clone()).unwrap(), value);
        }
    }

    #[test]
    fn what_sqlite_does_not_know_is_stored_in_a_form_of_its_own() {
        let uuid = std::array::from_fn(|at| u8::try_from(at * 17).unwrap());
        let table = [
            (Value::Bool(false), Value::Int(0)),
            (Value::Bool(true), Value::Int(1)),
            (
                Value::UInt(u64::try_from(i64::MAX).unwrap()),
                Value::Int(i64::MAX),
            ),
            (Value::Json("{\"a\": [1]}".to_owned()), text("{\"a\": [1]}")),
            (
                Value::Uuid(uuid),
                text("00112233-4455-6677-8899-aabbccddeeff"),
            ),
            (
                Value::Uuid([0; 16]),
                text("00000000-0000-0000-0000-000000000000"),
            ),
        ];
        for (value, expected) in table {
            assert_eq!(stored(value).unwrap(), expected);
        }
    }

    #[test]
    fn dates_and_times_are_text_that_sorts() {
        let table = [
            (Value::Date(0), "1970-01-01"),
            (Value::Date(-1), "1969-12-31"),
            (Value::Date(11_016), "2000-02-29"),
            (Value::Date(-719_162), "0001-01-01"),
            (Value::Date(2_932_896), "9999-12-31"),
            (Value::Time(0), "00:00:00"),
            (Value::Time(1), "00:00:00.000001"),
            (Value::Time(MICROSECONDS_PER_DAY - 1), "23:59:59.999999"),
            (Value::Timestamp(0), "1970-01-01 00:00:00"),
            (Value::Timestamp(-1), "1969-12-31 23:59:59.999999"),
            (
                Value::Timestamp(951_825_600_500_000),
                "2000-02-29 12:00:00.500000",
            ),
            (Value::TimestampTz(0), "1970-01-01 00:00:00+00:00"),
            (
                Value::TimestampTz(253_402_300_799_999_999),
                "9999-12-31 23:59:59.999999+00:00",
            ),
            (
                Value::TimestampTz(-62_135_596_800_000_000),
                "0001-01-01 00:00:00+00:00",
            ),
        ];
        for (value, expected) in table {
            assert_eq!(stored(value).unwrap(), text(expected));
        }
    }

    #[test]
    fn sqlite_reads_the_dates_that_are_written() {
        let mut connection = SqliteDriver::new(SqliteOptions::memory()).open().unwrap();
        let at = Value::TimestampTz(951_825_600_500_000);
        let mut seconds = Value::Null;
        connection
            .query("SELECT unixepoch(?1, 'subsec')", &[&at], &mut |row| {
                seconds = row.get(0)?.to_value();
                Ok(Next::Continue)
            })
            .unwrap();
        assert_eq!(seconds, Value::Float(951_825_600.5));
    }

    #[test]
    fn decimals_are_stored_exactly() {
        let table = [
            ("0", Value::Int(0)),
            ("-0", Value::Int(0)),
            ("0.000", Value::Int(0)),
            ("12.00", Value::Int(12)),
            ("+7", Value::Int(7)),
            ("-9223372036854775808", Value::Int(i64::MIN)),
            ("9223372036854775807.0", Value::Int(i64::MAX)),
            ("9223372036854775810", Value::Null),
            ("100000000000000000000", Value::Float(1e20)),
            ("0.1", Value::Float(0.1)),
            ("-1234567890.12345", Value::Float(-1_234_567_890.123_45)),
            (
                "0001234567890.123450000",
                Value::Float(1_234_567_890.123_45),
            ),
            (
                "0.000000000000000000123456789012345",
                Value::Float(1.234_567_890_123_45e-19),
            ),
            ("1234567890.123456", Value::Null),
            ("79228162514264337593543950335", Value::Null),
            (&format!("0.{}1", "0".repeat(310)), Value::Null),
            (&format!("1{}", "0".repeat(400)), Value::Null),
        ];
        for (digits, expected) in table {
            let found = stored(Value::Decimal(digits.to_owned()));
            match expected {
                Value::Null => {
                    let fault = found.unwrap_err();
                    assert_eq!(fault.kind, ErrorKind::InvalidValue, "{digits}");
                    assert!(fault.message.contains("exactly"), "{fault}");
                }
                expected => assert_eq!(found.unwrap(), expected, "{digits}"),
            }
        }
    }

    #[test]
    fn what_can_not_be_stored_is_refused() {
        let values = [
            Value::UInt(u64::try_from(i64::MAX).unwrap() + 1),
            Value::UInt(u64::MAX),
            Value::Float(f64::NAN),
            Value::Float(-f64::NAN),
            text("a\0b"),
            Value::Json("\0".to_owned()),
            Value::Decimal(String::new()),
            Value::Decimal(".5".to_owned()),
            Value::Decimal("1e3".to_owned()),
            Value::Decimal("1.2.3".to_owned()),
            Value::Decimal("--1".to_owned()),
            Value::Decimal("1 ".to_owned()),
            Value::Decimal("inf".to_owned()),
            Value::Date(-719_163),
            Value::Date(2_932_897),
            Value::Date(i32::MIN),
            Value::Date(i32::MAX),
            Value::Time(-1),
            Value::Time(MICROSECONDS_PER_DAY),
            Value::Timestamp(-62_135_596_800_000_001),
            Value::Timestamp(253_402_300_800_000_000),
            Value::TimestampTz(i64::MIN),
            Value::TimestampTz(i64::MAX),
        ];
        for value in values {
            let fault = stored(value.clone()).unwrap_err();
            assert_eq!(fault.kind, ErrorKind::InvalidValue, "{value:?}");
            assert!(fault.message.contains("value 1"), "{fault}");
        }
    }

    #[test]
    fn a_refusal_does_not_show_the_value_and_runs_nothing() {
        let mut connection = SqliteDriver::new(SqliteOptions::memory()).open().unwrap();
        connection.execute_script("CREATE TABLE t (a, b)").unwrap();
        let insert = "INSERT INTO t VALUES (?1, ?2)";
        let secret = Value::Text("secret\0".to_owned());
        let fault = connection
            .execute(insert, &[&Value::Int(1), &secret])
            .unwrap_err();
        assert!(fault.message.contains("value 2"), "{fault}");
        assert!(!fault.message.contains("secret"), "{fault}");
        // The statement comes back from the cache without the value that was bound first.
        let missing = connection.execute(insert, &[&Value::Int(2)]).unwrap_err();
        assert_eq!(missing.kind, ErrorKind::InvalidRequest);
        assert_eq!(connection.execute("DELETE FROM t", &[]).unwrap(), 0);
    }

    #[test]
    fn the_number_of_values_must_be_the_number_of_parameters() {
        let mut connection = SqliteDriver::new(SqliteOptions::memory()).open().unwrap();
        for given in [0, 1, 3] {
            let binds = vec![&Value::Null; given];
            let fault = connection.execute("SELECT ?1, ?2, ?1", &binds).unwrap_err();
            assert_eq!(fault.kind, ErrorKind::InvalidRequest);
            assert!(fault.message.contains("2 parameters"), "{fault}");
        }
        connection
            .execute("SELECT ?1, ?2, ?1", &[&Value::Null, &Value::Null])
            .unwrap();
    }
}
