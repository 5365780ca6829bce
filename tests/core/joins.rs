//! Joins along relationships and on conditions, aliases, optional sides.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Skill, company};

#[test]
fn along_a_relationship(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(String, String)> = conn
        .all(
            select((Employee.name, Department.name))
                .join(Employee.department)
                .order_by(Employee.name),
        )
        .unwrap();
    let rows: Vec<_> = rows.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let expected = [
        ("Ada", "Research"),
        ("Bob", "Research"),
        ("Cyd", "Sales"),
        ("Eve", "Sales"),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn on_a_condition(database: &TestDatabase) {
    let mut conn = company(database);
    let richer = Employee.on(Employee.age.gt(Department.budget / 20));
    let rows: Vec<(String, String)> = conn
        .all(
            select((Department.name, Employee.name))
                .join(richer)
                .order_by(Employee.name),
        )
        .unwrap();
    let rows: Vec<_> = rows.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let expected = [
        ("Attic", "Ada"),
        ("Attic", "Cyd"),
        ("Research", "Eve"),
        ("Attic", "Eve"),
    ];
    assert_eq!(rows.len(), 4);
    assert!(expected.iter().all(|pair| rows.contains(pair)), "{rows:?}");
}

/// A join on nothing but a constant was written on purpose; an outer one has no other form.
#[test]
fn on_a_constant(database: &TestDatabase) {
    let mut conn = company(database);
    let everybody = select((Department.name, func::count(Employee.id)))
        .outer_join(Employee.on(literal(true)))
        .group_by(Department.name);
    let rows = conn.all(everybody).unwrap();
    assert!(
        rows.len() == 3 && rows.iter().all(|row| row.1 == 5),
        "{rows:?}"
    );
    let nobody = select((Department.name, Employee.name.optional()))
        .outer_join(Employee.on(literal(false)))
        .order_by(Department.name);
    let rows = conn.all(nobody).unwrap();
    assert!(
        rows.len() == 3 && rows.iter().all(|row| row.1.is_none()),
        "{rows:?}"
    );
}

#[test]
fn a_comparison_in_the_filter_connects_as_well(database: &TestDatabase) {
    let mut conn = company(database);
    let count: i64 = conn
        .one(
            select(func::count_all())
                .select_from(Employee)
                .filter(Employee.department_id.eq(Department.id)),
        )
        .unwrap();
    assert_eq!(count, 4);
}

#[test]
fn an_alias_joins_a_table_with_itself(database: &TestDatabase) {
    let mut conn = company(database);
    let manager = aliased(Employee);
    let rows: Vec<(String, String)> = conn
        .all(
            select((Employee.name, manager.name))
                .join(Employee.manager.of(manager))
                .order_by(Employee.id),
        )
        .unwrap();
    let rows: Vec<_> = rows.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(rows, [("Bob", "Ada"), ("Cyd", "Ada"), ("Dan", "Cyd")]);
}

#[test]
fn a_chain_of_aliases_goes_up(database: &TestDatabase) {
    let mut conn = company(database);
    let (boss, chief) = (aliased(Employee), aliased(Employee));
    let row: (Employee, Employee, String) = conn
        .one(
            select((Employee, boss, chief.name))
                .join(Employee.manager.of(boss))
                .join(boss.manager.of(chief)),
        )
        .unwrap();
    let names = [row.0.name, row.1.name, row.2];
    assert_eq!(names, ["Dan", "Cyd", "Ada"]);
}

#[test]
fn the_other_side_of_a_relationship_joins_too(database: &TestDatabase) {
    let mut conn = company(database);
    let report = aliased(Employee);
    let rows: Vec<(String, i64)> = conn
        .all(
            select((Employee.name, func::count(report.id)))
                .outer_join(Employee.reports.of(report))
                .group_by((Employee.id, Employee.name))
                .order_by((func::count(report.id).desc(), Employee.id)),
        )
        .unwrap();
    let rows: Vec<_> = rows.iter().map(|(name, n)| (name.as_str(), *n)).collect();
    assert_eq!(
        rows,
        [("Ada", 2), ("Cyd", 1), ("Bob", 0), ("Dan", 0), ("Eve", 0)]
    );
}

#[test]
fn many_to_many_goes_over_its_table(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(String, String)> = conn
        .all(
            select((Employee.name, Skill.name))
                .join(Employee.skills)
                .order_by((Employee.id, Skill.id)),
        )
        .unwrap();
    let rows: Vec<_> = rows.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(
        rows,
        [
            ("Ada", "rust"),
            ("Ada", "sql"),
            ("Bob", "sql"),
            ("Cyd", "sql")
        ]
    );
}

#[test]
fn many_to_many_joins_twice_under_aliases(database: &TestDatabase) {
    let mut conn = company(database);
    let (one, other) = (aliased(Skill), aliased(Skill));
    let both: Vec<String> = conn
        .all(
            select(Employee.name)
                .join(Employee.skills.of(one))
                .join(Employee.skills.of(other))
                .filter(one.name.eq("rust") & other.name.eq("sql")),
        )
        .unwrap();
    assert_eq!(both, ["Ada"]);
}

#[test]
fn an_optional_entity_is_an_option(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(String, Option<Department>)> = conn
        .all(
            select((Employee.name, Department.optional()))
                .outer_join(Employee.department)
                .order_by(Employee.id),
        )
        .unwrap();
    let names: Vec<_> = rows
        .iter()
        .map(|(_, department)| department.as_ref().map(|it| it.name.as_str()))
        .collect();
    let (research, sales) = (Some("Research"), Some("Sales"));
    assert_eq!(names, [research, research, sales, None, sales]);
}

#[test]
fn an_alias_may_be_optional(database: &TestDatabase) {
    let mut conn = company(database);
    let boss = aliased(Employee);
    let rows: Vec<(String, Option<Employee>)> = conn
        .all(
            select((Employee.name, boss.optional()))
                .outer_join(Employee.manager.of(boss))
                .order_by(Employee.id),
        )
        .unwrap();
    let bosses: Vec<_> = rows
        .iter()
        .map(|(_, boss)| boss.as_ref().map(|it| it.name.as_str()))
        .collect();
    let (ada, cyd) = (Some("Ada"), Some("Cyd"));
    assert_eq!(bosses, [None, ada, ada, cyd, None]);
}

#[test]
fn optional_columns_are_options_once(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(Option<String>, Option<i64>)> = conn
        .all(
            select((Department.name.optional(), Department.budget.optional()))
                .outer_join(Employee.department)
                .filter(Employee.id.in_([1, 3, 4]))
                .order_by(Employee.id),
        )
        .unwrap();
    assert_eq!(
        rows,
        [
            (Some("Research".into()), Some(1_000)),
            (Some("Sales".into()), None),
            (None, None)
        ]
    );
}

#[test]
fn an_optional_column_propagates_through_operators(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(Option<String>, String, bool)> = conn
        .all(
            select((
                Department.name.optional().lower(),
                func::coalesce(Department.name.optional(), "-"),
                Department.id.is_null(),
            ))
            .outer_join(Employee.department)
            .filter(Employee.id.ge(3))
            .order_by(Employee.id),
        )
        .unwrap();
    assert_eq!(
        rows,
        [
            (Some("sales".into()), "Sales".into(), false),
            (None, "-".into(), true),
            (Some("sales".into()), "Sales".into(), false),
        ]
    );
}

#[test]
fn a_cross_join_gives_every_pair(database: &TestDatabase) {
    let mut conn = company(database);
    let pairs = select((Department.name, Skill.name)).cross_join(Skill);
    assert_eq!(conn.all(pairs).unwrap().len(), 9);
    let other = aliased(Department);
    let pairs = select(func::count_all())
        .select_from(Department)
        .cross_join(other);
    assert_eq!(conn.one(pairs).unwrap(), 9);
}

#[test]
fn a_condition_that_looks_at_nothing_combines_all(database: &TestDatabase) {
    let mut conn = company(database);
    let poor = Department.on(literal(true) & Department.budget.lt(0));
    let kept = select((Employee.name, Department.name.optional())).outer_join(poor);
    let rows: Vec<(String, Option<String>)> = conn.all(kept).unwrap();
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|(_, department)| department.is_none()));
    let pairs = select((Department.name, Skill.name)).join(Skill.on(literal(true)));
    assert_eq!(conn.all(pairs).unwrap().len(), 9);
    // In WHERE it says nothing of tables.
    let beside = select((Department.name, Skill.name)).filter(literal(true));
    let error = conn.all(beside).unwrap_err();
    assert!(error.to_string().contains("nothing connects"), "{error}");
}

