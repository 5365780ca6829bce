//! How values are sent to MySQL.

use alchemy::ErrorKind;
use alchemy::driver::Fault;
use alchemy::types::Value;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike};
use mysql::Value as Sent;

const MICROSECONDS_PER_DAY: i64 = 86_400_000_000;

/// The most values that the protocol counts.
const MOST: usize = 65_535;

/// What the protocol adds to a value at most: its type, its length and its bit for NULL.
const OVERHEAD: usize = 12;

/// Turns all values of a statement into what is sent. Nothing is sent when one of them can't be
/// stored, or when they are more than the server takes at once.
pub(super) fn bind_all<'v>(
    binds: impl ExactSizeIterator<Item = &'v Value>,
    expected: u16,
    max_packet: usize,
) -> Result<Vec<Sent>, Fault> {
    let given = binds.len();
    if usize::from(expected) != given {
        return Err(miscounted(expected, given));
    }
    let mut size: usize = 0;
    let mut sent = Vec::with_capacity(given);
    for (value, position) in binds.zip(1_usize..) {
        let value = bind(value).map_err(|why| refusal(position, value, why))?;
        size = size.saturating_add(OVERHEAD);
        if let Sent::Bytes(bytes) = &value {
            size = size.saturating_add(bytes.len());
        }
        sent.push(value);
    }
    check_size(size, max_packet)?;
    Ok(sent)
}

#[cold]
fn miscounted(expected: u16, given: usize) -> Fault {
    let message = if given > MOST {
        format!("{given} values came, and MySQL takes {MOST} in one statement")
    } else {
        format!("the statement has {expected} parameters, but {given} values came")
    };
    Fault::new(ErrorKind::InvalidRequest, message)
}

/// Refuses what the server would answer by closing the connection.
pub(super) fn check_size(size: usize, max_packet: usize) -> Result<(), Fault> {
    if size < max_packet.saturating_sub(64) {
        return Ok(());
    }
    let message = format!(
        "the statement with its values has {size} bytes, and the server's max_allowed_packet is \
         {max_packet}"
    );
    Err(Fault::new(ErrorKind::InvalidValue, message))
}

#[cold]
fn refusal(position: usize, value: &Value, why: &str) -> Fault {
    let kind = value.as_ref().type_name();
    let message = match value {
        Value::Invalid(why) => format!("value {position} can't be stored: {why}"),
        _ => format!("MySQL can't store value {position}, {kind}: {why}"),
    };
    Fault::new(ErrorKind::InvalidValue, message)
}

/// What is sent for a value.
///
/// The error says why it can't, without the value, which a log may not be allowed to show.
fn bind(value: &Value) -> Result<Sent, &'static str> {
    match value {
        Value::Null => Ok(Sent::NULL),
        Value::Bool(value) => Ok(Sent::Int(i64::from(*value))),
        Value::Int(value) => Ok(Sent::Int(*value)),
        Value::UInt(value) => Ok(Sent::UInt(*value)),
        Value::Float(value) if !value.is_finite() => Err("it is no number that MySQL knows"),
        Value::Float(value) => Ok(Sent::Double(*value)),
        Value::Text(value) | Value::Json(value) => text(value),
        Value::Blob(value) => Ok(Sent::Bytes(value.clone())),
        Value::Decimal(value) => decimal(value),
        Value::Date(days) => date(*days),
        Value::Time(microseconds) => time(*microseconds),
        Value::Timestamp(microseconds) | Value::TimestampTz(microseconds) => {
            timestamp(*microseconds).and_then(at)
        }
        Value::Uuid(bytes) => Ok(Sent::Bytes(hyphenated(*bytes).into_bytes())),
        Value::Label(_, label) => text(label),
        Value::Interval(interval) => Ok(Sent::Bytes(interval.to_string().into_bytes())),
        Value::Array(_) | Value::Range(_) | Value::Multirange(_) | Value::Native(_) => {
            Err("it has no such type")
        }
        _ => Err("this version of the driver doesn't know such values"),
    }
}

/// The same text is refused for every database, since not all can store it.
fn text(text: &str) -> Result<Sent, &'static str> {
    if text.as_bytes().contains(&0) {
        return Err("it contains U+0000");
    }
    Ok(Sent::Bytes(text.as_bytes().to_vec()))
}

/// Sent as text, which both databases compare with a decimal column digit by digit. What is no
/// number would count as 0.
fn decimal(text: &str) -> Result<Sent, &'static str> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return Err("it isn't written as a decimal number");
    }
    Ok(Sent::Bytes(text.as_bytes().to_vec()))
}

const YEARS: &str = "the year is outside 0001 to 9999, which is what MySQL's dates have";

/// The parts of a date: year, month, day.
fn parts(date: NaiveDate) -> Result<(u16, u8, u8), &'static str> {
    let year = u16::try_from(date.year())
        .ok()
        .filter(|year| (1..=9999).contains(year))
        .ok_or(YEARS)?;
    Ok((year, small(date.month()), small(date.day())))
}

/// A month, a day, an hour: what is never above 255.
fn small(part: u32) -> u8 {
    u8::try_from(part).unwrap_or(u8::MAX)
}

fn date(days: i32) -> Result<Sent, &'static str> {
    let date = NaiveDate::from_epoch_days(days).ok_or(YEARS)?;
    let (year, month, day) = parts(date)?;
    Ok(Sent::Date(year, month, day, 0, 0, 0, 0))
}

