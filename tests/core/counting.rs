//! How many rows a statement gives, and whether it gives one.

use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Reading, company};

/// The count that the database gives is the number of rows that it gives.
fn counted<R: alchemy::sql::Row>(conn: &mut Connection, statement: Select<R>) -> i64 {
    let count = conn.one(statement.count()).unwrap();
    let rows = conn.all(statement).unwrap();
    assert_eq!(usize::try_from(count), Ok(rows.len()));
    count
}

#[test]
fn rows_of_tables(database: &TestDatabase) {
    let mut conn = company(database);
    assert_eq!(counted(&mut conn, select(Employee)), 5);
    let young = select(Employee.name)
        .filter(Employee.age.lt(30))
        .order_by(Employee.age);
    assert_eq!(counted(&mut conn, young), 2);
    let none = select(Employee.name).filter(Employee.age.lt(0));
    assert_eq!(counted(&mut conn, none), 0);
    let placed = select((Employee.name, Department.name)).join(Employee.department);
    let inner = counted(&mut conn, placed);
    let all = select((Employee.name, Department.name.optional()))
        .outer_join(Department.on(Employee.department_id.eq(Department.id)));
    assert!(counted(&mut conn, all) > inner, "{inner}");
    // Only what is selected tells that the other table is in FROM.
    let pairs =
        select((Employee.name, Department.name)).filter(Employee.department_id.eq(Department.id));
    assert_eq!(counted(&mut conn, pairs), inner);
    let manager = aliased(Employee);
    let managed = select(manager.name)
        .select_from(Employee)
        .join(manager.on(Employee.manager_id.eq(manager.id)));
    let managed = counted(&mut conn, managed);
    assert!((1..5).contains(&managed), "{managed}");
    assert_eq!(counted(&mut conn, select(aliased(Employee).name)), 5);
}

#[test]
fn rows_that_are_made_of_several(database: &TestDatabase) {
    let mut conn = company(database);
    let sensors = select(Reading.sensor).distinct().order_by(Reading.sensor);
    assert_eq!(counted(&mut conn, sensors), 3);
    let groups = select((Reading.sensor, func::sum(Reading.value))).group_by(Reading.sensor);
    assert_eq!(counted(&mut conn, groups.clone()), 3);
    let some = groups.having(func::max(Reading.value).gt(28));
    assert_eq!(counted(&mut conn, some), 2);
    // An aggregate gives one row, of no row even.
    let nothing = select(func::count_all()).filter(Reading.value.gt(99));
    assert_eq!(counted(&mut conn, nothing.select_from(Reading)), 1);
    let expressions = select((Reading.value + 1, func::abs(Reading.value), literal(1)));
    assert_eq!(counted(&mut conn, expressions), 30);
    // Three sensors and four ages: two people have the same one.
    let numbers = select(Reading.sensor).union(select(Employee.age));
    assert_eq!(counted(&mut conn, numbers.order_by(Reading.sensor)), 7);
}

#[test]
fn rows_of_a_part(database: &TestDatabase) {
    let mut conn = company(database);
    let readings = || select(Reading.value).order_by(Reading.value);
    assert_eq!(counted(&mut conn, readings().limit(7)), 7);
    assert_eq!(counted(&mut conn, readings().limit(7).offset(28)), 2);
    assert_eq!(counted(&mut conn, readings().offset(10)), 20);
    let highest = readings().limit(4).subquery();
    let value = highest.columns();
    let of_part = select(value).select_from(&highest).filter(value.gt(2));
    assert_eq!(counted(&mut conn, of_part), 2);
    let cte = readings().limit(4).cte("lowest");
    let value = cte.columns();
    assert_eq!(counted(&mut conn, select(value).select_from(&cte)), 4);
}

/// Names that stand twice in what is selected are told apart in the subquery.
#[test]
fn columns_of_one_name(database: &TestDatabase) {
    let mut conn = company(database);
    let twice = select((Employee.id, Employee.name, Department.id, Department.name))
        .join(Employee.department)
        .limit(2);
    assert_eq!(counted(&mut conn, twice), 2);
    let whole = select((Employee, Department))
        .join(Employee.department)
        .limit(1);
    assert_eq!(counted(&mut conn, whole), 1);
}

#[test]
fn a_count_in_another_statement(database: &TestDatabase) {
    let mut conn = company(database);
    let staff = select(Employee.id).filter(Employee.department_id.eq(Department.id));
    let statement =
        select((Department.id, staff.count().scalar_subquery())).order_by(Department.id);
    let counts = conn.all(statement).unwrap();
    assert_eq!(counts.len(), 3);
    for (department, count) in counts {
        let staff = select(Employee).filter(Employee.department_id.eq(department));
        assert_eq!(Some(counted(&mut conn, staff)), count, "{department:?}");
    }
}

#[test]
fn whether_there_is_a_row(database: &TestDatabase) {
    let mut conn = company(database);
    let older = |age| select(Employee.id).filter(Employee.age.gt(age));
    assert!(conn.one(select(older(30).exists())).unwrap());
    assert!(!conn.one(select(older(99).exists())).unwrap());
    assert!(conn.one(select(!older(99).exists())).unwrap());
    let grouped = select(Reading.sensor)
        .group_by(Reading.sensor)
        .having(func::count_all().gt(10));
    assert!(!conn.one(select(grouped.exists())).unwrap());
}
