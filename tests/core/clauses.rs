//! The clauses of a SELECT that not every database has: locks, DISTINCT ON, ties, hints.

use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy::sql::Lock;
use alchemy_dialects::{MARIADB, MYSQL, POSTGRESQL, SQLITE};
use alchemy_test_support::TestDatabase;

use crate::schema::{Employee, Reading, company};

#[test(needs(distinct_on))]
fn distinct_on_gives_the_first_of_each(database: &TestDatabase) {
    let mut conn = company(database);
    let oldest = select((Employee.department_id, Employee.name))
        .distinct_on(Employee.department_id)
        .order_by((
            Employee.department_id.asc().nulls_last(),
            Employee.age.desc(),
        ));
    let rows: Vec<(Option<i64>, String)> = conn.all(oldest).unwrap();
    let expected = [(Some(1), "Ada"), (Some(2), "Eve"), (None, "Dan")];
    assert_eq!(rows, expected.map(|(id, name)| (id, name.to_owned())));
}

#[test(needs(with_ties))]
fn ties_belong_to_the_limit(database: &TestDatabase) {
    let mut conn = company(database);
    let by_age = || select(Employee.name).order_by(Employee.age);
    let mut young = conn.all(by_age().limit(1).with_ties()).unwrap();
    young.sort();
    assert_eq!(young, ["Bob", "Dan"]);
    assert_eq!(
        conn.all(by_age().limit(1).offset(2).with_ties()).unwrap(),
        ["Ada"]
    );
    assert_eq!(conn.all(by_age().limit(1)).unwrap().len(), 1);
}

#[test]
fn every_lock_gives_the_rows(database: &TestDatabase) {
    let mut conn = company(database);
    for lock in [
        Lock::for_update(),
        Lock::for_no_key_update(),
        Lock::for_share(),
        Lock::for_key_share(),
    ] {
        for lock in [lock.clone(), lock.clone().nowait(), lock.skip_locked()] {
            let statement = select(Employee.name)
                .filter(Employee.age.eq(25))
                .order_by(Employee.id)
                .limit(5)
                .with_lock(lock.clone());
            assert_eq!(conn.all(statement).unwrap(), ["Bob", "Dan"], "{lock:?}");
        }
    }
}

fn locked(conn: &mut Connection, lock: Lock) -> alchemy::Result<Vec<i32>> {
    let first = select(Reading.value).filter(Reading.id.le(3));
    conn.all(first.order_by(Reading.id).with_lock(lock))
}

#[test(needs(row_locks), concurrent)]
fn a_locked_row_is_skipped_or_an_error(database: &TestDatabase) {
    let mut first = company(database);
    first.commit().unwrap();
    let mut second = first.engine().connect().unwrap();
    let row = select(Reading.value).filter(Reading.id.eq(2)).for_update();
    assert_eq!(first.one(row).unwrap(), 2);

    assert_eq!(
        locked(&mut second, Lock::for_update().skip_locked()).unwrap(),
        [1, 3]
    );
    let error = locked(&mut second, Lock::for_share().nowait()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Locked, "{error}");
    second.rollback().unwrap();

    first.rollback().unwrap();
    assert_eq!(locked(&mut first, Lock::for_share()).unwrap(), [1, 2, 3]);
    assert_eq!(
        locked(&mut second, Lock::for_share().nowait()).unwrap(),
        [1, 2, 3]
    );
}

#[test]
fn each_database_gets_its_own_hints(database: &TestDatabase) {
    let mut conn = company(database);
    let statement = select(Employee.name)
        .filter(Employee.id.le(2))
        .order_by(Employee.id)
        .with_hint(Employee, SQLITE, "NOT INDEXED")
        .with_hint(Employee, MYSQL, "USE INDEX (PRIMARY)")
        .with_hint(Employee, MARIADB, "USE INDEX (PRIMARY)")
        .prefix_with(MYSQL, "HIGH_PRIORITY")
        .prefix_with(MARIADB, "STRAIGHT_JOIN")
        .prefix_with(POSTGRESQL, "ALL")
        .with_statement_hint(MYSQL, "MAX_EXECUTION_TIME(10000)")
        .with_statement_hint(POSTGRESQL, "IndexScan(employees)")
        .suffix_with(MARIADB, "LIMIT ROWS EXAMINED 10000")
        .suffix_with(POSTGRESQL, "FETCH FIRST 5 ROWS ONLY");
    assert_eq!(conn.all(statement).unwrap(), ["Ada", "Bob"]);
}
