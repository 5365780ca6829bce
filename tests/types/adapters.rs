//! Fields of foreign types: `with` and `type = Json`.

use std::time::Duration;

use alchemy::prelude::*;
use alchemy::types::{Adapter, DecodeError, EncodeError, Json, With};
use alchemy_test_support::TestDatabase;
use serde::{Deserialize, Serialize};

/// A [`Duration`] in whole seconds.
enum Seconds {}

impl Adapter for Seconds {
    type Rust = Duration;
    type Stored = i64;

    fn store(value: &Duration) -> Result<i64, EncodeError> {
        if value.subsec_nanos() != 0 {
            return Err(EncodeError::new("it is no whole number of seconds"));
        }
        i64::try_from(value.as_secs()).map_err(EncodeError::new)
    }

    fn load(stored: i64) -> Result<Duration, DecodeError> {
        let seconds = u64::try_from(stored);
        let seconds = seconds.map_err(|_| DecodeError::new("a duration", stored))?;
        Ok(Duration::from_secs(seconds))
    }
}

/// Upper case in the database, although the field is a `String` like any other.
enum Upper {}

impl Adapter for Upper {
    type Rust = String;
    type Stored = String;

    fn store(value: &String) -> Result<String, EncodeError> {
        Ok(value.to_uppercase())
    }

    fn load(stored: String) -> Result<String, DecodeError> {
        Ok(stored.to_lowercase())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Settings {
    dark: bool,
    size: u8,
}

#[derive(Model, Debug, Default, PartialEq, Clone)]
#[model(table = "tracks")]
struct Track {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(with = Seconds, default = Duration::from_secs(1))]
    length: Duration,
    #[column(with = Seconds)]
    pause: Option<Duration>,
    #[column(with = Upper, unique, length = 20)]
    code: String,
    #[column(type = Json)]
    settings: Settings,
    #[column(type = Json)]
    extra: Option<Settings>,
    wrapped: Json<Settings>,
}

#[derive(Model, Debug, Default, PartialEq, Clone)]
#[model(table = "codes")]
struct Code {
    #[column(primary_key, with = Upper, length = 20)]
    code: String,
    n: i32,
}

fn track() -> Track {
    Track {
        length: Duration::from_secs(61),
        pause: None,
        code: "ab".into(),
        settings: Settings {
            dark: true,
            size: 3,
        },
        extra: Some(Settings::default()),
        wrapped: Json(Settings {
            dark: false,
            size: 9,
        }),
        ..Track::default()
    }
}

fn session(database: &TestDatabase) -> (alchemy::engine::Engine, Session) {
    let engine = database.with_tables(&metadata![Track, Code]).unwrap();
    let session = Session::new(&engine);
    (engine, session)
}

#[test]
fn a_field_keeps_its_type(database: &TestDatabase) {
    let (engine, mut session) = session(database);
    let handle = session.add(track());
    session.commit().unwrap();
    let stored: (i64, Option<i64>, String) = engine
        .connect()
        .unwrap()
        .one(select((
            Track.length.stored(),
            Track.pause.stored(),
            Track.code.stored(),
        )))
        .unwrap();
    assert_eq!(stored, (61, None, "AB".into()));

    session[handle].pause = Some(Duration::from_secs(5));
    session[handle].settings.size = 4;
    session.commit().unwrap();
    session.clear();
    let found = session.one(select(Track)).unwrap();
    let expected = Track {
        id: 1.into(),
        pause: Some(Duration::from_secs(5)),
        settings: Settings {
            dark: true,
            size: 4,
        },
        ..track()
    };
    assert_eq!(session[found], expected);
}

#[test]
fn conditions_take_the_fields_type(database: &TestDatabase) {
    let (engine, mut session) = session(database);
    session.add(track());
    session.commit().unwrap();
    let mut conn = engine.connect().unwrap();
    let mut count = |condition: Expr<bool>| -> i64 {
        conn.one(select(func::count(Track.id)).filter(condition))
            .unwrap()
    };
    assert_eq!(count(Track.length.eq(Duration::from_secs(61))), 1);
    assert_eq!(count(Track.length.eq(&Duration::from_secs(62))), 0);
    assert_eq!(count(Track.length.lt(Duration::from_secs(62))), 1);
    assert_eq!(count(Track.length.in_([Duration::from_secs(61)])), 1);
    assert_eq!(count(Track.length.eq(With(Duration::from_secs(61)))), 1);
    assert_eq!(count(Track.length.eq(Track.length)), 1);
    assert_eq!(count(Track.settings.eq(track().settings)), 1);
    assert_eq!(count(Track.settings.ne(track().settings)), 0);
    assert_eq!(count(Track.pause.is_null()), 1);
    assert_eq!(count(Track.code.stored().like("A%")), 1);
    assert_eq!(count(Track.code.eq(With("aB".to_owned()))), 1);
    assert_eq!(count(Track.code.eq("aB".to_owned())), 1);
    let rows: Vec<With<Seconds>> = conn.all(select(Track.length)).unwrap();
    assert_eq!(rows, [With(Duration::from_secs(61))]);
    let rows: Vec<Option<With<Seconds>>> = conn.all(select(Track.pause)).unwrap();
    assert_eq!(rows, [None]);
    conn.execute(update(Track).set(Track.pause, Duration::from_secs(7)))
        .unwrap();
    conn.execute(update(Track).set(Track.pause, None::<Duration>))
        .unwrap();
    conn.execute(update(Track).set(Track.length, &Duration::from_secs(7)))
        .unwrap();
}

#[test]
fn a_key_can_have_an_adapter(database: &TestDatabase) {
    let (_engine, mut session) = session(database);
    session.add(Code {
        code: "xy".into(),
        n: 1,
    });
    session.commit().unwrap();
    session.clear();
    let found = session.get(Code, With("xy".to_owned())).unwrap().unwrap();
    session[found].n = 2;
    session.commit().unwrap();
    assert_eq!(*session.key(found).unwrap(), "xy");
}

#[test]
fn what_cant_be_stored_is_refused(database: &TestDatabase) {
    let (_engine, mut session) = session(database);
    session.add(Track {
        length: Duration::from_millis(1),
        ..track()
    });
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert!(
        error.to_string().contains("no whole number of seconds"),
        "{error}"
    );
}

// The others look at documents and numbers before they keep them.
#[test(on("sqlite"))]
fn wrong_data_is_an_error(database: &TestDatabase) {
    let (engine, mut session) = session(database);
    session.add(track());
    session.commit().unwrap();
    let mut conn = engine.connect().unwrap();
    for (column, value, expected) in [
        ("length", "-4", "expected a duration, found -4"),
        (
            "settings",
            "'[]'",
            "expected a JSON document of the column's type",
        ),
        (
            "wrapped",
            "'{'",
            "expected a JSON document of the column's type",
        ),
    ] {
        conn.execute_script(&format!("UPDATE tracks SET {column} = {value}"))
            .unwrap();
        let error = conn.all(select(Track)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(
            (error.table(), error.column()),
            (Some("tracks"), Some(column))
        );
        assert!(error.to_string().contains(expected), "{error}");
        conn.rollback().unwrap();
    }
}
