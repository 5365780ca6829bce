//! count, sum, avg, min, max, GROUP BY and HAVING.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use rust_decimal::Decimal;

use crate::schema::{Department, Employee, Reading, cents, company, date};

#[test]
fn aggregates_over_everything(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (i64, i64, i64, i64) = conn
        .one(select((
            func::count_all(),
            func::count(Employee.rating),
            func::count_distinct(Employee.age),
            func::count_distinct(Employee.manager_id),
        )))
        .unwrap();
    assert_eq!(row, (5, 3, 4, 2));
    let row: (Option<i64>, Option<Decimal>, Option<f64>, Option<f64>) = conn
        .one(select((
            func::sum(Employee.age),
            func::sum(Employee.salary),
            func::sum(Employee.rating),
            func::avg(Employee.rating),
        )))
        .unwrap();
    assert_eq!(
        row,
        (
            Some(185),
            Some(cents(475_100)),
            Some(10.0),
            Some(10.0 / 3.0)
        )
    );
    let row: (
        Option<i32>,
        Option<String>,
        Option<chrono::NaiveDate>,
        Option<f64>,
    ) = conn
        .one(select((
            func::min(Employee.age),
            func::max(Employee.name),
            func::min(Employee.hired),
            func::avg(Employee.age),
        )))
        .unwrap();
    assert_eq!(
        row,
        (Some(25), Some("Eve".into()), Some(date(2001)), Some(37.0))
    );
}

#[test]
fn aggregates_over_nothing_are_null(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (i64, Option<i64>, Option<f64>, Option<i32>) = conn
        .one(
            select((
                func::count_all(),
                func::sum(Employee.age),
                func::avg(Employee.age),
                func::max(Employee.age),
            ))
            .filter(Employee.id.lt(0)),
        )
        .unwrap();
    assert_eq!(row, (0, None, None, None));
    let sum: i64 = conn
        .one(select(func::coalesce(func::sum(Employee.age), 0)).filter(Employee.id.lt(0)))
        .unwrap();
    assert_eq!(sum, 0);
}

#[test]
fn a_sum_is_wider_than_its_column(database: &TestDatabase) {
    let mut conn = company(database);
    conn.execute(update(Reading).set(Reading.value, i32::MAX))
        .unwrap();
    let sum: Option<i64> = conn.one(select(func::sum(Reading.value))).unwrap();
    assert_eq!(sum, Some(30 * i64::from(i32::MAX)));
}

#[test]
fn groups_and_their_conditions(database: &TestDatabase) {
    let mut conn = company(database);
    let total = || func::sum(Reading.value);
    let sums: Vec<(i32, i64, Option<i64>)> = conn
        .all(
            select((Reading.sensor, func::count_all(), total()))
                .filter(Reading.value.gt(3))
                .group_by(Reading.sensor)
                .having(total().gt(140) & func::count_all().eq(9))
                .having(func::max(Reading.value).le(29))
                .order_by(total().desc()),
        )
        .unwrap();
    let sum_of = |sensor| (4..=30).filter(|n| n % 3 == sensor).sum::<i64>();
    assert_eq!(sums, [(2, 9, Some(sum_of(2))), (1, 9, Some(sum_of(1)))]);
}

#[test(on("sqlite"))]
fn groups_by_expressions_and_several_terms(database: &TestDatabase) {
    let mut conn = company(database);
    let parity = || (Reading.value % 2).label("parity");
    let rows: Vec<(i32, i32, i64)> = conn
        .all(
            select((Reading.sensor, parity(), func::count_all()))
                .group_by((Reading.sensor, parity()))
                .order_by((Reading.sensor, parity())),
        )
        .unwrap();
    let pairs = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)];
    assert_eq!(rows, pairs.map(|(sensor, parity)| (sensor, parity, 5)));
}

#[test]
fn groups_along_an_outer_join(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(String, i64, Option<Decimal>)> = conn
        .all(
            select((
                Department.name,
                func::count(Employee.id),
                func::sum(Employee.salary),
            ))
            .outer_join(Employee.on(Employee.department_id.eq(Department.id)))
            .group_by(Department.name)
            .order_by(Department.name),
        )
        .unwrap();
    assert_eq!(
        rows,
        [
            ("Attic".into(), 0, None),
            ("Research".into(), 2, Some(cents(150_075))),
            ("Sales".into(), 2, Some(cents(275_000))),
        ]
    );
}
