//! What a column doesn't take, and what it holds that isn't of its type.

use alchemy::prelude::*;
use alchemy::types::Interval;
use alchemy_test_support::TestDatabase;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

/// SQLite keeps a whole number as an integer, which has one zero.
#[test(on("sqlite"))]
fn sqlite_drops_the_sign_of_zero(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Refused]).unwrap();
    let mut session = Session::new(&engine);
    session.add(Refused {
        float: Some(-0.0),
        ..Refused::default()
    });
    session.commit().unwrap();
    let found = session.one(select(Refused.float)).unwrap().unwrap();
    assert_eq!(found.to_bits(), 0.0_f64.to_bits());
}

#[derive(Model, Debug, Default)]
#[model(table = "refused")]
struct Refused {
    #[column(primary_key)]
    id: Auto<i64>,
    text: Option<String>,
    float: Option<f64>,
    unsigned: Option<u64>,
    decimal: Option<Decimal>,
}

#[test(on("sqlite"))]
fn what_sqlite_cant_keep_is_refused(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Refused]).unwrap();
    let mut session = Session::new(&engine);
    let row = Refused::default;
    for refused in [
        Refused {
            text: Some("a\0b".into()),
            ..row()
        },
        Refused {
            float: Some(f64::NAN),
            ..row()
        },
        Refused {
            unsigned: Some(u64::MAX),
            ..row()
        },
        Refused {
            decimal: Some("54.234246451000000000001".parse().unwrap()),
            ..row()
        },
    ] {
        session.add(refused);
        let error = session.commit().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue, "{error}");
        session.clear();
    }
    session.add(row());
    session.commit().unwrap();
}

#[derive(Model, Debug, Default)]
#[model(table = "typed")]
struct Typed {
    #[column(primary_key)]
    id: Auto<i64>,
    small: i8,
    unsigned: u32,
    text: String,
    flag: bool,
    date: NaiveDate,
    uuid: Uuid,
    interval: Interval,
    maybe: Option<i64>,
}

#[test(on("sqlite"))]
fn wrong_data_is_an_error_with_its_place(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Typed]).unwrap();
    let mut session = Session::new(&engine);
    session.add(Typed::default());
    session.commit().unwrap();
    session.clear();
    let mut session = Session::new(&engine);
    for (column, value, expected, found) in [
        ("small", "'many'", "an integer of 8 bits", "text (\"many\")"),
        ("small", "128", "an integer of 8 bits", "an integer (128)"),
        (
            "unsigned",
            "-1",
            "an unsigned integer of 32 bits",
            "an integer (-1)",
        ),
        ("text", "x'00ff'", "text", "bytes (2 bytes)"),
        ("flag", "2", "a boolean", "an integer (2)"),
        ("date", "'2024-02-30'", "a date", "text (\"2024-02-30\")"),
        ("uuid", "x'00'", "a UUID", "bytes (1 bytes)"),
        ("interval", "'P1'", "an interval", "text (\"P1\")"),
        ("maybe", "'1x'", "an integer of 64 bits", "text (\"1x\")"),
    ] {
        let sql = format!("UPDATE typed SET {column} = {value}");
        session.connection().unwrap().execute_script(&sql).unwrap();
        let error = session.all(select(Typed)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(
            (error.table(), error.column()),
            (Some("typed"), Some(column))
        );
        let message = format!("`typed.{column}`: expected {expected}, found {found}");
        assert_eq!(error.message(), message);
        session.rollback().unwrap();
        assert_eq!(
            session.all(select(Typed.id)).unwrap(),
            [1],
            "the connection works"
        );
    }
}