fn timestamp(microseconds: i64) -> Result<NaiveDateTime, &'static str> {
    let at = DateTime::from_timestamp_micros(microseconds).ok_or(YEARS)?;
    Ok(at.naive_utc())
}

fn at(at: NaiveDateTime) -> Result<Sent, &'static str> {
    let (year, month, day) = parts(at.date())?;
    Ok(Sent::Date(
        year,
        month,
        day,
        small(at.hour()),
        small(at.minute()),
        small(at.second()),
        at.nanosecond() / 1000,
    ))
}

fn time(microseconds: i64) -> Result<Sent, &'static str> {
    let 0..MICROSECONDS_PER_DAY = microseconds else {
        return Err("it is no time of a day");
    };
    let time = timestamp(microseconds)?.time();
    Ok(Sent::Time(
        false,
        0,
        small(time.hour()),
        small(time.minute()),
        small(time.second()),
        time.nanosecond() / 1000,
    ))
}

/// `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`
fn hyphenated(bytes: [u8; 16]) -> String {
    let id = u128::from_be_bytes(bytes);
    let group = |shift: u32| (id >> shift) & 0xffff;
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        id >> 96,
        group(80),
        group(64),
        group(48),
        id & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Sent {
        Sent::Bytes(text.as_bytes().to_vec())
    }

    #[test]
    fn values_are_sent_in_their_own_form() {
        let uuid = std::array::from_fn(|at| u8::try_from(at * 17).unwrap());
        let table = [
            (Value::Null, Sent::NULL),
            (Value::Bool(true), Sent::Int(1)),
            (Value::Int(i64::MIN), Sent::Int(i64::MIN)),
            (Value::UInt(u64::MAX), Sent::UInt(u64::MAX)),
            (Value::Float(f64::MAX), Sent::Double(f64::MAX)),
            (Value::Text("ä".to_owned()), bytes("ä")),
            (Value::Json("{}".to_owned()), bytes("{}")),
            (Value::Blob(vec![0, 255]), Sent::Bytes(vec![0, 255])),
            (Value::Decimal("-1.50".to_owned()), bytes("-1.50")),
            (
                Value::Decimal("99999999999999999999".to_owned()),
                bytes("99999999999999999999"),
            ),
            (Value::Date(0), Sent::Date(1970, 1, 1, 0, 0, 0, 0)),
            (Value::Date(-719_162), Sent::Date(1, 1, 1, 0, 0, 0, 0)),
            (Value::Date(2_932_896), Sent::Date(9999, 12, 31, 0, 0, 0, 0)),
            (
                Value::Time(MICROSECONDS_PER_DAY - 1),
                Sent::Time(false, 0, 23, 59, 59, 999_999),
            ),
            (
                Value::Timestamp(-1),
                Sent::Date(1969, 12, 31, 23, 59, 59, 999_999),
            ),
            (
                Value::TimestampTz(1_000_000),
                Sent::Date(1970, 1, 1, 0, 0, 1, 0),
            ),
            (
                Value::Uuid(uuid),
                bytes("00112233-4455-6677-8899-aabbccddeeff"),
            ),
        ];
        for (value, expected) in table {
            assert_eq!(bind(&value).unwrap(), expected, "{value}");
        }
    }

    #[test]
    fn what_mysql_can_not_store_is_refused_before_it_is_sent() {
        let table = [
            (Value::Float(f64::NAN), "no number"),
            (Value::Float(f64::INFINITY), "no number"),
            (Value::Float(f64::NEG_INFINITY), "no number"),
            (Value::Text("a\0secret".to_owned()), "U+0000"),
            (Value::Json("\0".to_owned()), "U+0000"),
            (Value::Decimal("1e3".to_owned()), "decimal"),
            (Value::Decimal("-".to_owned()), "decimal"),
            (Value::Decimal("1.2.3".to_owned()), "decimal"),
            (Value::Date(-719_163), "year"),
            (Value::Date(2_932_897), "year"),
            (Value::Date(i32::MAX), "year"),
            (Value::Timestamp(i64::MIN), "year"),
            (Value::TimestampTz(i64::MAX), "year"),
            (Value::Time(-1), "time of a day"),
            (Value::Time(MICROSECONDS_PER_DAY), "time of a day"),
        ];
        for (value, part) in table {
            let fault = bind_all([&value].into_iter(), 1, 1 << 24).unwrap_err();
            assert_eq!(fault.kind, ErrorKind::InvalidValue, "{value}");
            assert!(fault.message.contains(part), "{fault}");
            assert!(fault.message.contains("value 1"), "{fault}");
            assert!(!fault.message.contains("secret"), "{fault}");
        }
    }

    #[test]
    fn values_are_counted_and_measured() {
        let fault = bind_all([&Value::Null].into_iter(), 2, 1 << 24).unwrap_err();
        assert_eq!(fault.kind, ErrorKind::InvalidRequest);
        let many = vec![Value::Null; MOST + 1];
        let fault = bind_all(many.iter(), 1, 1 << 24).unwrap_err();
        assert!(fault.message.contains("65535"), "{fault}");
        let long = Value::Blob(vec![0; 1000]);
        let fault = bind_all([&long].into_iter(), 1, 1024).unwrap_err();
        assert_eq!(fault.kind, ErrorKind::InvalidValue);
        assert!(fault.message.contains("max_allowed_packet"), "{fault}");
        assert!(bind_all([&long].into_iter(), 1, 2048).is_ok());
    }
}
