//! Subqueries in FROM: typed columns, entities, aliases, and what is refused.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Skill, company};

fn initials(names: &[String]) -> String {
    names
        .iter()
        .filter_map(|name| name.chars().next())
        .collect()
}

#[test]
fn columns_are_joined_selected_and_filtered(database: &TestDatabase) {
    let mut conn = company(database);
    let sizes = select((
        Employee.department_id,
        func::count(Employee.id).label("size"),
    ))
    .filter(Employee.department_id.is_not_null())
    .group_by(Employee.department_id)
    .subquery();
    let (department, size) = sizes.columns();
    let query = select((Department.name, size, size + 1))
        .join(sizes.on(department.eq(Department.id)))
        .filter(size.gt(1))
        .order_by(Department.name);
    let rows: Vec<(String, i64, i64)> = conn.all(query).unwrap();
    assert_eq!(rows, [("Research".into(), 2, 3), ("Sales".into(), 2, 3)]);
}

#[test]
fn the_outer_side_of_a_join_is_optional(database: &TestDatabase) {
    let mut conn = company(database);
    let sizes = select((Employee.department_id, func::count(Employee.id)))
        .group_by(Employee.department_id)
        .subquery();
    let (department, size) = sizes.columns();
    let joined = || select(Department.name).outer_join(sizes.on(department.eq(Department.id)));
    let rows: Vec<(String, Option<i64>)> = conn
        .all(
            select((Department.name, size.optional()))
                .outer_join(sizes.on(department.eq(Department.id)))
                .order_by(Department.id),
        )
        .unwrap();
    assert_eq!(rows[0], ("Research".into(), Some(2)));
    assert_eq!(rows[2], ("Attic".into(), None));
    let alone = conn.all(joined().filter(size.is_null())).unwrap();
    assert_eq!(alone, ["Attic"]);
    let promised = select(size).select_from(Department);
    let error = conn
        .all(promised.outer_join(sizes.on(department.eq(Department.id))))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(error.to_string().contains("optional"), "{error}");
}

#[test]
fn a_limit_stays_inside(database: &TestDatabase) {
    let mut conn = company(database);
    let eldest = select((Employee.id, Employee.department_id))
        .order_by(Employee.age.desc())
        .limit(3)
        .subquery();
    let (_, department) = eldest.columns();
    let found = select(Department.name)
        .join(eldest.on(department.eq(Department.id)))
        .order_by(Department.name);
    assert_eq!(conn.all(found).unwrap(), ["Research", "Sales", "Sales"]);
}

#[test]
fn subqueries_nest(database: &TestDatabase) {
    let mut conn = company(database);
    let adults = select((Employee.department_id, Employee.age))
        .filter(Employee.age.gt(30))
        .subquery();
    let (department, age) = adults.columns();
    let eldest = select((department, func::max(age).label("eldest")))
        .select_from(&adults)
        .group_by(department)
        .subquery();
    let (department, age) = eldest.columns();
    let query = select((Department.name, age))
        .join(eldest.on(department.eq(Department.id)))
        .order_by(Department.id);
    let rows: Vec<(String, Option<i32>)> = conn.all(query).unwrap();
    assert_eq!(
        rows,
        [("Research".into(), Some(36)), ("Sales".into(), Some(58))]
    );
}

#[test]
fn an_entity_of_a_subquery_is_loaded(database: &TestDatabase) {
    let mut conn = company(database);
    let young = select(Employee).filter(Employee.age.lt(30)).subquery();
    let person = young.entity(Employee);
    let statement = select(person).select_from(&young).order_by(person.id);
    let found: Vec<Employee> = conn.all(&statement).unwrap();
    let names: Vec<String> = found.into_iter().map(|person| person.name).collect();
    assert_eq!(initials(&names), "BD");
    // Its relationships start from the subquery.
    let departments = select((person.name, Department.name))
        .select_from(&young)
        .join(person.department);
    let rows: Vec<(String, String)> = conn.all(departments).unwrap();
    assert_eq!(rows, [("Bob".into(), "Research".into())]);
    // Over an association table as well.
    let skills = select((person.name, Skill.name))
        .select_from(&young)
        .join(person.skills);
    let rows: Vec<(String, String)> = conn.all(skills).unwrap();
    assert_eq!(rows, [("Bob".into(), "sql".into())]);
}

