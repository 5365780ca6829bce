//! Functions of text and of numbers.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use chrono::{NaiveDate, NaiveTime, Utc};
use rust_decimal::Decimal;

use crate::schema::{Employee, cents, company};

#[test]
fn functions_of_text(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (String, String, String, String, String) = conn
        .one(select((
            func::trim("  a b "),
            func::ltrim("  a b "),
            func::rtrim("  a b "),
            func::replace("a.b.c", ".", "--"),
            func::substr("größer", 3, 2),
        )))
        .unwrap();
    let expected = ["a b", "a b ", "  a b", "a--b--c", "öß"].map(str::to_owned);
    assert_eq!([row.0, row.1, row.2, row.3, row.4], expected);
    let row: (i64, i64, String, String, String, String) = conn
        .one(
            select((
                func::position(Employee.name, "d"),
                func::position(Employee.name, "x"),
                func::left(Employee.name, 2),
                func::right(Employee.name, 2),
                func::right(Employee.name, 0),
                func::right(Employee.name, 9),
            ))
            .filter(Employee.id.eq(1)),
        )
        .unwrap();
    let texts = |a: &str, b: &str, c: &str, d: &str| {
        (2, 0, a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned())
    };
    assert_eq!(row, texts("Ad", "da", "", "Ada"));
    let null: (Option<String>, Option<i64>) = conn
        .one(
            select((
                func::replace(Employee.nickname, "a", "b"),
                func::position(Employee.nickname, "a"),
            ))
            .filter(Employee.id.eq(2)),
        )
        .unwrap();
    assert_eq!(null, (None, None));
}

#[test]
fn filled_up_texts(database: &TestDatabase) {
    let mut conn = company(database);
    let both = select((
        func::lpad(Employee.name, 5, "."),
        func::rpad(Employee.name, 5, "."),
    ));
    let row: Result<(String, String), Error> = conn.one(both.filter(Employee.id.eq(1)));
    if database.kind().name() == "sqlite" {
        assert_eq!(row.unwrap_err().kind(), ErrorKind::Compile);
        return;
    }
    assert_eq!(row.unwrap(), ("..Ada".to_owned(), "Ada..".to_owned()));
}

#[test]
fn texts_and_numbers_put_together(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(String, Option<String>)> = conn
        .all(
            select((
                func::concat((Employee.name, "-", Employee.id, Employee.age)),
                func::concat((Employee.name, Employee.nickname)),
            ))
            .order_by(Employee.id)
            .limit(2),
        )
        .unwrap();
    let text = str::to_owned;
    assert_eq!(
        rows,
        [
            (text("Ada-136"), Some(text("AdaA"))),
            (text("Bob-225"), None)
        ]
    );
}

#[test]
fn rounding(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (f64, f64, Decimal, Decimal, f64, Decimal) = conn
        .one(
            select((
                func::ceil(Employee.age / 10),
                func::floor(Employee.age / 10),
                func::ceil(Employee.salary),
                func::floor(Employee.salary),
                func::round_to(Employee.age / 7, 2),
                func::round_to(Employee.salary, 1),
            ))
            .filter(Employee.id.eq(1)),
        )
        .unwrap();
    assert_eq!(
        row,
        (
            4.0,
            3.0,
            Decimal::from(1_001),
            Decimal::from(1_000),
            5.14,
            cents(100_050)
        )
    );
}

#[test]
fn mathematics(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (f64, f64, Option<f64>, f64, Option<f64>, f64) = conn
        .one(
            select((
                func::sign(Employee.age - 40),
                func::sign(Employee.salary),
                func::sqrt(Employee.age),
                func::exp(Employee.age - 36),
                func::ln(Employee.age - 35),
                func::power(Employee.age, 2),
            ))
            .filter(Employee.id.eq(1)),
        )
        .unwrap();
    assert_eq!(row, (-1.0, 1.0, Some(6.0), 1.0, Some(0.0), 1296.0));
    let null: Option<f64> = conn
        .one(select(func::sqrt(Employee.rating)).filter(Employee.id.eq(2)))
        .unwrap();
    assert_eq!(null, None);
}

#[test]
fn random_numbers(database: &TestDatabase) {
    let mut conn = company(database);
    let numbers: Vec<(i64, f64)> = conn
        .all(select((Employee.id, func::random())).order_by(func::random()))
        .unwrap();
    assert_eq!(numbers.len(), 5);
    assert!(
        numbers
            .iter()
            .all(|(_, number)| (0.0..1.0).contains(number))
    );
    assert!(numbers.windows(2).any(|pair| pair[0].1 != pair[1].1));
}

#[test]
fn one_of_several(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(i32, i32, Option<i64>, Option<i64>)> = conn
        .all(
            select((
                func::greatest(Employee.age, 36),
                func::least(Employee.age, 36),
                func::nullif(Employee.id, 1_i64),
                func::greatest(Employee.manager_id, 2_i64),
            ))
            .order_by(Employee.id)
            .limit(2),
        )
        .unwrap();
    let or_null = if database.kind().name() == "postgres" {
        Some(2)
    } else {
        None
    };
    assert_eq!(rows, [(36, 36, None, or_null), (36, 25, Some(2), Some(2))]);
    let rows: Vec<(i32, i32, Option<i64>)> = conn
        .all(
            select((
                func::greatest(Employee.age, (30, 26)),
                func::least(Employee.age, (30, 26)),
                func::greatest(2_i64, (Employee.manager_id, 1_i64)),
            ))
            .order_by(Employee.id)
            .limit(2),
        )
        .unwrap();
    assert_eq!(rows, [(36, 26, or_null), (30, 25, Some(2))]);
}

#[test]
fn dates_and_times(database: &TestDatabase) {
    let mut conn = company(database);
    let (date, time): (NaiveDate, NaiveTime) = conn
        .one(select((func::current_date(), func::current_time())))
        .unwrap();
    let now = Utc::now().naive_utc();
    assert!((now.date() - date).num_days().abs() <= 1, "{date}");
    let _ = time;
}
