//! Samples of tables, and tables without those that inherit from them.

use alchemy::prelude::*;
use alchemy::sql::Sample;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Reading, company};

#[test(needs(table_sample))]
fn a_sample_is_a_part_of_the_rows(database: &TestDatabase) {
    let mut conn = company(database);
    let sampled = |sample| {
        select(Reading.id)
            .tablesample(Reading, sample)
            .order_by(Reading.id)
    };
    let all: Vec<i64> = (1..=30).collect();
    assert_eq!(conn.all(sampled(Sample::bernoulli(100.0))).unwrap(), all);
    assert_eq!(conn.all(sampled(Sample::system(100.0))).unwrap(), all);
    assert_eq!(conn.all(sampled(Sample::system(0.0))).unwrap(), [0; 0]);
    let half = || sampled(Sample::bernoulli(50.0).repeatable(7.5));
    let first = conn.all(half()).unwrap();
    assert!(!first.is_empty() && first.len() < 30, "{first:?}");
    assert_eq!(conn.all(half()).unwrap(), first);
}

#[test(needs(table_sample))]
fn a_joined_table_and_an_alias_are_sampled(database: &TestDatabase) {
    let mut conn = company(database);
    let person = aliased(Employee);
    let query = select((Department.name, person.name))
        .join(Employee.on(Employee.department_id.eq(Department.id)))
        .join(person.on(person.id.eq(Employee.id)))
        .tablesample(Employee, Sample::bernoulli(100.0))
        .tablesample(person, Sample::bernoulli(0.0));
    assert_eq!(conn.all(query).unwrap().len(), 0);
    let twice = select(Reading.id)
        .tablesample(Reading, Sample::bernoulli(1.0))
        .tablesample(Reading, Sample::system(1.0));
    assert_eq!(conn.all(twice).unwrap_err().kind(), ErrorKind::Compile);
    let elsewhere = select(Reading.id).tablesample(Employee, Sample::bernoulli(1.0));
    let error = conn.all(elsewhere).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(error.to_string().contains("isn't in FROM"), "{error}");
}

#[test(needs(only))]
fn only_leaves_out_who_inherits(database: &TestDatabase) {
    let mut conn = company(database);
    conn.execute(text("CREATE TABLE old_readings () INHERITS (readings)"))
        .unwrap();
    conn.execute(text("INSERT INTO old_readings VALUES (31, 0, 31)"))
        .unwrap();
    let count = || select(func::count(Reading.id));
    assert_eq!(conn.one(count()).unwrap(), 31);
    assert_eq!(conn.one(count().only(Reading)).unwrap(), 30);
    let reading = aliased(Reading);
    let sampled = select(func::count(reading.id))
        .only(reading)
        .tablesample(reading, Sample::bernoulli(100.0));
    assert_eq!(conn.one(sampled).unwrap(), 30);
}

#[test]
fn elsewhere_they_are_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let can = database.kind().capability();
    let sampled = select(Reading.id).tablesample(Reading, Sample::bernoulli(1.0));
    let only = select(Reading.id).only(Reading);
    for (can, query) in [(can.table_sample, sampled), (can.only, only)] {
        match conn.all(query) {
            Ok(_) => assert!(can),
            Err(error) => {
                assert!(!can, "{error}");
                assert_eq!(error.kind(), ErrorKind::Compile);
            }
        }
    }
}
