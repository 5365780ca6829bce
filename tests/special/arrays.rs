//! Arrays, stored, found and read back.

use alchemy::ErrorKind;
use alchemy::prelude::*;
use alchemy::sql::array;
use alchemy::types::{ColumnType, Interval};
use alchemy_test_support::TestDatabase;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

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

#[test(on("postgres"))]
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

#[test(on("postgres"))]
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

#[derive(Model, Debug)]
#[model(table = "posts")]
struct Post {
    #[column(primary_key)]
    id: i64,
    tags: Vec<String>,
    scores: Option<Vec<Option<i32>>>,
    moods: Vec<Mood>,
}

#[test(on("postgres"))]
fn operators(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Post]).unwrap();
    let mut conn = engine.connect().unwrap();
    let tags = |list: &[&str]| -> Vec<String> { list.iter().map(|it| (*it).to_owned()).collect() };
    let posts = [
        Post {
            id: 1,
            tags: tags(&["a", "b"]),
            scores: Some(vec![Some(1), None, Some(3)]),
            moods: vec![Mood::Happy],
        },
        Post {
            id: 2,
            tags: tags(&["b", "c"]),
            scores: Some(vec![]),
            moods: vec![Mood::Sad, Mood::Happy],
        },
        Post {
            id: 3,
            tags: vec![],
            scores: None,
            moods: vec![],
        },
    ];
    conn.execute(insert(Post).values(&posts)).unwrap();
    let mut ids = |condition: Expr<Option<bool>>| -> Vec<i64> {
        conn.all(select(Post.id).filter(condition).order_by(Post.id))
            .unwrap()
    };
    let maybe = |condition: Expr<bool>| -> Expr<Option<bool>> { condition.optional() };
    assert_eq!(ids(maybe(Post.tags.contains(tags(&["b"])))), [1, 2]);
    assert_eq!(
        ids(maybe(Post.tags.contains(Vec::<String>::new()))),
        [1, 2, 3]
    );
    assert_eq!(
        ids(maybe(Post.tags.contained_by(tags(&["b", "a", "x"])))),
        [1, 3]
    );
    assert_eq!(ids(maybe(Post.tags.overlaps(tags(&["c", "x"])))), [2]);
    assert_eq!(ids(maybe(!Post.tags.overlaps(tags(&["c", "x"])))), [1, 3]);
    assert_eq!(ids(maybe(Post.tags.has("a"))), [1]);
    assert_eq!(ids(Post.scores.has(3)), [1]);
    assert_eq!(ids(maybe(Post.moods.has(Mood::Sad))), [2]);
    assert_eq!(ids(maybe(Post.moods.contains(vec![Mood::Happy]))), [1, 2]);
    assert_eq!(ids(Post.tags.at(1).eq("a")), [1]);
    assert_eq!(ids(Post.tags.at(9).eq("a")), Vec::<i64>::new());
    assert_eq!(ids(maybe(Post.tags.slice(2, 5).eq(tags(&["c"])))), [2]);
    assert_eq!(
        ids(maybe(
            Post.tags
                .followed_by(tags(&["z"]))
                .eq(tags(&["a", "b", "z"]))
        )),
        [1]
    );
    assert_eq!(ids(maybe(Post.tags.append("z").has("z"))), [1, 2, 3]);
    assert_eq!(ids(maybe(Post.tags.cardinality().eq(2))), [1, 2]);
    assert_eq!(ids(Post.scores.cardinality().eq(3)), [1]);
    let elements: Vec<Option<i32>> = conn
        .all(select(Post.scores.at(Post.id)).order_by(Post.id))
        .unwrap();
    assert_eq!(elements, [Some(1), None, None]);
    let made: Vec<i64> = conn
        .one(select(array([Post.id.expr(), Post.id + 1])).filter(Post.id.eq(1)))
        .unwrap();
    assert_eq!(made, [1, 2]);
    // A whole array is set, and read, as any other value.
    conn.execute(
        update(Post)
            .set(Post.tags, Post.tags.append("new"))
            .filter(Post.id.eq(3)),
    )
    .unwrap();
    let tags: Vec<String> = conn.one(select(Post.tags).filter(Post.id.eq(3))).unwrap();
    assert_eq!(tags, ["new"]);
}

#[test]
fn elsewhere_there_are_none(database: &TestDatabase) {
    if database.kind().name() == "postgres" {
        return;
    }
    let error = database.with_tables(&metadata![Post]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(
        error
            .message()
            .contains("the type ARRAY can't be expressed in"),
        "{error}"
    );
    let mut conn = database.engine().unwrap().connect().unwrap();
    let error = conn.one(select(literal(vec![1]))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert!(error.message().contains("an array"), "{error}");
    let error = conn
        .all(select(Post.id).filter(Post.tags.has("a")))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
}
