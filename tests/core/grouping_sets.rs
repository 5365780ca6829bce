//! ROLLUP, CUBE and GROUPING SETS.

use alchemy::prelude::*;
use alchemy::sql::{cube, grouping_sets, rollup};
use alchemy_test_support::TestDatabase;

use crate::schema::{Employee, Reading, company};

type Sums = Vec<(Option<i32>, Option<i64>)>;

const SUMS: [(Option<i32>, Option<i64>); 4] = [
    (None, Some(465)),
    (Some(0), Some(165)),
    (Some(1), Some(145)),
    (Some(2), Some(155)),
];

fn sorted<T: Ord>(mut rows: Vec<T>) -> Vec<T> {
    rows.sort();
    rows
}

#[test(needs(grouping_sets.has_rollup()))]
fn a_total_beside_the_groups(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Sums = conn
        .all(
            select((Reading.sensor.optional(), func::sum(Reading.value)))
                .group_by(rollup(Reading.sensor)),
        )
        .unwrap();
    assert_eq!(sorted(rows), SUMS);
}

#[test(needs(grouping_sets.has_rollup()))]
fn totals_of_each_level(database: &TestDatabase) {
    let mut conn = company(database);
    let high = Reading.value.gt(20);
    let rows: Vec<(Option<i32>, Option<bool>, i64)> = conn
        .all(
            select((
                Reading.sensor.optional(),
                high.clone().optional(),
                func::count_all(),
            ))
            .filter(Reading.sensor.ne(0))
            .group_by(rollup((Reading.sensor, high)))
            .having(func::count_all().gt(3)),
        )
        .unwrap();
    assert_eq!(
        sorted(rows),
        [
            (None, None, 20),
            (Some(1), None, 10),
            (Some(1), Some(false), 7),
            (Some(2), None, 10),
            (Some(2), Some(false), 7),
        ]
    );
}

#[test(needs(grouping_sets.has_rollup()))]
fn totals_are_ordered_in_a_subquery(database: &TestDatabase) {
    let mut conn = company(database);
    let sums = select((Reading.sensor.optional(), func::sum(Reading.value)))
        .group_by(rollup(Reading.sensor))
        .subquery();
    let (sensor, sum) = sums.columns();
    let rows: Sums = conn
        .all(
            select((sensor, sum))
                .select_from(&sums)
                .order_by(sum.desc())
                .limit(2),
        )
        .unwrap();
    assert_eq!(rows, [(None, Some(465)), (Some(0), Some(165))]);
}

#[test(needs(grouping_sets.has_function()))]
fn totals_are_told_from_nulls(database: &TestDatabase) {
    let mut conn = company(database);
    let total = || func::grouping(Employee.nickname);
    let rows: Vec<(Option<String>, i64, i64)> = conn
        .all(
            select((Employee.nickname, total(), func::count_all()))
                .group_by(rollup(Employee.nickname))
                .order_by((total(), func::count_all(), Employee.nickname)),
        )
        .unwrap();
    assert_eq!(
        rows,
        [
            (Some(String::new()), 0, 1),
            (Some("A".into()), 0, 1),
            (Some("C".into()), 0, 1),
            (None, 0, 2),
            (None, 1, 5),
        ]
    );
    let bits = func::grouping((Reading.sensor, Reading.id));
    let rows: Vec<(i64, i64)> = conn
        .all(
            select((bits, func::count_all()))
                .group_by(rollup((Reading.sensor, Reading.id)))
                .having(func::grouping(Reading.id).eq(1)),
        )
        .unwrap();
    assert_eq!(sorted(rows), [(1, 10), (1, 10), (1, 10), (3, 30)]);
}

#[test(needs(grouping_sets.has_sets()))]
fn every_choice_of_groups(database: &TestDatabase) {
    let mut conn = company(database);
    let high = || Reading.value.gt(28);
    let what = || {
        (
            Reading.sensor.optional(),
            high().optional(),
            func::count_all(),
        )
    };
    let rows = conn
        .all(select(what()).group_by(cube((Reading.sensor, high()))))
        .unwrap();
    let cube = [
        (None, None, 30),
        (None, Some(false), 28),
        (None, Some(true), 2),
        (Some(0), None, 10),
        (Some(0), Some(false), 9),
        (Some(0), Some(true), 1),
        (Some(1), None, 10),
        (Some(1), Some(false), 10),
        (Some(2), None, 10),
        (Some(2), Some(false), 9),
        (Some(2), Some(true), 1),
    ];
    assert_eq!(sorted(rows), cube);
    let sets = grouping_sets(((Reading.sensor, high()), Reading.sensor, high(), ()));
    let rows = conn.all(select(what()).group_by(sets)).unwrap();
    assert_eq!(sorted(rows), cube);
    // Elements beside each other are combined.
    let rows = conn
        .all(select(what()).group_by((rollup(Reading.sensor), rollup([high()]))))
        .unwrap();
    assert_eq!(sorted(rows), cube);
}

