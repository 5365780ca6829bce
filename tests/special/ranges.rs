//! Ranges and multiranges, stored, found and read back.

use std::ops::Bound;

use alchemy::ErrorKind;
use alchemy::prelude::*;
use alchemy::types::{Multirange, Range};
use alchemy_test_support::TestDatabase;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rust_decimal::Decimal;

macro_rules! round_trip {
    ($database:expr, $($name:ident: $ty:ty = $low:expr, $high:expr;)*) => {$({
        #[derive(Model, Clone, Debug)]
        #[model(table = "things")]
        struct Thing {
            #[column(primary_key)]
            id: i64,
            range: Range<$ty>,
            ranges: Option<Multirange<$ty>>,
        }

        let database: &TestDatabase = $database;
        let engine = database.engine().unwrap();
        metadata![Thing].create_all(&engine).unwrap();
        let mut conn = engine.connect().unwrap();
        let (low, high): ($ty, $ty) = ($low, $high);
        let values = [
            Range::from(low.clone()..high.clone()),
            Range::from(low.clone()..=high.clone()),
            Range::new(Bound::Excluded(low.clone()), Bound::Excluded(high.clone())),
            Range::from(low.clone()..),
            Range::from(..=low.clone()),
            Range::from(..),
            Range::empty(),
            Range::from(low.clone()..=low.clone()),
        ];
        for value in values {
            conn.execute(delete(Thing)).unwrap();
            let ranges: Multirange<$ty> = [value.clone(), Range::from(..low.clone())].into_iter().collect();
            let rows = [
                Thing { id: 1, range: value.clone(), ranges: Some(ranges.clone()) },
                Thing { id: 2, range: value.clone(), ranges: None },
            ];
            conn.execute(insert(Thing).values(&rows)).unwrap();
            let found: Vec<Thing> = conn
                .all(select(Thing).filter(Thing.range.eq(&value)).order_by(Thing.id))
                .unwrap();
            assert_eq!(found.len(), 2, "{value:?}");
            assert_eq!(found[0].range, value);
            assert_eq!(found[0].ranges, Some(ranges.clone()));
            assert_eq!(found[1].ranges, None);
            let echoed: (Range<$ty>, Multirange<$ty>) =
                conn.one(select((literal(value.clone()), literal(ranges.clone())))).unwrap();
            assert_eq!(echoed, (value, ranges));
        }
        drop(conn);
        metadata![Thing].drop_all(&engine).unwrap();
    })*};
}

/// Refused before anything is sent.
#[test(on("postgres"))]
fn the_last_value(database: &TestDatabase) {
    let mut conn = database.engine().unwrap().connect().unwrap();
    let error = conn
        .one(select(literal(Range::from(0..=i32::MAX))))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert!(error.message().contains("last value"), "{error}");
}

#[test(on("postgres"))]
fn of_every_type(database: &TestDatabase) {
    let date = |text: &str| -> NaiveDate { text.parse().unwrap() };
    let at = |text: &str| -> NaiveDateTime { text.parse().unwrap() };
    round_trip! { database,
        int32: i32 = -5, 5;
        int64: i64 = i64::MIN, i64::MAX - 1;
        decimal: Decimal = Decimal::new(-15, 1), Decimal::from(7);
        date: NaiveDate = date("0001-01-01"), date("9999-12-30");
        timestamp: NaiveDateTime = at("2024-01-01T00:00:00.000001"), at("2024-01-01T00:00:00.000002");
        instant: DateTime<Utc> = DateTime::UNIX_EPOCH, at("2024-01-01T00:00:00").and_utc();
        jiff_date: jiff::civil::Date = jiff::civil::date(2024, 2, 28), jiff::civil::date(2024, 2, 29);
        time_date: time::Date = time::Date::MIN.max(time::Date::from_ordinal_date(1, 1).unwrap()), time::Date::MAX.previous_day().unwrap();
    }
}

#[derive(Model, Debug)]
#[model(table = "bookings")]
struct Booking {
    #[column(primary_key)]
    id: i64,
    room: i32,
    nights: Range<NaiveDate>,
    floors: Range<i32>,
    hours: Option<Multirange<i64>>,
}

