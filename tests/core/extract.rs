//! Parts of dates and timestamps.

use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy::sql::DatePart;
use alchemy_test_support::TestDatabase;
use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, Timelike as _, Utc};

const MOMENTS: [&str; 6] = [
    "2024-02-29 23:59:59.999999",
    "2021-01-03 00:00:00",
    "2020-12-31 12:30:45.5",
    "2018-12-31 06:07:08",
    "1970-01-01 00:00:00",
    "2000-06-15 01:02:03.000001",
];

fn moments() -> impl Iterator<Item = NaiveDateTime> {
    MOMENTS.into_iter().map(|it| {
        it.parse()
            .unwrap_or_else(|_| NaiveDateTime::parse_from_str(it, "%Y-%m-%d %H:%M:%S%.f").unwrap())
    })
}

/// What chrono says.
fn expected(part: DatePart, of: NaiveDateTime) -> i64 {
    match part {
        DatePart::Year => of.year().into(),
        DatePart::Quarter => i64::from(of.month0() / 3) + 1,
        DatePart::Month => of.month().into(),
        DatePart::Week => of.iso_week().week().into(),
        DatePart::Day => of.day().into(),
        DatePart::DayOfWeek => of.weekday().num_days_from_sunday().into(),
        DatePart::DayOfYear => of.ordinal().into(),
        DatePart::Hour => of.hour().into(),
        DatePart::Minute => of.minute().into(),
        DatePart::Second => of.second().into(),
        DatePart::Epoch => of.and_utc().timestamp(),
    }
}

const PARTS: [DatePart; 11] = [
    DatePart::Year,
    DatePart::Quarter,
    DatePart::Month,
    DatePart::Week,
    DatePart::Day,
    DatePart::DayOfWeek,
    DatePart::DayOfYear,
    DatePart::Hour,
    DatePart::Minute,
    DatePart::Second,
    DatePart::Epoch,
];

fn connection(database: &TestDatabase) -> Connection {
    database.engine().unwrap().connect().unwrap()
}

#[test]
fn of_a_timestamp(database: &TestDatabase) {
    let mut conn = connection(database);
    for moment in moments() {
        for part in PARTS {
            let found: i64 = conn.one(select(func::extract(part, moment))).unwrap();
            assert_eq!(found, expected(part, moment), "{part:?} of {moment}");
        }
    }
}

#[test]
fn of_an_instant_in_utc(database: &TestDatabase) {
    let mut conn = connection(database);
    for moment in moments() {
        for part in PARTS {
            let instant: DateTime<Utc> = moment.and_utc();
            let found: i64 = conn.one(select(func::extract(part, instant))).unwrap();
            assert_eq!(found, expected(part, moment), "{part:?} of {instant}");
        }
    }
}

#[test]
fn of_a_date(database: &TestDatabase) {
    let mut conn = connection(database);
    for moment in moments() {
        let date: NaiveDate = moment.date();
        let midnight = date.and_hms_opt(0, 0, 0).unwrap();
        for part in PARTS {
            let found: i64 = conn.one(select(func::extract(part, date))).unwrap();
            assert_eq!(found, expected(part, midnight), "{part:?} of {date}");
        }
    }
}

#[test]
fn of_nothing(database: &TestDatabase) {
    let mut conn = connection(database);
    let nothing = literal(None::<NaiveDateTime>).cast::<NaiveDateTime>();
    let year: Option<i64> = conn
        .one(select(func::extract(DatePart::Year, nothing)))
        .unwrap();
    assert_eq!(year, None);
}
