//! Functions over windows: ranks, neighbours, frames, named windows, FILTER.

use alchemy::prelude::*;
use alchemy::sql::{
    FrameExclusion, current_row, following, preceding, unbounded_following, unbounded_preceding,
    window,
};
use alchemy_test_support::TestDatabase;
use rust_decimal::Decimal;

use crate::schema::{Employee, Reading, cents, company};

type Neighbours = (Option<String>, Option<String>, Option<i32>, Option<i64>);
type Ends = (Option<String>, Option<String>, Option<i32>, Option<i32>);
type FiveSums = (
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
);
type OrderedSets = (
    Option<f64>,
    Option<i32>,
    Option<String>,
    Option<i32>,
    Option<f64>,
);

#[test]
fn ranks(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(i64, i64, i64, i64)> = conn
        .all(
            select((
                Employee.id,
                func::row_number()
                    .over()
                    .order_by((Employee.age, Employee.id)),
                func::rank().over().order_by(Employee.age),
                func::dense_rank().over().order_by(Employee.age),
            ))
            .order_by(Employee.id),
        )
        .unwrap();
    assert_eq!(
        rows,
        [
            (1, 3, 3, 2),
            (2, 1, 1, 1),
            (3, 4, 4, 3),
            (4, 2, 1, 1),
            (5, 5, 5, 4)
        ]
    );
}

#[test]
fn parts_of_the_whole(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(i64, f64, f64, i64)> = conn
        .all(
            select((
                Employee.id,
                func::percent_rank().over().order_by(Employee.age),
                func::cume_dist().over().order_by(Employee.age),
                func::ntile(2).over().order_by(Employee.id),
            ))
            .order_by(Employee.id),
        )
        .unwrap();
    assert_eq!(
        rows,
        [
            (1, 0.5, 0.6, 1),
            (2, 0.0, 0.4, 1),
            (3, 0.75, 0.8, 1),
            (4, 0.0, 0.4, 2),
            (5, 1.0, 1.0, 2)
        ]
    );
}

#[test]
fn neighbours(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<Neighbours> = conn
        .all(
            select((
                func::lag(Employee.name).over().order_by(Employee.id),
                func::lead(Employee.nickname).over().order_by(Employee.id),
                func::lag_by(Employee.age, 2).over().order_by(Employee.id),
                func::lead_by(Employee.manager_id, 2)
                    .over()
                    .order_by(Employee.id),
            ))
            .order_by(Employee.id),
        )
        .unwrap();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        rows,
        [
            (None, None, None, Some(1)),
            (text("Ada"), text("C"), None, Some(3)),
            (text("Bob"), None, Some(36), None),
            (text("Cyd"), text(""), Some(25), None),
            (text("Dan"), None, Some(41), None)
        ]
    );
}

#[test]
fn neighbours_with_a_fallback(database: &TestDatabase) {
    let mut conn = company(database);
    let before = func::lag_or(Employee.age, 2, 0)
        .over()
        .order_by(Employee.id);
    let after = func::lead_or(Employee.manager_id, 1, -1)
        .over()
        .order_by(Employee.id);
    let rows: Result<Vec<(i32, Option<i64>)>, Error> =
        conn.all(select((before, after)).order_by(Employee.id));
    if database.kind().name() == "mariadb" {
        assert_eq!(rows.unwrap_err().kind(), ErrorKind::Compile);
        return;
    }
    assert_eq!(
        rows.unwrap(),
        [
            (0, Some(1)),
            (0, Some(1)),
            (36, Some(3)),
            (25, None),
            (41, Some(-1))
        ]
    );
}

#[test]
fn ends_of_the_frame(database: &TestDatabase) {
    let mut conn = company(database);
    let whole = || unbounded_preceding().to(unbounded_following());
    let rows: Vec<Ends> = conn
        .all(
            select((
                func::first_value(Employee.name)
                    .over()
                    .order_by(Employee.id)
                    .rows(whole()),
                func::last_value(Employee.name)
                    .over()
                    .order_by(Employee.id)
                    .rows(whole()),
                func::nth_value(Employee.age, 2)
                    .over()
                    .order_by(Employee.id),
                func::first_value(Employee.age)
                    .over()
                    .order_by(Employee.id)
                    .rows(preceding(2).to(preceding(1))),
            ))
            .order_by(Employee.id)
            .limit(2),
        )
        .unwrap();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        rows,
        [
            (text("Ada"), text("Eve"), None, None),
            (text("Ada"), text("Eve"), Some(25), Some(36))
        ]
    );
}

