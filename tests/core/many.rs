//! INSERT of many structs.

use std::time::Instant;

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Reading, Setting, cents, company, date, empty};

fn reading(number: i32) -> Reading {
    Reading {
        sensor: number % 7,
        value: number,
        ..Reading::default()
    }
}

/// More values than any database binds in one statement.
#[test]
fn seventy_thousand_rows(database: &TestDatabase) {
    let mut conn = empty(database);
    let rows: Vec<Reading> = (0..70_000).map(reading).collect();
    let start = Instant::now();
    assert_eq!(conn.insert_many(Reading, &rows).unwrap(), 70_000);
    eprintln!(
        "{:?}: 70,000 rows in {:?}",
        database.kind(),
        start.elapsed()
    );
    conn.commit().unwrap();
    let statement = select((
        func::count_all(),
        func::min(Reading.value),
        func::max(Reading.value),
    ));
    let found = conn.one(statement.select_from(Reading)).unwrap();
    assert_eq!(found, (70_000, Some(0), Some(69_999)));
    let keys = select(func::count(Reading.id)).filter(Reading.id.is_not_null());
    assert_eq!(conn.one(keys).unwrap(), 70_000);
}

/// Every type of column, NULL among them, comes back as it went.
#[test]
fn columns_of_many_types(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<Employee> = (0..100)
        .map(|number| Employee {
            name: format!("É{number}'\\\t\n"),
            nickname: (number % 2 == 0).then(|| String::from("🐎")),
            age: if number == 0 { i32::MIN } else { i32::MAX },
            salary: cents(i64::from(number) * 1_001 - 500),
            rating: (number % 3 == 0).then_some(f64::from(number) / 7.0),
            weight: 0.1,
            active: number % 5 == 0,
            hired: date(1900 + number),
            manager_id: Some(1),
            ..Employee::default()
        })
        .collect();
    assert_eq!(conn.insert_many(Employee, &rows).unwrap(), 100);
    let found: Vec<Employee> = conn
        .all(
            select(Employee)
                .filter(Employee.id.gt(5))
                .order_by(Employee.hired),
        )
        .unwrap();
    assert_eq!(found.len(), 100);
    for (found, given) in found.iter().zip(&rows) {
        assert_eq!(
            (
                &found.name,
                &found.nickname,
                found.age,
                found.salary,
                found.rating
            ),
            (
                &given.name,
                &given.nickname,
                given.age,
                given.salary,
                given.rating
            )
        );
        assert_eq!(
            (found.weight, found.active, found.hired, found.manager_id),
            (given.weight, given.active, given.hired, given.manager_id)
        );
    }
}

/// Rows that set different columns come in one call, in their order.
#[test]
fn fields_that_are_unset(database: &TestDatabase) {
    let mut conn = empty(database);
    let rows: Vec<Setting> = (0..120)
        .map(|number| Setting {
            key: format!("{number:03}"),
            level: if number % 40 < 3 {
                9.into()
            } else {
                Auto::unset()
            },
            data: (number % 2 == 0).then(|| vec![0, 255, u8::try_from(number).unwrap()]),
            ..Setting::default()
        })
        .collect();
    assert_eq!(conn.insert_many(Setting, &rows).unwrap(), 120);
    let stored: Vec<Setting> = conn.all(select(Setting).order_by(Setting.key)).unwrap();
    for (number, row) in stored.iter().enumerate() {
        assert_eq!(row.value.get(), Some("none".into()));
        assert_eq!(
            row.level.get(),
            Some(if number % 40 < 3 { 9 } else { 3 }),
            "{number}"
        );
        assert!(row.changed.is_set());
        assert_eq!(row.data, rows[number].data);
    }
    assert_eq!(conn.insert_many(Setting, &[]).unwrap(), 0);
}

/// A row that is refused takes the others with it, and the transaction goes on.
#[test]
fn all_or_none(database: &TestDatabase) {
    let mut conn = company(database);
    let mut rows: Vec<Department> = (0..9_000)
        .map(|number| Department {
            name: format!("d{number}"),
            ..Department::default()
        })
        .collect();
    rows[8_999].name = "Attic".into();
    let error = conn.insert_many(Department, &rows).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UniqueViolation, "{error}");
    let count = select(func::count(Department.id));
    assert_eq!(conn.one(&count).unwrap(), 3);
    rows.truncate(8_999);
    assert_eq!(conn.insert_many(Department, &rows).unwrap(), 8_999);
    conn.commit().unwrap();
    assert_eq!(conn.one(count).unwrap(), 9_002);
}

/// A value that can't be sent is told by its place, and nothing of the rest stays.
#[test]
fn a_value_that_the_database_does_not_take(database: &TestDatabase) {
    let mut conn = company(database);
    let mut rows: Vec<Employee> = (0..60)
        .map(|_| Employee {
            name: "x".into(),
            hired: date(2000),
            manager_id: Some(1),
            ..Employee::default()
        })
        .collect();
    rows[50].manager_id = Some(4_711);
    let error = conn.insert_many(Employee, &rows).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation, "{error}");
    assert_eq!(conn.one(select(func::count(Employee.id))).unwrap(), 5);
    rows[50].manager_id = None;
    rows[50].name = "a\0b".into();
    let result = conn.insert_many(Employee, &rows);
    let count = conn.one(select(func::count(Employee.id))).unwrap();
    match result {
        Ok(_) => assert_eq!(count, 65),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::InvalidValue, "{error}");
            assert_eq!(count, 5);
        }
    }
}
