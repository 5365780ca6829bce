//! SQL for reading.

use alchemy::compiler::ToSql;
use alchemy::prelude::*;
use alchemy_dialects::{mysql::MySqlDialect, postgres::PostgresDialect, sqlite::SqliteDialect};

use crate::schema::{Department, Employee};

#[test]
fn display_is_standard_sql() {
    let statement = select((Employee.name, func::count_all()))
        .filter(Employee.age.gt(3) | Employee.nickname.is_null())
        .group_by(Employee.name)
        .order_by(Employee.name.desc())
        .limit(5);
    assert_eq!(
        statement.to_string(),
        "SELECT name, count(*) FROM employees WHERE age > ? OR nickname IS NULL GROUP BY name \
         ORDER BY name DESC LIMIT ?"
    );
    assert_eq!(
        insert(Department).set(Department.name, "a").to_string(),
        "INSERT INTO departments (name) VALUES (?)"
    );
    assert_eq!(
        update(Department)
            .set(Department.budget, 1)
            .filter(Department.id.eq(1))
            .to_string(),
        "UPDATE departments SET budget = ? WHERE id = ?"
    );
    assert_eq!(
        delete(Department)
            .filter(Department.id.in_([1, 2]))
            .to_string(),
        "DELETE FROM departments WHERE id IN (?, ?)"
    );
}

#[test]
fn display_of_what_can_not_be_says_why() {
    let statement = select((Employee.name, Department.name));
    assert!(
        statement
            .to_string()
            .starts_with("nothing connects `employees`")
    );
}

#[test]
fn each_dialect_has_its_own() {
    let statement = select(Employee.id / 2).filter(Employee.name.concat("x").ilike("A%"));
    assert_eq!(
        statement.to_sql(&SqliteDialect).unwrap(),
        "SELECT id / (? + 0.0) FROM employees WHERE lower(name || ?) LIKE lower(?)"
    );
    assert_eq!(
        statement.to_sql(&PostgresDialect).unwrap(),
        "SELECT id / ($1::bigint + 0.0) FROM employees WHERE name || $2 ILIKE $3::text"
    );
    assert_eq!(
        statement.to_sql(&MySqlDialect::default()).unwrap(),
        "SELECT id / (? + 0e0) FROM employees WHERE lower(concat(name, ?)) LIKE lower(?)"
    );
}

#[test]
fn values_as_literals_are_escaped() {
    let statement = select(Employee.id).filter(Employee.name.eq(r"it's \"));
    assert_eq!(
        statement.to_sql_with_literals(&SqliteDialect).unwrap(),
        r"SELECT id FROM employees WHERE name = 'it''s \'"
    );
    assert_eq!(
        statement
            .to_sql_with_literals(&MySqlDialect::default())
            .unwrap(),
        // Read alike with and without NO_BACKSLASH_ESCAPES.
        "SELECT id FROM employees WHERE name = _utf8mb4 X'69742773205c'"
    );
}
