//! Comparisons, boolean algebra, NULL.

use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy::sql::{Condition, Node};
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, company, date};

/// The initials of whom a condition holds for.
fn who(conn: &mut Connection, condition: impl Condition) -> String {
    let names = conn.all(
        select(Employee.name)
            .filter(condition)
            .order_by(Employee.id),
    );
    names
        .unwrap()
        .iter()
        .filter_map(|name| name.chars().next())
        .collect()
}

#[test]
fn comparisons_of_every_kind(database: &TestDatabase) {
    let conn = &mut company(database);
    assert_eq!(who(conn, Employee.age.eq(25)), "BD");
    assert_eq!(who(conn, Employee.age.ne(25)), "ACE");
    assert_eq!(who(conn, Employee.age.lt(36)), "BD");
    assert_eq!(who(conn, Employee.age.le(36)), "ABD");
    assert_eq!(who(conn, Employee.age.gt(36)), "CE");
    assert_eq!(who(conn, Employee.age.ge(36)), "ACE");
    assert_eq!(who(conn, Employee.name.gt("Cyd")), "DE");
    assert_eq!(who(conn, Employee.hired.lt(date(2012))), "AE");
    assert_eq!(
        who(conn, Employee.salary.eq(crate::schema::cents(50_025))),
        "BD"
    );
}

#[test]
fn values_by_reference_of_other_widths_and_from_columns(database: &TestDatabase) {
    let conn = &mut company(database);
    let (name, age, nickname) = (String::from("Bob"), 36_i64, Some(String::from("C")));
    assert_eq!(who(conn, Employee.name.eq(&name)), "B");
    assert_eq!(who(conn, Employee.name.eq(name)), "B");
    assert_eq!(who(conn, Employee.age.eq(age)), "A");
    assert_eq!(who(conn, Employee.age.eq(36_u8)), "A");
    assert_eq!(who(conn, Employee.nickname.eq(&nickname)), "C");
    assert_eq!(who(conn, Employee.nickname.eq(nickname.as_deref())), "C");
    assert_eq!(who(conn, Employee.age.gt(Employee.salary)), "");
    assert_eq!(who(conn, Employee.id.gt(Employee.manager_id)), "BCD");
    assert_eq!(who(conn, Employee.id.eq(Auto::from(3))), "C");
}

#[test]
fn none_is_null(database: &TestDatabase) {
    let conn = &mut company(database);
    assert_eq!(who(conn, Employee.nickname.eq(None::<&str>)), "BD");
    assert_eq!(who(conn, Employee.nickname.ne(None::<String>)), "ACE");
    assert_eq!(who(conn, Employee.nickname.is_null()), "BD");
    assert_eq!(who(conn, Employee.nickname.is_not_null()), "ACE");
    assert_eq!(who(conn, !Employee.nickname.is_null()), "ACE");
}

#[test]
fn a_comparison_with_null_is_neither_true_nor_false(database: &TestDatabase) {
    let conn = &mut company(database);
    assert_eq!(who(conn, Employee.nickname.eq("A")), "A");
    assert_eq!(who(conn, Employee.nickname.ne("A")), "CE");
    assert_eq!(who(conn, !Employee.nickname.eq("A")), "CE");
    let rows: Vec<(String, Option<bool>)> = company(database)
        .all(select((Employee.name, Employee.rating.gt(3.0))).order_by(Employee.id))
        .unwrap();
    let found: Vec<_> = rows.iter().map(|(_, rated)| *rated).collect();
    assert_eq!(found, [Some(true), None, Some(false), Some(false), None]);
    let manager: Vec<Option<bool>> = company(database)
        .all(
            select(!Employee.rating.gt(3.0))
                .order_by(Employee.id)
                .limit(2),
        )
        .unwrap();
    assert_eq!(manager, [Some(false), None]);
}

#[test]
fn boolean_algebra_keeps_what_is_written(database: &TestDatabase) {
    let conn = &mut company(database);
    let young = || Employee.age.lt(30);
    let led = || Employee.manager_id.is_not_null();
    assert_eq!(who(conn, young() & led()), "BD");
    assert_eq!(who(conn, young() | Employee.active), "ABD");
    assert_eq!(who(conn, (young() | Employee.active) & !led()), "A");
    assert_eq!(who(conn, young() | (Employee.active & !led())), "ABD");
    assert_eq!(who(conn, !(young() | Employee.active)), "CE");
    assert_eq!(who(conn, !(young() & Employee.active)), "ACE");
    assert_eq!(
        who(conn, !Employee.active & Employee.active.eq(false)),
        "CE"
    );
    assert_eq!(who(conn, !!Employee.active), "ABD");
    assert_eq!(who(conn, Employee.active | Employee.rating.gt(2.9)), "ABCD");
}

#[test]
fn several_filters_are_joined_by_and(database: &TestDatabase) {
    let mut conn = company(database);
    let one = select(Employee.name)
        .filter(Employee.age.eq(25) | Employee.age.eq(36))
        .filter(Employee.manager_id.eq(1) | Employee.manager_id.eq(3));
    assert_eq!(conn.all(one).unwrap(), ["Bob", "Dan"]);
}

#[test]
fn a_list_of_conditions_folds(database: &TestDatabase) {
    let conn = &mut company(database);
    let ages = [36, 58].map(|age| Employee.age.eq(age));
    let any = ages.into_iter().reduce(|a, b| a | b).unwrap();
    assert_eq!(who(conn, any), "AE");
    assert_eq!(
        who(conn, Expr::<bool>::from_node(Node::All(Vec::new()))),
        "ABCDE"
    );
    assert_eq!(
        who(conn, Expr::<bool>::from_node(Node::Any(Vec::new()))),
        ""
    );
}

#[test]
fn between_includes_both_ends(database: &TestDatabase) {
    let conn = &mut company(database);
    assert_eq!(who(conn, Employee.age.between(25, 36)), "ABD");
    assert_eq!(who(conn, !Employee.age.between(25, 36)), "CE");
    assert_eq!(who(conn, Employee.age.between(36, 25)), "");
    assert_eq!(who(conn, Employee.rating.between(2.5, 3)), "CD");
    assert_eq!(who(conn, !Employee.rating.between(2.5, 3)), "A");
    let open: Option<bool> = company(database)
        .one(select(literal(1_i64).between(0, None::<i64>)))
        .unwrap();
    assert_eq!(open, None);
}

#[test]
fn a_condition_can_be_selected_and_compared(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(bool, bool)> = conn
        .all(
            select((Employee.age.gt(30), Employee.age.gt(30).eq(Employee.active)))
                .order_by(Employee.id),
        )
        .unwrap();
    let expected = [
        (true, true),
        (false, false),
        (true, false),
        (false, false),
        (true, false),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn columns_of_two_tables_compare(database: &TestDatabase) {
    let mut conn = company(database);
    let poor: Vec<String> = conn
        .all(
            select(Employee.name)
                .join(Employee.department)
                .filter(Employee.salary.gt(Department.budget)),
        )
        .unwrap();
    assert_eq!(poor, ["Ada"]);
}
