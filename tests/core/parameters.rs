//! Statements that are written once and run with other values each time.

use alchemy::compiler::ToSql;
use alchemy::prelude::*;
use alchemy::sql::BoundParameter;
use alchemy_test_support::TestDatabase;
use rust_decimal::Decimal;

use crate::schema::{Department, Employee, Setting, cents, company, date};

#[test]
fn a_select_with_other_values(database: &TestDatabase) {
    let mut conn = company(database);
    let (age, name) = (bindparam::<i32>("age"), bindparam::<String>("name"));
    let statement = select(Employee.name)
        .filter(Employee.age.ge(age) & Employee.name.ne(name))
        .order_by(Employee.id);
    for (least, but, expected) in [
        (36, "Eve", vec!["Ada", "Cyd"]),
        (40, "x", vec!["Cyd", "Eve"]),
        (100_000, "x", vec![]),
    ] {
        let bound = statement.params([age.bind(least), name.bind(but)]).unwrap();
        assert_eq!(conn.all(&bound).unwrap(), expected);
    }
    conn.commit().unwrap();
    let engine = conn.engine().clone();
    drop(conn);
    let mut session = Session::new(&engine);
    let bound = statement.params([age.bind(50), name.bind("x")]).unwrap();
    assert_eq!(session.all(bound).unwrap(), ["Eve"]);
}

#[test]
fn one_value_stands_in_several_places(database: &TestDatabase) {
    let mut conn = company(database);
    let age = bindparam::<i32>("age");
    let younger = select(func::count_all())
        .select_from(Employee)
        .filter(Employee.age.lt(age));
    let boss = aliased(Employee);
    let statement = select((Employee.age - age.expr(), younger.scalar_subquery()))
        .filter(Employee.age.eq(age) | exists(select(boss.id).filter(boss.age.eq(age))))
        .order_by(Employee.id)
        .limit(1);
    let bound = statement.params([age.bind(41)]).unwrap();
    assert_eq!(conn.one(bound).unwrap(), (-5, Some(3)));
    let none = statement.params([age.bind(1)]).unwrap();
    assert!(conn.all(none).unwrap().is_empty());
}

#[test]
fn lists_of_any_length(database: &TestDatabase) {
    let mut conn = company(database);
    let names = bindparam::<String>("names").expanding();
    let among = select(Employee.id)
        .filter(Employee.name.in_(names))
        .order_by(Employee.id);
    let others = select(func::count_all())
        .select_from(Employee)
        .filter(Employee.name.not_in(names));
    let lists: [(&[&str], &[i64], i64); 4] = [
        (&["Ada", "Eve", "x"], &[1, 5], 3),
        (&["Bob"], &[2], 4),
        (&[], &[], 5),
        (&["Ada", "Bob", "Cyd", "Dan", "Eve"], &[1, 2, 3, 4, 5], 0),
    ];
    for (list, expected, rest) in lists {
        let bound = among.params([names.bind(list.iter().copied())]).unwrap();
        assert_eq!(conn.all(bound).unwrap(), expected);
        let bound = others.params([names.bind(list.iter().copied())]).unwrap();
        assert_eq!(conn.one(bound).unwrap(), rest);
    }
}

#[test]
fn pages_by_parameters(database: &TestDatabase) {
    let mut conn = company(database);
    let (rows, skip) = (bindparam::<i64>("rows"), bindparam::<i64>("skip"));
    let statement = select(Employee.id)
        .order_by(Employee.id)
        .limit(rows.with_default(2))
        .offset(skip);
    let page = |rows: Option<i64>, skipped: i64| {
        let mut values = vec![skip.bind(skipped)];
        values.extend(rows.map(|count| bindparam::<i64>("rows").bind(count)));
        statement.params(values)
    };
    assert_eq!(conn.all(page(None, 0).unwrap()).unwrap(), [1, 2]);
    assert_eq!(conn.all(page(Some(3), 1).unwrap()).unwrap(), [2, 3, 4]);
    assert_eq!(conn.all(page(Some(0), 0).unwrap()).unwrap(), [0; 0]);
    assert_eq!(conn.all(page(Some(9), 4).unwrap()).unwrap(), [5]);
    let error = page(Some(-1), 0).unwrap_err();
    assert_eq!(
        error.message(),
        "the parameter `rows` is -1, which is no number of rows"
    );
}

