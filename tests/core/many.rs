//! INSERT of many structs.

use std::time::Instant;

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use rust_decimal::Decimal;

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

#[test]
fn an_update_for_each_row_of_values(database: &TestDatabase) {
    let mut conn = company(database);
    let (name, age) = (bindparam::<String>("name"), bindparam::<i32>("age"));
    let (boss, pay) = (
        bindparam::<Option<i64>>("boss"),
        bindparam::<Decimal>("pay"),
    );
    let statement = update(Employee)
        .set(Employee.age, age)
        .set(Employee.manager_id, boss)
        .set(Employee.salary, pay)
        .set(Employee.nickname, "n")
        .filter(Employee.name.eq(name) & Employee.age.gt(20));
    let row = |who: &str, years: i32, over: Option<i64>| {
        let pay = pay.bind(cents(i64::from(years)));
        [age.bind(years), pay, name.bind(who), boss.bind(over)]
    };
    let rows = [
        row("Bob", 70_000, None),
        row("Cyd", 3, Some(5)),
        row("Nobody", 1, None),
    ];
    assert_eq!(conn.execute_many(&statement, rows).unwrap(), 2);
    let found = select((
        Employee.name,
        Employee.age,
        Employee.manager_id,
        Employee.salary,
    ));
    let found = found
        .filter(Employee.nickname.eq("n"))
        .order_by(Employee.id);
    let expected = [
        ("Bob".to_owned(), 70_000, None, cents(70_000)),
        ("Cyd".to_owned(), 3, Some(5), cents(3)),
    ];
    assert_eq!(conn.all(found).unwrap(), expected);
    let gone = delete(Employee).filter((Employee.age + age.expr()).eq(0) | Employee.name.eq(name));
    let rows = ["Bob", "Dan"].map(|who| [name.bind(who), age.bind(1)]);
    assert_eq!(conn.execute_many(gone, rows).unwrap(), 2);
    let none: [Vec<alchemy::sql::BoundParameter>; 0] = [];
    assert_eq!(conn.execute_many(statement, none).unwrap(), 0);
}

#[test]
fn a_value_that_is_missing(database: &TestDatabase) {
    let mut conn = company(database);
    let (name, age) = (bindparam::<String>("name"), bindparam::<i32>("age"));
    let statement = update(Employee)
        .set(Employee.age, age)
        .filter(Employee.name.eq(name));
    let error = conn.execute_many(&statement, [[age.bind(1)]]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert_eq!(error.message(), "row 1: the parameter `name` has no value");
    let rows = [
        vec![age.bind(1), name.bind("Bob")],
        vec![age.bind(2), name.bind("x"), age.bind(1)],
    ];
    let error = conn.execute_many(&statement, rows).unwrap_err();
    assert_eq!(
        error.message(),
        "row 2: two values are given for the parameter `age`"
    );
    let other = bindparam::<i64>("other");
    let rows = [[age.bind(1), name.bind("Bob"), other.bind(7)]];
    let error = conn.execute_many(&statement, rows).unwrap_err();
    assert!(error.message().contains("`other`"), "{error}");
    let error = conn.execute(&statement).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert_eq!(error.message(), "the parameter `age` has no value");
    let query = select(Employee.id).filter(Employee.name.eq(name));
    assert_eq!(conn.all(query).unwrap_err().kind(), ErrorKind::Compile);
    let ages = conn
        .all(select(Employee.age).order_by(Employee.id))
        .unwrap();
    assert_eq!(ages, [36, 25, 41, 25, 58]);
}