#[expect(clippy::too_many_lines, reason = "one operator a line")]
#[test(on("postgres"))]
fn operators(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Booking]).unwrap();
    let mut conn = engine.connect().unwrap();
    let day = |day: u32| NaiveDate::from_ymd_opt(2024, 1, day).unwrap();
    let bookings = [
        Booking {
            id: 1,
            room: 1,
            nights: (day(1)..day(5)).into(),
            floors: (1..4).into(),
            hours: None,
        },
        Booking {
            id: 2,
            room: 5,
            nights: (day(5)..=day(8)).into(),
            floors: (..2).into(),
            hours: Some([9..12, 13..17].map(Range::from).into_iter().collect()),
        },
        Booking {
            id: 3,
            room: 0,
            nights: Range::empty(),
            floors: (..).into(),
            hours: None,
        },
    ];
    conn.execute(insert(Booking).values(&bookings)).unwrap();
    let mut ids = |condition: Expr<bool>| -> Vec<i64> {
        conn.all(select(Booking.id).filter(condition).order_by(Booking.id))
            .unwrap()
    };
    assert_eq!(ids(Booking.nights.contains(day(4))), [1]);
    assert_eq!(
        ids(Booking.nights.contains(Range::from(day(6)..day(7)))),
        [2]
    );
    assert_eq!(ids(Booking.floors.contains(3)), [1, 3]);
    assert_eq!(ids(Booking.floors.contains(Booking.room)), [1, 3]);
    assert_eq!(
        ids(Booking.nights.contained_by(Range::from(day(1)..day(6)))),
        [1, 3]
    );
    assert_eq!(
        ids(Booking.nights.overlaps(Range::from(day(4)..=day(5)))),
        [1, 2]
    );
    assert_eq!(ids(Booking.nights.is_left_of(Range::from(day(5)..))), [1]);
    assert_eq!(ids(Booking.nights.is_right_of(Range::from(..day(5)))), [2]);
    assert_eq!(ids(Booking.nights.ends_within(Range::from(..day(5)))), [1]);
    assert_eq!(
        ids(Booking.nights.begins_within(Range::from(day(5)..))),
        [2]
    );
    assert_eq!(
        ids(Booking.nights.is_adjacent_to(Range::from(day(5)..day(9)))),
        [1]
    );
    assert_eq!(
        ids(Booking
            .nights
            .intersection(Range::from(day(4)..))
            .eq(Range::from(day(4)..day(5)))),
        [1]
    );
    assert_eq!(
        ids(Booking
            .floors
            .union(Range::from(4..9))
            .eq(Range::from(1..9))
            & Booking.id.eq(1)),
        [1]
    );
    assert_eq!(
        ids(Booking
            .floors
            .difference(Range::from(1..2))
            .eq(Range::from(2..4))
            & Booking.id.eq(1)),
        [1]
    );
    assert_eq!(ids(Booking.nights.is_empty_range()), [3]);
    let bounds: Vec<(Option<NaiveDate>, Option<i32>)> = conn
        .all(
            select((Booking.nights.lower_bound(), Booking.floors.upper_bound()))
                .order_by(Booking.id),
        )
        .unwrap();
    assert_eq!(
        bounds,
        [
            (Some(day(1)), Some(4)),
            (Some(day(5)), Some(2)),
            (None, None)
        ]
    );
    let open: Vec<i64> = conn
        .all(
            select(Booking.id)
                .filter(Booking.hours.contains(13_i64) & !Booking.hours.contains(12_i64)),
        )
        .unwrap();
    assert_eq!(open, [2]);
    let open: Vec<i64> = conn
        .all(select(Booking.id).filter(Booking.hours.overlaps(Range::from(11_i64..13))))
        .unwrap();
    assert_eq!(open, [2]);
}

/// What Rust says of two ranges is what the database says.
#[test(on("postgres"))]
fn rust_and_the_database_agree(database: &TestDatabase) {
    let mut conn = database.engine().unwrap().connect().unwrap();
    let ranges = [
        Range::empty(),
        (..).into(),
        (1..5).into(),
        (3..7).into(),
        (5..7).into(),
        (..3).into(),
        (7..).into(),
        (1..=1).into(),
        (2..3).into(),
    ];
    for a in &ranges {
        for b in &ranges {
            let (x, y) = (literal(a.clone()), literal(b.clone()));
            let found: (bool, bool, bool, bool, bool, Range<i32>) = conn
                .one(select((
                    x.clone().contains(y.clone()),
                    x.clone().overlaps(y.clone()),
                    x.clone().is_left_of(y.clone()),
                    x.clone().is_right_of(y.clone()),
                    x.clone().is_adjacent_to(y.clone()),
                    x.intersection(y),
                )))
                .unwrap();
            let expected = (
                a.contains_range(b),
                a.overlaps(b),
                a.is_left_of(b),
                a.is_right_of(b),
                a.is_adjacent_to(b),
                a.intersection(b),
            );
            assert_eq!(found, expected, "{a} and {b}");
            for (op, expected) in [("+", a.union(b)), ("-", a.difference(b))] {
                let sql = format!("SELECT :a::int4range {op} :b::int4range");
                let statement = text(sql)
                    .bind("a", a.clone())
                    .bind("b", b.clone())
                    .columns::<Range<i32>>();
                let found = conn.savepoint(|conn| conn.one(statement));
                assert_eq!(found.ok(), expected, "{a} {op} {b}");
            }
        }
    }
}