#[test]
fn entities_and_values_of_one_subquery_keep_apart(database: &TestDatabase) {
    let mut conn = company(database);
    let manager = aliased(Employee);
    let pairs = select((Employee, manager, Employee.age - manager.age))
        .join(Employee.manager.of(manager))
        .subquery();
    let (report, chief, difference) = pairs.columns();
    let statement = select((report.name, chief.name, difference))
        .select_from(&pairs)
        .order_by(report.id);
    let rows: Vec<(String, String, i32)> = conn.all(statement).unwrap();
    assert_eq!(
        rows,
        [
            ("Bob".into(), "Ada".into(), -11),
            ("Cyd".into(), "Ada".into(), 5),
            ("Dan".into(), "Cyd".into(), -16),
        ]
    );
    // By name of the entity as well: the alias is the alias.
    let found = select(pairs.entity(manager).name)
        .select_from(&pairs)
        .filter(pairs.entity(Employee).name.eq("Dan"));
    assert_eq!(conn.all(found).unwrap(), ["Cyd"]);
}

#[test]
fn a_relationship_leads_to_a_subquery(database: &TestDatabase) {
    let mut conn = company(database);
    let old = select(Employee)
        .filter(Employee.age.gt(35))
        .subquery()
        .named("old");
    let elder = old.entity(Employee);
    let statement = select((Employee.name, elder.name))
        .join(Employee.manager.of(&old))
        .order_by(Employee.id);
    let rows: Vec<(String, String)> = conn.all(statement).unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[2], ("Dan".into(), "Cyd".into()));
}

#[test]
fn an_optional_entity_stays_optional(database: &TestDatabase) {
    let mut conn = company(database);
    let manager = aliased(Employee);
    let pairs = select((Employee.name, manager.optional()))
        .outer_join(Employee.manager.of(manager))
        .subquery();
    let (name, chief) = pairs.columns();
    let statement = select((name, chief)).select_from(&pairs).order_by(name);
    let rows: Vec<(String, Option<Employee>)> = conn.all(statement).unwrap();
    let chiefs: Vec<Option<&str>> = rows
        .iter()
        .map(|(_, chief)| chief.as_ref().map(|chief| chief.name.as_str()))
        .collect();
    assert_eq!(chiefs, [None, Some("Ada"), Some("Ada"), Some("Cyd"), None]);
}

#[test]
fn labels_that_clash_are_numbered(database: &TestDatabase) {
    let mut conn = company(database);
    let both = select((
        Employee.name,
        Department.name,
        func::length(Department.name),
    ))
    .join(Employee.department)
    .subquery();
    let (employee, department, length) = both.columns();
    let statement = select((employee, department, length))
        .select_from(&both)
        .order_by(employee);
    assert_eq!(
        statement.to_string(),
        "SELECT subquery_1.name, subquery_1.name_1, subquery_1.length FROM \
         (SELECT employees.name, departments.name AS name_1, \
         length(departments.name) AS length FROM employees \
         JOIN departments ON employees.department_id = departments.id) AS subquery_1 \
         ORDER BY subquery_1.name"
    );
    let rows: Vec<(String, String, i64)> = conn.all(statement).unwrap();
    assert_eq!(rows[0], ("Ada".into(), "Research".into(), 8));
}

#[test]
fn an_alias_stands_in_from_beside_the_subquery(database: &TestDatabase) {
    let mut conn = company(database);
    let ages = select(Employee.age).distinct().subquery();
    let others = ages.alias();
    let (age, other) = (ages.columns(), others.columns());
    let pairs = select(func::count_all())
        .select_from(&ages)
        .join(others.on(age.lt(other)));
    assert_eq!(conn.one(pairs).unwrap(), 6);
    let twice = select(age).select_from(&ages).join(ages.on(age.eq(age)));
    let error = conn.all(twice).unwrap_err().to_string();
    assert!(error.contains("twice"), "{error}");
}

#[test]
fn it_stands_in_a_correlated_subquery(database: &TestDatabase) {
    let mut conn = company(database);
    let sizes = select((Employee.department_id, func::count(Employee.id)))
        .group_by(Employee.department_id)
        .subquery();
    let (department, size) = sizes.columns();
    let of_department = select(size)
        .select_from(&sizes)
        .filter(department.eq(Department.id));
    let rows: Vec<(String, Option<i64>)> = conn
        .all(select((Department.name, of_department.scalar_subquery())).order_by(Department.id))
        .unwrap();
    assert_eq!(rows[2], ("Attic".into(), None));
    assert_eq!(rows[0].1, Some(2));
}

#[test]
fn it_sees_nothing_of_the_statement_around_it(database: &TestDatabase) {
    let mut conn = company(database);
    // The same table inside and outside: two occurrences.
    let ids = select(Employee.id).filter(Employee.age.gt(40)).subquery();
    let found = select(Employee.name)
        .join(ids.on(ids.columns().eq(Employee.id)))
        .order_by(Employee.id);
    assert_eq!(initials(&conn.all(found).unwrap()), "CE");
}

