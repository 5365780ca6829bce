//! Rows that the program gives as a table in FROM.

use alchemy::prelude::*;
use alchemy::sql::values;
use alchemy_test_support::TestDatabase;

use crate::schema::{Employee, company};

#[test]
fn rows_are_joined(database: &TestDatabase) {
    let mut conn = company(database);
    let raises = values([(1_i64, 10_i32, "x".to_owned()), (3, 20, "y".to_owned())]);
    let (id, years, mark) = raises.columns();
    let query = select((Employee.name, Employee.age + years, mark))
        .join(raises.on(id.eq(Employee.id)))
        .filter(mark.ne("z"))
        .order_by(Employee.id);
    let rows: Vec<(String, i32, String)> = conn.all(query).unwrap();
    assert_eq!(
        rows,
        [
            ("Ada".into(), 46, "x".into()),
            ("Cyd".into(), 61, "y".into())
        ]
    );
}

#[test]
fn one_column_and_null(database: &TestDatabase) {
    let mut conn = company(database);
    let numbers = values([Some(5_i64), None, Some(7)]).named("numbers");
    let number = numbers.columns();
    let query = select(func::sum(number)).select_from(&numbers);
    assert_eq!(
        conn.one(query).unwrap().map(|sum| sum.to_string()),
        Some("12".into())
    );
    let first = values([None, Some(5_i64), Some(7)]);
    let query = select(func::sum(first.columns())).select_from(&first);
    assert_eq!(
        conn.one(query).unwrap().map(|sum| sum.to_string()),
        Some("12".into())
    );
    let missing = select(func::count_all())
        .select_from(&numbers)
        .filter(number.is_null());
    assert_eq!(conn.one(missing).unwrap(), 1);
}

#[test]
fn no_rows_are_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let none = values(Vec::<i64>::new());
    let query = select(none.columns()).select_from(&none);
    let error = conn.all(query).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(error.to_string().contains("no rows"), "{error}");
}

#[test]
fn columns_have_the_names_that_they_are_given(database: &TestDatabase) {
    let mut conn = company(database);
    let raises = values([(1_i64, 10_i32), (3, 20)])
        .named("raises")
        .with_column_names(["id", "order"]);
    let (id, years) = raises.columns();
    let query = select((Employee.name, Employee.age + years))
        .join(raises.on(id.eq(Employee.id)))
        .filter(text("raises.id > 1"));
    assert_eq!(conn.all(query).unwrap(), [("Cyd".into(), 61)]);
    let others = raises.alias();
    let (_, more) = others.columns();
    let sums = select((years, more))
        .select_from(&raises)
        .join(others.on(years.lt(more)));
    assert_eq!(conn.all(sums).unwrap(), [(10, 20)]);
}

#[test]
fn a_subquery_and_a_cte_rename_their_columns(database: &TestDatabase) {
    let mut conn = company(database);
    let people = || select((Employee.id, Employee.name, func::length(Employee.name)));
    let named = people()
        .subquery()
        .named("p")
        .with_column_names(["a", "b", "c"]);
    let (_, _, length) = named.columns();
    let query = select(text("p.b").typed::<String>())
        .select_from(&named)
        .filter(length.eq(3) & text("p.a = 2"));
    assert_eq!(conn.all(query).unwrap(), ["Bob"]);
    let united = people()
        .filter(Employee.id.eq(1))
        .union_all(people().filter(Employee.id.eq(5)));
    let cte = united.cte("p").with_column_names(["a", "b", "c"]);
    let query = select(text("p.b").typed::<String>())
        .select_from(&cte)
        .order_by(text("p.a DESC"));
    assert_eq!(conn.all(query).unwrap(), ["Eve", "Ada"]);
    let numbers = select(literal(1_i64))
        .recursive_cte("numbers")
        .union_all(|numbers| {
            let n = numbers.columns();
            select(n + 1).select_from(numbers).filter(n.lt(4))
        })
        .with_column_names(["n"]);
    let query = select(numbers.columns())
        .select_from(&numbers)
        .order_by(text("numbers.n DESC"));
    assert_eq!(conn.all(query).unwrap(), [4, 3, 2, 1]);
}
