//! Every type through a real column: stored, found by `=`, and read back as the same bits; and
//! written as a literal, which the database reads as the same value.

use std::cell::RefCell;
use std::fmt::Debug;

use alchemy::ErrorKind;
use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy::types::{ColumnType, Interval, Json};
use alchemy_test_support::TestDatabase;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::figures::{self, Case};
use crate::literals;

/// How many random values a type gets, unless `ALCHEMY_CASES` says another number.
const CASES: u32 = 24;

fn cases() -> u32 {
    let given = std::env::var("ALCHEMY_CASES").ok();
    given.and_then(|cases| cases.parse().ok()).unwrap_or(CASES)
}

/// What a database can't hold of a type is refused before it is sent: numbers that aren't finite
/// in MySQL and MariaDB, U+0000 within a document in PostgreSQL.
fn may_refuse(database: &TestDatabase, module: &str) -> bool {
    let kind = module.rsplit("::").next().unwrap_or_default();
    match database.kind().name() {
        "mysql" | "mariadb" => matches!(kind, "float32" | "float64"),
        "postgres" => kind == "a_document",
        _ => false,
    }
}

/// A table for one type, and what is done with it.
macro_rules! types {
    ($($module:ident: $ty:ty, $extremes:expr, $strategy:expr;)*) => {$(
        mod $module {
            use super::*;

            #[derive(Model, Clone, Debug)]
            #[model(table = "things")]
            struct Thing {
                #[column(primary_key)]
                id: i64,
                value: $ty,
                nullable: Option<$ty>,
            }

            /// Stores a value beside a row of NULL, finds it by each column, and reads it back.
            fn check(database: &TestDatabase, conn: &mut Connection, value: &$ty) {
                conn.execute(delete(Thing)).unwrap();
                let thing = |id, nullable| Thing { id, value: value.clone(), nullable };
                let things = [thing(1, Some(value.clone())), thing(2, None)];
                if let Err(error) = conn.execute(insert(Thing).values(&things)) {
                    assert_eq!(error.kind(), ErrorKind::InvalidValue, "{value:?}: {error}");
                    assert!(may_refuse(database, module_path!()), "{value:?}: {error}");
                    assert!(error.message().contains("value 2"), "not by us: {error}");
                    figures::count(database, stringify!($module), Case::Refused);
                    return;
                }
                let found: Vec<Thing> = conn
                    .all(select(Thing).filter(Thing.value.eq(value)).order_by(Thing.id))
                    .unwrap();
                assert_eq!(found.len(), 2, "{value:?}");
                assert!(ColumnType::same(&found[0].value, value), "{found:?} for {value:?}");
                assert!(found[1].nullable.is_none());
                let found: Vec<Option<$ty>> = conn
                    .all(select(Thing.nullable).filter(Thing.nullable.eq(value)))
                    .unwrap();
                assert_eq!(found.len(), 1, "{value:?}");
                assert!(found[0].as_ref().is_some_and(|found| found.same(value)), "{found:?}");
                let nulls: Vec<i64> = conn
                    .all(select(Thing.id).filter(Thing.nullable.is_null()))
                    .unwrap();
                assert_eq!(nulls, [2]);
                literals::check(database, conn, value);
                figures::count(database, stringify!($module), Case::Stored);
            }

            #[test]
            fn round_trip(database: &TestDatabase) {
                let engine = database.with_tables(&metadata![Thing]).unwrap();
                let mut conn = engine.connect().unwrap();
                let extremes: Vec<$ty> = $extremes;
                for value in &extremes {
                    check(database, &mut conn, value);
                }
                random(database, conn, $strategy, check);
            }
        }
    )*};
}