#[test]
fn null_and_defaults(database: &TestDatabase) {
    let mut conn = company(database);
    let boss = bindparam::<Option<i64>>("boss");
    let led = select(Employee.id)
        .filter(Employee.manager_id.eq(boss.with_default(3)))
        .order_by(Employee.id);
    assert_eq!(conn.all(&led).unwrap(), [4]);
    let of = |boss: BoundParameter| led.params([boss]).unwrap();
    assert_eq!(conn.all(of(boss.bind(1))).unwrap(), [2, 3]);
    // As SQL has it: NULL equals nothing.
    assert_eq!(conn.all(of(boss.bind(None))).unwrap(), [0; 0]);
    let same = select(Employee.id)
        .filter(Employee.manager_id.is_not_distinct_from(boss))
        .order_by(Employee.id);
    let leaders = conn.all(same.params([boss.bind(None)]).unwrap()).unwrap();
    assert_eq!(leaders, [1, 5]);
}

#[test]
fn values_come_in_several_calls(database: &TestDatabase) {
    let mut conn = company(database);
    let (low, high) = (bindparam::<i32>("low"), bindparam::<i32>("high"));
    let between = select(Employee.id)
        .filter(Employee.age.between(low, high))
        .order_by(Employee.id);
    let grown = between.params([low.bind(30)]).unwrap();
    let error = conn.all(&grown).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert_eq!(error.message(), "the parameter `high` has no value");
    let bound = grown.params([high.bind(50)]).unwrap();
    assert_eq!(conn.all(bound).unwrap(), [1, 3]);
}

#[test]
fn values_that_do_not_agree(database: &TestDatabase) {
    let conn = company(database);
    let (age, name) = (bindparam::<i32>("age"), bindparam::<String>("name"));
    let statement = select(Employee.id).filter(Employee.age.eq(age));
    let refused = |values: Vec<BoundParameter>| {
        let error = statement.params(values).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Compile);
        error.message().to_owned()
    };
    assert_eq!(
        refused(vec![age.bind(1), name.bind("x")]),
        "a value is given for `name`, which is no parameter of the statement"
    );
    assert_eq!(
        refused(vec![age.bind(1), age.bind(2)]),
        "two values are given for the parameter `age`"
    );
    let other = bindparam::<String>("age");
    let message = refused(vec![other.bind("x")]);
    assert!(
        message.starts_with("the parameter `age` has the type"),
        "{message}"
    );
    let list = age.expanding();
    assert_eq!(
        refused(vec![list.bind([1])]),
        "the parameter `age` takes one value, and a list is given"
    );
    // One name, two types: no value is right for both.
    let both = statement.filter(Employee.name.eq(other));
    let error = both.params([age.bind(1)]).unwrap_err();
    assert!(error.message().contains("`age` has the type"), "{error}");
    drop(conn);
}

#[test]
fn a_session_follows_what_is_bound(database: &TestDatabase) {
    let mut conn = company(database);
    conn.commit().unwrap();
    let engine = conn.engine().clone();
    drop(conn);
    let mut session = Session::new(&engine);
    let ada = session.get(Employee, 1).unwrap().unwrap();
    let (age, least) = (bindparam::<i32>("age"), bindparam::<i32>("least"));
    let statement = update(Employee)
        .set(Employee.age, age)
        .filter(Employee.age.ge(least));
    session
        .execute(statement.params([age.bind(70), least.bind(30)]).unwrap())
        .unwrap();
    assert_eq!(session[ada].age, 70);
    let gone = delete(Employee).filter(Employee.age.ge(least) & Employee.manager_id.is_null());
    session
        .execute(update(Employee).set(Employee.manager_id, None::<i64>))
        .unwrap();
    session
        .execute(gone.params([least.bind(70)]).unwrap())
        .unwrap();
    assert_eq!(
        session
            .all(select(Employee.id).order_by(Employee.id))
            .unwrap(),
        [2, 4]
    );
    session.rollback().unwrap();
}

#[test]
fn texts_take_parameters(database: &TestDatabase) {
    let mut conn = company(database);
    let (age, name) = (bindparam::<i32>("age"), bindparam::<String>("name"));
    let statement =
        text("SELECT id FROM employees WHERE age > :least AND name <> :but ORDER BY id")
            .with("least", age)
            .with("but", name)
            .columns::<i64>();
    let bound = statement.params([age.bind(30), name.bind("Cyd")]).unwrap();
    assert_eq!(conn.all(bound).unwrap(), [1, 5]);
    let statement = sql!("SELECT {Employee.id} FROM {Employee} WHERE {Employee.age} = {age}");
    let bound = statement.columns::<i64>().params([age.bind(41)]).unwrap();
    assert_eq!(conn.all(bound).unwrap(), [3]);
}

