//! LIKE: patterns as given, and texts that must be found as they are.

use std::cell::RefCell;

use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy_test_support::{TestDatabase, check};
use proptest::prelude::prop_assert_eq;

use crate::schema::{Employee, company, empty};

fn names(conn: &mut Connection, condition: impl alchemy::sql::Condition) -> String {
    let statement = select(Employee.name)
        .filter(condition)
        .order_by(Employee.id);
    conn.all(statement).unwrap().concat()
}

#[test]
fn patterns_as_given(database: &TestDatabase) {
    let conn = &mut company(database);
    // Whether `D` is `d` differs by database, so nothing here depends on it.
    assert_eq!(names(conn, Employee.name.like("%d_")), "Ada");
    assert_eq!(names(conn, Employee.name.like("_d_")), "Ada");
    assert_eq!(names(conn, Employee.name.like("__d")), "Cyd");
    assert_eq!(names(conn, Employee.name.not_like("%d_")), "BobCydDanEve");
    assert_eq!(names(conn, !Employee.name.like("%_d")), "AdaBobDanEve");
    assert_eq!(names(conn, Employee.name.ilike("aDA")), "Ada");
    assert_eq!(names(conn, !Employee.name.ilike("aDA")), "BobCydDanEve");
    assert_eq!(
        names(conn, Employee.name.like(Employee.nickname.concat("%"))),
        "AdaCydEve"
    );
}

#[test]
fn a_pattern_over_null_is_null(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<Option<bool>> = conn
        .all(
            select(Employee.nickname.contains("A"))
                .order_by(Employee.id)
                .limit(2),
        )
        .unwrap();
    assert_eq!(rows, [Some(true), None]);
}

#[test]
fn nothing_is_found_everywhere(database: &TestDatabase) {
    let conn = &mut company(database);
    assert_eq!(names(conn, Employee.nickname.contains("")), "AdaCydEve");
    assert_eq!(names(conn, Employee.nickname.starts_with("")), "AdaCydEve");
    assert_eq!(names(conn, Employee.nickname.ends_with("")), "AdaCydEve");
}

/// The databases compare without regard to case where their collation says so, and SQLite's LIKE
/// does for ASCII; then the reference does, too.
#[test]
fn texts_are_found_as_rust_finds_them(database: &TestDatabase) {
    let conn = RefCell::new(empty(database));
    let folds = select(literal("a").contains("A"));
    let folds: bool = conn.borrow_mut().one(folds).unwrap();
    let as_compared = |text: &str| match folds {
        true => text.to_ascii_lowercase(),
        false => text.to_owned(),
    };
    // Four pairs a statement.
    let pair = || (r"[%_\\!\[aAé]{0,6}", r"[%_\\!\[aAé]{0,3}");
    check(1_250, &[pair(), pair(), pair(), pair()], |pairs| {
        let found = |number: usize| {
            let (hay, needle): &(String, String) = &pairs[number];
            let text = || literal(hay.as_str());
            (
                text().contains(needle),
                text().starts_with(needle),
                text().ends_with(needle),
            )
        };
        let statement = select((found(0), found(1), found(2), found(3)));
        let rows: [(bool, bool, bool); 4] = conn.borrow_mut().one(statement).unwrap().into();
        for ((hay, needle), found) in pairs.iter().zip(rows) {
            let (hay, needle) = (as_compared(hay), as_compared(needle));
            let expected = (
                hay.contains(&needle),
                hay.starts_with(&needle),
                hay.ends_with(&needle),
            );
            prop_assert_eq!(found, expected, "{:?} in {:?}", needle, hay);
        }
        Ok(())
    });
}

#[test]
fn expressions_are_found_as_they_are(database: &TestDatabase) {
    let mut conn = company(database);
    conn.execute(
        update(Employee)
            .set(Employee.nickname, "d%_/")
            .filter(Employee.name.eq("Ada")),
    )
    .unwrap();
    let holds = |conn: &mut Connection, condition: Expr<Option<bool>>| {
        conn.all(select(condition).order_by(Employee.id)).unwrap()
    };
    let nickname = || func::concat(("x", Employee.nickname, "y"));
    let expected = [Some(true), None, Some(true), None, Some(true)];
    assert_eq!(
        holds(&mut conn, nickname().contains(Employee.nickname)),
        expected
    );
    let first = nickname().starts_with("x" + Employee.nickname);
    assert_eq!(holds(&mut conn, first), expected);
    let last = nickname().ends_with(Employee.nickname + "y");
    assert_eq!(holds(&mut conn, last), expected);
    let other = func::concat(("xd..ay", Employee.name)).contains(Employee.nickname);
    let expected = [Some(false), None, Some(true), None, Some(true)];
    assert_eq!(holds(&mut conn, other), expected);
    let ignoring = Employee.name.lower().icontains(Employee.name.upper());
    let found = conn.all(select(Employee.id).filter(ignoring)).unwrap();
    assert_eq!(found.len(), 5);
    let owned = String::from("A");
    let found = conn
        .all(select(Employee.name).filter(Employee.name.istarts_with(&owned)))
        .unwrap();
    assert_eq!(found, ["Ada"]);
}

#[test]
fn texts_are_added(database: &TestDatabase) {
    let mut conn = company(database);
    let rows: Vec<(String, Option<String>)> = conn
        .all(
            select((
                "<" + Employee.name + ">",
                Employee.nickname + "/" + Employee.name,
            ))
            .filter(Employee.id.le(2))
            .order_by(Employee.name + String::from("!")),
        )
        .unwrap();
    assert_eq!(
        rows,
        [
            ("<Ada>".into(), Some("A/Ada".into())),
            ("<Bob>".into(), None)
        ]
    );
}