#[test]
fn a_set_operation_is_a_subquery(database: &TestDatabase) {
    let mut conn = company(database);
    let names = select(Employee.name)
        .union(select(Department.name))
        .subquery();
    let name = names.columns();
    let short = select(name)
        .select_from(&names)
        .filter(func::length(name).eq(3))
        .order_by(name);
    assert_eq!(initials(&conn.all(short).unwrap()), "ABCDE");
    let people = select(Employee)
        .filter(Employee.age.gt(50))
        .union(select(Employee).filter(Employee.age.lt(30)))
        .subquery();
    let person = people.columns();
    let found = select(person.name).select_from(&people).order_by(person.id);
    assert_eq!(initials(&conn.all(found).unwrap()), "BDE");
}

#[test]
fn a_subquery_that_is_not_named_is_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let ages = select(Employee.age).subquery();
    let forgotten = select(Employee.name).filter(Employee.age.eq(ages.columns()));
    let error = conn.all(forgotten).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    let error = error.to_string();
    assert!(error.contains(".select_from(&counts)"), "{error}");
}

#[test]
fn what_a_subquery_does_not_select_is_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let people = select(Employee).subquery();
    let department = people.entity(Department);
    let wrong = select(department.name).select_from(&people);
    let error = conn.all(wrong).unwrap_err().to_string();
    assert!(error.contains("doesn't select"), "{error}");
}

#[test]
fn a_name_is_given_once(database: &TestDatabase) {
    let mut conn = company(database);
    let ages = select(Employee.age).subquery().named("x");
    let ids = select(Employee.id).subquery().named("X");
    let both = select((ages.columns(), ids.columns()))
        .select_from(&ages)
        .cross_join(&ids);
    let error = conn.all(both).unwrap_err().to_string();
    assert!(error.contains("are named `X`"), "{error}");
}

#[test]
fn an_unconnected_subquery_is_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let ages = select(Employee.age).subquery();
    let product = select((Department.name, ages.columns())).select_from(&ages);
    let error = conn.all(product).unwrap_err().to_string();
    assert!(error.contains("nothing connects"), "{error}");
}

#[test(needs(!lateral))]
fn lateral_is_refused_where_it_is_unknown(database: &TestDatabase) {
    let mut conn = company(database);
    let best = select(Employee.name)
        .filter(Employee.department_id.eq(Department.id))
        .limit(1)
        .lateral();
    let statement = select((Department.name, best.columns())).cross_join(&best);
    let error = conn.all(statement).unwrap_err().to_string();
    let expected = format!("LATERAL can't be expressed in {}", conn.dialect().name());
    assert!(error.contains(&expected), "{error}");
}

#[test(needs(lateral))]
fn lateral_sees_what_stands_before_it(database: &TestDatabase) {
    let mut conn = company(database);
    let best = select(Employee.name)
        .filter(Employee.department_id.eq(Department.id))
        .order_by(Employee.salary.desc())
        .limit(1)
        .lateral();
    let statement = select((Department.name, best.columns()))
        .cross_join(&best)
        .order_by(Department.id);
    let rows = conn.all(statement).unwrap();
    assert_eq!(
        rows,
        [
            ("Research".into(), "Ada".into()),
            ("Sales".into(), "Eve".into())
        ]
    );
}

#[test]
fn equal_structures_share_one_text(database: &TestDatabase) {
    let cached = |low: i32| {
        let ages = select(Employee.age).filter(Employee.age.gt(low)).subquery();
        select(ages.columns()).select_from(&ages)
    };
    let mut conn = company(database);
    assert_eq!(conn.all(cached(50)).unwrap(), [58]);
    assert_eq!(conn.all(cached(40)).unwrap().len(), 2);
    // The same columns of two occurrences are another structure.
    let ages = select(Employee.age).subquery();
    let others = ages.alias();
    let (age, other) = (ages.columns(), others.columns());
    let first = select(age)
        .select_from(&ages)
        .join(others.on(age.lt(other)));
    let second = select(other)
        .select_from(&ages)
        .join(others.on(age.lt(other)));
    let (first, second) = (conn.all(first).unwrap(), conn.all(second).unwrap());
    assert!(first.contains(&25) && !first.contains(&58));
    assert!(second.contains(&58) && !second.contains(&25));
}

