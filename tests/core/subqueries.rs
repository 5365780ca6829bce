//! Scalar subqueries, IN, EXISTS, and what they take from the statement around them.

use alchemy::prelude::*;
use alchemy::sql::tuple;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Skill, company};

fn initials(names: &[String]) -> String {
    names
        .iter()
        .filter_map(|name| name.chars().next())
        .collect()
}

#[test]
fn a_scalar_subquery_is_compared_with(database: &TestDatabase) {
    let mut conn = company(database);
    let eldest = select(func::max(Employee.age));
    let found = conn
        .all(select(Employee.name).filter(Employee.age.eq(eldest)))
        .unwrap();
    assert_eq!(found, ["Eve"]);
    let first = select(Employee.age).order_by(Employee.id).limit(1);
    let elder = select(Employee.name)
        .filter(Employee.age.gt(first))
        .order_by(Employee.id);
    assert_eq!(initials(&conn.all(elder).unwrap()), "CE");
}

#[test]
fn a_correlated_scalar_subquery_is_selected(database: &TestDatabase) {
    let mut conn = company(database);
    let members = || {
        select(func::count(Employee.id))
            .filter(Employee.department_id.eq(Department.id))
            .scalar_subquery()
    };
    let rows: Vec<(String, Option<i64>)> = conn
        .all(select((Department.name, members().label("members"))).order_by(members().desc()))
        .unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[2], ("Attic".into(), Some(0)));
    let rows: Vec<i64> = conn
        .all(select(func::coalesce(members(), 0)).order_by(Department.id))
        .unwrap();
    assert_eq!(rows, [2, 2, 0]);
    let busy = select(Department.name)
        .filter(members().gt(1))
        .order_by(Department.id);
    assert_eq!(conn.all(busy).unwrap(), ["Research", "Sales"]);
}

#[test]
fn a_scalar_subquery_without_a_row_is_null(database: &TestDatabase) {
    let mut conn = company(database);
    let nobody = select(Employee.name).filter(Employee.id.eq(99));
    let found: Option<String> = conn.one(select(nobody.scalar_subquery())).unwrap();
    assert_eq!(found, None);
}

#[test]
fn a_subquery_of_the_same_table_correlates_by_an_alias(database: &TestDatabase) {
    let mut conn = company(database);
    let other = aliased(Employee);
    let mean = select(func::avg(other.age)).filter(other.department_id.eq(Employee.department_id));
    let above = select(Employee.name)
        .filter(Employee.age.gt(mean))
        .order_by(Employee.id);
    assert_eq!(initials(&conn.all(above).unwrap()), "AE");
}

#[test]
fn in_a_subquery(database: &TestDatabase) {
    let mut conn = company(database);
    let rich = || select(Department.id).filter(Department.budget.gt(700));
    let mut who = |condition: Expr<Option<bool>>| {
        let names = select(Employee.name)
            .filter(condition)
            .order_by(Employee.id);
        initials(&conn.all(names).unwrap())
    };
    assert_eq!(who(Employee.department_id.in_(rich())), "AB");
    assert_eq!(who(Employee.department_id.not_in(rich())), "CE");
    assert_eq!(who(!Employee.department_id.in_(rich())), "CE");
    let managers = || select(aliased(Employee).manager_id);
    assert_eq!(who(Employee.id.in_(managers())), "AC");
    assert_eq!(who(Employee.id.not_in(managers())), "");
    let other = aliased(Employee);
    let known = select(other.manager_id).filter(other.manager_id.is_not_null());
    assert_eq!(who(Employee.id.not_in(known)), "BDE");
}

#[test]
fn exists_and_not_exists(database: &TestDatabase) {
    let mut conn = company(database);
    let report = aliased(Employee);
    let reports = || select(report.id).filter(report.manager_id.eq(Employee.id));
    let mut who = |condition: Expr<bool>| {
        let names = select(Employee.name)
            .filter(condition)
            .order_by(Employee.id);
        initials(&conn.all(names).unwrap())
    };
    assert_eq!(who(reports().exists()), "AC");
    assert_eq!(who(!reports().exists()), "BDE");
    assert_eq!(who(exists(reports()) & Employee.age.lt(40)), "A");
    assert_eq!(who(!(exists(reports()) | Employee.active)), "E");
    let flags: Vec<bool> = conn
        .all(select(reports().exists()).order_by(Employee.id))
        .unwrap();
    assert_eq!(flags, [true, false, true, false, false]);
}

#[test]
fn exists_along_a_relationship(database: &TestDatabase) {
    let mut conn = company(database);
    let person = aliased(Employee);
    let knows = select(person.id)
        .join(person.skills)
        .filter(person.id.eq(Employee.id) & Skill.name.eq("rust"));
    let names = select(Employee.name).filter(knows.exists());
    assert_eq!(conn.all(names).unwrap(), ["Ada"]);
}

#[test]
fn subqueries_nest_and_see_the_outermost(database: &TestDatabase) {
    let mut conn = company(database);
    let (one, two) = (aliased(Employee), aliased(Employee));
    let grandchild =
        select(two.id).filter(two.manager_id.eq(one.id) & one.manager_id.eq(Employee.id));
    let child = select(one.id).filter(one.manager_id.eq(Employee.id) & grandchild.exists());
    let names = select(Employee.name).filter(child.exists());
    assert_eq!(conn.all(names).unwrap(), ["Ada"]);
}

