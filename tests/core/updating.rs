//! UPDATE: values, expressions, subqueries, RETURNING.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, cents, company};

#[test]
fn values_where_a_filter_holds(database: &TestDatabase) {
    let mut conn = company(database);
    let statement = update(Employee)
        .set(Employee.nickname, "x")
        .set(Employee.rating, None::<f64>)
        .filter(Employee.age.eq(25))
        .filter(Employee.manager_id.eq(1));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 1);
    let bob = conn
        .one(select((Employee.nickname, Employee.rating)).filter(Employee.id.eq(2)))
        .unwrap();
    assert_eq!(bob, (Some("x".into()), None));
}

#[test]
fn all_rows_without_a_filter(database: &TestDatabase) {
    let mut conn = company(database);
    let result = conn
        .execute(update(Employee).set(Employee.active, false))
        .unwrap();
    assert_eq!(result.rows_affected, 5);
}

#[test(needs(returning.update))]
fn expressions_read_the_row_before_the_update(database: &TestDatabase) {
    let mut conn = company(database);
    let statement = update(Employee)
        .set(Employee.age, Employee.age + 1)
        .set(Employee.salary, Employee.salary * 2 - 1)
        .set(Employee.name, Employee.name.concat("!").upper())
        .set(Employee.rating, Employee.age / 10)
        .filter(Employee.id.eq(2))
        .returning((
            Employee.age,
            Employee.salary,
            Employee.name,
            Employee.rating,
        ));
    let row = conn.one(statement).unwrap();
    assert_eq!(row, (26, cents(99_950), "BOB!".into(), Some(2.5)));
}

#[test]
fn a_correlated_subquery_as_a_value(database: &TestDatabase) {
    let mut conn = company(database);
    let wages = select(func::sum(Employee.age)).filter(Employee.department_id.eq(Department.id));
    conn.execute(update(Department).set(Department.budget, wages))
        .unwrap();
    let budgets = conn
        .all(select(Department.budget).order_by(Department.id))
        .unwrap();
    assert_eq!(budgets, [Some(61), Some(99), None]);
}

#[test]
fn rows_that_a_subquery_names(database: &TestDatabase) {
    let mut conn = company(database);
    let sales = select(Department.id).filter(Department.name.eq("Sales"));
    let statement = update(Employee)
        .set(Employee.active, true)
        .filter(Employee.department_id.in_(sales));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 2);
}

#[test(needs(returning.update))]
fn a_case_as_a_value(database: &TestDatabase) {
    let mut conn = company(database);
    let rating = case(Employee.age.gt(40), 5.0).otherwise(Employee.rating);
    let statement = update(Employee)
        .set(Employee.rating, rating)
        .returning(Employee.rating);
    let ratings = conn.all(statement).unwrap();
    assert_eq!(ratings, [Some(4.5), None, Some(5.0), Some(2.5), Some(5.0)]);
}

#[test(needs(returning.update))]
fn the_rows_as_they_are_now(database: &TestDatabase) {
    let mut conn = company(database);
    let statement = update(Department)
        .set(Department.budget, 1)
        .filter(Department.id.ne(1))
        .returning(Department);
    let found: Vec<Department> = conn.all(statement).unwrap();
    assert!(found.len() == 2 && found.iter().all(|it| it.budget == Some(1)));
}
