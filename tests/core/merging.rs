//! MERGE.

use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy::sql::{merge_into, values};
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Setting, company};

fn departments(conn: &mut Connection) -> Vec<(String, Option<i64>)> {
    let rows = select((Department.name, Department.budget)).order_by(Department.name);
    conn.all(rows).unwrap()
}

#[test(needs(merge))]
fn rows_are_updated_deleted_and_inserted(database: &TestDatabase) {
    let mut conn = company(database);
    let rows = [
        ("Attic", 0_i64),
        ("Research", 7),
        ("Sales", 1),
        ("Lab", 3),
        ("Shed", 0),
    ];
    let news = values(rows.map(|(name, budget)| (name.to_owned(), budget)));
    let (name, budget) = news.columns();
    let statement = merge_into(Department)
        .using(&news, Department.name.eq(name))
        .when_matched()
        .filter(budget.eq(0))
        .delete()
        .when_matched()
        .filter(Department.budget.is_null() & budget.lt(5))
        .do_nothing()
        .when_matched()
        .update([
            Department.budget.assign(Department.budget + budget),
            Department.name.assign(name.upper()),
        ])
        .when_not_matched()
        .filter(budget.gt(0) & budget.lt(100))
        .insert([
            Department.name.assign(name),
            Department.budget.assign(budget * 2),
        ])
        .when_not_matched()
        .do_nothing();
    // Attic and Research match and change, Lab is new; Sales and Shed stay as they are.
    assert_eq!(conn.execute(&statement).unwrap().rows_affected, 3);
    let row = |name: &str, budget| (name.to_owned(), budget);
    let expected = [
        row("Lab", Some(6)),
        row("RESEARCH", Some(1_007)),
        row("Sales", None),
    ];
    assert_eq!(departments(&mut conn), expected);
}

/// The library's default is a value, the server's is left to it; NULL and a value in one place.
#[test(needs(merge))]
fn what_is_not_set_has_its_default(database: &TestDatabase) {
    let mut conn = company(database);
    let row = |data: Option<Vec<u8>>| {
        merge_into(Setting)
            .using(Department, Setting.key.eq(Department.name))
            .when_not_matched()
            .insert([
                Setting.key.assign(Department.name),
                Setting.data.assign(data),
            ])
            .when_matched()
            .update(Setting.level.assign(Setting.level + 1))
    };
    assert_eq!(conn.execute(row(None)).unwrap().rows_affected, 3);
    assert_eq!(conn.execute(row(Some(vec![1]))).unwrap().rows_affected, 3);
    let rows = select((Setting.value, Setting.level, Setting.data)).distinct();
    assert_eq!(conn.all(rows).unwrap(), [("none".to_owned(), 4, None)]);
}

#[test(needs(merge))]
fn from_a_common_table_expression_into_an_alias(database: &TestDatabase) {
    let mut conn = company(database);
    let gone = delete(Employee)
        .filter(Employee.name.in_(["Dan", "Eve"]))
        .returning((Employee.department_id, Employee.age))
        .cte("gone");
    let (department, age) = gone.columns();
    let target = aliased(Department);
    let statement = merge_into(target)
        .using(&gone, target.id.eq(department))
        .when_matched()
        .update(target.budget.assign(age));
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 1);
    let budgets = departments(&mut conn);
    assert_eq!(budgets.last(), Some(&("Sales".to_owned(), Some(58))));
}

#[test]
fn what_contradicts_itself_is_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let begin = || merge_into(Department).using(Employee, Department.id.eq(Employee.department_id));
    let nothing = begin();
    let twice = begin().when_matched().delete().when_matched().do_nothing();
    let apart = merge_into(Department)
        .using(Employee, Employee.age.gt(3))
        .when_matched()
        .delete();
    let itself = merge_into(Department)
        .using(Department, Department.id.gt(3))
        .when_matched()
        .delete();
    let hidden = begin()
        .when_not_matched()
        .insert(Department.name.assign(Department.name));
    let cases = [
        (nothing, "does nothing"),
        (twice, "never comes to"),
        (apart, "nothing connects"),
        (itself, "into itself"),
        (hidden, "isn't in FROM"),
    ];
    let has = database.capability().merge;
    for (statement, what) in cases {
        let error = conn.execute(statement).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile, "{error}");
        let what = if has {
            what
        } else {
            "MERGE can't be expressed"
        };
        assert!(error.to_string().contains(what), "{error}");
    }
}
