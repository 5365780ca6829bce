//! Amounts of time.

use std::fmt;
use std::str::FromStr;

use super::column_type::{ColumnType, DecodeError};
use super::marker::Interval as IntervalMarker;
use super::sql_type::SqlType;
use super::value::{Value, ValueRef};

const MICROS_PER_SECOND: u64 = 1_000_000;
const EXPECTED: &str = "an interval";

/// An amount of time: months, days and microseconds, which don't convert into each other, since a
/// month has no fixed number of days and a day none of hours.
///
/// Written and read as an ISO-8601 duration; PostgreSQL has it as a type, other databases store the
/// text. Two intervals are equal when their parts are.
///
/// ```
/// use alchemy::types::Interval;
///
/// let interval = Interval { months: 14, days: -3, micros: 3_600_000_000 };
/// assert_eq!(interval.to_string(), "P14M-3DT3600S");
/// assert_eq!("P1Y2M-3DT1H".parse(), Ok(interval));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Interval {
    /// Months; a year is twelve.
    pub months: i32,
    /// Days; a week is seven.
    pub days: i32,
    /// Microseconds.
    pub micros: i64,
}

impl Interval {
    /// An amount of microseconds.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self {
            months: 0,
            days: 0,
            micros,
        }
    }

    /// The microseconds, where there are neither months nor days.
    #[must_use]
    pub const fn to_micros(self) -> Option<i64> {
        match self {
            Self {
                months: 0,
                days: 0,
                micros,
            } => Some(micros),
            _ => None,
        }
    }

    /// The interval that a database gave.
    pub(super) fn read(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Interval(interval) => Ok(interval),
            ValueRef::Text(text) => text.parse(),
            _ => Err(DecodeError::mismatch(EXPECTED, value)),
        }
    }
}

/// As an ISO-8601 duration: each interval has one such text, so that equal texts are equal
/// intervals.
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            months,
            days,
            micros,
        } = *self;
        f.write_str("P")?;
        if months != 0 {
            write!(f, "{months}M")?;
        }
        if days != 0 {
            write!(f, "{days}D")?;
        }
        if micros == 0 && (months != 0 || days != 0) {
            return Ok(());
        }
        let sign = if micros < 0 { "-" } else { "" };
        let (whole, rest) = (
            micros.unsigned_abs() / MICROS_PER_SECOND,
            micros.unsigned_abs() % MICROS_PER_SECOND,
        );
        write!(f, "T{sign}{whole}")?;
        if rest != 0 {
            write!(f, ".{}", format!("{rest:06}").trim_end_matches('0'))?;
        }
        f.write_str("S")
    }
}

/// One number of a duration: in microseconds, with the letter behind it, and what follows.
fn component(text: &str) -> Option<(i128, u8, &str)> {
    let end = text.find(|char: char| char.is_ascii_alphabetic())?;
    let (number, rest) = text.split_at(end);
    let letter = *rest.as_bytes().first()?;
    let (negative, digits) = match number.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 20 || fraction.len() > 6 {
        return None;
    }
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let micros: i128 = format!("{whole}{fraction:0<6}").parse().ok()?;
    let signed = if negative { -micros } else { micros };
    Some((signed, letter, rest.get(1..)?))
}

/// A number without a fraction.
fn integral(micros: i128) -> Option<i128> {
    let second = i128::from(MICROS_PER_SECOND);
    (micros % second == 0).then_some(micros / second)
}

fn parse(text: &str) -> Option<Interval> {
    let (date, time) = match text.strip_prefix('P')?.split_once('T') {
        Some((date, time)) if !time.is_empty() => (date, time),
        Some(_) => return None,
        None => (text.strip_prefix('P')?, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let (mut months, mut days, mut micros) = (0_i128, 0_i128, 0_i128);
    let mut rest = date;
    while !rest.is_empty() {
        let (amount, letter, after) = component(rest)?;
        match letter {
            b'Y' => months += integral(amount)? * 12,
            b'M' => months += integral(amount)?,
            b'W' => days += integral(amount)? * 7,
            b'D' => days += integral(amount)?,
            _ => return None,
        }
        rest = after;
    }
    rest = time;
    while !rest.is_empty() {
        let (amount, letter, after) = component(rest)?;
        micros += match letter {
            b'H' => amount * 3_600,
            b'M' => amount * 60,
            b'S' => amount,
            _ => return None,
        };
        rest = after;
    }
    Some(Interval {
        months: months.try_into().ok()?,
        days: days.try_into().ok()?,
        micros: micros.try_into().ok()?,
    })
}

impl FromStr for Interval {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        parse(text).ok_or_else(|| DecodeError::mismatch(EXPECTED, ValueRef::Text(text)))
    }
}

impl ColumnType for Interval {
    type Sql = IntervalMarker;
    const SQL_TYPE: SqlType = SqlType::Interval;

    fn to_value(&self) -> Value {
        Value::Interval(*self)
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        Self::read(value)
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}
