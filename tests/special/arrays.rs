//! Arrays, stored, found and read back.

use alchemy::ErrorKind;
use alchemy::prelude::*;
use alchemy::types::{ColumnType, Interval};
use alchemy_test_support::servers::{Suite, TestDatabase};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

pub(crate) fn tests(suite: Suite) -> Suite {
    suite
        .test("arrays::of_every_scalar", of_every_scalar)
        .test("arrays::more_dimensions", what_is_no_array_of_one_dimension)
}

#[derive(ColumnEnum, Clone, Copy, Debug, PartialEq)]
enum Mood {
    Happy,
    #[column_enum(rename = "it's \"sad\", {so}")]
    Sad,
}

#[derive(ColumnType, Clone, Debug, PartialEq)]
struct Tag(String);

/// A table for one type of elements, with values that are stored, found by `=`, and read back.
macro_rules! round_trip {
    ($database:expr, $($name:ident: $ty:ty = $values:expr;)*) => {$({
        #[derive(Model, Clone, Debug)]
        #[model(table = "things")]
        struct Thing {
            #[column(primary_key)]
            id: i64,
            plain: Vec<$ty>,
            optional: Option<Vec<Option<$ty>>>,
        }

        let database: &TestDatabase = $database;
        let engine = database.engine().unwrap();
        metadata![Thing].create_all(&engine).unwrap();
        let mut conn = engine.connect().unwrap();
        let values: Vec<$ty> = $values;
        let mut with_nulls: Vec<_> = values.iter().cloned().map(Some).collect();
        with_nulls.insert(1.min(with_nulls.len()), None);
        let rows = [
            Thing { id: 1, plain: values.clone(), optional: Some(with_nulls.clone()) },
            Thing { id: 2, plain: Vec::new(), optional: Some(Vec::new()) },
            Thing { id: 3, plain: values.clone(), optional: None },
        ];
        conn.execute(insert(Thing).values(&rows)).unwrap();
        let found: Vec<Thing> = conn
            .all(select(Thing).filter(Thing.plain.eq(&values)).order_by(Thing.id))
            .unwrap();
        assert_eq!(found.len(), 2, "{}: {values:?}", stringify!($name));
        assert!(found[0].plain.same(&values), "{:?} for {values:?}", found[0].plain);
        assert!(found[0].optional.as_ref().unwrap().same(&with_nulls), "{found:?}");
        assert!(found[1].optional.is_none());
        let found: Vec<i64> = conn
            .all(select(Thing.id).filter(Thing.optional.eq(with_nulls.clone())))
            .unwrap();
        assert_eq!(found, [1], "{}", stringify!($name));
        let found: Vec<i64> = conn
            .all(select(Thing.id).filter(Thing.plain.eq(Vec::<$ty>::new())))
            .unwrap();
        assert_eq!(found, [2], "{}", stringify!($name));
        let echoed: Vec<Option<$ty>> = conn.one(select(literal(with_nulls.clone()))).unwrap();
        assert!(echoed.same(&with_nulls), "{echoed:?}");
        drop(conn);
        metadata![Thing].drop_all(&engine).unwrap();
    })*};
}

fn of_every_scalar(database: &TestDatabase) {
    let date = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let at: NaiveDateTime = date.and_hms_micro_opt(23, 59, 59, 999_999).unwrap();
    round_trip! { database,
        int8: i8 = vec![i8::MIN, 0, i8::MAX];
        int16: i16 = vec![i16::MIN, 0, i16::MAX];
        int32: i32 = vec![i32::MIN, 0, i32::MAX];
        int64: i64 = vec![i64::MIN, 0, i64::MAX];
        uint32: u32 = vec![0, u32::MAX];
        uint64: u64 = vec![0, u64::MAX];
        float32: f32 = vec![0.1, f32::MAX, f32::NAN];
        float64: f64 = vec![-0.0, 0.1, f64::MAX, f64::INFINITY, f64::NAN];
        boolean: bool = vec![true, false];
        text: String = ["", "NULL", "a,b", "{\"x\"}", "\\ ' \u{1F980}"].map(str::to_owned).to_vec();
        bytes: Vec<u8> = vec![vec![], vec![0, 255, b'\\']];
        decimal: Decimal = vec![Decimal::new(-1, 10), Decimal::from(i64::MAX)];
        uuid: Uuid = vec![Uuid::nil(), Uuid::max()];
        document: serde_json::Value = vec![serde_json::json!({"a": [1, null]}), serde_json::Value::Null];
        date: NaiveDate = vec![date, NaiveDate::from_ymd_opt(1, 1, 1).unwrap()];
        time: NaiveTime = vec![NaiveTime::MIN, at.time()];
        timestamp: NaiveDateTime = vec![at];
        instant: DateTime<Utc> = vec![at.and_utc(), DateTime::UNIX_EPOCH];
        interval: Interval = vec![Interval { months: -1, days: 2, micros: -3 }];
        delta: chrono::TimeDelta = vec![chrono::TimeDelta::microseconds(-1)];
        label: Mood = vec![Mood::Sad, Mood::Happy, Mood::Sad];
        newtype: Tag = vec![Tag("a".to_owned())];
        address: std::net::IpAddr = vec!["::1".parse().unwrap(), "10.0.0.1".parse().unwrap()];
        jiff_instant: jiff::Timestamp = vec![jiff::Timestamp::UNIX_EPOCH];
        time_date: time::Date = vec![time::Date::MAX];
    }
}

fn what_is_no_array_of_one_dimension(database: &TestDatabase) {
    let mut conn = database.engine().unwrap().connect().unwrap();
    let error = conn
        .one(text("SELECT ARRAY[[1, 2], [3, 4]] AS grid").columns::<Vec<i32>>())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.message().contains("2 dimensions"), "{error}");
    // Counted from another number than one, it is the same list.
    let found: Vec<i32> = conn
        .one(text("SELECT '[5:6]={7,8}'::int[]").columns::<Vec<i32>>())
        .unwrap();
    assert_eq!(found, [7, 8]);
    let error = conn
        .one(text("SELECT ARRAY[1, NULL] AS holes").columns::<Vec<i32>>())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let error = conn
        .one(text("SELECT 'x' AS word").columns::<Vec<i32>>())
        .unwrap_err();
    assert!(error.message().contains("expected an array"), "{error}");
}
