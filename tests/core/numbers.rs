//! Quotients, remainders and bits that databases compute in different ways by themselves.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use rust_decimal::Decimal;

use crate::schema::{Employee, Reading, cents, company};

#[test]
fn quotients_have_all_their_digits(database: &TestDatabase) {
    let mut conn = company(database);
    let ada = || Employee.name.eq("Ada");
    let rows: (f64, f64, f64) = conn
        .one(select((Employee.age / 7, 1 - Employee.age / 7, Employee.age / 7.0)).filter(ada()))
        .unwrap();
    assert_eq!(rows, (36.0 / 7.0, 1.0 - 36.0 / 7.0, 36.0 / 7.0));
    let mean: Option<f64> = conn
        .one(select(func::avg(Reading.value * Reading.value)).filter(Reading.value.le(3)))
        .unwrap();
    assert_eq!(mean, Some(14.0 / 3.0));
    let means: Vec<Option<f64>> = conn
        .all(
            select(func::avg(Reading.value).filter(Reading.value.ne(30)))
                .group_by(Reading.value / 19.0)
                .having(func::avg(Reading.value).distinct().gt(29)),
        )
        .unwrap();
    assert_eq!(means, [None]);
    let quotient: Decimal = conn.one(select(Employee.salary / 3).filter(ada())).unwrap();
    assert_eq!(quotient, cents(33_350));
}

#[test]
fn whole_quotients_of_positive_numbers(database: &TestDatabase) {
    let mut conn = company(database);
    let quotients: Vec<(i32, Option<i32>)> = conn
        .all(
            select((
                Reading.value.floor_div(4) * 2,
                Reading.value.floor_div(Reading.sensor + 2),
            ))
            .order_by(Reading.value),
        )
        .unwrap();
    let expected = (1..=30).map(|n| (n / 4 * 2, Some(n / (n % 3 + 2))));
    assert_eq!(quotients, expected.collect::<Vec<_>>());
    // Near a whole number, where a quotient with few digits is rounded up.
    let near: i64 = conn
        .one(select((Employee.id + 99_998).floor_div(100_000)).filter(Employee.id.eq(1)))
        .unwrap();
    assert_eq!(near, 0);
    let literal: i64 = conn.one(select(literal(7_i64).floor_div(2))).unwrap();
    assert_eq!(literal, 3);
}

#[test]
fn remainders_keep_their_fraction(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: (Decimal, Option<f64>, Option<f64>, f64, i32) = conn
        .one(
            select((
                Employee.salary % 7,
                Employee.rating % 2,
                (-Employee.rating) % 1.25,
                Employee.age % 1.5,
                -Employee.age % 7,
            ))
            .filter(Employee.name.eq("Ada")),
        )
        .unwrap();
    assert_eq!(rows, (cents(650), Some(0.5), Some(-0.75), 0.0, -1));
}

#[test]
fn bits_move_down_with_their_sign(database: &TestDatabase) {
    let mut conn = company(database);
    let moved: (i64, i32, i32) = conn
        .one(
            select((
                literal(-9_i64).shift_right(1),
                (-Employee.age).shift_right(2),
                Employee.age.shift_right(2),
            ))
            .filter(Employee.name.eq("Ada")),
        )
        .unwrap();
    assert_eq!(moved, (-5, -9, 9));
}

#[test]
fn values_alone_are_computed_with(database: &TestDatabase) {
    let mut conn = company(database);
    let one = || literal(1_i64);
    let rows: (i64, i64, i64, i64) = conn
        .one(select((
            (one() + 2) * 3,
            one() - (literal(2_i64) - 3),
            literal(-7_i64) % 2,
            func::abs(literal(-3_i64)),
        )))
        .unwrap();
    assert_eq!(rows, (9, 2, -1, 3));
    let rows: (i64, Vec<u8>) = conn
        .one(select((literal(i64::MAX) - 1, literal(vec![1_u8, 0, 255]))))
        .unwrap();
    assert_eq!(rows, (i64::MAX - 1, vec![1, 0, 255]));
    let price = |condition| case(condition, literal(cents(150))).otherwise(cents(12));
    let rows: Vec<Decimal> = conn
        .all(select(price(Employee.age.gt(40))).order_by(Employee.id))
        .unwrap();
    let (low, high) = (cents(12), cents(150));
    assert_eq!(rows, [low, low, high, low, high]);
    let mixed = case(Employee.age.gt(40), literal(cents(150))).otherwise(0);
    let sum: Option<Decimal> = conn.one(select(func::sum(mixed))).unwrap();
    assert_eq!(sum, Some(cents(300)));
}

#[test]
fn booleans_of_numbers_and_of_rows(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<bool> = conn
        .all(
            select((Employee.id - 2).cast::<bool>())
                .order_by(Employee.id)
                .limit(3),
        )
        .unwrap();
    assert_eq!(rows, [true, false, true]);
    let rows: (Option<bool>, Option<bool>, Option<bool>) = conn
        .one(select((
            func::max(Employee.active),
            func::min(Employee.active),
            func::min(Employee.age.gt(1)),
        )))
        .unwrap();
    assert_eq!(rows, (Some(true), Some(false), Some(true)));
}

#[test]
fn between_two_ends_in_either_order(database: &TestDatabase) {
    let mut conn = company(database);
    let names = |condition: Expr<bool>| {
        select(Employee.name)
            .filter(condition)
            .order_by(Employee.id)
    };
    for (one, other) in [(30, 45), (45, 30)] {
        let between = || Employee.age.between_symmetric(one, other);
        assert_eq!(conn.all(names(between())).unwrap(), ["Ada", "Cyd"]);
        assert_eq!(conn.all(names(!between())).unwrap(), ["Bob", "Dan", "Eve"]);
        let young = between() & Employee.age.lt(40);
        assert_eq!(conn.all(names(young)).unwrap(), ["Ada"]);
    }
    let null = select(Employee.age.between_symmetric(Employee.manager_id, 99));
    assert_eq!(conn.all(null.filter(Employee.id.eq(1))).unwrap(), [None]);
}

#[test]
fn halves_are_rounded_away_from_zero(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: (f64, f64, Option<f64>, f64, Decimal) = conn
        .one(
            select((
                func::round(Employee.age / 8),
                func::round(-Employee.age / 8.0),
                func::round_to(Employee.rating, 0),
                func::round_to(Employee.age / 32, 2),
                func::round(Employee.salary),
            ))
            .filter(Employee.name.eq("Ada")),
        )
        .unwrap();
    assert_eq!(rows, (5.0, -5.0, Some(5.0), 1.13, cents(100_100)));
}

#[test]
fn what_is_rounded_keeps_all_its_digits(database: &TestDatabase) {
    let mut conn = company(database);
    let numbers = [
        (9_007_199_254_740_991.0, 9_007_199_254_740_991.0),
        (-123_456_789_012_345.5, -123_456_789_012_346.0),
        (1e300, 1e300),
        (1e-300, 0.0),
        (0.499_999_999_999, 0.0),
    ];
    for (number, expected) in numbers {
        let rounded = conn.one(select(func::round(literal(number)))).unwrap();
        assert_eq!(rounded, expected, "{number}");
    }
}
