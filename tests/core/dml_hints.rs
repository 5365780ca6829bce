//! Prefixes and hints of INSERT, UPDATE and DELETE, each for one database.

use alchemy::prelude::*;
use alchemy_dialects::{MARIADB, MYSQL, SQLITE};
use alchemy_test_support::{DatabaseKind, TestDatabase};

use crate::schema::{Department, Reading, Setting, company};

#[test(on("sqlite"))]
fn or_replace(database: &TestDatabase) {
    let mut conn = company(database);
    let row = |budget: i64| {
        insert(Department)
            .set(Department.name, "Attic")
            .set(Department.budget, budget)
            .prefix_with(SQLITE, "OR REPLACE")
            .prefix_with(MYSQL, "NONSENSE")
    };
    conn.execute(row(7)).unwrap();
    let attic = select(Department.budget).filter(Department.name.eq("Attic"));
    assert_eq!(conn.all(attic).unwrap(), [Some(7)]);
    let rename = update(Department)
        .set(Department.name, "Sales")
        .filter(Department.name.eq("Attic"))
        .prefix_with(SQLITE, "OR IGNORE");
    conn.execute(rename).unwrap();
    assert_eq!(conn.one(select(func::count(Department.id))).unwrap(), 3);
}

/// Together with IGNORE, and in the form of UPDATE and DELETE that takes joins.
#[test(on("mysql", "mariadb"))]
fn low_priority(database: &TestDatabase) {
    let mut conn = company(database);
    let name = match database.kind() {
        DatabaseKind::MYSQL => MYSQL,
        _ => MARIADB,
    };
    let row = insert(Department)
        .set(Department.name, "Attic")
        .prefix_with(name, "LOW_PRIORITY")
        .ignore();
    assert_eq!(conn.execute(row).unwrap().rows_affected, 0);
    let other = aliased(Reading);
    let statement = update(Reading)
        .set(Reading.sensor, other.sensor + 10)
        .from(other)
        .filter(Reading.id.eq(other.id) & other.value.eq(1))
        .prefix_with(name, "LOW_PRIORITY");
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 1);
    let statement = delete(other)
        .filter(other.value.gt(20))
        .prefix_with(name, "LOW_PRIORITY")
        .prefix_with(name, "QUICK");
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 10);
}

/// A setting that only holds for the statement tells that the hint was read.
#[test(on("mysql"))]
fn a_hint_is_read(database: &TestDatabase) {
    let mut conn = company(database);
    let stamp = "SET_VAR(timestamp=86400)";
    let now = sql!("SELECT year(now())").columns::<i32>();
    assert!(conn.one(now).unwrap() > 2_000);
    let row = insert(Setting)
        .columns((Setting.key, Setting.level))
        .values([("x", text("year(now())").typed::<i32>())])
        .with_statement_hint(MYSQL, stamp);
    conn.execute(row).unwrap();
    assert_eq!(conn.one(select(Setting.level)).unwrap(), 1970);
}
