//! Common table expressions: plain, recursive, several, and within other parts of a statement.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, company};

#[test]
fn it_stands_before_the_statement_once(database: &TestDatabase) {
    let mut conn = company(database);
    let adults = select((Employee.id, Employee.name, Employee.department_id))
        .filter(Employee.age.gt(30))
        .cte("adults");
    let (_, name, department) = adults.columns();
    let query = select((name, Department.name))
        .join(adults.on(department.eq(Department.id)))
        .filter(
            department.in_(
                select(department)
                    .select_from(&adults)
                    .filter(name.ne("Eve")),
            ),
        )
        .order_by(name);
    assert_eq!(query.to_string().matches("WITH").count(), 1, "{query}");
    let rows: Vec<(String, String)> = conn.all(query).unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[2], ("Eve".into(), "Sales".into()));
}

#[test]
fn one_is_made_of_another(database: &TestDatabase) {
    let mut conn = company(database);
    let adults = select((Employee.department_id, Employee.age))
        .filter(Employee.age.gt(30))
        .cte("adults");
    let (department, age) = adults.columns();
    let eldest = select((department, func::max(age).label("age")))
        .select_from(&adults)
        .group_by(department)
        .cte("eldest");
    let (department, age) = eldest.columns();
    // Both are used, the first one twice.
    let count = select(func::count_all()).select_from(&adults);
    let query = select((Department.name, age, count.scalar_subquery()))
        .join(eldest.on(department.eq(Department.id)))
        .order_by(Department.id);
    let sql = query.to_string();
    assert!(sql.starts_with("WITH adults AS (SELECT"), "{sql}");
    assert!(sql.contains("), eldest AS (SELECT"), "{sql}");
    let rows: Vec<(String, Option<i32>, Option<i64>)> = conn.all(query).unwrap();
    assert_eq!(
        rows,
        [
            ("Research".into(), Some(36), Some(3)),
            ("Sales".into(), Some(58), Some(3))
        ]
    );
}

#[test]
fn a_tree_is_walked_with_depth_and_path(database: &TestDatabase) {
    let mut conn = company(database);
    let tree = select((
        Employee.id,
        Employee.name.cast::<String>().label("path"),
        literal(0_i64).label("depth"),
    ))
    .filter(Employee.manager_id.is_null())
    .recursive_cte("tree")
    .union_all(|tree| {
        let (manager, path, depth) = tree.columns();
        select((
            Employee.id,
            path.concat("/").concat(Employee.name),
            depth + 1,
        ))
        .join(tree.on(manager.eq(Employee.manager_id)))
    });
    let (_, path, depth) = tree.columns();
    let query = select((path, depth)).select_from(&tree).order_by(path);
    let rows: Vec<(String, i64)> = conn.all(query).unwrap();
    assert_eq!(
        rows,
        [
            ("Ada".into(), 0),
            ("Ada/Bob".into(), 1),
            ("Ada/Cyd".into(), 1),
            ("Ada/Cyd/Dan".into(), 2),
            ("Eve".into(), 0)
        ]
    );
}

#[test]
fn union_ends_a_circle(database: &TestDatabase) {
    let mut conn = company(database);
    conn.execute(
        update(Employee)
            .set(Employee.manager_id, 4)
            .filter(Employee.id.eq(1)),
    )
    .unwrap();
    let chain = select(Employee.id)
        .filter(Employee.name.eq("Dan"))
        .recursive_cte("chain")
        .union(|chain| {
            let leader = aliased(Employee);
            select(leader.id)
                .select_from(chain)
                .join(Employee.on(Employee.id.eq(chain.columns())))
                .join(Employee.manager.of(leader))
        });
    let leaders = select(Employee.name)
        .join(chain.on(chain.columns().eq(Employee.id)))
        .order_by(Employee.name);
    assert_eq!(conn.all(leaders).unwrap(), ["Ada", "Cyd", "Dan"]);
}

#[test]
fn entities_come_through_a_recursive_one(database: &TestDatabase) {
    let mut conn = company(database);
    let staff = select(Employee)
        .filter(Employee.name.eq("Cyd"))
        .recursive_cte("staff")
        .union_all(|staff| {
            let leader = staff.entity(Employee);
            select(Employee).join(staff.on(Employee.manager_id.eq(leader.id)))
        });
    let person = staff.columns();
    let found: Vec<Employee> = conn
        .all(select(person).select_from(&staff).order_by(person.id))
        .unwrap();
    let names: Vec<&str> = found.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["Cyd", "Dan"]);
}

