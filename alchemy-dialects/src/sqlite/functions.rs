//! Functions that SQLite lacks, and that every connection gets: arithmetic with moments, exact to
//! the microsecond, in the text that moments are stored as.

use alchemy::sql::DatePart;
use alchemy::types::Interval;
use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error};

/// A moment and an interval: the moment later.
pub(super) const ADD: &str = "alchemy_add_interval";
/// The moment earlier.
pub(super) const SUBTRACT: &str = "alchemy_subtract_interval";
/// Two moments: the interval from the second to the first.
pub(super) const DIFFERENCE: &str = "alchemy_difference";
/// A unit and a moment: the beginning of the unit.
pub(super) const TRUNCATE: &str = "alchemy_truncate";

const DAY_MICROS: i64 = 86_400_000_000;
const ZONE: &str = "+00:00";

/// The name of a part that a moment can be cut to.
pub(super) const fn unit(field: DatePart) -> Option<&'static str> {
    Some(match field {
        DatePart::Year => "year",
        DatePart::Quarter => "quarter",
        DatePart::Month => "month",
        DatePart::Week => "week",
        DatePart::Day => "day",
        DatePart::Hour => "hour",
        DatePart::Minute => "minute",
        DatePart::Second => "second",
        _ => return None,
    })
}

/// Makes the functions known to a connection.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function(ADD, 2, flags, |cx| shift(cx, add))?;
    connection.create_scalar_function(SUBTRACT, 2, flags, |cx| shift(cx, subtract))?;
    connection.create_scalar_function(DIFFERENCE, 2, flags, |cx| {
        let (Some(a), Some(b)) = (moment(cx, 0)?, moment(cx, 1)?) else {
            return Ok(None);
        };
        let micros = (a.at - b.at).num_microseconds();
        let micros = micros.ok_or_else(|| failed("the difference is out of range"))?;
        let days = i32::try_from(micros / DAY_MICROS).map_err(|_| failed("out of range"))?;
        let interval = Interval {
            months: 0,
            days,
            micros: micros % DAY_MICROS,
        };
        Ok(Some(interval.to_string()))
    })?;
    connection.create_scalar_function(TRUNCATE, 2, flags, |cx| {
        let unit: String = cx.get(0)?;
        let Some(moment) = moment(cx, 1)? else {
            return Ok(None);
        };
        let at = truncated(&unit, moment.at).ok_or_else(|| failed("no such unit"))?;
        Ok(Some(Moment { at, ..moment }.text()))
    })
}

fn failed(why: &str) -> Error {
    Error::UserFunctionError(why.into())
}

/// A moment as it is stored.
struct Moment {
    at: NaiveDateTime,
    /// Whether it says its zone.
    zoned: bool,
}

impl Moment {
    fn parse(text: &str) -> Option<Self> {
        let (text, zoned) = match text.strip_suffix(ZONE) {
            Some(text) => (text, true),
            None => (text, false),
        };
        let at = match text.len() {
            10 => text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN),
            _ => NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").ok()?,
        };
        Some(Self { at, zoned })
    }

    fn text(&self) -> String {
        let format = match self.at.nanosecond() {
            0 => "%Y-%m-%d %H:%M:%S",
            _ => "%Y-%m-%d %H:%M:%S%.6f",
        };
        let zone = if self.zoned { ZONE } else { "" };
        format!("{}{zone}", self.at.format(format))
    }
}

/// An argument as a moment; nothing where it is NULL.
fn moment(cx: &Context<'_>, index: usize) -> rusqlite::Result<Option<Moment>> {
    match cx.get_raw(index) {
        ValueRef::Null => Ok(None),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes)
            .ok()
            .and_then(Moment::parse)
            .map(Some)
            .ok_or_else(|| failed("it is no date and time as they are stored")),
        _ => Err(failed("it is no date and time as they are stored")),
    }
}

fn shift(
    cx: &Context<'_>,
    by: fn(NaiveDateTime, Interval) -> Option<NaiveDateTime>,
) -> rusqlite::Result<Option<String>> {
    let Some(moment) = moment(cx, 0)? else {
        return Ok(None);
    };
    let Some(interval) = cx.get::<Option<String>>(1)? else {
        return Ok(None);
    };
    let interval: Interval = interval
        .parse()
        .map_err(|_| failed("it is no interval as they are stored"))?;
    let at = by(moment.at, interval).filter(|at| (1..=9999).contains(&at.year()));
    let at = at.ok_or_else(|| failed("the moment is outside the years 0001 to 9999"))?;
    Ok(Some(Moment { at, ..moment }.text()))
}

/// Months first, which end no later than their month does; then days, then microseconds.
fn add(at: NaiveDateTime, interval: Interval) -> Option<NaiveDateTime> {
    let months = Months::new(interval.months.unsigned_abs());
    let at = if interval.months < 0 {
        at.checked_sub_months(months)?
    } else {
        at.checked_add_months(months)?
    };
    at.checked_add_signed(TimeDelta::days(interval.days.into()))?
        .checked_add_signed(TimeDelta::microseconds(interval.micros))
}

fn subtract(at: NaiveDateTime, interval: Interval) -> Option<NaiveDateTime> {
    let Interval {
        months,
        days,
        micros,
    } = interval;
    let negated = Interval {
        months: months.checked_neg()?,
        days: days.checked_neg()?,
        micros: micros.checked_neg()?,
    };
    add(at, negated)
}

/// The beginning of the unit that a moment is in.
fn truncated(unit: &str, at: NaiveDateTime) -> Option<NaiveDateTime> {
    let date = at.date();
    let day = match unit {
        "year" => NaiveDate::from_ymd_opt(date.year(), 1, 1)?,
        "quarter" => NaiveDate::from_ymd_opt(date.year(), date.month0() / 3 * 3 + 1, 1)?,
        "month" => date.with_day(1)?,
        "week" => date.checked_sub_signed(TimeDelta::days(
            date.weekday().num_days_from_monday().into(),
        ))?,
        _ => date,
    };
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    let (hour, minute, second) = match unit {
        "hour" => (hour, 0, 0),
        "minute" => (hour, minute, 0),
        "second" => (hour, minute, second),
        "year" | "quarter" | "month" | "week" | "day" => (0, 0, 0),
        _ => return None,
    };
    day.and_hms_opt(hour, minute, second)
}
