//! What is refused before the database sees it, by an engine and with its words.

use alchemy::compiler::Placeholder;
use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy::sql::Query;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Reading, company};

fn refusal(conn: &mut Connection, query: impl Query) -> (String, String) {
    let error = conn.all(query).err().expect("it is refused");
    assert_eq!(error.kind(), ErrorKind::Compile, "{error}");
    (
        error.message().to_owned(),
        error.help().unwrap_or_default().to_owned(),
    )
}

#[test]
fn tables_that_nothing_connects(database: &TestDatabase) {
    let conn = &mut company(database);
    let (message, help) = refusal(conn, select((Employee.name, Department.name)));
    assert_eq!(
        message,
        "nothing connects `employees` and `departments`: every row of one would be combined with \
         every row of the other"
    );
    assert!(
        help.contains(".join(…)") && help.contains(".cross_join(…)"),
        "{help}"
    );
    let filtered = select(Employee).filter(Employee.age.gt(3) & Department.budget.gt(3));
    assert!(refusal(conn, filtered).0.starts_with("nothing connects"));
    let negated = select(Employee).filter(!Department.budget.is_null());
    assert!(refusal(conn, negated).0.starts_with("nothing connects"));
    let third = select(Employee)
        .join(Employee.department)
        .order_by(Reading.value);
    assert!(refusal(conn, third).0.contains("`readings`"));
}

#[test]
fn a_union_is_checked_in_its_parts(database: &TestDatabase) {
    let conn = &mut company(database);
    let bad = select(Employee.name).filter(Department.id.eq(1));
    let (message, _) = refusal(conn, select(Employee.name).union(bad));
    assert!(message.starts_with("nothing connects"), "{message}");
}

#[test]
fn the_optional_side_of_an_outer_join(database: &TestDatabase) {
    let conn = &mut company(database);
    let (message, help) = refusal(
        conn,
        select((Employee.id, Department)).outer_join(Employee.department),
    );
    assert_eq!(
        message,
        "`departments` stands on the optional side of an outer join, where its row may be missing"
    );
    assert_eq!(help, "select it with `.optional()`");
    let (message, _) = refusal(
        conn,
        select(Department.name).outer_join(Employee.department),
    );
    assert_eq!(
        message,
        "`name` of `departments` stands on the optional side of an outer join, where its row may \
         be missing"
    );
}

#[test]
fn the_optional_side_inside_expressions(database: &TestDatabase) {
    let conn = &mut company(database);
    let missing = "stands on the optional side of an outer join";
    let mut refused =
        |query: Select<String>| refusal(conn, query.outer_join(Employee.department)).0;
    assert!(refused(select(Department.name.lower())).contains(missing));
    assert!(refused(select(func::upper(Department.name))).contains(missing));
    assert!(refused(select(Employee.name.concat(Department.name))).contains(missing));
    assert!(refused(select(Department.id.cast::<String>())).contains(missing));
    let (message, _) = refusal(
        conn,
        select(Department.id + 1).outer_join(Employee.department),
    );
    assert!(message.contains(missing), "{message}");
    let (message, _) = refusal(
        conn,
        select(Department.id.eq(1)).outer_join(Employee.department),
    );
    assert!(message.contains(missing), "{message}");
}

#[test]
fn what_is_guarded_is_not_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let guarded = case(Department.id.is_not_null(), Department.name).otherwise("-");
    let rows: Vec<(String, i64, bool)> = conn
        .all(
            select((
                guarded,
                func::coalesce(Department.id, 0),
                Department.id.is_null(),
            ))
            .outer_join(Employee.department)
            .filter(Employee.id.eq(4)),
        )
        .unwrap();
    assert_eq!(rows, [("-".into(), 0, true)]);
    let count: i64 = conn
        .one(
            select(func::count(Department.id))
                .select_from(Employee)
                .outer_join(Employee.department),
        )
        .unwrap();
    assert_eq!(count, 4);
}

#[test]
fn a_table_that_stands_in_from_twice(database: &TestDatabase) {
    let conn = &mut company(database);
    let twice = select(Employee)
        .join(Employee.department)
        .join(Employee.department);
    let (message, help) = refusal(conn, twice);
    assert_eq!(message, "`departments` stands in FROM twice");
    assert_eq!(help, "join an alias of it: `aliased(…)`");
    let manager = select(Employee).join(Employee.manager);
    assert_eq!(refusal(conn, manager).0, "`employees` stands in FROM twice");
    let itself = Employee.on(Employee.manager_id.eq(Employee.id));
    let (message, help) = refusal(conn, select(Employee).join(itself));
    assert_eq!(
        message,
        "`employees` is joined to nothing: no other table stands in FROM"
    );
    assert!(
        help.ends_with("join an alias of it: `aliased(…)`"),
        "{help}"
    );
}

