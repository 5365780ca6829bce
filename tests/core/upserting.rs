//! Upserts: what an INSERT does where a row's key is there already.

use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Setting, company, empty};

fn departments(conn: &mut Connection) -> Vec<(String, Option<i64>)> {
    let rows = select((Department.name, Department.budget)).order_by(Department.name);
    conn.all(rows).unwrap()
}

#[test]
fn the_row_that_is_there_is_updated_and_a_new_one_inserted(database: &TestDatabase) {
    let mut conn = company(database);
    let ids = select(Department.id).filter(Department.name.eq("Attic"));
    let before = conn.one(&ids).unwrap();
    let statement = insert(Department)
        .columns((Department.name, Department.budget))
        .values([("Attic", 7), ("Lab", 8)])
        .on_conflict(Department.name)
        .do_update(|old, new| {
            old.budget
                .assign(func::coalesce(old.budget, 0) + new.budget)
        });
    conn.execute(&statement).unwrap();
    conn.execute(&statement).unwrap();
    let row = |name: &str, budget| (name.to_owned(), budget);
    let expected = [
        row("Attic", Some(514)),
        row("Lab", Some(16)),
        row("Research", Some(1_000)),
        row("Sales", None),
    ];
    assert_eq!(departments(&mut conn), expected);
    assert_eq!(conn.one(&ids).unwrap(), before);
}

#[test]
fn structs_are_upserted(database: &TestDatabase) {
    let mut conn = company(database);
    let new = |name: &str, budget| Department {
        name: name.into(),
        budget,
        ..Department::default()
    };
    let rows = [new("Sales", Some(1)), new("Attic", None)];
    let statement = insert(Department)
        .values(&rows)
        .on_conflict(Department.name)
        .do_update(|old, new| [old.budget.assign(new.budget)]);
    conn.execute(statement).unwrap();
    let found: Vec<Option<i64>> = departments(&mut conn)
        .into_iter()
        .map(|row| row.1)
        .collect();
    assert_eq!(found, [None, Some(1_000), Some(1)]);
}

#[test]
fn nothing_happens_to_the_row_that_is_there(database: &TestDatabase) {
    let mut conn = company(database);
    let rows = insert(Department)
        .columns((Department.name, Department.budget))
        .values([("Attic", 7), ("Lab", 8)]);
    conn.execute(rows.clone().on_conflict(Department.name).do_nothing())
        .unwrap();
    conn.execute(rows.on_conflict_do_nothing()).unwrap();
    let found: Vec<Option<i64>> = departments(&mut conn)
        .into_iter()
        .map(|row| row.1)
        .collect();
    assert_eq!(found, [Some(500), Some(8), Some(1_000), None]);
}

/// Only a key that is there is forgiven.
#[test]
fn a_missing_value_is_no_conflict(database: &TestDatabase) {
    let mut conn = company(database);
    let statement = insert(Setting)
        .set(Setting.key, "a")
        .set(Setting.value, literal("x"))
        .on_conflict_do_nothing();
    conn.execute(&statement).unwrap();
    conn.execute(&statement).unwrap();
    let nothing = insert(Department)
        .set(Department.budget, 1)
        .on_conflict_do_nothing();
    let error = conn.execute(nothing).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotNullViolation, "{error}");
}

#[test]
fn the_rows_of_a_select_are_upserted(database: &TestDatabase) {
    let mut conn = company(database);
    let raised = select((Department.name, Department.budget + 1));
    let statement = insert(Department)
        .columns((Department.name, Department.budget))
        .from_select(raised)
        .on_conflict(Department.name)
        .do_update(|old, new| old.budget.assign(new.budget));
    conn.execute(statement).unwrap();
    let found: Vec<Option<i64>> = departments(&mut conn)
        .into_iter()
        .map(|row| row.1)
        .collect();
    assert_eq!(found, [Some(501), Some(1_001), None]);
    // Another table than the one that is inserted into, and no WHERE before the conflict clause.
    let keys = select(Department.name);
    let settings = insert(Setting)
        .columns(Setting.key)
        .from_select(keys)
        .on_conflict(Setting.key)
        .do_update(|old, new| old.value.assign(new.key));
    conn.execute(&settings).unwrap();
    conn.execute(&settings).unwrap();
    let values = conn
        .all(select(Setting.value).order_by(Setting.key))
        .unwrap();
    assert_eq!(values, ["Attic", "Research", "Sales"]);
}

