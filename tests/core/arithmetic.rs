//! Arithmetic: values and types of what is computed.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use rust_decimal::Decimal;

use crate::schema::{Employee, cents, company};

#[test]
fn division_is_never_cut(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(f64, f64, Option<f64>)> = conn
        .all(
            select((
                Employee.age / 2,
                literal(1_i64) / 4_i64,
                Employee.manager_id / 2_i64,
            ))
            .order_by(Employee.id)
            .limit(2),
        )
        .unwrap();
    assert_eq!(rows, [(18.0, 0.25, None), (12.5, 0.25, Some(0.5))]);
}

#[test]
fn the_right_side_of_a_division_keeps_together(database: &TestDatabase) {
    let mut conn = company(database);
    let a = || literal(7_i64);
    let row: (Option<f64>, Option<f64>, Option<f64>) = conn
        .one(select((
            a() / (a() - 5_i64),
            a() / (a() * 2_i64),
            a() / 2_i64 / (a() / 2_i64),
        )))
        .unwrap();
    assert_eq!(row, (Some(3.5), Some(0.5), Some(1.0)));
}

#[test]
fn integers_stay_integers(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (i32, i64, i32, i32, i32) = conn
        .one(
            select((
                Employee.age + 1,
                Employee.id * 10,
                -Employee.age - -2,
                Employee.age % 7,
                (Employee.age + 1) * 2,
            ))
            .filter(Employee.id.eq(1)),
        )
        .unwrap();
    assert_eq!(row, (37, 10, -34, 1, 74));
}

#[test]
fn floating_point_wins_over_integers(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (f64, Option<f64>, f64) = conn
        .one(
            select((
                Employee.age * 1.5,
                Employee.rating + Employee.age,
                literal(2.5_f64) - Employee.age,
            ))
            .filter(Employee.id.eq(1)),
        )
        .unwrap();
    assert_eq!(row, (54.0, Some(40.5), -33.5));
}

#[test]
fn narrow_floating_point_numbers_are_computed_wide(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (f32, f64) = conn
        .one(select((Employee.weight, Employee.weight * 3.0_f32)).filter(Employee.id.eq(1)))
        .unwrap();
    assert_eq!(row.0, 0.1);
    assert!((row.1 - 0.3).abs() < 1e-6);
    let sum: Option<f64> = conn.one(select(func::sum(Employee.weight))).unwrap();
    assert!((sum.unwrap() - 0.5).abs() < 1e-6);
}

#[test]
fn decimals_stay_decimals(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (Decimal, Decimal, Decimal, Decimal) = conn
        .one(
            select((
                Employee.salary + cents(25),
                Employee.salary * 2,
                Employee.salary / 2,
                Employee.age + Employee.salary,
            ))
            .filter(Employee.id.eq(1)),
        )
        .unwrap();
    assert_eq!(
        row,
        (
            cents(100_075),
            cents(200_100),
            Decimal::new(500_250, 3),
            cents(103_650)
        )
    );
}

#[test]
fn decimals_that_no_float_holds_are_exact(database: &TestDatabase) {
    let mut conn = company(database);
    for (id, pay) in [(1, 10), (2, 20), (3, 1), (4, 999_999_999), (5, -7)] {
        let statement = update(Employee).set(Employee.salary, cents(pay));
        conn.execute(statement.filter(Employee.id.eq(id))).unwrap();
    }
    let two = select(func::sum(Employee.salary)).filter(Employee.id.le(2));
    assert_eq!(conn.one(two).unwrap(), Some(cents(30)));
    let all = conn.one(select(func::sum(Employee.salary))).unwrap();
    assert_eq!(all, Some(cents(1_000_000_023)));
    let thrice: Vec<Decimal> = conn
        .all(select(Employee.salary * 3).order_by(Employee.id))
        .unwrap();
    assert_eq!(thrice, [30, 60, 3, 2_999_999_997, -21].map(cents));
    assert_eq!(thrice[0].normalize().to_string(), "0.3");
}

#[test]
fn null_passes_through(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(Option<f64>, Option<i64>)> = conn
        .all(
            select((-Employee.rating, Employee.id + Employee.manager_id))
                .order_by(Employee.id)
                .limit(2),
        )
        .unwrap();
    assert_eq!(rows, [(Some(-4.5), None), (None, Some(3))]);
}

#[test]
fn a_result_that_does_not_fit_is_an_error(database: &TestDatabase) {
    let mut conn = company(database);
    // Some databases see it, and some compute wider than the type is.
    let errors = [
        conn.one(select(literal(i32::MAX) + 1)).unwrap_err(),
        company(database)
            .one(select(literal(i64::MAX) + 1_i64))
            .unwrap_err(),
    ];
    let expected = [ErrorKind::Decode, ErrorKind::InvalidValue];
    for error in errors {
        assert!(expected.contains(&error.kind()), "{error}");
    }
}

#[test]
fn texts_are_put_together(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(String, Option<String>)> = conn
        .all(
            select((
                Employee.name.concat("-").concat(Employee.name.lower()),
                Employee.name.concat(Employee.nickname),
            ))
            .order_by(Employee.id)
            .limit(2),
        )
        .unwrap();
    assert_eq!(
        rows,
        [
            ("Ada-ada".into(), Some("AdaA".into())),
            ("Bob-bob".into(), None)
        ]
    );
}
