//! IN and NOT IN: values, expressions, nothing, NULL.

use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy::sql::Condition;
use alchemy_test_support::TestDatabase;

use crate::schema::{Employee, company};

fn ids(conn: &mut Connection, condition: impl Condition) -> Vec<i64> {
    let statement = select(Employee.id).filter(condition).order_by(Employee.id);
    conn.all(statement).unwrap()
}

#[test]
fn lists_of_values(database: &TestDatabase) {
    let conn = &mut company(database);
    assert_eq!(ids(conn, Employee.id.in_([1, 3, 99])), [1, 3]);
    assert_eq!(ids(conn, Employee.id.not_in([1, 3, 99])), [2, 4, 5]);
    assert_eq!(ids(conn, !Employee.id.in_(vec![1, 3])), [2, 4, 5]);
    assert_eq!(ids(conn, !Employee.id.not_in(2..5)), [2, 3, 4]);
    assert_eq!(ids(conn, Employee.name.in_(["Ada", "Eve"])), [1, 5]);
    assert_eq!(ids(conn, Employee.name.in_(&["Ada", "Eve"])), [1, 5]);
    let names = vec![String::from("Bob")];
    assert_eq!(ids(conn, Employee.name.in_(&names)), [2]);
    assert_eq!(
        ids(conn, Employee.name.in_(names.iter().map(String::as_str))),
        [2]
    );
}

#[test]
fn an_empty_list_is_never_true_and_its_opposite_always(database: &TestDatabase) {
    let conn = &mut company(database);
    let none: [&str; 0] = [];
    assert!(ids(conn, Employee.nickname.in_(none)).is_empty());
    assert_eq!(ids(conn, !Employee.nickname.in_(none)), [1, 2, 3, 4, 5]);
    assert_eq!(ids(conn, Employee.nickname.not_in(none)), [1, 2, 3, 4, 5]);
    assert!(ids(conn, !Employee.nickname.not_in(none)).is_empty());
    assert!(ids(conn, !!Employee.nickname.in_(none)).is_empty());
    assert_eq!(
        ids(conn, !(Employee.nickname.in_(none) | Employee.age.gt(30))),
        [2, 4]
    );
}

#[test]
fn one_statement_takes_lists_of_every_length(database: &TestDatabase) {
    let mut conn = company(database);
    let find = |list: Vec<i64>| select(Employee.id).filter(Employee.id.in_(list));
    for length in [0, 1, 5, 0, 3, 2, 4, 0, 100] {
        let list: Vec<i64> = (1..=length).collect();
        let found = conn.all(find(list)).unwrap();
        assert_eq!(
            found.len(),
            usize::try_from(length.min(5)).unwrap(),
            "{length}"
        );
    }
    let find = |list: Vec<i64>| select(Employee.id).filter(Employee.id.not_in(list));
    for length in [3, 0, 1, 5] {
        let list: Vec<i64> = (1..=length).collect();
        let found = conn.all(find(list)).unwrap();
        assert_eq!(
            found.len(),
            usize::try_from(5 - length).unwrap(),
            "{length}"
        );
    }
}

#[test]
fn null_in_a_list_is_found_by_nobody_and_hides_everybody(database: &TestDatabase) {
    let conn = &mut company(database);
    assert_eq!(ids(conn, Employee.id.in_([Some(1), None])), [1]);
    assert!(ids(conn, Employee.id.not_in([Some(1), None])).is_empty());
    assert_eq!(ids(conn, Employee.nickname.in_([Some("A"), None])), [1]);
    assert_eq!(ids(conn, Employee.nickname.not_in(["A"])), [3, 5]);
}

#[test]
fn a_nullable_list_makes_the_condition_nullable(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<Option<bool>> = conn
        .all(
            select(Employee.id.in_([Some(1), None]))
                .order_by(Employee.id)
                .limit(2),
        )
        .unwrap();
    assert_eq!(rows, [Some(true), None]);
    let rows: Vec<bool> = conn
        .all(select(Employee.id.in_([1])).order_by(Employee.id).limit(2))
        .unwrap();
    assert_eq!(rows, [true, false]);
    let rows: Vec<Option<bool>> = conn
        .all(
            select(Employee.id.in_(select(aliased(Employee).manager_id)))
                .order_by(Employee.id)
                .limit(2),
        )
        .unwrap();
    assert_eq!(rows, [Some(true), None]);
}

#[test]
fn lists_of_expressions(database: &TestDatabase) {
    let conn = &mut company(database);
    let list = [Employee.manager_id.expr(), literal(Some(5_i64))];
    assert_eq!(ids(conn, Employee.id.in_(list)), [5]);
    let list = [Employee.id + 1, Employee.id * 2 - Employee.id];
    assert_eq!(ids(conn, Employee.id.in_(list)), [1, 2, 3, 4, 5]);
}