#[test]
fn a_set_operation_has_a_name(database: &TestDatabase) {
    let mut conn = company(database);
    let names = select((Employee.name.label("n"), literal("person").label("kind")))
        .union_all(select((Department.name, literal("department"))))
        .cte("names");
    let (name, kind) = names.columns();
    let query = select((kind, func::count(name)))
        .select_from(&names)
        .group_by(kind)
        .order_by(kind);
    let rows: Vec<(String, i64)> = conn.all(query).unwrap();
    assert_eq!(rows, [("department".into(), 3), ("person".into(), 5)]);
}

#[test]
fn text_names_one_that_was_added(database: &TestDatabase) {
    let mut conn = company(database);
    let adults = select(Employee.id)
        .filter(Employee.age.gt(50))
        .cte("adults");
    let query = select(Employee.name)
        .add_cte(&adults)
        .filter(text("employees.id IN (SELECT id FROM adults)"));
    assert_eq!(conn.all(query).unwrap(), ["Eve"]);
}

#[test]
fn it_serves_an_update_and_a_delete(database: &TestDatabase) {
    let mut conn = company(database);
    let old = select(Employee.id).filter(Employee.age.gt(40)).cte("old");
    let ids = || select(old.columns()).select_from(&old);
    let done = conn
        .execute(
            update(Employee)
                .set(Employee.rating, 5.0)
                .filter(Employee.id.in_(ids())),
        )
        .unwrap();
    assert_eq!(done.rows_affected, 2);
    conn.execute(text("DELETE FROM employee_skills")).unwrap();
    conn.execute(update(Employee).set(Employee.manager_id, None::<i64>))
        .unwrap();
    conn.execute(delete(Employee).filter(Employee.id.in_(ids())))
        .unwrap();
    assert_eq!(conn.one(select(func::count(Employee.id))).unwrap(), 3);
}

#[test]
fn two_of_one_name_are_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let first = select(Employee.age).cte("x");
    let second = select(Employee.age).cte("x");
    let both = select((first.columns(), second.columns()))
        .select_from(&first)
        .cross_join(&second);
    let error = conn.all(both).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(error.to_string().contains("are named `x`"), "{error}");
    // The name of a table would hide it.
    let hiding = select(Employee.id).cte("employees");
    let query = select(hiding.columns()).select_from(&hiding);
    let error = conn.all(query).unwrap_err().to_string();
    assert!(error.contains("are named `employees`"), "{error}");
}

#[test]
fn an_alias_of_it_stands_beside_it(database: &TestDatabase) {
    let mut conn = company(database);
    let ages = select(Employee.age).distinct().cte("ages");
    let others = ages.alias();
    let (age, other) = (ages.columns(), others.columns());
    let pairs = select(func::count_all())
        .select_from(&ages)
        .join(others.on(age.lt(other)));
    assert_eq!(conn.one(pairs).unwrap(), 6);
}

#[test(needs(materialized_cte))]
fn hints_are_taken_where_there_are_any(database: &TestDatabase) {
    let mut conn = company(database);
    let ages = select(Employee.age).cte("ages").materialized();
    let query = select(func::count_all()).select_from(&ages);
    assert_eq!(conn.one(query).unwrap(), 5);
    let ages = select(Employee.age).cte("ages").not_materialized();
    let query = select(func::count_all()).select_from(&ages);
    assert_eq!(conn.one(query).unwrap(), 5);
}

#[test]
fn the_values_of_one_used_twice_stay_in_order(database: &TestDatabase) {
    let mut conn = company(database);
    let old = select((Employee.id, Employee.age + 100_i32))
        .filter(Employee.age.gt(40))
        .cte("old");
    let again = old.alias();
    let (id, more) = old.columns();
    let (other, least) = again.columns();
    let query = select((Employee.name, more, least, literal(7)))
        .join(old.on(id.eq(Employee.id)))
        .join(again.on(other.eq(Employee.id) & least.gt(150)))
        .filter(Employee.name.ne("nobody"));
    let rows: Vec<(String, i32, i32, i32)> = conn.all(query).unwrap();
    assert_eq!(rows, [("Eve".into(), 158, 158, 7)]);
}

#[test(needs(!materialized_cte))]
fn hints_are_refused_where_there_are_none(database: &TestDatabase) {
    let mut conn = company(database);
    let ages = select(Employee.age).cte("ages").materialized();
    let query = select(func::count_all()).select_from(&ages);
    let error = conn.one(query).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(error.to_string().contains("MATERIALIZED"), "{error}");
}