#[test]
fn what_is_named_first_stands_first(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<Option<String>> = conn
        .all(
            select(Employee.name.optional())
                .select_from(Department)
                .outer_join(Employee.on(Employee.department_id.eq(Department.id)))
                .filter(Department.name.eq("Attic")),
        )
        .unwrap();
    assert_eq!(rows, [None]);
}

#[test]
fn a_condition_in_on_differs_from_one_in_where(database: &TestDatabase) {
    let mut conn = company(database);
    let of = Employee.department_id.eq(Department.id);
    let on = Employee.on(of.clone() & Employee.active);
    let joined = select((Department.name, Employee.name.optional())).outer_join(on);
    assert_eq!(conn.all(joined).unwrap().len(), 4);
    let filtered = select((Department.name, Employee.name.optional()))
        .outer_join(Employee.on(of))
        .filter(Employee.active);
    assert_eq!(conn.all(filtered).unwrap().len(), 2);
}

#[test]
fn a_foreign_key_tells_how_to_join(database: &TestDatabase) {
    let mut conn = company(database);
    let query = select((Employee.name, Department.name))
        .select_from(Employee)
        .join(Department)
        .order_by(Employee.id);
    assert!(
        query
            .to_string()
            .contains("JOIN departments ON employees.department_id = departments.id"),
        "{query:?}"
    );
    let rows: Vec<(String, String)> = conn.all(query).unwrap();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[3], ("Eve".into(), "Sales".into()));
    // From the other side, keeping what has no match.
    let empty = select(Department.name)
        .outer_join(Employee)
        .filter(Employee.id.is_null());
    assert_eq!(conn.all(empty).unwrap(), ["Attic"]);
    // From a certain side.
    let chief = aliased(Employee);
    let query = select((Employee.name, Department.name))
        .join(Employee.manager.of(chief))
        .join_from(chief, Department)
        .order_by(Employee.id);
    let rows: Vec<(String, String)> = conn.all(query).unwrap();
    assert_eq!(
        rows,
        [
            ("Bob".into(), "Research".into()),
            ("Cyd".into(), "Research".into()),
            ("Dan".into(), "Sales".into())
        ]
    );
}

