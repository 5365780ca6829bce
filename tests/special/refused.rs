//! Values that a database can't hold are refused before anything is sent, and what fails leaves
//! the connection as it was.

use alchemy::ErrorKind;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use rust_decimal::Decimal;

#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(table = "things")]
struct Thing {
    #[column(primary_key)]
    id: i64,
    text: Option<String>,
    float: Option<f64>,
    unsigned: Option<u64>,
    decimal: Option<Decimal>,
    day: Option<NaiveDate>,
    delta: Option<TimeDelta>,
    document: Option<serde_json::Value>,
    bytes: Option<Vec<u8>>,
}

/// A row, and the databases that refuse it.
fn rows() -> Vec<(&'static str, Thing, &'static [&'static str])> {
    const ALL: &[&str] = &["sqlite", "postgres", "mariadb", "mysql"];
    const NO_NAN: &[&str] = &["sqlite", "mariadb", "mysql"];
    let row = || Thing {
        id: 1,
        ..Thing::default()
    };
    let text = |text: &str| Thing {
        text: Some(text.to_owned()),
        ..row()
    };
    let float = |float| Thing {
        float: Some(float),
        ..row()
    };
    let day = |year| Thing {
        day: NaiveDate::from_ymd_opt(year, 1, 1),
        ..row()
    };
    let decimal = |digits: &str| Thing {
        decimal: Some(digits.parse().unwrap()),
        ..row()
    };
    vec![
        ("U+0000 in a text", text("a\0b"), ALL),
        (
            "an infinite number",
            float(f64::INFINITY),
            &["mariadb", "mysql"],
        ),
        (
            "a number beyond i64",
            Thing {
                unsigned: Some(u64::MAX),
                ..row()
            },
            &["sqlite"],
        ),
        (
            "more than 15 digits",
            decimal("543210.0123456789"),
            &["sqlite"],
        ),
        (
            "more digits after the point than the column has",
            decimal("0.12345678901"),
            ALL,
        ),
        ("the year 10000", day(10_000), NO_NAN),
        ("the year 0", day(0), NO_NAN),
        (
            "nanoseconds",
            Thing {
                delta: Some(TimeDelta::nanoseconds(1)),
                ..row()
            },
            ALL,
        ),
        (
            "U+0000 in a document",
            Thing {
                document: Some(serde_json::json!(["\0"])),
                ..row()
            },
            &["postgres"],
        ),
        (
            "a document that speaks of U+0000",
            Thing {
                document: Some(serde_json::json!(["\\u0000"])),
                ..row()
            },
            &[],
        ),
    ]
}

#[test]
fn before_anything_is_sent(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Thing]).unwrap();
    let mut conn = engine.connect().unwrap();
    for (what, row, refusing) in rows() {
        let stored = conn.execute(insert(Thing).values([&row]));
        if refusing.contains(&database.kind().name()) {
            let error = stored.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidValue, "{what}: {error}");
            assert!(error.message().contains("value "), "{what}: {error}");
        } else {
            stored.unwrap();
            let found: Thing = conn.one(select(Thing)).unwrap();
            assert_eq!(found, row, "{what}");
        }
        // It was never sent: the transaction goes on.
        conn.execute(delete(Thing)).unwrap();
    }
    let nan = conn.execute(insert(Thing).values([&Thing {
        id: 1,
        float: Some(f64::NAN),
        ..Thing::default()
    }]));
    if database.kind().name() == "postgres" {
        nan.unwrap();
        let found: Option<f64> = conn
            .one(select(Thing.float).filter(Thing.float.eq(f64::NAN)))
            .unwrap();
        assert!(found.is_some_and(f64::is_nan));
    } else {
        assert_eq!(nan.unwrap_err().kind(), ErrorKind::InvalidValue);
    }
}

#[derive(Model, Clone, Debug)]
#[model(table = "moments")]
struct Moment {
    #[column(primary_key)]
    id: i64,
    clock: NaiveTime,
    at: NaiveDateTime,
    instant: DateTime<Utc>,
}

/// A leap second is refused, or it would be the next second. There may be one in any minute, since
/// not every zone is off by whole hours.
#[test]
fn a_leap_second(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Moment]).unwrap();
    let mut conn = engine.connect().unwrap();
    let day = NaiveDate::from_ymd_opt(2016, 12, 31).unwrap();
    let plain = day.and_hms_opt(23, 59, 59).unwrap();
    let row = Moment {
        id: 1,
        clock: plain.time(),
        at: plain,
        instant: plain.and_utc(),
    };
    conn.execute(insert(Moment).values([&row])).unwrap();
    for nanos in [1_000_000_000, 1_500_000_000, 1_999_999_999] {
        for (hour, minute) in [(23, 59), (12, 29)] {
            let at = day.and_hms_nano_opt(hour, minute, 59, nanos).unwrap();
            let (clock, instant) = (at.time(), at.and_utc());
            let refused = [
                conn.one(select(literal(clock))).unwrap_err(),
                conn.one(select(literal(at))).unwrap_err(),
                conn.one(select(literal(instant))).unwrap_err(),
                conn.all(select(Moment.id).filter(Moment.at.eq(at)))
                    .unwrap_err(),
                conn.execute(update(Moment).set(Moment.clock, clock))
                    .unwrap_err(),
                conn.execute(update(Moment).set(Moment.at, at)).unwrap_err(),
                conn.execute(update(Moment).set(Moment.instant, instant))
                    .unwrap_err(),
                conn.execute(insert(Moment).values([&Moment { id: 2, at, ..row }]))
                    .unwrap_err(),
                conn.insert_many(
                    Moment,
                    &vec![
                        Moment {
                            id: 2,
                            instant,
                            ..row
                        };
                        40
                    ],
                )
                .unwrap_err(),
            ];
            for (error, number) in refused.iter().zip(0..) {
                assert_eq!(error.kind(), ErrorKind::InvalidValue, "{number}: {error}");
                assert!(error.message().contains("leap second"), "{number}: {error}");
            }
        }
    }
    // The transaction goes on, and nothing was stored.
    let found: Vec<Moment> = conn.all(select(Moment)).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].clock, found[0].at), (row.clock, row.at));
    assert_eq!(found[0].instant, row.instant);
    drop(conn);
    let mut session = Session::new(&engine);
    let at = day.and_hms_nano_opt(23, 59, 59, 1_000_000_000).unwrap();
    session.add(Moment { id: 2, at, ..row });
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue, "{error}");
}

/// Of 16 MiB, which is what MariaDB takes in one message by default.
#[test]
fn a_long_blob(database: &TestDatabase) {
    const LENGTH: usize = 16 << 20;
    let engine = database.with_tables(&metadata![Thing]).unwrap();
    let mut conn = engine.connect().unwrap();
    let bytes: Vec<u8> = (0..=255).cycle().take(LENGTH).collect();
    let row = Thing {
        id: 1,
        bytes: Some(bytes.clone()),
        ..Thing::default()
    };
    match conn.execute(insert(Thing).values([&row])) {
        Ok(_) => {
            let found: Option<Vec<u8>> = conn.one(select(Thing.bytes)).unwrap();
            assert!(found == Some(bytes), "16 MiB come back as they were");
        }
        Err(error) => {
            assert_eq!(database.kind().name(), "mariadb", "{}", error.message());
            assert_eq!(error.kind(), ErrorKind::InvalidValue);
            assert!(
                error.message().contains("max_allowed_packet"),
                "{}",
                error.message()
            );
            let none: Vec<i64> = conn.all(select(Thing.id)).unwrap();
            assert_eq!(none, Vec::<i64>::new(), "the connection works");
        }
    }
}
