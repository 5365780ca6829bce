//! Several expressions compared as one.

use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy::sql::{Condition, tuple};
use alchemy_test_support::TestDatabase;

use crate::schema::{Employee, Reading, company};

fn ids(conn: &mut Connection, condition: impl Condition) -> Vec<i64> {
    let statement = select(Employee.id).filter(condition).order_by(Employee.id);
    conn.all(statement).unwrap()
}

#[test]
fn the_first_that_differs_decides(database: &TestDatabase) {
    let mut conn = company(database);
    let pair = || tuple((Employee.age, Employee.id));
    assert_eq!(ids(&mut conn, pair().eq((25, 4))), [4]);
    assert_eq!(ids(&mut conn, pair().ne((25, 4))), [1, 2, 3, 5]);
    assert_eq!(ids(&mut conn, pair().gt((25, 2))), [1, 3, 4, 5]);
    assert_eq!(ids(&mut conn, pair().ge((36, 1))), [1, 3, 5]);
    assert_eq!(ids(&mut conn, pair().lt((36, 1))), [2, 4]);
    assert_eq!(ids(&mut conn, pair().le((36, 1))), [1, 2, 4]);
    assert_eq!(ids(&mut conn, !pair().eq((25, 4))), [1, 2, 3, 5]);
    let other = tuple((Employee.age + 0, Employee.id));
    assert_eq!(ids(&mut conn, pair().eq(other)), [1, 2, 3, 4, 5]);
    let name = tuple((Employee.name, Employee.salary, Employee.hired));
    let ada = (
        "Ada",
        crate::schema::cents(100_050),
        crate::schema::date(2010),
    );
    assert_eq!(ids(&mut conn, name.eq(ada)), [1]);
}

#[test]
fn lists_of_tuples(database: &TestDatabase) {
    let mut conn = company(database);
    let pair = || tuple((Employee.name, Employee.age));
    let found = pair().in_([("Ada", 36), ("Bob", 26), ("Eve", 58)]);
    assert_eq!(ids(&mut conn, found), [1, 5]);
    let others = pair().not_in([("Ada", 36), ("Bob", 26)]);
    assert_eq!(ids(&mut conn, others), [2, 3, 4, 5]);
    assert_eq!(ids(&mut conn, !pair().in_([("Ada", 36)])), [2, 3, 4, 5]);
    let none: [(&str, i32); 0] = [];
    assert_eq!(ids(&mut conn, pair().in_(none)), [0_i64; 0]);
    assert_eq!(ids(&mut conn, pair().not_in(none)), [1, 2, 3, 4, 5]);
    for length in 1..5 {
        let pairs = (0..length).map(|n| ("Ada", 36 - n));
        assert_eq!(ids(&mut conn, pair().in_(pairs)), [1], "{length} tuples");
    }
}

#[test]
fn tuples_in_a_subquery(database: &TestDatabase) {
    let mut conn = company(database);
    let highest = select((Reading.sensor, func::max(Reading.value))).group_by(Reading.sensor);
    let statement = select(Reading.value)
        .filter(tuple((Reading.sensor, Reading.value)).in_(highest))
        .order_by(Reading.value);
    assert_eq!(conn.all(statement).unwrap(), [28, 29, 30]);
}

#[test]
fn null_in_a_tuple(database: &TestDatabase) {
    let mut conn = company(database);
    let pair = || tuple((Employee.age, Employee.manager_id));
    assert_eq!(ids(&mut conn, pair().eq((36, None::<i64>))), [0_i64; 0]);
    // The first element decides for Eve, and can't for Ada.
    assert_eq!(ids(&mut conn, pair().gt((36, 0))), [3, 5]);
    let known: Option<bool> = conn
        .one(select(pair().eq((36, 1))).filter(Employee.id.eq(1)))
        .unwrap();
    assert_eq!(known, None);
}

/// The pages that follow each other hold every row once.
#[test]
fn pages_by_key(database: &TestDatabase) {
    let mut conn = company(database);
    let mut last = (0, 0);
    let mut seen = Vec::new();
    loop {
        let page: Vec<(i32, i64)> = conn
            .all(
                select((Employee.age, Employee.id))
                    .filter(tuple((Employee.age, Employee.id)).gt(last))
                    .order_by((Employee.age, Employee.id))
                    .limit(2),
            )
            .unwrap();
        match page.last() {
            Some(end) => last = *end,
            None => break,
        }
        seen.extend(page.into_iter().map(|(_, id)| id));
    }
    assert_eq!(seen, [2, 4, 1, 3, 5]);
}