#[test]
fn correlation_can_be_named(database: &TestDatabase) {
    let mut conn = company(database);
    let staff = select(func::count(Employee.id))
        .filter(Employee.department_id.eq(Department.id))
        .correlate(Department);
    let counts = select(staff.scalar_subquery())
        .select_from(Department)
        .order_by(Department.id);
    assert_eq!(conn.all(counts).unwrap(), [Some(2), Some(2), Some(0)]);
}

#[test]
fn a_subquery_in_a_join_condition(database: &TestDatabase) {
    let mut conn = company(database);
    let other = aliased(Employee);
    let eldest = select(func::max(other.age)).filter(other.department_id.eq(Department.id));
    let on = Employee.on(Employee.department_id.eq(Department.id) & Employee.age.eq(eldest));
    let rows: Vec<(String, String)> = conn
        .all(
            select((Department.name, Employee.name))
                .join(on)
                .order_by(Department.id),
        )
        .unwrap();
    let rows: Vec<_> = rows.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(rows, [("Research", "Ada"), ("Sales", "Eve")]);
}

#[test]
fn correlation_is_told(database: &TestDatabase) {
    let mut conn = company(database);
    let count =
        || select(func::count(Employee.id)).filter(Employee.department_id.eq(Department.id));
    // Both tables stand outside: whose rows are counted?
    let outside = |members: Select<i64>| {
        select((Employee.name, members.scalar_subquery()))
            .join(Employee.department)
            .order_by(Employee.id)
    };
    let error = conn.all(outside(count())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(error.to_string().contains("none is left"), "{error}");
    let counts = |members: Select<i64>, conn: &mut alchemy::engine::Connection| {
        let rows: Vec<(String, Option<i64>)> = conn.all(outside(members)).unwrap();
        rows.into_iter()
            .filter_map(|(_, n)| n)
            .collect::<Vec<i64>>()
    };
    assert_eq!(
        counts(count().correlate(Department), &mut conn),
        [2, 2, 2, 2]
    );
    assert_eq!(
        counts(count().correlate_except(Employee), &mut conn),
        [2, 2, 2, 2]
    );
    assert_eq!(
        counts(count().select_from(Employee), &mut conn),
        [2, 2, 2, 2]
    );
}

#[test]
fn a_limited_subquery_is_searched(database: &TestDatabase) {
    let mut conn = company(database);
    let eldest = |rows: u64| {
        select(Employee.id)
            .order_by(Employee.age.desc())
            .limit(rows)
    };
    let names = |condition: Expr<bool>| {
        select(Employee.name)
            .filter(condition)
            .order_by(Employee.id)
    };
    let found = conn.all(names(Employee.id.in_(eldest(2)))).unwrap();
    assert_eq!(initials(&found), "CE");
    let found = conn
        .all(names(Employee.id.not_in(eldest(1).offset(1))))
        .unwrap();
    assert_eq!(initials(&found), "ABDE");
    let united = eldest(1).union(select(Employee.id).order_by(Employee.id).limit(1));
    let found = conn.all(names(Employee.id.in_(united))).unwrap();
    assert_eq!(initials(&found), "AE");
    // Two columns of one name.
    let pair = select((Employee.id, Department.id))
        .join(Department.on(Employee.department_id.eq(Department.id)))
        .order_by(Employee.id.desc())
        .limit(2);
    let in_sales = tuple((Employee.id, literal(2_i64))).in_(pair);
    let found = conn
        .all(select(Employee.name).filter(in_sales).order_by(Employee.id))
        .unwrap();
    assert_eq!(initials(&found), "CE");
    // In a table that is changed.
    let deleted = conn
        .execute(
            delete(Skill).filter(
                Skill
                    .id
                    .in_(select(Skill.id).filter(Skill.id.gt(2)).limit(1)),
            ),
        )
        .unwrap();
    assert_eq!(deleted.rows_affected, 1);
}

fn has_the_eldest() -> Select<String> {
    let eldest = select(Employee.id)
        .filter(Employee.department_id.eq(Department.id))
        .order_by(Employee.age.desc())
        .limit(1);
    select(Department.name)
        .filter(literal(5_i64).in_(eldest))
        .order_by(Department.name)
}

#[test(needs(limited_in))]
fn a_limited_subquery_uses_the_tables_around_it(database: &TestDatabase) {
    let mut conn = company(database);
    assert_eq!(conn.all(has_the_eldest()).unwrap(), ["Sales"]);
}

#[test(needs(!limited_in, lateral))]
fn a_limited_subquery_within_another_uses_the_tables_around_it(database: &TestDatabase) {
    let mut conn = company(database);
    assert_eq!(conn.all(has_the_eldest()).unwrap(), ["Sales"]);
}

#[test(needs(!limited_in, !lateral))]
fn a_limited_subquery_that_uses_the_tables_around_it_is_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let error = conn.all(has_the_eldest()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(error.to_string().contains("has a LIMIT"), "{error}");
}