#[test]
fn aggregates_run_along(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(Option<Decimal>, i64, i64)> = conn
        .all(
            select((
                func::sum(Employee.salary).over().order_by(Employee.id),
                func::count_all().over(),
                func::count(Employee.rating)
                    .over()
                    .order_by(Employee.id.desc()),
            ))
            .order_by(Employee.id),
        )
        .unwrap();
    assert_eq!(
        rows,
        [
            (Some(cents(100_050)), 5, 3),
            (Some(cents(150_075)), 5, 2),
            (Some(cents(225_075)), 5, 2),
            (Some(cents(275_100)), 5, 1),
            (Some(cents(475_100)), 5, 0)
        ]
    );
}

#[test]
fn aggregates_by_partition(database: &TestDatabase) {
    let mut conn = company(database);
    let average = func::avg(Employee.age)
        .over()
        .partition_by(Employee.department_id);
    let rows: Vec<Option<f64>> = conn.all(select(average).order_by(Employee.id)).unwrap();
    assert_eq!(rows, [30.5, 30.5, 49.5, 25.0, 49.5].map(Some));
}

/// What each frame of the readings 1 to 5 sums up to.
#[test]
fn frames_of_rows(database: &TestDatabase) {
    let mut conn = company(database);
    let sum = || func::sum(Reading.value).over().order_by(Reading.value);
    let rows: Vec<FiveSums> = conn
        .all(
            select((
                sum().rows(unbounded_preceding().to(current_row())),
                sum().rows(preceding(1).to(following(1))),
                sum().rows(following(1).to(following(2))),
                sum().rows(current_row().to(unbounded_following())),
                sum().rows(preceding(3).to(preceding(2))),
            ))
            .filter(Reading.value.le(5))
            .order_by(Reading.value),
        )
        .unwrap();
    let some = |a, b, c: i64, d, e: i64| {
        let or_none = |sum| (sum > 0).then_some(sum);
        (Some(a), Some(b), or_none(c), Some(d), or_none(e))
    };
    assert_eq!(
        rows,
        [
            some(1, 3, 5, 15, 0),
            some(3, 6, 7, 14, 0),
            some(6, 9, 9, 12, 1),
            some(10, 12, 5, 9, 3),
            some(15, 9, 0, 5, 5)
        ]
    );
}

#[test]
fn ranges_go_by_value(database: &TestDatabase) {
    let mut conn = company(database);
    let count = || func::count_all().over().order_by(Employee.age);
    let rows: Vec<(i32, i64, i64, i64)> = conn
        .all(
            select((
                Employee.age,
                count().range(preceding(5).to(following(11))),
                count().range(unbounded_preceding().to(current_row())),
                count().rows(unbounded_preceding().to(unbounded_following())),
            ))
            .order_by((Employee.age, Employee.id)),
        )
        .unwrap();
    assert_eq!(
        rows,
        [
            (25, 3, 2, 5),
            (25, 3, 2, 5),
            (36, 2, 3, 5),
            (41, 2, 4, 5),
            (58, 1, 5, 5)
        ]
    );
}

#[test(needs(frames.groups), needs(frames.exclude))]
fn groups_and_exclusions(database: &TestDatabase) {
    let mut conn = company(database);
    let count = || func::count_all().over().order_by(Employee.age);
    let all = || unbounded_preceding().to(unbounded_following());
    let rows: Vec<(i64, i64, i64, i64, i64)> = conn
        .all(
            select((
                count().groups(preceding(1).to(current_row())),
                count().rows(all()).exclude(FrameExclusion::CurrentRow),
                count().rows(all()).exclude(FrameExclusion::Group),
                count().exclude(FrameExclusion::Ties),
                count().groups(current_row().to(following(1))),
            ))
            .order_by((Employee.age, Employee.id)),
        )
        .unwrap();
    assert_eq!(
        rows,
        [
            (2, 4, 3, 1, 3),
            (2, 4, 3, 1, 3),
            (3, 4, 4, 3, 2),
            (2, 4, 4, 4, 2),
            (2, 4, 4, 5, 1)
        ]
    );
}

#[test(needs(!frames.groups))]
fn groups_and_exclusions_are_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let count = || func::count_all().over().order_by(Employee.age);
    for expr in [
        count().groups(preceding(1).to(current_row())),
        count().exclude(FrameExclusion::Ties),
        count().range(preceding(0.5).to(current_row())),
    ] {
        let error = conn.one(select(expr)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile, "{error}");
    }
}

