//! Subqueries of the table that a statement changes: they see the rows as they were.

use alchemy::prelude::*;
use alchemy::sql::tuple;
use alchemy_test_support::{DatabaseKind, TestDatabase};

use crate::schema::{Department, Employee, company};

fn ages(conn: &mut alchemy::engine::Connection) -> Vec<i32> {
    conn.all(select(Employee.age).order_by(Employee.id))
        .unwrap()
}

#[test]
fn an_update_of_rows_that_a_subquery_names(database: &TestDatabase) {
    let mut conn = company(database);
    let mean = select(func::avg(Employee.age)).scalar_subquery();
    let old = select((Employee.id, Employee.age)).filter(Employee.age.gt(40));
    let youngest = select(func::min(Employee.age)).scalar_subquery();
    let statement = update(Employee)
        .set(Employee.age, Employee.age + func::coalesce(youngest, 0))
        .filter(Employee.age.gt(mean))
        .filter(tuple((Employee.id, Employee.age)).in_(old));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 2);
    assert_eq!(ages(&mut conn), [36, 25, 66, 25, 83]);
}

/// On MySQL a subquery that refers to the row which is changed would find others changed already.
#[test]
fn rows_that_a_subquery_about_each_names(database: &TestDatabase) {
    let mut conn = company(database);
    let other = aliased(Employee);
    let led = select(other.id).filter(other.manager_id.eq(Employee.id));
    let leads = update(Employee)
        .set(Employee.rating, 5)
        .filter(led.clone().exists());
    let leaves = delete(Employee).filter(!led.exists());
    if database.kind() == DatabaseKind::MYSQL {
        for error in [conn.execute(leads), conn.execute(leaves)] {
            let error = error.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Compile, "{error}");
            assert!(error.to_string().contains("help: join an alias"), "{error}");
        }
    } else {
        assert_eq!(conn.execute(leads).unwrap().rows_affected, 2);
        assert_eq!(conn.execute(leaves).unwrap().rows_affected, 3);
    }
}

/// The same, as every database takes it.
#[test]
fn rows_that_are_joined_to_others_of_the_table(database: &TestDatabase) {
    let mut conn = company(database);
    let boss = aliased(Employee);
    let statement = update(Employee)
        .set(Employee.age, boss.age + 1)
        .from(boss)
        .filter(boss.id.eq(Employee.manager_id));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 3);
    assert_eq!(ages(&mut conn), [36, 37, 37, 42, 58]);
    let leaders = select(Employee.manager_id)
        .filter(Employee.manager_id.is_not_null())
        .distinct()
        .subquery();
    let leads = update(Employee)
        .set(Employee.rating, 5)
        .from(&leaders)
        .filter(leaders.columns().eq(Employee.id));
    assert_eq!(conn.execute(leads).unwrap().rows_affected, 2);
}

#[test]
fn a_delete_of_rows_that_a_subquery_names(database: &TestDatabase) {
    let mut conn = company(database);
    let other = aliased(Employee);
    let leaders = select(other.manager_id).filter(other.manager_id.is_not_null());
    let statement = delete(Employee).filter(Employee.id.not_in(leaders)).filter(
        Employee
            .id
            .in_(select(Employee.id).filter(Employee.age.lt(40))),
    );
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 2);
    assert_eq!(ages(&mut conn), [36, 41, 58]);
}

/// Beside other tables, as an alias, and both.
#[test]
fn where_other_tables_are_joined(database: &TestDatabase) {
    let mut conn = company(database);
    let top = select(func::max(Employee.age)).scalar_subquery();
    let statement = update(Employee)
        .set(Employee.age, 99)
        .join(Employee.department)
        .filter(Department.name.eq("Sales") & Employee.age.eq(top));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 1);
    let leaf = aliased(Employee);
    let led = select(Employee.manager_id).filter(Employee.manager_id.is_not_null());
    let statement = delete(leaf)
        .using(Department)
        .filter(leaf.department_id.eq(Department.id) & leaf.id.not_in(led));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 2);
    assert_eq!(ages(&mut conn), [36, 41, 25]);
    let least = select(func::min(Employee.age)).scalar_subquery();
    let statement = delete(leaf).filter(leaf.age.eq(least));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 1);
}

#[test]
fn within_a_subquery_of_another_table(database: &TestDatabase) {
    let mut conn = company(database);
    let staffed = select(Employee.department_id)
        .filter(Employee.age.gt(50))
        .filter(Employee.department_id.is_not_null());
    let sales = select(Department.id).filter(Department.id.in_(staffed));
    let statement = update(Employee)
        .set(Employee.age, 1)
        .filter(Employee.department_id.in_(sales));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 2);
    assert_eq!(ages(&mut conn), [36, 25, 1, 25, 1]);
}

#[test]
fn an_insert_of_what_a_subquery_finds(database: &TestDatabase) {
    let mut conn = company(database);
    let most = select(func::max(Department.budget)).scalar_subquery();
    let rows = insert(Department)
        .columns((Department.name, Department.budget))
        .values([("Lab", most.clone()), ("Attic 2", most + 1)]);
    assert_eq!(conn.execute(rows).unwrap().rows_affected, 2);
    let other = aliased(Department);
    let total = select(func::sum(other.budget).cast::<i64>()).scalar_subquery();
    let upsert = insert(Department)
        .set(Department.name, "Lab")
        .on_conflict(Department.name)
        .do_update(|old, _| old.budget.assign(total));
    conn.execute(upsert).unwrap();
    let found = select(Department.budget).filter(Department.id.gt(3));
    let found = conn.all(found.order_by(Department.name)).unwrap();
    assert_eq!(found, [Some(1_001), Some(3_501)]);
}
