//! UNION, INTERSECT and EXCEPT, with order and limit of the parts and of the whole.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Reading, company};

fn values(from: i32, to: i32) -> Select<i32> {
    select(Reading.value).filter(Reading.value.between(from, to))
}

#[test]
fn the_four_operations(database: &TestDatabase) {
    let mut conn = company(database);
    let order = |statement: Select<i32>| statement.order_by(Reading.value);
    let (a, b) = (values(1, 4), values(3, 6));
    let mut all = |statement| conn.all(order(statement)).unwrap();
    assert_eq!(all(a.clone().union(b.clone())), [1, 2, 3, 4, 5, 6]);
    assert_eq!(
        all(a.clone().union_all(b.clone())),
        [1, 2, 3, 3, 4, 4, 5, 6]
    );
    assert_eq!(all(a.clone().intersect(b.clone())), [3, 4]);
    assert_eq!(all(a.clone().except(b.clone())), [1, 2]);
    assert_eq!(all(b.except(a)), [5, 6]);
}

#[test]
fn operations_group_as_they_are_called(database: &TestDatabase) {
    let mut conn = company(database);
    let order = |statement: Select<i32>| statement.order_by(Reading.value);
    let (a, b, c) = (values(1, 3), values(2, 5), values(3, 9));
    let mut all = |statement| conn.all(order(statement)).unwrap();
    let (x, y, z) = (a.clone(), b.clone(), c.clone());
    assert_eq!(all(x.union(y).intersect(z)), [3, 4, 5]);
    let (x, y, z) = (a.clone(), b.clone(), c.clone());
    assert_eq!(all(x.union(y.intersect(z))), [1, 2, 3, 4, 5]);
    let (x, y, z) = (a.clone(), b.clone(), c.clone());
    assert_eq!(all(x.except(y.except(z))), [1, 3]);
    let (x, y, z) = (a.clone(), b.clone(), c.clone());
    assert_eq!(all(x.except(y).except(z)), [1]);
    assert_eq!(
        all(a.clone().union_all(b).union(c)),
        [1, 2, 3, 4, 5, 6, 7, 8, 9]
    );
    assert_eq!(
        all(a.clone().union(a.clone()).union_all(a)),
        [1, 1, 2, 2, 3, 3]
    );
}

#[test]
fn order_and_limit_of_parts_and_whole(database: &TestDatabase) {
    let mut conn = company(database);
    let top = |statement: Select<i32>| statement.order_by(Reading.value.desc()).limit(2);
    let statement = top(values(1, 10)).union(top(values(20, 25)));
    let found = conn.all(statement.clone().order_by(Reading.value)).unwrap();
    assert_eq!(found, [9, 10, 24, 25]);
    let found = conn
        .all(statement.order_by(Reading.value.desc()).limit(2).offset(1))
        .unwrap();
    assert_eq!(found, [24, 10]);
}

#[test]
fn rows_of_several_tables_and_columns(database: &TestDatabase) {
    let mut conn = company(database);
    let people = select((Employee.name, literal(1_i64))).filter(Employee.id.le(2));
    let places = select((Department.name, literal(2_i64))).filter(Department.id.eq(1));
    let rows = conn
        .all(people.union_all(places).order_by(Employee.name.desc()))
        .unwrap();
    assert_eq!(
        rows,
        [("Research".into(), 2), ("Bob".into(), 1), ("Ada".into(), 1)]
    );
}

#[test]
fn a_label_orders_the_whole(database: &TestDatabase) {
    let mut conn = company(database);
    let first = select(func::lower(Employee.name).label("n")).filter(Employee.id.le(2));
    let second = select(func::lower(Department.name).label("n")).filter(Department.id.eq(3));
    let rows = conn
        .all(first.union(second).order_by(text("n DESC")))
        .unwrap();
    assert_eq!(rows, ["bob", "attic", "ada"]);
}

#[test]
fn entities_are_rows_too(database: &TestDatabase) {
    let mut conn = company(database);
    let of = |id: i64| select(Department).filter(Department.id.eq(id));
    let found: Vec<Department> = conn
        .all(of(1).union(of(3)).union(of(1)).order_by(Department.name))
        .unwrap();
    let names: Vec<_> = found.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Attic", "Research"]);
}

#[test]
fn an_operation_is_a_subquery_too(database: &TestDatabase) {
    let mut conn = company(database);
    let ids = select(Employee.manager_id)
        .filter(Employee.manager_id.is_not_null())
        .union(select(literal(Some(5_i64))));
    let other = aliased(Employee);
    let names = select(other.name)
        .filter(other.id.in_(ids.clone()))
        .order_by(other.id);
    assert_eq!(conn.all(names).unwrap(), ["Ada", "Cyd", "Eve"]);
    assert!(conn.one(select(ids.exists())).unwrap());
}
