//! Parts of dates and times, and arithmetic with them.

use alchemy::ErrorKind;
use alchemy::prelude::*;
use alchemy::sql::DatePart;
use alchemy::types::Interval;
use alchemy_test_support::TestDatabase;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};

#[derive(Model, Debug)]
#[model(table = "events")]
struct Event {
    #[column(primary_key)]
    id: i64,
    at: NaiveDateTime,
    instant: Option<DateTime<Utc>>,
    day: NaiveDate,
}

const MOMENTS: [&str; 6] = [
    "2024-02-29T23:59:59.999999",
    "2023-12-31T23:59:59.999999",
    "1969-12-31T23:59:59.5",
    "2021-01-03T00:00:00",
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59.999999",
];

fn moments() -> Vec<NaiveDateTime> {
    MOMENTS.iter().map(|text| text.parse().unwrap()).collect()
}

fn events(database: &TestDatabase) -> alchemy::engine::Connection {
    let engine = database.with_tables(&metadata![Event]).unwrap();
    let mut conn = engine.connect().unwrap();
    let events: Vec<Event> = (1..)
        .zip(moments())
        .map(|(id, at)| Event {
            id,
            at,
            instant: (id != 4).then(|| at.and_utc()),
            day: at.date(),
        })
        .collect();
    conn.execute(insert(Event).values(&events)).unwrap();
    conn
}

/// What chrono says of a part.
fn part(field: DatePart, at: NaiveDateTime) -> i64 {
    use chrono::Datelike;
    match field {
        DatePart::Year => at.year().into(),
        DatePart::Quarter => i64::from(at.month0() / 3 + 1),
        DatePart::Month => at.month().into(),
        DatePart::Week => at.iso_week().week().into(),
        DatePart::Day => at.day().into(),
        DatePart::DayOfWeek => at.weekday().num_days_from_sunday().into(),
        DatePart::DayOfYear => at.ordinal().into(),
        DatePart::Hour => at.hour().into(),
        DatePart::Minute => at.minute().into(),
        DatePart::Second => at.second().into(),
        _ => at.and_utc().timestamp(),
    }
}