#[test(needs(frames.range_values))]
fn ranges_take_fractions(database: &TestDatabase) {
    let mut conn = company(database);
    let near = func::count_all()
        .over()
        .order_by(Employee.rating)
        .range(preceding(0.5).to(current_row()));
    let counts: Vec<i64> = conn
        .all(
            select(near)
                .filter(Employee.rating.is_not_null())
                .order_by(Employee.rating),
        )
        .unwrap();
    assert_eq!(counts, [1, 2, 1]);
}

#[test]
fn named_windows(database: &TestDatabase) {
    let mut conn = company(database);
    let w = window("by_department").partition_by(Employee.department_id);
    let ordered = window("along").order_by(Employee.id);
    let statement = select((
        Employee.id,
        func::count_all().over().window(&w),
        func::row_number()
            .over()
            .window(&w)
            .order_by(Employee.id.desc()),
        func::sum(Employee.age)
            .over()
            .window(&ordered)
            .rows(preceding(1).to(current_row())),
    ));
    let rows: Vec<(i64, i64, i64, Option<i64>)> = conn
        .all(statement.window(&w).window(&ordered).order_by(Employee.id))
        .unwrap();
    assert_eq!(
        rows,
        [
            (1, 2, 2, Some(36)),
            (2, 2, 1, Some(61)),
            (3, 2, 2, Some(66)),
            (4, 1, 1, Some(66)),
            (5, 2, 1, Some(83))
        ]
    );
}

#[test]
fn filtered_aggregates(database: &TestDatabase) {
    let mut conn = company(database);
    let row: (i64, i64, Option<i64>, i64, Option<i32>, Option<f64>) = conn
        .one(select((
            func::count_all().filter(Employee.active),
            func::count(Employee.rating).filter(Employee.age.gt(30)),
            func::sum(Employee.age)
                .filter(Employee.active)
                .filter(Employee.age.lt(30)),
            func::count_distinct(Employee.age).filter(Employee.age.lt(40)),
            func::max(Employee.age).filter(Employee.id.lt(0)),
            func::avg(Employee.rating).filter(Employee.nickname.eq("A")),
        )))
        .unwrap();
    assert_eq!(row, (3, 2, Some(50), 2, None, Some(4.5)));
}

#[test]
fn filtered_aggregates_over_windows(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(i64, Option<i64>)> = conn
        .all(
            select((
                func::count_all()
                    .filter(Employee.active)
                    .over()
                    .order_by(Employee.id),
                func::sum(Employee.age)
                    .filter(Employee.age.ne(25))
                    .over()
                    .order_by(Employee.id),
            ))
            .order_by(Employee.id),
        )
        .unwrap();
    assert_eq!(
        rows,
        [
            (1, Some(36)),
            (2, Some(36)),
            (2, Some(77)),
            (3, Some(77)),
            (3, Some(135))
        ]
    );
}

#[test]
fn windows_over_groups(database: &TestDatabase) {
    let mut conn = company(database);
    let total = || func::sum(Reading.value);
    let rows: Vec<(i32, Option<i64>, i64, Option<i64>)> = conn
        .all(
            select((
                Reading.sensor,
                total(),
                func::rank().over().order_by(total().desc()),
                func::max(total()).over(),
            ))
            .group_by(Reading.sensor)
            .order_by(Reading.sensor),
        )
        .unwrap();
    assert_eq!(
        rows,
        [
            (0, Some(165), 1, Some(165)),
            (1, Some(145), 3, Some(165)),
            (2, Some(155), 2, Some(165))
        ]
    );
}

#[test]
fn window_functions_are_operands(database: &TestDatabase) {
    let mut conn = company(database);
    let step = Employee.age - func::lag(Employee.age).over().order_by(Employee.id);
    let first = func::row_number()
        .over()
        .order_by(Employee.age.desc())
        .eq(1_i64);
    let rows: Vec<(Option<i32>, bool)> = conn
        .all(select((step.label("step"), first)).order_by(Employee.id))
        .unwrap();
    assert_eq!(
        rows,
        [
            (None, false),
            (Some(-11), false),
            (Some(16), false),
            (Some(-16), false),
            (Some(33), true)
        ]
    );
}

