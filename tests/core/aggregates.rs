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

#[test]
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
fn what_holds_values_is_grouped_by_and_ordered_by_where_it_is_selected(database: &TestDatabase) {
    let mut conn = company(database);
    let rest = |divisor: i32| Reading.value % divisor;
    let rows: Vec<(i64, i32)> = conn
        .all(
            select((func::count_all(), rest(4)))
                .group_by(rest(4))
                .order_by(rest(4).desc()),
        )
        .unwrap();
    assert_eq!(rows, [(7, 3), (8, 2), (8, 1), (7, 0)]);
    let rows: Vec<i32> = conn
        .all(select(rest(3)).distinct().order_by(rest(3).desc()))
        .unwrap();
    assert_eq!(rows, [2, 1, 0]);
    // An entity's columns count as well.
    let rows: Vec<(Reading, bool)> = conn
        .all(
            select((Reading, Reading.value.in_([7, 9])))
                .distinct()
                .order_by((Reading.value.in_([7, 9]).desc(), Reading.value))
                .limit(3),
        )
        .unwrap();
    let found: Vec<(i32, bool)> = rows.iter().map(|(row, is)| (row.value, *is)).collect();
    assert_eq!(found, [(7, true), (9, true), (1, false)]);
}

#[test]
fn statements_that_differ_in_which_values_are_equal_are_two(database: &TestDatabase) {
    let mut conn = company(database);
    let rest = |divisor: i32| Reading.value % divisor;
    let ordered = |first: i32, second: i32| {
        select((rest(2), rest(3)))
            .distinct()
            .order_by((rest(first), rest(second)))
    };
    for _ in 0..2 {
        let rows = conn.all(ordered(2, 3)).unwrap();
        assert_eq!(rows, [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]);
        let rows = conn.all(ordered(3, 2)).unwrap();
        assert_eq!(rows, [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2)]);
    }
}

#[test]
fn orders_and_groups_by_labels(database: &TestDatabase) {
    let mut conn = company(database);
    let rest = (Reading.value % 4).label("rest");
    let rows: Vec<(i32, i64)> = conn
        .all(
            select((rest, func::count_all().label("n")))
                .group_by(label("rest"))
                .order_by((label("n").desc(), label("rest").desc())),
        )
        .unwrap();
    assert_eq!(rows, [(2, 8), (1, 8), (3, 7), (0, 7)]);
    // The label of one thing is the name of a column of the table.
    let sensor = (Reading.value % 2).label("sensor");
    let rows: Vec<(i64, i32)> = conn
        .all(
            select((func::count_all(), sensor))
                .group_by(label("sensor"))
                .order_by(label("sensor").desc()),
        )
        .unwrap();
    assert_eq!(rows, [(15, 1), (15, 0)]);
    let rows: Vec<(String, Option<f64>)> = conn
        .all(
            select((Employee.name, Employee.rating.label("stars")))
                .order_by((label("stars").asc().nulls_last(), Employee.name)),
        )
        .unwrap();
    let stars: Vec<bool> = rows.iter().map(|(_, stars)| stars.is_some()).collect();
    assert_eq!(stars, [true, true, true, false, false]);
    let first = select((Employee.age + 1).label("n")).filter(Employee.age.lt(30));
    let united = first.union_all(select(Employee.age * 1).filter(Employee.age.gt(44)));
    let rows: Vec<i32> = conn.all(united.order_by(label("n").desc())).unwrap();
    assert!(
        rows.len() > 1 && rows.is_sorted_by(|a, b| a >= b),
        "{rows:?}"
    );
}

#[test]
fn labels_that_name_nothing_are_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let ages = || select((Employee.age.label("age"), Employee.name.label("who")));
    let twice = select((Employee.age.label("n"), Employee.id.label("n")));
    let windowed = func::row_number().over().order_by(label("who"));
    let error = conn.all(twice.order_by(label("n"))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(
        error.to_string().contains("two things labelled `n`"),
        "{error}"
    );
    let error = conn.all(ages().group_by(label("whom"))).unwrap_err();
    assert!(
        error.to_string().contains("nothing labelled `whom`"),
        "{error}"
    );
    let error = conn.all(ages().order_by(label("whom"))).unwrap_err();
    assert!(error.to_string().contains("it has `age`, `who`"), "{error}");
    let error = conn
        .all(select((windowed, Employee.name.label("who"))))
        .unwrap_err();
    assert!(
        error.to_string().contains("where a label can't stand"),
        "{error}"
    );
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

#[test]
fn distinct_values_in_their_order(database: &TestDatabase) {
    let mut conn = company(database);
    for mark in ["!", "?"] {
        let marked = || Employee.name.concat(mark);
        let texts = func::aggregate_strings(marked(), ",")
            .distinct()
            .order_by(marked().desc());
        let row: Option<String> = conn.one(select(texts).filter(Employee.id.lt(3))).unwrap();
        assert_eq!(row, Some(format!("Bob{mark},Ada{mark}")));
    }
}

#[test(needs(aggregates.arrays))]
fn arrays_of_rows(database: &TestDatabase) {
    let mut conn = company(database);
    let (names, ratings, decades) = conn
        .one(
            select((
                func::array_agg(Employee.name).order_by(Employee.age.desc()),
                func::array_agg(Employee.rating)
                    .order_by(Employee.id)
                    .filter(Employee.id.lt(3)),
                func::array_agg(Employee.age.floor_div(10)).distinct(),
            ))
            .filter(Employee.name.ne("Dan")),
        )
        .unwrap();
    assert_eq!(
        names,
        Some(["Eve", "Cyd", "Ada", "Bob"].map(String::from).to_vec())
    );
    assert_eq!(ratings, Some(vec![Some(4.5), None]));
    assert_eq!(decades, Some(vec![2, 3, 4, 5]));
    let none = select(func::array_agg(Employee.id)).filter(Employee.id.lt(0));
    assert_eq!(conn.one(none).unwrap(), None);
}

#[test(needs(!aggregates.arrays))]
fn arrays_of_rows_are_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let arrays = func::array_agg(Employee.name);
    for array in [arrays.clone(), arrays.order_by(Employee.id)] {
        let error = conn.one(select(array)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile);
    }
}

#[test(needs(aggregates.distinct_order))]
fn distinct_values_in_another_order_are_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let texts = func::aggregate_strings(Employee.name, ",")
        .distinct()
        .order_by(Employee.age);
    let error = conn.one(select(texts)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
}

#[test(needs(aggregates.within_group))]
fn the_place_that_a_value_would_have(database: &TestDatabase) {
    let mut conn = company(database);
    let place = func::aggregate::<i64>("rank", (40,)).within_group(Employee.age.desc());
    assert_eq!(conn.one(select(place)).unwrap(), 3);
}