#[test(needs(lateral))]
fn a_lateral_subquery_is_joined_without_a_condition(database: &TestDatabase) {
    let mut conn = company(database);
    let eldest = select(Employee.name)
        .filter(Employee.department_id.eq(Department.id))
        .order_by(Employee.age.desc())
        .limit(1)
        .lateral();
    let name = eldest.columns();
    let query = select((Department.name, name.optional()))
        .outer_join(&eldest)
        .order_by(Department.id);
    let rows: Vec<(String, Option<String>)> = conn.all(query).unwrap();
    assert_eq!(
        rows,
        [
            ("Research".into(), Some("Ada".into())),
            ("Sales".into(), Some("Eve".into())),
            ("Attic".into(), None)
        ]
    );
    let query = select((Department.name, name))
        .join(&eldest)
        .order_by(Department.id);
    assert_eq!(conn.all(query).unwrap().len(), 2);
}

#[test(needs(lateral))]
fn a_lateral_subquery_stands_after_what_it_sees(database: &TestDatabase) {
    let mut conn = company(database);
    let first = select(Employee.name)
        .filter(Employee.department_id.eq(Department.id))
        .order_by(Employee.age)
        .limit(1)
        .lateral();
    let name = first.columns();
    let query = select((Department.name, name))
        .select_from(&first)
        .select_from(Department)
        .order_by(Department.id);
    let expected = [("Research", "Bob"), ("Sales", "Cyd")];
    let expected = expected.map(|(department, name)| (department.to_owned(), name.to_owned()));
    assert_eq!(conn.all(query).unwrap(), expected);
}

#[test]
fn a_column_is_found_again(database: &TestDatabase) {
    let mut conn = company(database);
    let manager = aliased(Employee);
    let pairs = select((
        Employee.name,
        manager.name,
        func::length(manager.name),
        Employee.age,
    ))
    .join(Employee.manager.of(manager))
    .subquery();
    let named = select((pairs.column(manager.name), pairs.column(Employee.age)))
        .select_from(&pairs)
        .filter(pairs.column(Employee.name).eq("Dan"));
    assert_eq!(conn.all(named).unwrap(), [("Cyd".into(), 25)]);
    // Through a subquery, a whole entity, a set operation and a common table expression.
    let young = select(Employee).filter(Employee.age.lt(30)).subquery();
    let person = young.entity(Employee);
    let names = || select((person.id, person.name)).select_from(&young);
    let united = names()
        .union_all(names().filter(person.id.gt(2)))
        .cte("united");
    let outer = select(united.column(Employee.name))
        .select_from(&united)
        .distinct()
        .subquery();
    let query = select(outer.column(Employee.name))
        .select_from(&outer)
        .order_by(outer.column(person.name));
    assert_eq!(conn.all(query).unwrap(), ["Bob", "Dan"]);
    // A column of what was derived is one too.
    let lengths = select(func::length(Employee.name)).subquery();
    let again = select((literal(1), lengths.columns()))
        .select_from(&lengths)
        .subquery();
    let query = select(func::max(again.column(lengths.columns()))).select_from(&again);
    assert_eq!(conn.one(query).unwrap(), Some(3));
}

#[test]
fn a_column_on_the_optional_side_is_found_as_optional(database: &TestDatabase) {
    let mut conn = company(database);
    let names = select((Employee.id, Department.name.optional()))
        .outer_join(Employee.department)
        .subquery();
    let name = names.optional_column(Department.name);
    let query = select((names.column(Employee.id), name))
        .select_from(&names)
        .filter(names.column(Employee.id).ge(4))
        .order_by(names.column(Employee.id));
    let expected = [(4, None), (5, Some("Sales".to_owned()))];
    assert_eq!(conn.all(query).unwrap(), expected);
    let promised = select(names.column(Department.name)).select_from(&names);
    let error = conn.all(promised).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(error.to_string().contains("optional_column"), "{error}");
}

#[test]
fn a_column_that_is_not_there_is_told(database: &TestDatabase) {
    let mut conn = company(database);
    let ids = select(Employee.id).subquery();
    let refused = |conn: &mut alchemy::engine::Connection, query: Select<String>, why: &str| {
        let error = conn.all(query).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile);
        assert!(error.to_string().contains(why), "{error}");
    };
    let missing = select(ids.column(Employee.name)).select_from(&ids);
    refused(
        &mut conn,
        missing,
        "`name` is used of a subquery that doesn't select it",
    );
    let other = aliased(Employee);
    let missing = select(ids.column(other.name)).select_from(&ids);
    refused(&mut conn, missing, "doesn't select it");
    let names = select(Employee.name).subquery();
    let others = names.alias();
    let (one, two) = (names.columns(), others.columns());
    let both = select((one, two))
        .select_from(&names)
        .join(others.on(one.lt(two)))
        .subquery();
    let unclear = select(both.column(Employee.name)).select_from(&both);
    refused(&mut conn, unclear, "several columns");
    let clear = select(both.column(two))
        .select_from(&both)
        .order_by(both.column(two))
        .limit(1);
    assert_eq!(conn.all(clear).unwrap(), ["Bob"]);
}