#[test]
fn windows_that_make_no_sense_are_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let count = || func::count_all().over();
    let framed = window("w")
        .order_by(Employee.id)
        .rows(current_row().to(current_row()));
    let refused = [
        (select(count().window(&framed)), "no window named `w`"),
        (
            select(count().window(&framed).partition_by(Employee.age)).window(&framed),
            "can't be partitioned",
        ),
        (
            select(count().window(&framed).order_by(Employee.age)).window(&framed),
            "has an order already",
        ),
        (
            select(count().window(&framed))
                .window(&framed)
                .window(&framed),
            "two windows named `w`",
        ),
        (
            select(count().range(preceding(1).to(current_row()))),
            "needs an order by one expression",
        ),
        (
            select(
                count()
                    .order_by(Employee.id)
                    .range(preceding(-1).to(current_row())),
            ),
            "can't reach -1",
        ),
        (
            select(func::count_distinct(Employee.age).over()),
            "DISTINCT in an aggregate over a window",
        ),
    ];
    for (statement, message) in refused {
        let error = conn.all(statement).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile);
        assert!(error.to_string().contains(message), "{error}");
    }
}

/// The text of one doesn't serve the other.
#[test]
fn frames_are_part_of_the_structure(database: &TestDatabase) {
    let mut conn = company(database);
    for (rows, sum) in [(1, 30 + 29), (2, 30 + 29 + 28), (1, 30 + 29)] {
        let sums = func::sum(Reading.value)
            .over()
            .order_by(Reading.value)
            .rows(preceding(rows).to(current_row()));
        let last = select(sums).order_by(Reading.value.desc()).limit(1);
        assert_eq!(conn.one(last).unwrap(), Some(sum));
    }
}

#[test]
fn texts_put_together(database: &TestDatabase) {
    let mut conn = company(database);
    let names = || func::aggregate_strings(Employee.name, " | ");
    let rows: Vec<(Option<i64>, Option<String>, Option<String>)> = conn
        .all(
            select((
                Employee.department_id,
                names().order_by(Employee.id.desc()),
                names().filter(Employee.active).order_by(Employee.name),
            ))
            .filter(Employee.department_id.is_not_null())
            .group_by(Employee.department_id)
            .order_by(Employee.department_id),
        )
        .unwrap();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        rows,
        [
            (Some(1), text("Bob | Ada"), text("Ada | Bob")),
            (Some(2), text("Eve | Cyd"), None)
        ]
    );
    let quoted = func::aggregate_strings(Employee.name, "'\\").order_by(Employee.id);
    let both: Option<String> = conn.one(select(quoted).filter(Employee.id.le(2))).unwrap();
    assert_eq!(both.as_deref(), Some("Ada'\\Bob"));
    let none = select(names()).filter(Employee.id.lt(0));
    assert_eq!(conn.one(none).unwrap(), None);
    let ages = func::aggregate_strings(Employee.age.cast::<String>(), ",").distinct();
    let ages: Option<String> = conn.one(select(ages)).unwrap();
    let mut ages: Vec<_> = ages.iter().flat_map(|ages| ages.split(',')).collect();
    ages.sort_unstable();
    assert_eq!(ages, ["25", "36", "41", "58"]);
}

/// MySQL and MariaDB would cut it off with a warning.
#[test]
fn long_texts_put_together_are_whole(database: &TestDatabase) {
    let mut conn = company(database);
    let long = "x".repeat(50_000);
    conn.execute(update(Employee).set(Employee.name, &long))
        .unwrap();
    let all = conn
        .one(select(func::aggregate_strings(Employee.name, "")))
        .unwrap();
    assert_eq!(all.map(|text| text.len()), Some(250_000));
}

#[test(needs(aggregates.within_group))]
fn ordered_sets(database: &TestDatabase) {
    let mut conn = company(database);
    let row: OrderedSets = conn
        .one(select((
            func::percentile_cont(0.5).within_group(Employee.rating),
            func::percentile_disc(0.5).within_group(Employee.age),
            func::percentile_disc(0.0).within_group_desc(Employee.name),
            func::mode().within_group(Employee.age),
            func::percentile_cont(0.5)
                .within_group(Employee.age)
                .filter(Employee.active),
        )))
        .unwrap();
    assert_eq!(
        row,
        (
            Some(3.0),
            Some(36),
            Some("Eve".into()),
            Some(25),
            Some(25.0)
        )
    );
}

#[test(needs(!aggregates.within_group))]
fn ordered_sets_are_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let median = func::percentile_cont(0.5).within_group(Employee.rating);
    let error = conn.one(select(median)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(
        error.to_string().contains("`percentile_cont` WITHIN GROUP"),
        "{error}"
    );
}
