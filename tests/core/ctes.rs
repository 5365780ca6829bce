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
fn recursion_goes_on_until_there_is_nothing_more(database: &TestDatabase) {
    let mut conn = database.engine().unwrap().connect().unwrap();
    let numbers = select(literal(1_i64))
        .recursive_cte("numbers")
        .union_all(|numbers| {
            let number = numbers.columns();
            select(number + 1_i64)
                .select_from(numbers)
                .filter(number.lt(5_000))
        });
    let number = numbers.columns();
    let counted = select((func::count(number), func::max(number))).select_from(&numbers);
    assert_eq!(conn.one(counted).unwrap(), (5_000, Some(5_000)));
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

#[test]
fn it_stands_among_the_other_tables_of_an_update_and_a_delete(database: &TestDatabase) {
    let mut conn = company(database);
    let counts = select((Employee.department_id, func::count_all().label("n")))
        .group_by(Employee.department_id)
        .cte("counts");
    let (department, n) = counts.columns();
    let statement = update(Department)
        .set(Department.budget, n)
        .from(&counts)
        .filter(Department.id.eq(department));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 2);
    let budgets = conn
        .all(select(Department.budget).order_by(Department.id))
        .unwrap();
    assert_eq!(budgets, [Some(2), Some(2), Some(500)]);
    let staff = select(Employee.id)
        .filter(Employee.name.eq("Cyd"))
        .recursive_cte("staff")
        .union_all(|staff| {
            select(Employee.id).join(staff.on(Employee.manager_id.eq(staff.columns())))
        });
    conn.execute(text("DELETE FROM employee_skills")).unwrap();
    conn.execute(update(Employee).set(Employee.manager_id, None::<i64>))
        .unwrap();
    let other = aliased(Employee);
    let statement = delete(other)
        .using(&counts)
        .filter(other.department_id.eq(department) & n.gt(1) & other.age.gt(50));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 1);
    // Without managers Cyd is alone.
    let statement = delete(Employee)
        .using(&staff)
        .filter(Employee.id.eq(staff.columns()));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 1);
}

#[test]
fn text_in_an_insert_names_one_that_was_added(database: &TestDatabase) {
    let mut conn = company(database);
    let old = select(Employee.id).filter(Employee.age.gt(40)).cte("old");
    let names = select(Employee.name).filter(text("employees.id IN (SELECT id FROM old)"));
    let statement = insert(Department)
        .columns(Department.name)
        .from_select(names)
        .add_cte(&old);
    assert_eq!(conn.execute(&statement).unwrap().rows_affected, 2);
    let rows = insert(Department).set(Department.name, "x").add_cte(&old);
    if database.capability().with.insert {
        assert_eq!(conn.execute(rows).unwrap().rows_affected, 1);
    } else {
        let error = conn.execute(rows).unwrap_err();
        assert!(error.to_string().contains("WITH before INSERT"), "{error}");
    }
    let statement = delete(Department)
        .filter(text(
            "name IN (SELECT e.name FROM employees e JOIN old ON old.id = e.id)",
        ))
        .add_cte(&old);
    if database.capability().with.delete {
        assert_eq!(conn.execute(statement).unwrap().rows_affected, 2);
    } else {
        let error = conn.execute(statement).unwrap_err();
        assert!(error.to_string().contains("WITH before DELETE"), "{error}");
    }
}

#[test]
fn one_that_nests_stands_before_its_select(database: &TestDatabase) {
    let mut conn = company(database);
    let old = select((Employee.id, Employee.name))
        .filter(Employee.age.gt(40))
        .cte("old")
        .nesting();
    let (id, name) = old.columns();
    let ids = select(id).select_from(&old);
    let query = select(Employee.name)
        .filter(Employee.id.in_(ids.clone().union(ids)))
        .order_by(Employee.name);
    let sql = query.to_string();
    assert_eq!(sql.matches("WITH").count(), 1, "{sql}");
    assert!(!sql.starts_with("WITH"), "{sql}");
    assert_eq!(conn.all(query).unwrap(), ["Cyd", "Eve"]);
    // Beside one that doesn't, which uses it.
    let names = select(name)
        .select_from(&old)
        .filter(name.ne("Cyd"))
        .cte("names");
    let query = select((name, names.columns()))
        .select_from(&old)
        .cross_join(&names)
        .order_by(name);
    let rows = conn.all(query).unwrap();
    let rows: Vec<_> = rows.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(rows, [("Cyd", "Eve"), ("Eve", "Eve")]);
}

#[test]
fn one_that_nests_refers_to_what_stands_around_it(database: &TestDatabase) {
    let mut conn = company(database);
    let own = select(Employee.age)
        .filter(Employee.department_id.eq(Department.id))
        .cte("own")
        .nesting();
    let eldest = select(func::max(own.columns())).select_from(&own);
    let query = select((Department.name, eldest.scalar_subquery())).order_by(Department.id);
    if !database.capability().correlated_derived_table {
        let error = conn.all(query).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile, "{error}");
        return;
    }
    let rows: Vec<(String, Option<i32>)> = conn.all(query).unwrap();
    let ages: Vec<_> = rows.into_iter().map(|row| row.1).collect();
    assert_eq!(ages, [Some(36), Some(58), None]);
}
