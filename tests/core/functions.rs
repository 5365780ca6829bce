//! Functions, CASE, CAST and coalesce, and the types of their results.

use alchemy::prelude::*;
use alchemy::types::SqlType;
use alchemy_test_support::TestDatabase;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rust_decimal::Decimal;

use crate::schema::{Employee, Setting, company};

#[test]
fn texts(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (String, Option<String>, i64, Option<i64>, String) = conn
        .one(
            select((
                func::upper(Employee.name),
                func::lower(Employee.nickname),
                func::char_length("größe"),
                func::length(Employee.nickname),
                Employee.name.upper(),
            ))
            .filter(Employee.id.eq(1)),
        )
        .unwrap();
    assert_eq!(
        row,
        ("ADA".into(), Some("a".into()), 5, Some(1), "ADA".into())
    );
}

#[test]
fn numbers(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (i32, f64, Option<f64>, Decimal) = conn
        .one(
            select((
                func::abs(Employee.age - 100),
                func::round(Employee.age / 10),
                func::round(Employee.rating - 0.1),
                func::round(Employee.salary),
            ))
            .filter(Employee.id.eq(1)),
        )
        .unwrap();
    assert_eq!(row, (64, 4.0, Some(4.0), Decimal::from(1_001)));
}

#[test]
fn the_current_moment_decodes_and_compares(database: &TestDatabase) {
    let mut conn = company(database);
    let before = Utc::now() - chrono::TimeDelta::seconds(2);
    let (local, instant) = conn
        .one(select((
            func::now::<NaiveDateTime>(),
            func::now::<DateTime<Utc>>(),
        )))
        .unwrap();
    assert!(local >= before.naive_utc() && instant >= before);
    conn.execute(insert(Setting).set(Setting.key, "a")).unwrap();
    let past = select(Setting.key).filter(Setting.changed.le(func::now::<NaiveDateTime>()));
    assert_eq!(conn.all(past).unwrap(), ["a"]);
}

#[test]
fn any_function_by_name(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (String, i64, f64, Option<String>) = conn
        .one(
            select((
                func::call::<String>("replace", (Employee.name, "a", "o")),
                func::call::<i64>("coalesce", (Employee.manager_id, 5, Employee.id)),
                func::call::<f64>("abs", (-2.5,)),
                func::call::<Option<String>>("nullif", (Employee.name, "Ada")),
            ))
            .filter(Employee.id.eq(1)),
        )
        .unwrap();
    assert_eq!(row, ("Ado".into(), 5, 2.5, None));
    let sixteen: i64 = conn
        .one(select(func::call::<i64>(
            "coalesce",
            (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
        )))
        .unwrap();
    assert_eq!(sixteen, 1);
}

#[test]
fn functions_without_parentheses_have_none(database: &TestDatabase) {
    let mut conn = company(database);
    let today: NaiveDate = conn
        .one(select(func::call::<NaiveDate>("current_date", ())))
        .unwrap();
    assert!((Utc::now().date_naive() - today).num_days() <= 1);
}

#[test]
fn coalesce_is_never_null_with_a_fallback_that_is_not(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(String, f64, Option<i64>, i64)> = conn
        .all(
            select((
                func::coalesce(Employee.nickname, "none"),
                func::coalesce(Employee.rating, 0.0),
                func::coalesce(Employee.manager_id, Employee.department_id),
                func::coalesce(
                    func::coalesce(Employee.manager_id, Employee.department_id),
                    0,
                ),
            ))
            .order_by(Employee.id)
            .limit(2),
        )
        .unwrap();
    assert_eq!(
        rows,
        [
            ("A".into(), 4.5, Some(1), 1),
            ("none".into(), 0.0, Some(1), 1)
        ]
    );
}

#[test]
fn coalesce_takes_several_fallbacks(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(String, Option<i64>, i64)> = conn
        .all(
            select((
                func::coalesce(Employee.nickname, (None::<String>, Employee.name)),
                func::coalesce(None::<i64>, (Employee.manager_id, None::<i64>)),
                func::coalesce(
                    None::<i64>,
                    (
                        Employee.manager_id + 10,
                        None::<i64>,
                        None::<i64>,
                        None::<i64>,
                        None::<i64>,
                        7,
                        Employee.id,
                    ),
                ),
            ))
            .order_by(Employee.id),
        )
        .unwrap();
    let row = |name: &str, manager, number| (name.to_owned(), manager, number);
    assert_eq!(
        rows,
        [
            row("A", None, 7),
            row("Bob", Some(1), 11),
            row("C", Some(1), 11),
            row("Dan", Some(3), 13),
            row("", None, 7),
        ]
    );
}

#[test]
fn cases_take_the_first_branch_that_holds(database: &TestDatabase) {
    let mut conn = company(database);
    let size = case(Employee.age.gt(50), "old")
        .when(Employee.age.gt(30), "grown")
        .otherwise("young");
    let rows: Vec<String> = conn.all(select(size).order_by(Employee.id)).unwrap();
    assert_eq!(rows, ["grown", "young", "grown", "young", "old"]);
    let open: Vec<Option<i32>> = conn
        .all(select(case(Employee.active, Employee.age).end()).order_by(Employee.id))
        .unwrap();
    assert_eq!(open, [Some(36), Some(25), None, Some(25), None]);
    let unknown: Vec<i64> = conn
        .all(select(case(Employee.rating.gt(3), 1_i64).otherwise(0)).order_by(Employee.id))
        .unwrap();
    assert_eq!(unknown, [1, 0, 0, 0, 0]);
    let nullable: Vec<Option<String>> = conn
        .all(
            select(case(Employee.active, Employee.name).otherwise(Employee.nickname))
                .order_by(Employee.id)
                .limit(3),
        )
        .unwrap();
    assert_eq!(
        nullable,
        [Some("Ada".into()), Some("Bob".into()), Some("C".into())]
    );
}

#[test]
fn a_case_sorts_and_sums(database: &TestDatabase) {
    let mut conn = company(database);
    let rank = || case(Employee.active, 0).otherwise(1);
    let names = select(Employee.name).order_by((rank(), Employee.id));
    assert_eq!(conn.all(names).unwrap().concat(), "AdaBobDanCydEve");
    let idle: Option<i64> = conn.one(select(func::sum(rank()))).unwrap();
    assert_eq!(idle, Some(2));
}

#[test]
fn casts_convert_and_keep_nullness(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (String, i64, Option<i64>, f64, Option<String>) = conn
        .one(
            select((
                Employee.age.cast::<String>(),
                literal("42").cast::<i64>(),
                Employee.rating.cast::<i64>(),
                Employee.age.cast::<f64>() / 8,
                Employee.rating.cast_as::<String>(SqlType::Varchar(20)),
            ))
            .filter(Employee.id.eq(1)),
        )
        .unwrap();
    assert_eq!(row, ("36".into(), 42, Some(4), 4.5, Some("4.5".into())));
}
