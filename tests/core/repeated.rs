//! Expressions with values in them, selected and grouped or ordered by as well.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Reading, company};

#[test]
fn a_group_by_what_is_selected(database: &TestDatabase) {
    let mut conn = company(database);
    let old = |age: i32| Employee.age.gt(age);
    // The same structure with other values: the second run finds the text in the cache.
    for (age, expected) in [
        (30, vec![(false, 2), (true, 3)]),
        (40, vec![(false, 3), (true, 2)]),
    ] {
        let statement = select((old(age), func::count_all()))
            .group_by(old(age))
            .order_by(old(age));
        assert_eq!(conn.all(statement).unwrap(), expected, "{age}");
    }
}

#[test]
fn other_values_are_another_expression(database: &TestDatabase) {
    let mut conn = company(database);
    let long = |digits: i32| Employee.age / digits;
    let by_another = |digits: i32| {
        select((func::min(long(10)), func::count_all()))
            .group_by((Employee.id, long(digits)))
            .order_by(Employee.id)
    };
    assert_eq!(conn.all(by_another(10)).unwrap().len(), 5);
    assert_eq!(conn.all(by_another(7)).unwrap().len(), 5);
}

#[test]
fn distinct_in_the_order_of_what_is_selected(database: &TestDatabase) {
    let mut conn = company(database);
    let bonus = || Employee.age + 1;
    let statement = select(bonus()).distinct().order_by(bonus().desc());
    assert_eq!(conn.all(statement).unwrap(), [59, 42, 37, 26]);
}

#[test]
fn aliases_are_told_apart(database: &TestDatabase) {
    let mut conn = company(database);
    let boss = aliased(Employee);
    let statement = select((boss.age + 1, func::count_all()))
        .join(Employee.manager.of(boss))
        .group_by((boss.age + 1, Employee.age + 1))
        .order_by((boss.age + 1, func::count_all()));
    assert_eq!(conn.all(statement).unwrap(), [(37, 1), (37, 1), (42, 1)]);
}

#[test]
fn a_group_by_what_is_only_compared_and_ordered_by(database: &TestDatabase) {
    let mut conn = company(database);
    let rest = |divisor: i32| Reading.value % divisor;
    for (divisor, expected) in [(4, vec![8, 8, 7]), (5, vec![6, 6, 6, 6])] {
        let statement = select(func::count_all())
            .group_by(rest(divisor))
            .having(rest(divisor).gt(0))
            .order_by((func::count_all().desc(), rest(divisor)));
        assert_eq!(conn.all(statement).unwrap(), expected, "{divisor}");
    }
}

#[test]
fn a_group_by_a_part_of_what_is_selected(database: &TestDatabase) {
    let mut conn = company(database);
    let rest = || Reading.value % 4;
    let statement = select((rest() + 10, func::sum(rest() * 2), rest()))
        .group_by(rest())
        .having((rest() * 3).between(1, 8) & func::max(rest() + 1).lt(9))
        .order_by((-rest()).asc());
    let rows: Vec<(i32, Option<i64>, i32)> = conn.all(statement).unwrap();
    assert_eq!(rows, [(12, Some(32), 2), (11, Some(16), 1)]);
    // With other values in it, it isn't of the group on a database that looks.
    let other = || Reading.value % 5;
    let rows: Vec<(Option<i32>, i64)> = conn
        .all(
            select((func::max(other()), func::count_all()))
                .group_by(rest())
                .having(rest().eq(3)),
        )
        .unwrap();
    assert_eq!(rows, [(Some(4), 7)]);
}

#[test]
fn a_group_by_a_list(database: &TestDatabase) {
    let mut conn = company(database);
    let among = |list: &[i32]| Reading.value.in_(list.to_vec());
    for list in [vec![1, 2, 3], vec![1, 2, 3, 4, 5, 6, 7]] {
        let rows: Vec<(i64, bool)> = conn
            .all(
                select((func::count_all(), among(&list)))
                    .group_by(among(&list))
                    .having(among(&list) | func::count_all().gt(1))
                    .order_by(among(&list).desc()),
            )
            .unwrap();
        let length = i64::try_from(list.len()).unwrap();
        assert_eq!(rows, [(length, true), (30 - length, false)]);
    }
}

#[test]
fn a_group_in_a_window(database: &TestDatabase) {
    let mut conn = company(database);
    let rest = || Reading.value % 4;
    let position = func::rank().over().order_by(rest().desc());
    let total = func::sum(rest()).over();
    let rows: Vec<(i64, Option<i64>)> = conn
        .all(
            select((position, total))
                .group_by(rest())
                .order_by(rest().desc()),
        )
        .unwrap();
    assert_eq!(
        rows,
        [(1, Some(6)), (2, Some(6)), (3, Some(6)), (4, Some(6))]
    );
}

#[test]
fn nulls_first_of_what_is_grouped_by(database: &TestDatabase) {
    let mut conn = company(database);
    let stars = || Employee.rating * 2.0;
    let rows: Vec<(Option<f64>, i64)> = conn
        .all(
            select((stars(), func::count_all()))
                .group_by(stars())
                .order_by(stars().desc().nulls_first()),
        )
        .unwrap();
    assert_eq!(
        rows,
        [(None, 2), (Some(9.0), 1), (Some(6.0), 1), (Some(5.0), 1)]
    );
    let rows: Vec<Option<f64>> = conn
        .all(
            select(stars().label("stars"))
                .distinct()
                .order_by(stars().asc().nulls_last()),
        )
        .unwrap();
    assert_eq!(rows, [Some(5.0), Some(6.0), Some(9.0), None]);
}

#[test(needs(distinct_on))]
fn distinct_on_what_has_values(database: &TestDatabase) {
    let mut conn = company(database);
    let rest = |divisor: i32| Reading.value % divisor;
    for (divisor, expected) in [(2, vec![30, 29]), (3, vec![30, 28, 29])] {
        let rows: Vec<i32> = conn
            .all(
                select(Reading.value)
                    .distinct_on(rest(divisor))
                    .order_by((rest(divisor), Reading.value.desc())),
            )
            .unwrap();
        assert_eq!(rows, expected);
    }
}

#[test]
fn an_entity_by_its_key(database: &TestDatabase) {
    let mut conn = company(database);
    let statement = select((Department, func::count_all()))
        .join(Employee.on(Employee.department_id.eq(Department.id)))
        .group_by(Department.id)
        .having(Department.name.ne("Attic"))
        .order_by(Department.name.desc());
    let rows: Vec<(Department, i64)> = conn.all(statement).unwrap();
    let names: Vec<(&str, i64)> = rows.iter().map(|(row, n)| (&*row.name, *n)).collect();
    assert_eq!(names, [("Sales", 2), ("Research", 2)]);
    let boss = aliased(Employee);
    let statement = select((boss.name.upper(), func::max(Employee.age)))
        .join(Employee.manager.of(boss))
        .group_by(boss.id)
        .order_by(boss.age);
    let rows: Vec<(String, Option<i32>)> = conn.all(statement).unwrap();
    assert_eq!(rows, [("ADA".into(), Some(41)), ("CYD".into(), Some(25))]);
    // In HAVING alone, and not selected.
    let statement = select(func::count_all())
        .join(Employee.on(Employee.department_id.eq(Department.id)))
        .group_by(Department.id)
        .having(Department.name.eq("Sales"));
    assert_eq!(conn.all(statement).unwrap(), [2]);
}