#[test]
fn no_way_or_several_to_join_are_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let mut refused = |statement: Select<String>| {
        let error = conn.all(statement).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile);
        error.to_string()
    };
    let error = refused(select(Department.name).select_from(Department).join(Skill));
    assert!(
        error.contains("no foreign key joins `skills`") && error.contains("`departments`"),
        "{error}"
    );
    let other = aliased(Employee);
    let error = refused(select(Employee.name).select_from(Employee).join(other));
    assert!(
        error.contains("`employees.manager_id = employees.id`")
            && error.contains("`employees.id = employees.manager_id`"),
        "{error}"
    );
    // Both sides have a key to it.
    let chief = aliased(Employee);
    let error = refused(
        select(Employee.name)
            .join(Employee.manager.of(chief))
            .join(Department),
    );
    assert!(error.contains("several ways"), "{error}");
}

#[test]
fn a_join_that_forgets_the_other_side_is_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let query = select(Employee.name)
        .select_from(Employee)
        .join(Department.on(Department.budget.gt(3)));
    let error = conn.all(query).unwrap_err().to_string();
    assert!(error.contains("nothing connects"), "{error}");
}

#[test]
fn a_condition_beside_the_relationship(database: &TestDatabase) {
    let mut conn = company(database);
    let query = select((Employee.name, Department.name.optional()))
        .outer_join(Employee.department.and(Department.budget.gt(700)))
        .order_by(Employee.id);
    let rows: Vec<(String, Option<String>)> = conn.all(query).unwrap();
    let named: Vec<bool> = rows.iter().map(|(_, name)| name.is_some()).collect();
    assert_eq!(named, [true, true, false, false, false]);
    // Over an association table it stands with the target.
    let query = select((Employee.name, Skill.name.optional()))
        .join(Employee.skills.and(Skill.name.eq("rust")));
    let rows: Vec<(String, Option<String>)> = conn.all(query).unwrap();
    assert_eq!(rows, [("Ada".into(), Some("rust".into()))]);
}

#[test(needs(full_join))]
fn a_full_join_keeps_both_sides(database: &TestDatabase) {
    let mut conn = company(database);
    let query = select((Employee.name.optional(), Department.name.optional()))
        .full_join(Employee.department);
    let mut rows: Vec<(Option<String>, Option<String>)> = conn.all(query).unwrap();
    rows.sort();
    assert_eq!(rows.len(), 6);
    assert_eq!(rows[0], (None, Some("Attic".into())));
    assert!(rows.contains(&(Some("Dan".into()), None)));
    let promised = select(Employee.name).full_join(Employee.department);
    let error = conn.all(promised).unwrap_err().to_string();
    assert!(error.contains(".optional()"), "{error}");
}

#[test(needs(!full_join))]
fn a_full_join_is_refused_where_there_is_none(database: &TestDatabase) {
    let mut conn = company(database);
    let query = select((Employee.name.optional(), Department.name.optional()))
        .full_join(Employee.department);
    let error = conn.all(query).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(error.to_string().contains("FULL JOIN"), "{error}");
}