fn random<T: Debug>(
    database: &TestDatabase,
    conn: Connection,
    strategy: impl Strategy<Value = T>,
    check: fn(&TestDatabase, &mut Connection, &T),
) {
    let conn = RefCell::new(conn);
    let config = Config {
        cases: cases(),
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&strategy, |value| {
            check(database, &mut conn.borrow_mut(), &value);
            Ok(())
        })
        .unwrap();
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn timestamp(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

/// The microseconds from year 1 to year 9999.
fn micros() -> impl Strategy<Value = i64> {
    -62_135_596_800_000_000_i64..253_402_300_800_000_000
}

fn utc(micros: i64) -> time::OffsetDateTime {
    time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).unwrap()
}

fn text() -> impl Strategy<Value = String> {
    "[^\\x00]{0,40}"
}

types! {
    int8: i8, vec![i8::MIN, -1, 0, 1, i8::MAX], any::<i8>();
    int16: i16, vec![i16::MIN, 0, i16::MAX], any::<i16>();
    int32: i32, vec![i32::MIN, 0, i32::MAX], any::<i32>();
    int64: i64, vec![i64::MIN, 0, i64::MAX], any::<i64>();
    uint8: u8, vec![0, u8::MAX], any::<u8>();
    uint16: u16, vec![0, u16::MAX], any::<u16>();
    uint32: u32, vec![0, u32::MAX], any::<u32>();
    uint64: u64, vec![0, i64::MAX.unsigned_abs()], 0..=i64::MAX.unsigned_abs();
    float32: f32,
        vec![0.0, f32::MIN_POSITIVE, 1e-45, f32::MAX, f32::MIN, f32::INFINITY, 0.1],
        any::<f32>().prop_map(|value| value + 0.0);
    float64: f64,
        vec![0.0, f64::MIN_POSITIVE, 5e-324, f64::MAX, f64::MIN, f64::NEG_INFINITY, 0.1],
        any::<f64>().prop_map(|value| value + 0.0);
    boolean: bool, vec![false, true], any::<bool>();
    string: String,
        vec![String::new(), "\r".into(), "e\u{301} \u{1F980} \u{FFFF}".into(), "'\"\\%_".into(),
             "x".repeat(1 << 20)],
        text();
    bytes: Vec<u8>,
        vec![Vec::new(), vec![0], (0..=255).collect(), vec![0xff; 1 << 20]],
        any::<Vec<u8>>();
    decimal: Decimal,
        vec![Decimal::ZERO, "-0.01".parse().unwrap(), "99999999999.9999".parse().unwrap(),
             Decimal::from(i64::MAX), Decimal::from(i64::MIN)],
        (-999_999_999_999_999_i64..=999_999_999_999_999, 0_u32..=10)
            .prop_map(|(digits, scale)| Decimal::new(digits, scale));
    a_date: NaiveDate,
        vec![date("0001-01-01"), date("1969-12-31"), date("2024-02-29"), date("9999-12-31")],
        micros().prop_map(|at| DateTime::from_timestamp_micros(at).unwrap().date_naive());
    a_time: NaiveTime,
        vec![NaiveTime::MIN, NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap()],
        micros().prop_map(|at| DateTime::from_timestamp_micros(at).unwrap().time());
    a_timestamp: NaiveDateTime,
        vec![timestamp("0001-01-01T00:00:00"), timestamp("9999-12-31T23:59:59.999999")],
        micros().prop_map(|at| DateTime::from_timestamp_micros(at).unwrap().naive_utc());
    an_instant: DateTime<Utc>,
        vec![DateTime::UNIX_EPOCH, timestamp("9999-12-31T23:59:59.999999").and_utc()],
        micros().prop_map(|at| DateTime::from_timestamp_micros(at).unwrap());
    an_interval: Interval,
        vec![Interval::default(), Interval { months: i32::MIN, days: i32::MIN, micros: i64::MIN },
             Interval { months: i32::MAX, days: i32::MAX, micros: i64::MAX },
             Interval::from_micros(-1)],
        any::<(i32, i32, i64)>()
            .prop_map(|(months, days, micros)| Interval { months, days, micros });
    a_delta: chrono::TimeDelta,
        vec![chrono::TimeDelta::microseconds(i64::MIN), chrono::TimeDelta::microseconds(i64::MAX)],
        any::<i64>().prop_map(chrono::TimeDelta::microseconds);
    jiff_date: jiff::civil::Date,
        vec![jiff::civil::date(1, 1, 1), jiff::civil::Date::MAX],
        micros().prop_map(|at| jiff::civil::date(1970, 1, 1) + jiff::SignedDuration::from_micros(at));
    jiff_time: jiff::civil::Time,
        vec![jiff::civil::time(0, 0, 0, 0), jiff::civil::time(23, 59, 59, 999_999_000)],
        (0..86_400_000_000_i64).prop_map(|at| {
            jiff::civil::Time::midnight() + jiff::SignedDuration::from_micros(at)
        });
    jiff_timestamp: jiff::civil::DateTime,
        vec![jiff::civil::date(1, 1, 1).at(0, 0, 0, 0),
             jiff::civil::date(9999, 12, 31).at(23, 59, 59, 999_999_000)],
        micros().prop_map(|at| {
            jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0) + jiff::SignedDuration::from_micros(at)
        });
    jiff_instant: jiff::Timestamp,
        vec![jiff::Timestamp::UNIX_EPOCH],
        (-62_135_596_800_000_000_i64..253_402_200_000_000_000)
            .prop_map(|at| jiff::Timestamp::from_microsecond(at).unwrap());
    jiff_duration: jiff::SignedDuration,
        vec![jiff::SignedDuration::from_micros(i64::MIN), jiff::SignedDuration::ZERO],
        any::<i64>().prop_map(jiff::SignedDuration::from_micros);
    time_date: time::Date,
        vec![time::Date::from_ordinal_date(1, 1).unwrap(), time::Date::MAX],
        micros().prop_map(|at| utc(at).date());
    time_time: time::Time,
        vec![time::Time::MIDNIGHT, time::Time::from_hms_micro(23, 59, 59, 999_999).unwrap()],
        micros().prop_map(|at| utc(at).time());
    time_timestamp: time::PrimitiveDateTime,
        vec![time::PrimitiveDateTime::new(time::Date::MAX, time::Time::MIDNIGHT)],
        micros().prop_map(|at| time::PrimitiveDateTime::new(utc(at).date(), utc(at).time()));
    time_instant: time::OffsetDateTime,
        vec![time::OffsetDateTime::UNIX_EPOCH],
        micros().prop_map(utc);
    time_duration: time::Duration,
        vec![time::Duration::microseconds(i64::MIN), time::Duration::ZERO],
        any::<i64>().prop_map(time::Duration::microseconds);
    a_uuid: Uuid, vec![Uuid::nil(), Uuid::max()], any::<u128>().prop_map(Uuid::from_u128);
    a_document: serde_json::Value,
        vec![serde_json::Value::Null, serde_json::json!(12_345_678_901_234_567_890_u64),
             serde_json::json!({"a": [1, null, "\u{0}"], "b": {}})],
        text().prop_map(serde_json::Value::from);
    a_typed_document: Json<Vec<Option<i64>>>,
        vec![Json(vec![]), Json(vec![None, Some(i64::MIN)])],
        any::<Vec<Option<i64>>>().prop_map(Json);
}
