//! INSERT … RETURNING: of the database, or by the keys where it has no such thing.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Reading, Setting, company};

#[derive(Model, Debug, Default, PartialEq)]
#[model(table = "seats")]
pub(crate) struct Seat {
    #[column(primary_key, length = 40)]
    room: String,
    #[column(primary_key)]
    number: i32,
    #[column(server_default = 7)]
    price: Auto<i32>,
}

#[test]
fn one_row_with_a_key_that_is_counted(database: &TestDatabase) {
    let mut conn = company(database);
    let lab = insert(Department).set(Department.name, "Lab");
    let found: Department = conn.one(lab.returning(Department)).unwrap();
    assert_eq!((found.name.as_str(), found.budget), ("Lab", None));
    let key = found.id.value().unwrap();
    let known = select(Department.id).filter(Department.name.eq("Lab"));
    assert_eq!(conn.one(known).unwrap(), key);
    let shed = insert(Department)
        .set(Department.name, "Shed")
        .set(Department.budget, 3)
        .returning((
            Department.id - key,
            Department.name.upper(),
            Department.budget,
        ));
    let row = conn.first(shed).unwrap();
    assert_eq!(row, Some((1, "SHED".to_owned(), Some(3))));
}

#[test]
fn several_rows_with_keys_that_are_counted(database: &TestDatabase) {
    let mut conn = company(database);
    let rows = insert(Reading)
        .columns((Reading.sensor, Reading.value))
        .values([(5, 50), (6, 60), (7, 70)])
        .returning((Reading.value, Reading.id));
    let mut found = conn.all(rows).unwrap();
    found.sort_unstable();
    let values: Vec<i32> = found.iter().map(|row| row.0).collect();
    assert_eq!(values, [50, 60, 70]);
    for (value, id) in found {
        let known = select(Reading.value).filter(Reading.id.eq(id));
        assert_eq!(conn.one(known).unwrap(), value);
    }
    // Nothing else than what the statement inserted comes back.
    let structs = [31, 32].map(|value| Reading {
        value,
        ..Reading::default()
    });
    let found: Vec<Reading> = conn
        .all(insert(Reading).values(&structs).returning(Reading))
        .unwrap();
    let mut values: Vec<i32> = found.iter().map(|reading| reading.value).collect();
    values.sort_unstable();
    assert_eq!(values, [31, 32]);
}

#[test]
fn rows_whose_keys_are_given(database: &TestDatabase) {
    let mut conn = company(database);
    let rows = insert(Setting)
        .columns((Setting.key, Setting.data))
        .values([("b", Some(vec![1_u8])), ("a", None)])
        .returning((Setting.key, Setting.value, Setting.level));
    let mut found = conn.all(rows).unwrap();
    found.sort();
    let row = |key: &str| (key.to_owned(), "none".to_owned(), 3);
    assert_eq!(found, [row("a"), row("b")]);
    let given = insert(Department)
        .set(Department.id, 70)
        .set(Department.name, "Lab")
        .returning(Department.id);
    assert_eq!(conn.one(given).unwrap(), 70);
}

#[test]
fn a_key_of_several_columns(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Seat]).unwrap();
    let mut conn = engine.connect().unwrap();
    let rows = insert(Seat)
        .columns((Seat.room, Seat.number))
        .values([("a", 1), ("b", 2), ("a", 2)])
        .returning(Seat);
    let mut found: Vec<Seat> = conn.all(rows).unwrap();
    found.sort_by(|a, b| (&a.room, a.number).cmp(&(&b.room, b.number)));
    let seat = |room: &str, number| Seat {
        room: room.into(),
        number,
        price: 7.into(),
    };
    assert_eq!(found, [seat("a", 1), seat("a", 2), seat("b", 2)]);
}

#[test]
fn a_session_gets_instances(database: &TestDatabase) {
    let mut conn = company(database);
    conn.commit().unwrap();
    let engine = conn.engine().clone();
    drop(conn);
    let mut session = Session::new(&engine);
    let lab = insert(Department).set(Department.name, "Lab");
    let handle = session.one(lab.returning(Department)).unwrap();
    assert_eq!(session[handle].name, "Lab");
    let same = select(Department).filter(Department.name.eq("Lab"));
    assert_eq!(session.one(same.clone()).unwrap(), handle);
    session.rollback().unwrap();
    assert!(session.one_or_none(same).unwrap().is_none());
}

/// What the keys don't tell is refused, and nothing is inserted.
#[test(needs(!returning.insert))]
fn what_keys_do_not_tell_is_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let lab = || insert(Department).set(Department.name, "Lab");
    let upsert = lab().on_conflict_do_nothing().returning(Department.id);
    let ignored = lab().ignore().returning(Department.id);
    let computed = insert(Setting)
        .set(Setting.key, literal("a").upper())
        .returning(Setting.key);
    let selected = insert(Setting)
        .columns(Setting.key)
        .from_select(select(Department.name))
        .returning(Setting.key);
    let errors = [
        conn.all(upsert).unwrap_err(),
        conn.all(ignored).unwrap_err(),
        conn.all(computed).unwrap_err(),
        conn.all(selected).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::Compile, "{error}");
        assert!(error.to_string().contains("RETURNING"), "{error}");
    }
    assert_eq!(conn.one(select(func::count(Department.id))).unwrap(), 3);
}

/// A trigger that gives another key is noticed.
#[test(on("mysql"))]
fn a_key_that_a_trigger_changed(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    metadata![Setting].create_all(&engine).unwrap();
    let mut conn = engine.connect().unwrap();
    let trigger =
        "CREATE TRIGGER other_key BEFORE INSERT ON settings FOR EACH ROW SET NEW.`key` = 'x'";
    conn.exec_driver_sql(trigger, &[]).unwrap();
    let row = insert(Setting).set(Setting.key, "a").returning(Setting.key);
    let error = conn.one(row).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StaleData, "{error}");
}
