//! UPDATE and DELETE that look at other tables, at another occurrence of their own, and at a part
//! of the rows.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, company};

#[test]
fn an_update_from_another_table(database: &TestDatabase) {
    let mut conn = company(database);
    let statement = update(Employee)
        .set(Employee.nickname, Department.name.concat("!"))
        .from(Department)
        .filter(Employee.department_id.eq(Department.id) & Department.budget.is_not_null());
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 2);
    let names = select(Employee.nickname).order_by(Employee.id).limit(3);
    let found = [
        Some("Research!".into()),
        Some("Research!".into()),
        Some("C".into()),
    ];
    assert_eq!(conn.all(names).unwrap(), found);
}

#[test]
fn an_update_along_relationships(database: &TestDatabase) {
    let mut conn = company(database);
    let boss = aliased(Employee);
    let statement = update(Employee)
        .join(Employee.manager.of(boss))
        .join(boss.department)
        .set(Employee.age, boss.age + 1)
        .filter(Department.name.eq("Research") | Department.name.eq("Attic"));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 2);
    let ages = conn
        .all(select(Employee.age).order_by(Employee.id))
        .unwrap();
    assert_eq!(ages, [36, 37, 37, 25, 58]);
}

#[test]
fn an_update_from_a_subquery(database: &TestDatabase) {
    let mut conn = company(database);
    let counts = select((Employee.department_id, func::count_all()))
        .group_by(Employee.department_id)
        .subquery();
    let (department, count) = counts.columns();
    let statement = update(Department)
        .set(Department.budget, count)
        .from(&counts)
        .filter(Department.id.eq(department));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 2);
    let budgets = conn
        .all(select(Department.budget).order_by(Department.id))
        .unwrap();
    assert_eq!(budgets, [Some(2), Some(2), Some(500)]);
}

#[test]
fn an_update_from_a_table_and_what_is_joined_to_it(database: &TestDatabase) {
    let mut conn = company(database);
    let boss = aliased(Employee);
    let statement = update(Employee)
        .set(Employee.nickname, func::coalesce(Department.name, "none"))
        .from(boss)
        .outer_join(boss.department)
        .filter(Employee.manager_id.eq(boss.id));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 3);
    let names = select(Employee.nickname).filter(Employee.manager_id.is_not_null());
    let names = conn.all(names.order_by(Employee.id)).unwrap();
    assert_eq!(
        names,
        ["Research", "Research", "Sales"].map(|name| Some(name.to_owned()))
    );
}

#[test(needs(returning.update))]
fn an_update_from_another_table_returns(database: &TestDatabase) {
    let mut conn = company(database);
    let statement = update(Employee)
        .set(Employee.age, Employee.age + 1)
        .from(Department)
        .filter(Employee.department_id.eq(Department.id) & Department.name.eq("Sales"))
        .returning((Employee.name, Employee.age));
    let mut rows = conn.all(statement).unwrap();
    rows.sort();
    assert_eq!(rows, [("Cyd".into(), 42), ("Eve".into(), 59)]);
    let older = aliased(Employee);
    let statement = update(older)
        .set(older.age, 1)
        .filter(older.name.eq("Eve"))
        .returning((older.name, older.age));
    assert_eq!(conn.all(statement).unwrap(), [("Eve".into(), 1)]);
}

#[test]
fn an_alias_is_updated(database: &TestDatabase) {
    let mut conn = company(database);
    let boss = aliased(Employee);
    let statement = update(boss)
        .set(boss.nickname, "boss")
        .from(Employee)
        .filter(Employee.manager_id.eq(boss.id));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 2);
    let bosses = select(Employee.name).filter(Employee.nickname.eq("boss"));
    let bosses = conn.all(bosses.order_by(Employee.id)).unwrap();
    assert_eq!(bosses, ["Ada", "Cyd"]);
}

#[test]
fn a_delete_using_another_table(database: &TestDatabase) {
    let mut conn = company(database);
    let statement = delete(Employee)
        .using(Department)
        .filter(Employee.department_id.eq(Department.id) & Department.name.eq("Sales"))
        .filter(Employee.name.ne("Cyd"));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 1);
    let names = conn
        .all(select(Employee.name).order_by(Employee.id))
        .unwrap();
    assert_eq!(names, ["Ada", "Bob", "Cyd", "Dan"]);
}

#[test]
fn a_delete_along_relationships(database: &TestDatabase) {
    let mut conn = company(database);
    let boss = aliased(Employee);
    // Dan's boss is Cyd, of Sales.
    let statement = delete(Employee)
        .join(Employee.manager.of(boss))
        .join(boss.department)
        .filter(Department.name.eq("Sales"));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 1);
    let names = conn
        .all(select(Employee.name).order_by(Employee.id))
        .unwrap();
    assert_eq!(names, ["Ada", "Bob", "Cyd", "Eve"]);
}

#[test]
fn an_alias_is_deleted_from(database: &TestDatabase) {
    let mut conn = company(database);
    let leaf = aliased(Employee);
    let statement = delete(leaf).filter(leaf.age.gt(50));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 1);
}

#[test(needs(modify_limit))]
fn only_the_first_rows(database: &TestDatabase) {
    let mut conn = company(database);
    let eldest = update(Employee)
        .set(Employee.nickname, "old")
        .order_by(Employee.age.desc())
        .limit(2);
    assert_eq!(conn.execute(eldest).unwrap().rows_affected, 2);
    let old = select(Employee.name).filter(Employee.nickname.eq("old"));
    let old = conn.all(old.order_by(Employee.name)).unwrap();
    assert_eq!(old, ["Cyd", "Eve"]);
    let last = delete(Employee).order_by(Employee.id.desc()).limit(1);
    assert_eq!(conn.execute(last).unwrap().rows_affected, 1);
    let statement = select(func::count(Employee.id)).filter(Employee.name.eq("Eve"));
    assert_eq!(conn.one(statement).unwrap(), 0);
}