#[test]
fn a_join_before_what_it_needs(database: &TestDatabase) {
    let conn = &mut company(database);
    let manager = aliased(Employee);
    let early = select(Employee)
        .join(manager.department)
        .join(Employee.manager.of(manager));
    let (message, help) = refusal(conn, early);
    assert!(message.contains("which is joined after it"), "{message}");
    assert!(
        help.starts_with("join an alias of `employees` before"),
        "{help}"
    );
}

#[test]
fn names_that_are_none(database: &TestDatabase) {
    let conn = &mut company(database);
    for name in ["", "a b", "f()", "f;", "é", "1f", "a..b", "\"f\""] {
        let (message, help) = refusal(conn, select(func::call::<i64>(name, ())));
        assert_eq!(
            message,
            format!("`{}` can't be a function's name", name.escape_debug())
        );
        assert_eq!(help, "a name is made of letters, digits, `_` and `.`");
    }
    let (message, _) = refusal(conn, select(literal(1_i64).label("a\0b")));
    assert_eq!(
        message,
        "`a\\0b` can't be an identifier: it contains a NUL character"
    );
}

#[test(needs(returning.insert, returning.update))]
fn modifications_that_contradict_themselves(database: &TestDatabase) {
    let conn = &mut company(database);
    let twice = update(Employee).set(Employee.age, 1).set(Employee.age, 2);
    assert_eq!(
        refusal(conn, twice.returning(Employee.id)).0,
        "`employees.age` is set twice"
    );
    let twice = insert(Department)
        .set(Department.name, "a")
        .set(Department.name, "b");
    assert_eq!(
        refusal(conn, twice.returning(Department.id)).0,
        "`departments.name` is set twice"
    );
    let nothing = refusal(conn, update(Employee).returning(Employee.id));
    assert_eq!(nothing.0, "an UPDATE of `employees` sets no column");
    let none: [(&str,); 0] = [];
    let empty = insert(Department).columns((Department.name,)).values(none);
    assert_eq!(
        refusal(conn, empty.returning(Department.id)).0,
        "an INSERT into `departments` has no rows"
    );
    let elsewhere = update(Employee)
        .set(Employee.age, 1)
        .filter(Department.id.eq(1));
    let (message, help) = refusal(conn, elsewhere.returning(Employee.id));
    assert_eq!(
        message,
        "`id` of `departments` is used where `departments` isn't in FROM"
    );
    assert!(help.contains("subquery"));
}

#[test]
fn texts_and_their_binds(database: &TestDatabase) {
    let conn = &mut company(database);
    let missing = text("SELECT :a, :b").bind("a", 1).columns::<(i64, i64)>();
    assert_eq!(
        refusal(conn, missing).0,
        "the text has `:b`, but nothing is bound to it"
    );
    let unused = text("SELECT 1").bind("a", 1).columns::<i64>();
    assert_eq!(
        refusal(conn, unused).0,
        "`a` is bound, but the text has no `:a` outside quotes and comments"
    );
    if database.capability().placeholder == Placeholder::Question {
        let question = text("SELECT ?").columns::<i64>();
        assert!(
            refusal(conn, question)
                .0
                .starts_with("a text has a `?` outside quotes")
        );
    }
}

#[test]
fn more_values_than_a_statement_takes(database: &TestDatabase) {
    let conn = &mut company(database);
    let limit = i64::try_from(database.capability().bind_limit).unwrap();
    let many = select(Employee.id).filter(Employee.id.in_(0..=limit));
    let (message, help) = refusal(conn, many);
    assert_eq!(
        message,
        format!(
            "the statement binds {} values, and {} takes at most {limit} in one statement",
            limit + 1,
            conn.dialect().name()
        )
    );
    assert_eq!(
        help,
        "split it into several statements; `insert_many` does so for structs"
    );
    let just = select(Employee.id).filter(Employee.id.in_(1..=limit));
    assert_eq!(conn.all(just).unwrap().len(), 5);
}

#[test]
fn the_order_of_a_set_operation_by_what_is_not_selected(database: &TestDatabase) {
    let conn = &mut company(database);
    let ids = || select(Employee.id);
    let (message, _) = refusal(conn, ids().union(ids()).order_by(Employee.age));
    assert_eq!(
        message,
        "the order of a set operation must be by columns that it selects"
    );
}

#[test]
fn a_connection_goes_on_after_a_refusal(database: &TestDatabase) {
    let mut conn = company(database);
    conn.all(select((Employee.name, Department.name)))
        .unwrap_err();
    assert_eq!(conn.all(select(Employee.id)).unwrap().len(), 5);
}
