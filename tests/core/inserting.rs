//! INSERT: by columns, of tuples, of structs; defaults; RETURNING.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Setting, company, date, empty};

#[test]
fn one_row_by_columns(database: &TestDatabase) {
    let mut conn = empty(database);
    let result = conn
        .execute(
            insert(Department)
                .set(Department.name, "Lab")
                .set(Department.budget, 7),
        )
        .unwrap();
    let id = database.capability().last_insert_id.then_some(1);
    assert_eq!((result.rows_affected, result.last_insert_id), (1, id));
    let row: (i64, String, Option<i64>) = conn
        .one(select((Department.id, Department.name, Department.budget)))
        .unwrap();
    assert_eq!(row, (1, "Lab".into(), Some(7)));
}

#[test]
fn rows_of_values(database: &TestDatabase) {
    let mut conn = empty(database);
    let rows = [("a", Some(1)), ("b", None), ("c", Some(3))];
    let columns = (Department.name, Department.budget);
    let result = conn
        .execute(insert(Department).columns(columns).values(rows))
        .unwrap();
    assert_eq!(result.rows_affected, 3);
    let owned = vec![(String::from("d"), 4_i64)];
    conn.execute(insert(Department).columns(columns).values(owned))
        .unwrap();
    let names = insert(Department)
        .columns(Department.name)
        .values(["e", "f"]);
    conn.execute(names).unwrap();
    let budgets = conn
        .all(select(Department.budget).order_by(Department.name))
        .unwrap();
    assert_eq!(budgets, [Some(1), None, Some(3), Some(4), None, None]);
}

#[test(needs(returning.insert))]
fn expressions_and_subqueries_as_values(database: &TestDatabase) {
    let mut conn = company(database);
    let staff = select(func::count(Employee.id)).scalar_subquery();
    let statement = insert(Department)
        .set(Department.name, literal("La").concat("b"))
        .set(Department.budget, staff * 10)
        .returning((Department.name, Department.budget));
    assert_eq!(conn.one(statement).unwrap(), ("Lab".into(), Some(50)));
}

#[test(needs(returning.insert))]
fn structs_leave_what_is_unset_to_the_database(database: &TestDatabase) {
    let mut conn = empty(database);
    let new = |name: &str| Department {
        name: name.into(),
        ..Department::default()
    };
    let keys: Vec<i64> = conn
        .all(
            insert(Department)
                .values(&[new("a"), new("b")])
                .returning(Department.id),
        )
        .unwrap();
    assert_eq!(keys, [1, 2]);
    let keyed = Department {
        id: 40.into(),
        ..new("c")
    };
    conn.execute(insert(Department).values([&keyed])).unwrap();
    let found: Department = conn
        .one(select(Department).filter(Department.id.eq(40)))
        .unwrap();
    assert_eq!(found, keyed);
}

#[test]
fn rows_that_set_different_columns_are_refused(database: &TestDatabase) {
    let mut conn = empty(database);
    let new = |id: Auto<i64>, name: &str| Department {
        id,
        name: name.into(),
        budget: None,
    };
    let rows = [new(Auto::unset(), "a"), new(7.into(), "b")];
    let error = conn.execute(insert(Department).values(&rows)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert_eq!(
        error.message(),
        "one row for `departments` sets `id` and another doesn't"
    );
    assert_eq!(
        (error.table(), error.column()),
        (Some("departments"), Some("id"))
    );
}

#[test(needs(returning.insert))]
fn defaults_of_the_library_and_of_the_server(database: &TestDatabase) {
    let mut conn = empty(database);
    let row: (Auto<String>, Auto<i32>) = {
        let setting: Setting = conn
            .one(insert(Setting).set(Setting.key, "a").returning(Setting))
            .unwrap();
        assert!(setting.changed.is_set() && setting.data.is_none());
        (setting.value, setting.level)
    };
    assert_eq!(row, (String::from("none").into(), 3.into()));
    let given = Setting {
        key: "b".into(),
        level: 9.into(),
        data: Some(vec![0, 255]),
        ..Setting::default()
    };
    let stored: Setting = conn
        .one(insert(Setting).values([&given]).returning(Setting))
        .unwrap();
    assert_eq!(
        (stored.level.get(), stored.value.get()),
        (Some(9), Some("none".into()))
    );
    assert_eq!(stored.data, Some(vec![0, 255]));
    let rows = insert(Setting)
        .columns((Setting.key, Setting.value))
        .values([("c", "x"), ("d", "y")])
        .returning((Setting.value, Setting.level));
    assert_eq!(conn.all(rows).unwrap(), [("x".into(), 3), ("y".into(), 3)]);
}

#[test]
fn nothing_but_defaults(database: &TestDatabase) {
    let mut conn = empty(database);
    let error = conn.execute(insert(Department)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotNullViolation);
    assert_eq!(error.column(), Some("name"));
}

#[test]
fn bytes_by_reference(database: &TestDatabase) {
    let mut conn = empty(database);
    let bytes: &[u8] = &[1, 2, 3];
    conn.execute(
        insert(Setting)
            .set(Setting.key, "a")
            .set(Setting.data, bytes),
    )
    .unwrap();
    let found = conn
        .one(select(Setting.key).filter(Setting.data.eq(bytes)))
        .unwrap();
    assert_eq!(found, "a");
}

#[test]
fn many_rows_at_once(database: &TestDatabase) {
    let mut conn = empty(database);
    let rows = (0..5_000).map(|n| (format!("d{n}"), n));
    let statement = insert(Department)
        .columns((Department.name, Department.budget))
        .values(rows);
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 5_000);
    let sum = conn.one(select(func::sum(Department.budget))).unwrap();
    assert_eq!(sum, Some((0..5_000).sum()));
}

#[test(needs(returning.insert))]
fn eleven_columns_at_once(database: &TestDatabase) {
    let mut conn = company(database);
    let columns = (
        Employee.id,
        Employee.name,
        Employee.nickname,
        Employee.age,
        Employee.salary,
        Employee.rating,
        Employee.weight,
        Employee.active,
        Employee.hired,
        Employee.manager_id,
        Employee.department_id,
    );
    let row = (
        9,
        "Fay",
        None::<&str>,
        20,
        12,
        1.5,
        0.5_f32,
        true,
        date(2021),
        1,
        None::<i64>,
    );
    let statement = insert(Employee)
        .columns(columns)
        .values([row])
        .returning(Employee);
    let fay: Employee = conn.one(statement).unwrap();
    assert_eq!(
        (fay.id.get(), fay.rating, fay.weight),
        (Some(9), Some(1.5), 0.5)
    );
    assert_eq!(fay.manager_id, Some(1));
}

#[test]
fn a_violation_names_what_it_violates(database: &TestDatabase) {
    let mut conn = company(database);
    let error = conn
        .execute(insert(Department).set(Department.name, "Sales"))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    // Each database names one or the other.
    let column = error.column() == Some("name");
    let constraint = error.constraint().is_some_and(|name| name.contains("name"));
    assert!(column || constraint, "{error}");
}
