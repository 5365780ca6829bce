//! How databases run statements.

use alchemy::engine::{Connection, PlanAccess};
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Employee, Reading, company};

#[derive(Model, Debug, Default)]
#[model(table = "plain_readings")]
struct Plain {
    #[column(primary_key)]
    id: Auto<i64>,
    sensor: i32,
    value: i32,
}

#[derive(Model, Debug, Default)]
#[model(table = "indexed_readings")]
struct Indexed {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(index = "ix_sensor")]
    sensor: i32,
    value: i32,
}

/// Enough rows for an index to be worth it, which the database has counted.
fn many(database: &TestDatabase) -> Connection {
    let metadata = metadata![Plain, Indexed];
    let mut conn = database.with_tables(&metadata).unwrap().connect().unwrap();
    let numbers = || (0..5_000).map(|number| (number, number % 10));
    let plain: Vec<Plain> = numbers()
        .map(|(sensor, value)| Plain {
            sensor,
            value,
            ..Plain::default()
        })
        .collect();
    let indexed: Vec<Indexed> = numbers()
        .map(|(sensor, value)| Indexed {
            sensor,
            value,
            ..Indexed::default()
        })
        .collect();
    conn.insert_many(Plain, &plain).unwrap();
    conn.insert_many(Indexed, &indexed).unwrap();
    conn.commit().unwrap();
    let analyze = match database.kind().name() {
        "mysql" | "mariadb" => "ANALYZE TABLE plain_readings, indexed_readings",
        _ => "ANALYZE",
    };
    conn.execute_script(analyze).unwrap();
    conn.commit().unwrap();
    conn
}

#[test]
fn a_statement_uses_an_index_once_it_is_there(database: &TestDatabase) {
    let mut conn = many(database);
    let one = select((Plain.id, Plain.value)).filter(Plain.sensor.eq(77));
    let plan = conn.explain(&one).unwrap();
    let scans: Vec<_> = plan.full_scans().collect();
    assert_eq!(scans.len(), 1, "{plan}{}", plan.text);
    assert_eq!(scans[0].table.as_deref(), Some("plain_readings"), "{plan}");

    let one = select((Indexed.id, Indexed.value)).filter(Indexed.sensor.eq(77));
    let plan = conn.explain(&one).unwrap();
    assert_eq!(plan.full_scans().count(), 0, "{plan}{}", plan.text);
    assert!(plan.uses_index("ix_sensor"), "{plan}{}", plan.text);
    let mut searches = plan.nodes().filter(|node| node.index.is_some());
    let search = searches.next().unwrap();
    assert_eq!(search.table.as_deref(), Some("indexed_readings"), "{plan}");
    assert_eq!(search.access, Some(PlanAccess::IndexSearch), "{plan}");
    if database.kind().name() != "sqlite" {
        let rows = search.rows.unwrap();
        assert!((1.0..50.0).contains(&rows), "{plan}");
    }
    let printed = plan.to_string();
    let expected = "on indexed_readings using ix_sensor";
    assert!(printed.contains(expected), "{printed}");
}

#[test]
fn statements_that_write_are_explained_and_not_run(database: &TestDatabase) {
    let mut conn = many(database);
    let one = update(Indexed)
        .set(Indexed.value, 1_000)
        .filter(Indexed.sensor.eq(77));
    let plan = conn.explain(&one).unwrap();
    assert!(plan.uses_index("ix_sensor"), "{plan}{}", plan.text);
    let all = delete(Indexed).filter(Indexed.value.ge(0));
    let plan = conn.explain(&all).unwrap();
    assert_eq!(plan.full_scans().count(), 1, "{plan}{}", plan.text);
    let new = insert(Indexed).set(Indexed.sensor, 1).set(Indexed.value, 2);
    conn.explain(&new).unwrap();
    let left = select((func::count_all(), func::max(Indexed.value))).select_from(Indexed);
    assert_eq!(conn.one(left).unwrap(), (5_000, Some(9)));
}

#[test]
fn joins_subqueries_and_unions_have_their_tables(database: &TestDatabase) {
    let mut conn = company(database);
    let boss = aliased(Employee);
    let counts = select((Reading.sensor, func::count_all()))
        .group_by(Reading.sensor)
        .subquery();
    let (sensor, count) = counts.columns();
    let statement = select((Employee.name, boss.name, count))
        .join(Employee.manager.of(boss))
        .join(counts.on(sensor.cast::<i64>().eq(Employee.id)))
        .filter(
            Employee
                .id
                .in_(select(Reading.id).filter(Reading.value.gt(3))),
        )
        .order_by(Employee.name);
    let plan = conn.explain(&statement).unwrap();
    let tables: Vec<&str> = plan
        .nodes()
        .filter_map(|node| node.table.as_deref())
        .collect();
    let named = |name: &str| tables.iter().filter(|table| **table == name).count();
    assert!(named("readings") >= 1, "{plan}{}", plan.text);
    // An alias goes by its own name but on PostgreSQL.
    assert!(
        named("employees") + named("employees_1") >= 2,
        "{plan}{}",
        plan.text
    );
    let union = select(Employee.id).union(select(Reading.id));
    let plan = conn.explain(&union).unwrap();
    let tables: Vec<_> = plan
        .nodes()
        .filter_map(|node| node.table.as_deref())
        .collect();
    assert_eq!(tables, ["employees", "readings"], "{plan}{}", plan.text);
    let plan = conn.explain(text("SELECT id FROM employees WHERE age > :age").bind("age", 3));
    assert_eq!(plan.unwrap().full_scans().count(), 1);
}

#[test]
fn engines_and_sessions_explain(database: &TestDatabase) {
    let conn = many(database);
    let engine = conn.engine().clone();
    drop(conn);
    let one = select(Indexed).filter(Indexed.sensor.eq(5));
    assert!(engine.explain(&one).unwrap().uses_index("ix_sensor"));
    let mut session = Session::new(&engine);
    assert!(session.explain(&one).unwrap().uses_index("ix_sensor"));
}

#[test]
fn what_ran_is_measured(database: &TestDatabase) {
    let mut conn = many(database);
    let ten = select(Indexed.value).filter(Indexed.sensor.lt(10));
    if database.kind().name() == "sqlite" {
        let error = conn.explain_analyze(&ten).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile);
        assert_eq!(
            error.message(),
            "EXPLAIN ANALYZE can't be expressed in sqlite"
        );
        return;
    }
    let plan = conn.explain_analyze(&ten).unwrap();
    let measured = |plan: &alchemy::engine::Plan| {
        let node = plan.nodes().find(|node| node.actual_rows == Some(10.0));
        node.and_then(|node| node.actual_time).is_some()
    };
    assert!(measured(&plan), "{plan}{}", plan.text);
    let statement = delete(Indexed).filter(Indexed.sensor.lt(10));
    let answer = conn.explain_analyze(&statement);
    if database.kind().name() == "mysql" {
        assert_eq!(answer.unwrap_err().kind(), ErrorKind::Compile);
    } else {
        let plan = answer.unwrap();
        assert!(measured(&plan), "{plan}{}", plan.text);
    }
    let left = select(func::count(Indexed.id));
    assert_eq!(conn.one(left).unwrap(), 5_000);
}