#[test]
fn in_subqueries_unions_and_ctes(database: &TestDatabase) {
    let mut conn = company(database);
    let age = bindparam::<i32>("age");
    let older = select((Employee.id, Employee.name)).filter(Employee.age.gt(age));
    let sub = older.clone().subquery();
    let (id, name) = sub.columns();
    let statement = select((id, name)).select_from(&sub).order_by(id);
    let expected = [(3, "Cyd".to_owned()), (5, "Eve".to_owned())];
    assert_eq!(
        conn.all(statement.params([age.bind(40)]).unwrap()).unwrap(),
        expected
    );
    let cte = older.clone().cte("older");
    let (id, name) = cte.columns();
    let statement = select((id, name)).select_from(&cte).order_by(id);
    assert_eq!(
        conn.all(statement.params([age.bind(40)]).unwrap()).unwrap(),
        expected
    );
    let young = select((Employee.id, Employee.name)).filter(Employee.age.eq(age));
    let both = older.union_all(young);
    assert_eq!(
        conn.all(both.params([age.bind(41)]).unwrap())
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn literals_of_what_is_bound(database: &TestDatabase) {
    let conn = company(database);
    let dialect = conn.engine().dialect();
    let age = bindparam::<i32>("age");
    let statement = select(Employee.id).filter(Employee.age.eq(age));
    let bound = statement.params([age.bind(7)]).unwrap();
    assert_eq!(
        bound.to_sql_with_literals(dialect).unwrap(),
        "SELECT id FROM employees WHERE age = 7"
    );
    let error = statement.to_sql_with_literals(dialect).unwrap_err();
    assert_eq!(error.message(), "the parameter `age` has no value");
}

#[test]
fn an_insert_for_each_row_of_values(database: &TestDatabase) {
    let mut conn = company(database);
    let (name, budget) = (
        bindparam::<String>("name"),
        bindparam::<Option<i64>>("budget"),
    );
    let statement = insert(Department)
        .set(Department.name, name)
        .set(Department.budget, budget.with_default(50));
    let rows = [
        vec![name.bind("One"), budget.bind(7)],
        vec![name.bind("Two"), budget.bind(None)],
        vec![name.bind("Three")],
    ];
    assert_eq!(conn.execute_many(&statement, rows).unwrap(), 3);
    let one = statement.params([name.bind("Four")]).unwrap();
    assert_eq!(conn.execute(one).unwrap().rows_affected, 1);
    let found = select((Department.name, Department.budget))
        .filter(Department.id.gt(3))
        .order_by(Department.id);
    let expected = [
        ("One", Some(7)),
        ("Two", None),
        ("Three", Some(50)),
        ("Four", Some(50)),
    ];
    let expected = expected.map(|(name, budget)| (name.to_owned(), budget));
    assert_eq!(conn.all(found).unwrap(), expected);
    let columns = (Department.name, Department.budget);
    let tuples = insert(Department).columns(columns).values([(name, budget)]);
    let bound = tuples.params([name.bind("Five"), budget.bind(1)]).unwrap();
    assert_eq!(conn.execute(bound).unwrap().rows_affected, 1);
}

/// A value that the column would round is refused however it comes.
#[test]
fn values_fit_their_columns(database: &TestDatabase) {
    let mut conn = company(database);
    let (pay, name) = (bindparam::<Decimal>("pay"), bindparam::<String>("name"));
    let statement = update(Employee)
        .set(Employee.salary, pay)
        .filter(Employee.name.eq(name));
    let row = |pay_of: Decimal| [pay.bind(pay_of), name.bind("Ada")];
    let long = Decimal::new(12_345, 4);
    let error = conn
        .execute(statement.params(row(long)).unwrap())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue, "{error}");
    let error = conn.execute_many(&statement, [row(long)]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue, "{error}");
    assert_eq!(conn.execute_many(&statement, [row(cents(123))]).unwrap(), 1);
}

/// Types of which a database can't tell from the place alone.
#[test]
fn parameters_of_many_types(database: &TestDatabase) {
    let mut conn = company(database);
    let (day, flag, weight) = (
        bindparam::<chrono::NaiveDate>("day"),
        bindparam::<bool>("flag"),
        bindparam::<f64>("weight"),
    );
    let statement = select((day.expr(), flag.expr(), weight.expr()))
        .filter(Employee.hired.le(day) & Employee.active.eq(flag))
        .select_from(Employee)
        .limit(1);
    let values = [day.bind(date(2100)), flag.bind(true), weight.bind(0.5)];
    let bound = statement.params(values).unwrap();
    assert_eq!(conn.one(bound).unwrap(), (date(2100), true, 0.5));
    let (key, level) = (bindparam::<String>("key"), bindparam::<i32>("level"));
    let statement = insert(Setting)
        .set(Setting.key, key)
        .set(Setting.level, level);
    let rows = [
        [key.bind("a"), level.bind(1)],
        [key.bind("b"), level.bind(2)],
    ];
    assert_eq!(conn.execute_many(statement, rows).unwrap(), 2);
    let found = select((Setting.key, Setting.level)).order_by(Setting.key);
    assert_eq!(
        conn.all(found).unwrap(),
        [("a".to_owned(), 1), ("b".to_owned(), 2)]
    );
}
