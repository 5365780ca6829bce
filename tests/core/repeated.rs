//! Expressions with values in them, selected and grouped or ordered by as well.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Employee, company};

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
