//! Ranges and multiranges, stored, found and read back.

use std::ops::Bound;

use alchemy::ErrorKind;
use alchemy::prelude::*;
use alchemy::types::{Multirange, Range};
use alchemy_test_support::servers::{Suite, TestDatabase};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rust_decimal::Decimal;

pub(crate) fn tests(suite: Suite) -> Suite {
    suite
        .test("ranges::of_every_type", of_every_type)
        .test("ranges::the_last_value", the_last_value)
}

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
fn the_last_value(database: &TestDatabase) {
    let mut conn = database.engine().unwrap().connect().unwrap();
    let error = conn
        .one(select(literal(Range::from(0..=i32::MAX))))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert!(error.message().contains("last value"), "{error}");
}

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
