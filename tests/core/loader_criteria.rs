//! Conditions on an entity wherever a statement has it.

use alchemy::prelude::*;
use alchemy::sql::LoaderCriteria;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Skill, company};

fn active() -> LoaderCriteria {
    with_loader_criteria(Employee, |employee| employee.active)
}

fn optional(names: &[(&str, Option<&str>)]) -> Vec<(String, Option<String>)> {
    let owned = |name: &str| name.to_owned();
    names
        .iter()
        .map(|(one, other)| (owned(one), other.map(owned)))
        .collect()
}

#[test]
fn where_it_stands_first(database: &TestDatabase) {
    let conn = &mut company(database);
    let statement = select(Employee.name)
        .filter(Employee.age.gt(30) | Employee.age.lt(26))
        .order_by(Employee.name)
        .options(active());
    assert_eq!(conn.all(&statement).unwrap(), ["Ada", "Bob", "Dan"]);
    assert_eq!(conn.one(statement.count()).unwrap(), 3);
}

#[test]
fn where_it_is_joined(database: &TestDatabase) {
    let conn = &mut company(database);
    let by_relationship = select((Department.name, func::count(Employee.id)))
        .select_from(Department)
        .outer_join(Employee.on(Employee.department_id.eq(Department.id)))
        .group_by(Department.name)
        .order_by(Department.name)
        .options(active());
    let rows = conn.all(by_relationship).unwrap();
    assert_eq!(rows.iter().map(|row| row.1).collect::<Vec<_>>(), [0, 2, 0]);
    let by_key = select(Employee.name)
        .select_from(Department)
        .join(Employee)
        .order_by(Employee.name)
        .options(active());
    assert_eq!(conn.all(by_key).unwrap(), ["Ada", "Bob"]);
    let crossed = select(func::count_all())
        .select_from(Department)
        .cross_join(Employee)
        .options(active());
    assert_eq!(conn.one(crossed).unwrap(), 9);
}

#[test]
fn in_subqueries_conditions_of_relationships_and_set_operations(database: &TestDatabase) {
    let conn = &mut company(database);
    let managing = select(Employee.name)
        .filter(Employee.reports.any(|report| report.age.gt(0)))
        .order_by(Employee.name);
    assert_eq!(conn.all(&managing).unwrap(), ["Ada", "Cyd"]);
    assert_eq!(conn.all(managing.options(active())).unwrap(), ["Ada"]);

    let names = select(Employee.name).subquery();
    let counted = select(func::count_all()).select_from(&names);
    assert_eq!(conn.one(counted.options(active())).unwrap(), 3);

    let cte = select(Employee.name).cte("names");
    let counted = select(func::count_all()).select_from(&cte);
    assert_eq!(conn.one(counted.options(active())).unwrap(), 3);

    let both = select(Employee.name)
        .filter(Employee.age.gt(40))
        .union(select(Employee.name).filter(Employee.age.lt(30)))
        .order_by(Employee.name);
    assert_eq!(conn.all(both.options(active())).unwrap(), ["Bob", "Dan"]);
}

#[test]
fn of_targets_that_a_key_answers_for(database: &TestDatabase) {
    let conn = &mut company(database);
    let skilled = || {
        select(Employee.name)
            .filter(Employee.skills.exists())
            .order_by(Employee.name)
    };
    let rust = || with_loader_criteria(Skill, |skill| skill.name.eq("rust"));
    assert_eq!(conn.all(skilled()).unwrap(), ["Ada", "Bob", "Cyd"]);
    assert_eq!(conn.all(skilled().options(rust())).unwrap(), ["Ada"]);
    let without = select(Employee.name)
        .filter(Employee.skills.is_empty())
        .order_by(Employee.name)
        .options(rust());
    assert_eq!(conn.all(without).unwrap(), ["Bob", "Cyd", "Dan", "Eve"]);
}

/// An association whose target is left out is no row.
#[test]
fn in_an_outer_join_over_an_association(database: &TestDatabase) {
    let conn = &mut company(database);
    let known = || {
        select((Employee.name, Skill.name.optional()))
            .order_by(Employee.name)
            .filter(Employee.age.gt(30))
    };
    let wanted = optional(&[("Ada", Some("rust")), ("Cyd", None), ("Eve", None)]);
    let rust = with_loader_criteria(Skill, |skill| skill.name.eq("rust"));
    let statement = known().outer_join(Employee.skills).options(rust);
    assert_eq!(conn.all(statement).unwrap(), wanted);
    let statement = known().outer_join(Employee.skills.and(Skill.name.eq("rust")));
    assert_eq!(conn.all(statement).unwrap(), wanted);
}

#[test]
fn aliases_when_they_are_meant(database: &TestDatabase) {
    let conn = &mut company(database);
    let manager = aliased(Employee);
    let managed = || {
        select((Employee.name, manager.name.optional()))
            .outer_join(Employee.manager.of(manager))
            .filter(Employee.manager_id.is_not_null())
            .order_by(Employee.name)
    };
    let wanted = optional(&[("Bob", Some("Ada")), ("Dan", Some("Cyd"))]);
    let statement = managed().options(active());
    assert_eq!(conn.all(statement).unwrap(), wanted);
    let wanted = optional(&[("Bob", Some("Ada")), ("Dan", None)]);
    let statement = managed().options(active().include_aliases());
    assert_eq!(conn.all(statement).unwrap(), wanted);
    let wanted = optional(&[("Bob", Some("Ada")), ("Cyd", Some("Ada")), ("Dan", None)]);
    let of_one = with_loader_criteria(manager, |manager| manager.active);
    assert_eq!(conn.all(managed().options(of_one)).unwrap(), wanted);
}

/// A condition with a subquery of its own, and two conditions on one entity.
#[test]
fn several_that_ask_along_relationships(database: &TestDatabase) {
    let conn = &mut company(database);
    let skilled = with_loader_criteria(Employee, |employee| {
        employee.skills.any(|skill| skill.name.eq("sql")) | employee.age.gt(50)
    });
    let old = with_loader_criteria(Employee, |employee| employee.age.gt(30));
    let statement = select(Employee.name)
        .order_by(Employee.name)
        .options(skilled.include_aliases())
        .options(old);
    assert_eq!(conn.all(&statement).unwrap(), ["Ada", "Cyd", "Eve"]);
    // Once more, from the cache, and with other values.
    let older = with_loader_criteria(Employee, |employee| employee.age.gt(50));
    let none = with_loader_criteria(Employee, |employee| {
        employee.skills.any(|skill| skill.name.eq("go")) | employee.age.gt(40)
    });
    let statement = select(Employee.name)
        .order_by(Employee.name)
        .options(none.include_aliases())
        .options(older);
    assert_eq!(conn.all(statement).unwrap(), ["Eve"]);
}

#[test]
fn not_what_would_be_wrong(database: &TestDatabase) {
    let conn = &mut company(database);
    let full = select((Employee.name.optional(), Department.name.optional()))
        .full_join(Employee.department)
        .options(active());
    let error = conn.all(full).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(error.message().contains("FULL JOIN"), "{error}");

    let cte = select(Employee.name).cte("names");
    let part = select(func::count_all())
        .select_from(&cte)
        .options(active());
    let error = conn.all(select(part.scalar_subquery())).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(
        error.message().contains("a part of the statement"),
        "{error}"
    );
}
