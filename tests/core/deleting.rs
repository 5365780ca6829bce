//! DELETE, and RETURNING of what is gone.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Reading, company};

#[test]
fn rows_where_a_filter_holds(database: &TestDatabase) {
    let mut conn = company(database);
    let statement = delete(Reading)
        .filter(Reading.value.gt(10))
        .filter(Reading.sensor.ne(0));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 13);
    let left: i64 = conn.one(select(func::count(Reading.id))).unwrap();
    assert_eq!(left, 17);
    assert_eq!(conn.execute(delete(Reading)).unwrap().rows_affected, 17);
}

#[test(needs(returning.delete))]
fn the_rows_that_are_gone(database: &TestDatabase) {
    let mut conn = company(database);
    let statement = delete(Reading)
        .filter(Reading.value.le(2))
        .returning((Reading.value, Reading.sensor + 10));
    let mut gone = conn.all(statement).unwrap();
    gone.sort_unstable();
    assert_eq!(gone, [(1, 11), (2, 12)]);
    let entity: Reading = conn
        .one(
            delete(Reading)
                .filter(Reading.value.eq(3))
                .returning(Reading),
        )
        .unwrap();
    assert_eq!(entity.value, 3);
}

#[test]
fn rows_that_a_limited_subquery_names(database: &TestDatabase) {
    let mut conn = company(database);
    let top = select(Reading.id).order_by(Reading.value.desc()).limit(3);
    let gone = delete(Reading).filter(Reading.id.in_(top));
    assert_eq!(conn.execute(gone).unwrap().rows_affected, 3);
}

#[test(needs(returning.delete))]
fn rows_that_subqueries_name(database: &TestDatabase) {
    let mut conn = company(database);
    let staff = select(Employee.id).filter(Employee.department_id.eq(Department.id));
    let gone = delete(Department)
        .filter(!staff.exists())
        .returning(Department.name);
    assert_eq!(conn.all(gone).unwrap(), ["Attic"]);
    let mean = select(func::avg(Reading.value));
    let gone = delete(Reading).filter(Reading.value.lt(mean));
    assert_eq!(conn.execute(gone).unwrap().rows_affected, 15);
}

#[test]
fn a_key_that_is_in_use_is_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let error = conn.execute(delete(Department)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
}
