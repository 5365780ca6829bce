//! Statements that are changed after they were made: other columns, order and limits.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, company};

/// An employee's name beside the department.
type Placed = (String, (i64, String));

#[test]
fn an_order_is_taken_back(database: &TestDatabase) {
    let mut conn = company(database);
    let youngest_first = select(Employee.name).order_by((Employee.age, Employee.id));
    let first = conn.first(youngest_first.clone()).unwrap();
    assert_eq!(first.as_deref(), Some("Bob"));
    let by_name = youngest_first.unordered().order_by(Employee.name.desc());
    assert_eq!(conn.all(by_name).unwrap().concat(), "EveDanCydBobAda");
}

#[test]
fn limits_are_optional_and_taken_back(database: &TestDatabase) {
    let mut conn = company(database);
    let names = select(Employee.name).order_by(Employee.id);
    let mut page = |limit: Option<u64>, offset: Option<u64>| {
        let page = names.clone().limit(limit).offset(offset);
        conn.all(page).unwrap().concat()
    };
    assert_eq!(page(None, None), "AdaBobCydDanEve");
    assert_eq!(page(Some(2), None), "AdaBob");
    assert_eq!(page(None, Some(3)), "DanEve");
    assert_eq!(page(Some(1), Some(2)), "Cyd");
    assert_eq!(page(Some(0), None), "");
    let all = names.limit(1).offset(1).limit(None).offset(None);
    assert_eq!(conn.all(all).unwrap().len(), 5);
}

#[test]
fn columns_are_added(database: &TestDatabase) {
    let mut conn = company(database);
    let names: Select<String> = select(Employee.name)
        .join(Employee.department)
        .order_by(Employee.id);
    let rows: Vec<(Placed, i32)> = conn
        .all(
            names
                .add_columns((Department.id, Department.name))
                .add_columns(Employee.age + 1),
        )
        .unwrap();
    let row = |name: &str, id, department: &str, age| {
        ((name.to_owned(), (id, department.to_owned())), age)
    };
    assert_eq!(
        rows,
        [
            row("Ada", 1, "Research", 37),
            row("Bob", 1, "Research", 26),
            row("Cyd", 2, "Sales", 42),
            row("Eve", 2, "Sales", 59),
        ]
    );
    let entities: Vec<(Department, Option<Employee>)> = conn
        .all(
            select(Department)
                .outer_join(Employee.on(Employee.department_id.eq(Department.id)))
                .filter(Department.name.eq("Attic"))
                .add_columns(Employee.optional()),
        )
        .unwrap();
    assert_eq!(entities.len(), 1);
    assert_eq!(entities[0].0.budget, Some(500));
    assert!(entities[0].1.is_none());
}

#[test]
fn columns_are_added_to_each_statement_of_a_union(database: &TestDatabase) {
    let mut conn = company(database);
    let old = select(Employee.name).filter(Employee.age.gt(40));
    let led = select(Employee.name).filter(Employee.manager_id.eq(1));
    let both = old
        .union(led)
        .order_by(Employee.name)
        .add_columns(Employee.age);
    let rows: Vec<(String, i32)> = conn.all(both).unwrap();
    let row = |name: &str, age| (name.to_owned(), age);
    assert_eq!(rows, [row("Bob", 25), row("Cyd", 41), row("Eve", 58)]);
}

#[test]
fn other_columns_of_the_same_rows(database: &TestDatabase) {
    let mut conn = company(database);
    let old: Select<Employee> = select(Employee).filter(Employee.age.gt(30));
    let names = old
        .clone()
        .with_only_columns((Employee.name, Employee.age))
        .order_by(Employee.id);
    let rows: Vec<(String, i32)> = conn.all(names).unwrap();
    let row = |name: &str, age| (name.to_owned(), age);
    assert_eq!(rows, [row("Ada", 36), row("Cyd", 41), row("Eve", 58)]);
    // The rows are counted, though nothing names their table any more.
    let counts: Vec<i64> = [
        conn.one(old.with_only_columns(func::count_all())),
        conn.one(select(Employee).with_only_columns(func::count_all())),
        conn.one(select(Employee.age + 1).with_only_columns(func::count_all())),
        conn.one(
            select((Department.name, Employee.name))
                .join(Employee.department)
                .with_only_columns(func::count_all()),
        ),
    ]
    .map(Result::unwrap)
    .into();
    assert_eq!(counts, [3, 5, 5, 4]);
}

#[test]
fn other_columns_of_a_union_and_of_a_subquery(database: &TestDatabase) {
    let mut conn = company(database);
    let old = select(Employee).filter(Employee.age.gt(40));
    let led = select(Employee).filter(Employee.manager_id.eq(1));
    let both = old.union(led).with_only_columns(Employee.name);
    let mut names: Vec<String> = conn.all(both).unwrap();
    names.sort();
    assert_eq!(names, ["Bob", "Cyd", "Eve"]);
    // What isn't of the union's tables would be another question.
    let mixed = select(Employee.id).union(select(Department.id));
    let error = conn
        .all(mixed.with_only_columns(Employee.name))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile, "{error}");
    let ages = select(Employee.age).subquery();
    let age = ages.columns();
    let oldest = select(age)
        .select_from(&ages)
        .with_only_columns(func::max(age));
    assert_eq!(conn.one(oldest).unwrap(), Some(58));
}