#[test(needs(returning.insert))]
fn what_was_upserted_is_returned(database: &TestDatabase) {
    let mut conn = company(database);
    let statement = insert(Department)
        .columns((Department.name, Department.budget))
        .values([("Attic", 7), ("Lab", 8)])
        .on_conflict(Department.name)
        .do_update(|old, new| old.budget.assign(new.budget))
        .returning((Department.name, Department.budget));
    let mut rows = conn.all(statement).unwrap();
    rows.sort();
    assert_eq!(rows, [("Attic".into(), Some(7)), ("Lab".into(), Some(8))]);
}

#[test(needs(proposed_row == "excluded"))]
fn only_some_rows_are_updated(database: &TestDatabase) {
    let mut conn = company(database);
    let statement = insert(Department)
        .columns((Department.name, Department.budget))
        .values([("Attic", 7), ("Research", 8)])
        .on_conflict(Department.name)
        .filter(|old, new| old.budget.gt(new.budget * 100))
        .do_update(|old, new| old.budget.assign(new.budget));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 1);
    let found: Vec<Option<i64>> = departments(&mut conn)
        .into_iter()
        .map(|row| row.1)
        .collect();
    assert_eq!(found, [Some(500), Some(8), None]);
}

#[test(needs(proposed_row == "excluded"))]
fn the_key_of_a_partial_index(database: &TestDatabase) {
    let mut conn = empty(database);
    conn.execute_script("CREATE UNIQUE INDEX rich ON departments (budget) WHERE budget > 100")
        .unwrap();
    let row = |name: &'static str, budget: i64| {
        insert(Department)
            .set(Department.name, name)
            .set(Department.budget, budget)
            .on_conflict(Department.budget)
            .index_filter(Department.budget.gt(100))
            .do_update(|old, new| old.name.assign(new.name))
    };
    conn.execute(row("a", 500)).unwrap();
    conn.execute(row("b", 500)).unwrap();
    conn.execute(row("c", 7)).unwrap();
    conn.execute(row("d", 7)).unwrap();
    let names = conn
        .all(select(Department.name).order_by(Department.name))
        .unwrap();
    assert_eq!(names, ["b", "c", "d"]);
    // The condition is written into the statement: another value is another statement.
    let other = insert(Department)
        .set(Department.name, "e")
        .set(Department.budget, 500)
        .on_conflict(Department.budget)
        .index_filter(Department.budget.gt(99))
        .do_nothing();
    assert!(conn.execute(other).is_err());
}

#[test(needs(insert_ignore.is_some()))]
fn rows_that_are_refused_are_ignored(database: &TestDatabase) {
    let mut conn = company(database);
    let rows = insert(Department)
        .columns(Department.name)
        .values(["Attic", "Lab"])
        .ignore();
    assert_eq!(conn.execute(rows).unwrap().rows_affected, 1);
    assert_eq!(departments(&mut conn).len(), 4);
}

#[test(needs(insert_ignore.is_some()))]
fn the_row_of_any_key_is_updated(database: &TestDatabase) {
    let mut conn = company(database);
    let row = |id: i64, name: &'static str| {
        insert(Department)
            .set(Department.id, id)
            .set(Department.name, name)
            .on_duplicate_key_update(|old, new| {
                [old.name.assign(new.name), old.budget.assign(old.id)]
            })
    };
    conn.execute(row(1, "Labs")).unwrap();
    conn.execute(row(77, "Attic")).unwrap();
    let found = [
        ("Attic".to_owned(), Some(3)),
        ("Labs".into(), Some(1)),
        ("Sales".into(), None),
    ];
    assert_eq!(departments(&mut conn), found);
}
