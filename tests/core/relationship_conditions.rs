//! Conditions along relationships: a target, one that meets a condition, a particular one.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Skill, company};

fn names(conn: &mut alchemy::engine::Connection, condition: Expr<bool>) -> Vec<String> {
    let statement = select(Employee.name)
        .filter(condition)
        .order_by(Employee.name);
    conn.all(statement).unwrap()
}

#[test]
fn any_over_an_association(database: &TestDatabase) {
    let conn = &mut company(database);
    let rust = Employee.skills.any(|skill| skill.name.eq("rust"));
    assert_eq!(names(conn, rust), ["Ada"]);
    assert_eq!(names(conn, Employee.skills.exists()), ["Ada", "Bob", "Cyd"]);
    assert_eq!(names(conn, Employee.skills.is_empty()), ["Dan", "Eve"]);
}

#[test]
fn a_condition_speaks_of_both_rows_of_one_table(database: &TestDatabase) {
    let conn = &mut company(database);
    let younger = Employee
        .reports
        .any(|report| report.name.gt(Employee.name) & report.name.lt("Cyd"));
    assert_eq!(names(conn, younger), ["Ada"]);
    let by_ada = Employee
        .manager
        .has(|manager| manager.manager.is_none() & manager.name.ne(Employee.name));
    assert_eq!(names(conn, by_ada), ["Bob", "Cyd"]);
}

#[test]
fn conditions_nest_and_start_from_an_alias(database: &TestDatabase) {
    let conn = &mut company(database);
    let boss = aliased(Employee);
    let statement = select(boss.name).filter(
        boss.reports
            .any(|report| report.reports.any(|it| it.name.eq("Dan"))),
    );
    assert_eq!(conn.all(statement).unwrap(), ["Ada"]);
}

#[test]
fn a_target_by_instance_and_by_key(database: &TestDatabase) {
    let conn = &mut company(database);
    let sql = conn
        .one(select(Skill).filter(Skill.name.eq("sql")))
        .unwrap();
    let known = Employee.skills.contains(&sql);
    assert_eq!(names(conn, known), ["Ada", "Bob", "Cyd"]);
    let by_key = Employee.skills.contains_key(sql.id.value().unwrap());
    assert_eq!(names(conn, by_key), ["Ada", "Bob", "Cyd"]);

    let cyd = conn
        .one(select(Employee).filter(Employee.name.eq("Cyd")))
        .unwrap();
    let manager = Employee.reports.contains(&cyd);
    assert_eq!(names(conn, manager), ["Ada"]);
    let manager = Employee.reports.contains_key(cyd.id.value().unwrap());
    assert_eq!(names(conn, manager), ["Ada"]);
    let under = Employee.manager.is(&cyd).eq(true);
    let statement = select(Employee.name).filter(under);
    assert_eq!(conn.all(statement).unwrap(), ["Dan"]);
    let not_under = Employee.manager.is_not(&cyd);
    assert_eq!(names(conn, not_under), ["Ada", "Bob", "Cyd", "Eve"]);
}

#[test]
fn what_points_nowhere_is_contained_nowhere(database: &TestDatabase) {
    let conn = &mut company(database);
    let ada = conn
        .one(select(Employee).filter(Employee.name.eq("Ada")))
        .unwrap();
    let managers = Employee.reports.contains(&ada);
    assert_eq!(names(conn, managers.clone()), [""; 0]);
    assert_eq!(names(conn, !managers).len(), 5);
}

#[test]
fn the_targets_of_a_parent(database: &TestDatabase) {
    let conn = &mut company(database);
    let ada = conn
        .one(select(Employee).filter(Employee.name.eq("Ada")))
        .unwrap();
    let reports = Employee.reports.with_parent(&ada);
    assert_eq!(names(conn, reports), ["Bob", "Cyd"]);
    let skills = select(Skill.name)
        .filter(Employee.skills.with_parent(&ada))
        .order_by(Skill.name);
    assert_eq!(conn.all(skills).unwrap(), ["rust", "sql"]);
}

#[test]
fn a_reference_that_may_be_missing(database: &TestDatabase) {
    let conn = &mut company(database);
    let top = Employee.manager.is_none();
    let others = Employee.manager.is_some();
    let (top, others) = (names(conn, top), names(conn, others));
    assert_eq!(top.len() + others.len(), 5);
    assert!(top.contains(&"Ada".to_owned()), "{top:?}");
    assert_eq!(others, ["Bob", "Cyd", "Dan"]);
}

#[test]
fn an_instance_without_a_key_is_nothing_to_compare_with(database: &TestDatabase) {
    let conn = &mut company(database);
    let department = Department::default();
    let condition = Employee.department.is(&department);
    let error = conn
        .all(select(Employee.name).filter(condition))
        .unwrap_err();
    assert!(
        error.message().contains("`Department.id` has no value yet"),
        "{error}"
    );
}
