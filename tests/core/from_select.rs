//! INSERT of what a SELECT finds.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Setting, company};

#[test]
fn the_rows_of_another_table(database: &TestDatabase) {
    let mut conn = company(database);
    let people = select((
        Employee.name,
        func::coalesce(Employee.rating, 0.0).cast::<i64>() + 1,
    ))
    .filter(Employee.age.gt(30));
    let statement = insert(Department)
        .columns((Department.name, Department.budget))
        .from_select(people);
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 3);
    let names = select(Department.name).filter(Department.id.gt(3));
    let names = conn.all(names.order_by(Department.name)).unwrap();
    assert_eq!(names, ["Ada", "Cyd", "Eve"]);
}

#[test]
fn the_rows_of_the_same_table(database: &TestDatabase) {
    let mut conn = company(database);
    let copies = select((Department.name.concat(" II"), Department.budget));
    let statement = insert(Department)
        .columns((Department.name, Department.budget))
        .from_select(copies);
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 3);
    let total = conn.one(select(func::sum(Department.budget))).unwrap();
    assert_eq!(total, Some(3_000));
}

/// A default of the library is a value of the statement, in each operand of a set operation; one of
/// the server is the server's.
#[test]
fn what_is_left_out_has_its_default(database: &TestDatabase) {
    let mut conn = company(database);
    let names = select(Department.name).union(select(Employee.name));
    let statement = insert(Setting).columns(Setting.key).from_select(names);
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 8);
    let rows = select((Setting.value, Setting.level)).distinct();
    assert_eq!(conn.all(rows).unwrap(), [("none".to_owned(), 3)]);
    let grouped = select((Department.name.concat("?"), func::count_all().cast::<i32>()))
        .join(Employee.on(Employee.department_id.eq(Department.id)))
        .group_by(Department.name)
        .order_by(Department.name)
        .limit(1);
    let statement = insert(Setting)
        .columns((Setting.key, Setting.level))
        .from_select(grouped);
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 1);
    let found = select((Setting.value, Setting.level)).filter(Setting.key.eq("Research?"));
    assert_eq!(conn.one(found).unwrap(), ("none".to_owned(), 2));
}

#[test(needs(returning.insert))]
fn what_was_inserted_is_returned(database: &TestDatabase) {
    let mut conn = company(database);
    let names = select(Employee.name).filter(Employee.age.lt(30));
    let statement = insert(Department)
        .columns(Department.name)
        .from_select(names)
        .set(Department.budget, 9)
        .returning(Department);
    let mut rows: Vec<Department> = conn.all(statement).unwrap();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    let found: Vec<_> = rows
        .iter()
        .map(|row| (row.name.as_str(), row.budget))
        .collect();
    assert_eq!(found, [("Bob", Some(9)), ("Dan", Some(9))]);
}