#[test(needs(grouping_sets.has_sets()))]
fn what_every_set_has_is_never_null(database: &TestDatabase) {
    let mut conn = company(database);
    let high = || Reading.value.gt(28);
    let statement = select((Reading.sensor, high().optional(), func::count_all()));
    let expected = [
        (0, None, 10),
        (0, Some(false), 9),
        (0, Some(true), 1),
        (1, None, 10),
        (1, Some(false), 10),
        (2, None, 10),
        (2, Some(false), 9),
        (2, Some(true), 1),
    ];
    let beside = statement
        .clone()
        .group_by((Reading.sensor, rollup([high()])));
    assert_eq!(sorted(conn.all(beside).unwrap()), expected);
    let sets = grouping_sets(((Reading.sensor, high()), (Reading.sensor,)));
    assert_eq!(
        sorted(conn.all(statement.group_by(sets)).unwrap()),
        expected
    );
    // A tuple is left out as a whole.
    let rows: Vec<(Option<i32>, Option<bool>, i64)> = conn
        .all(
            select((
                Reading.sensor.optional(),
                high().optional(),
                func::count_all(),
            ))
            .group_by(rollup(((Reading.sensor, high()),)))
            .having(func::count_all().gt(9)),
        )
        .unwrap();
    assert_eq!(sorted(rows), [(None, None, 30), (Some(1), Some(false), 10)]);
}

#[test(needs(grouping_sets.has_rollup()))]
fn expressions_with_values_are_rolled_up(database: &TestDatabase) {
    let mut conn = company(database);
    let rest = |divisor: i32| Reading.value % divisor;
    for divisor in [3, 2] {
        let rows: Sums = conn
            .all(
                select((rest(divisor).optional(), func::sum(Reading.value)))
                    .group_by(rollup(rest(divisor)))
                    .having(func::sum(Reading.value).gt(100)),
            )
            .unwrap();
        let sum = |rest| {
            Some(
                (1..=30)
                    .filter(|n| n % i64::from(divisor) == rest)
                    .sum::<i64>(),
            )
        };
        let mut expected = vec![(None, Some(465))];
        expected.extend((0..divisor).map(|rest| (Some(rest), sum(i64::from(rest)))));
        assert_eq!(sorted(rows), expected);
    }
}

#[test(needs(grouping_sets.has_sets()))]
fn totals_of_expressions_with_values(database: &TestDatabase) {
    let mut conn = company(database);
    let rest = || Reading.value % 3;
    let rows: Vec<(Option<i32>, i64, i64)> = conn
        .all(
            select((
                (rest() + 1).optional(),
                func::grouping(rest()),
                func::count_all(),
            ))
            .group_by(rollup(rest()))
            .having(rest().ne(1) | rest().is_null())
            .order_by((func::grouping(rest()).desc(), rest().desc())),
        )
        .unwrap();
    assert_eq!(rows, [(None, 1, 30), (Some(3), 0, 10), (Some(1), 0, 10)]);
}

#[test]
fn what_would_be_null_is_selected_as_an_option(database: &TestDatabase) {
    let mut conn = company(database);
    let refusal = |error: Error| {
        assert_eq!(error.kind(), ErrorKind::Compile);
        error.to_string()
    };
    let column = select((Reading.sensor, func::count_all())).group_by(rollup(Reading.sensor));
    let text = refusal(conn.all(column).unwrap_err());
    assert!(
        text.contains("`sensor` of `readings` is NULL in the rows"),
        "{text}"
    );
    let computed = select((Reading.sensor + 1, func::count_all())).group_by(rollup(Reading.sensor));
    let text = refusal(conn.all(computed).unwrap_err());
    assert!(text.contains("select it with `.optional()`"), "{text}");
    let rest = || Reading.value % 4;
    let values = select((rest(), func::count_all())).group_by(rollup(rest()));
    let text = refusal(conn.all(values).unwrap_err());
    assert!(text.contains("an expression is NULL"), "{text}");
    let labelled =
        select((rest().label("rest"), func::count_all())).group_by(rollup(label("rest")));
    let text = refusal(conn.all(labelled).unwrap_err());
    assert!(text.contains("`rest` is NULL"), "{text}");
    let entity = select((Reading, func::count_all())).group_by(rollup(Reading.id));
    let text = refusal(conn.all(entity).unwrap_err());
    assert!(text.contains("`id` of `readings` is NULL"), "{text}");
    // A derived table promises no more.
    let inner = select((Reading.sensor, func::count_all()))
        .group_by(rollup(Reading.sensor))
        .subquery();
    let (_, n) = inner.columns();
    let text = refusal(conn.all(select(n).select_from(&inner)).unwrap_err());
    assert!(text.contains("`sensor` of `readings` is NULL"), "{text}");
}

#[test(needs(grouping_sets.has_rollup()))]
fn what_is_never_null_needs_no_option(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(i32, Option<i64>)> = conn
        .all(
            select((
                func::coalesce(Reading.sensor, -1),
                func::sum(Reading.sensor),
            ))
            .group_by(rollup(Reading.sensor)),
        )
        .unwrap();
    let expected = [(-1, Some(30)), (0, Some(0)), (1, Some(10)), (2, Some(20))];
    assert_eq!(sorted(rows), expected);
}
