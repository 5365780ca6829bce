//! LIKE: patterns as given, and texts that must be found as they are.

use alchemy::engine::Connection;
use alchemy::prelude::*;
use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};

use crate::schema::{Employee, company, empty};

fn names(conn: &mut Connection, condition: impl alchemy::sql::Condition) -> String {
    let statement = select(Employee.name)
        .filter(condition)
        .order_by(Employee.id);
    conn.all(statement).unwrap().concat()
}

#[test]
fn patterns_as_given() {
    let conn = &mut company();
    assert_eq!(names(conn, Employee.name.like("%d%")), "AdaCydDan");
    assert_eq!(names(conn, Employee.name.like("_d_")), "Ada");
    assert_eq!(names(conn, Employee.name.not_like("%d%")), "BobEve");
    assert_eq!(names(conn, !Employee.name.like("%d%")), "BobEve");
    assert_eq!(names(conn, Employee.name.ilike("aDA")), "Ada");
    assert_eq!(names(conn, !Employee.name.ilike("aDA")), "BobCydDanEve");
    assert_eq!(
        names(conn, Employee.name.like(Employee.nickname.concat("%"))),
        "AdaCydEve"
    );
}

#[test]
fn a_pattern_over_null_is_null() {
    let mut conn = company();
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
fn nothing_is_found_everywhere() {
    let conn = &mut company();
    assert_eq!(names(conn, Employee.nickname.contains("")), "AdaCydEve");
    assert_eq!(names(conn, Employee.nickname.starts_with("")), "AdaCydEve");
    assert_eq!(names(conn, Employee.nickname.ends_with("")), "AdaCydEve");
}

thread_local! {
    static CONN: std::cell::RefCell<Connection> = std::cell::RefCell::new(empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// SQLite's LIKE takes `A` for `a`, and knows no other letters' case.
    #[test]
    fn texts_are_found_as_rust_finds_them(hay in r"[%_\\/!aAé']{0,6}", needle in r"[%_\\/!aAé']{0,3}") {
        let row: (bool, bool, bool) = CONN.with_borrow_mut(|conn| {
            let text = || literal(hay.as_str());
            conn.one(select((
                text().contains(&needle),
                text().starts_with(&needle),
                text().ends_with(&needle),
            )))
        }).unwrap();
        let (hay, needle) = (hay.to_ascii_lowercase(), needle.to_ascii_lowercase());
        prop_assert_eq!(
            row,
            (hay.contains(&needle), hay.starts_with(&needle), hay.ends_with(&needle))
        );
    }
}