const FIELDS: [DatePart; 11] = [
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

#[test]
fn parts(database: &TestDatabase) {
    let mut conn = events(database);
    for field in FIELDS {
        let found: Vec<(i64, Option<i64>)> = conn
            .all(select((Event.at.extract(field), Event.instant.extract(field))).order_by(Event.id))
            .unwrap();
        let expected: Vec<_> = (1..)
            .zip(moments())
            .map(|(id, at)| (part(field, at), (id != 4).then(|| part(field, at))))
            .collect();
        assert_eq!(found, expected, "{field:?}");
    }
    for field in [DatePart::Year, DatePart::Week, DatePart::DayOfYear] {
        let found: Vec<i64> = conn
            .all(select(Event.day.extract(field)).order_by(Event.id))
            .unwrap();
        let expected: Vec<_> = moments().into_iter().map(|at| part(field, at)).collect();
        assert_eq!(found, expected, "{field:?} of a date");
    }
    let year: Vec<i64> = conn
        .all(select(Event.id).filter(Event.at.extract(DatePart::Year).eq(2024)))
        .unwrap();
    assert_eq!(year, [1]);
}

#[test]
fn grouped_by_a_part(database: &TestDatabase) {
    let mut conn = events(database);
    let year = Event.at.extract(DatePart::Year);
    let rows: Vec<(i64, i64)> = conn
        .all(
            select((year.clone(), func::count(Event.id)))
                .filter(Event.id.le(2))
                .group_by(year.clone())
                .order_by(year),
        )
        .unwrap();
    assert_eq!(rows, [(2023, 1), (2024, 1)]);
}

#[test]
fn intervals_are_added_exactly(database: &TestDatabase) {
    let mut conn = events(database);
    let moment = |text: &str| -> NaiveDateTime { text.parse().unwrap() };
    let interval = |months, days, micros| Interval {
        months,
        days,
        micros,
    };
    let table = [
        (1, interval(12, 0, 0), "2025-02-28T23:59:59.999999"),
        (1, interval(0, 1, 0), "2024-03-01T23:59:59.999999"),
        (1, interval(0, 0, 1), "2024-03-01T00:00:00"),
        (1, interval(-1, 2, -1), "2024-01-31T23:59:59.999998"),
        (2, interval(2, 0, 0), "2024-02-29T23:59:59.999999"),
        (3, interval(0, 0, -500_001), "1969-12-31T23:59:58.999999"),
        (4, interval(0, 0, 86_400_000_000), "2021-01-04T00:00:00"),
    ];
    for (id, interval, expected) in table {
        let found: (NaiveDateTime, Option<DateTime<Utc>>) = conn
            .one(select((Event.at + interval, Event.instant + interval)).filter(Event.id.eq(id)))
            .unwrap();
        let expected = moment(expected);
        assert_eq!(
            found,
            (expected, (id != 4).then(|| expected.and_utc())),
            "{interval}"
        );
        let found: Vec<i64> = conn
            .all(select(Event.id).filter((Event.at + interval).eq(expected) & Event.id.eq(id)))
            .unwrap();
        assert_eq!(found, [id], "{interval} in a comparison");
    }
    let back: NaiveDateTime = conn
        .one(select(Event.at - interval(1, 1, 1)).filter(Event.id.eq(1)))
        .unwrap();
    assert_eq!(back, moment("2024-01-28T23:59:59.999998"));
    let delta: NaiveDateTime = conn
        .one(select(Event.at - TimeDelta::days(59)).filter(Event.id.eq(1)))
        .unwrap();
    assert_eq!(delta, moment("2024-01-01T23:59:59.999999"));
}

#[test]
fn differences(database: &TestDatabase) {
    let mut conn = events(database);
    let (first, other) = (moments()[0], moments()[3]);
    let found: Interval = conn
        .one(select(Event.at - other).filter(Event.id.eq(1)))
        .unwrap();
    let micros = (first - other).num_microseconds().unwrap();
    assert_eq!(found.months, 0);
    assert_eq!(
        i64::from(found.days) * 86_400_000_000 + found.micros,
        micros
    );
    assert_eq!(found.days, 1_152);
    let negative: Interval = conn
        .one(select(Event.at - first).filter(Event.id.eq(3)))
        .unwrap();
    let micros = (moments()[2] - first).num_microseconds().unwrap();
    assert_eq!(
        i64::from(negative.days) * 86_400_000_000 + negative.micros,
        micros
    );
    let seconds: i64 = conn
        .one(select(Event.at.seconds_since(other)).filter(Event.id.eq(1)))
        .unwrap();
    assert_eq!(seconds, (first - other).num_seconds());
    let days: i64 = conn
        .one(select(Event.day - other.date()).filter(Event.id.eq(1)))
        .unwrap();
    assert_eq!(days, 1_152);
    let later: (NaiveDate, NaiveDate) = conn
        .one(select((Event.day + 1, Event.day - 60)).filter(Event.id.eq(1)))
        .unwrap();
    let date = |text: &str| -> NaiveDate { text.parse().unwrap() };
    assert_eq!(later, (date("2024-03-01"), date("2023-12-31")));
}

#[test]
fn now_and_an_interval(database: &TestDatabase) {
    let mut conn = events(database);
    let hour_ago: DateTime<Utc> = conn
        .one(select(func::now::<DateTime<Utc>>() - TimeDelta::hours(1)))
        .unwrap();
    let off = (Utc::now() - TimeDelta::hours(1) - hour_ago).abs();
    assert!(off < TimeDelta::minutes(1), "{off}");
    let past: Vec<i64> = conn
        .all(
            select(Event.id)
                .filter(
                    Event
                        .instant
                        .lt(func::now::<DateTime<Utc>>() - TimeDelta::days(1)),
                )
                .order_by(Event.id),
        )
        .unwrap();
    assert_eq!(past, [1, 2, 3, 5]);
}

#[test]
fn cut_to_a_part(database: &TestDatabase) {
    let mut conn = events(database);
    let table = [
        (DatePart::Year, "2024-01-01T00:00:00"),
        (DatePart::Quarter, "2024-01-01T00:00:00"),
        (DatePart::Month, "2024-02-01T00:00:00"),
        (DatePart::Week, "2024-02-26T00:00:00"),
        (DatePart::Day, "2024-02-29T00:00:00"),
        (DatePart::Hour, "2024-02-29T23:00:00"),
        (DatePart::Minute, "2024-02-29T23:59:00"),
        (DatePart::Second, "2024-02-29T23:59:59"),
    ];
    for (field, expected) in table {
        let found: (NaiveDateTime, Option<DateTime<Utc>>) = conn
            .one(
                select((Event.at.truncate(field), Event.instant.truncate(field)))
                    .filter(Event.id.eq(1)),
            )
            .unwrap();
        let expected: NaiveDateTime = expected.parse().unwrap();
        assert_eq!(found, (expected, Some(expected.and_utc())), "{field:?}");
        assert_eq!(found.0.nanosecond(), 0);
    }
    let error = conn
        .all(select(Event.at.truncate(DatePart::Epoch)))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
}
