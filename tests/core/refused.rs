//! What is refused before the database sees it, by an engine and with its words.

use alchemy::prelude::*;
use alchemy::sql::Query;

use crate::schema::{Department, Employee, Reading, company};

fn refusal(query: impl Query) -> (String, String) {
    let error = company().all(query).err().expect("it is refused");
    assert_eq!(error.kind(), ErrorKind::Compile, "{error}");
    (
        error.message().to_owned(),
        error.help().unwrap_or_default().to_owned(),
    )
}

#[test]
fn tables_that_nothing_connects() {
    let (message, help) = refusal(select((Employee.name, Department.name)));
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
    assert!(refusal(filtered).0.starts_with("nothing connects"));
    let negated = select(Employee).filter(!Department.budget.is_null());
    assert!(refusal(negated).0.starts_with("nothing connects"));
    let third = select(Employee)
        .join(Employee.department)
        .order_by(Reading.value);
    assert!(refusal(third).0.contains("`readings`"));
}

#[test]
fn a_union_is_checked_in_its_parts() {
    let bad = select(Employee.name).filter(Department.id.eq(1));
    let (message, _) = refusal(select(Employee.name).union(bad));
    assert!(message.starts_with("nothing connects"), "{message}");
}

#[test]
fn the_optional_side_of_an_outer_join() {
    let (message, help) =
        refusal(select((Employee.id, Department)).outer_join(Employee.department));
    assert_eq!(
        message,
        "`departments` stands on the optional side of an outer join, where its row may be missing"
    );
    assert_eq!(help, "select it with `.optional()`");
    let (message, _) = refusal(select(Department.name).outer_join(Employee.department));
    assert_eq!(
        message,
        "`name` of `departments` stands on the optional side of an outer join, where its row may \
         be missing"
    );
}

#[test]
fn the_optional_side_inside_expressions() {
    let missing = "stands on the optional side of an outer join";
    let refused = |query: Select<String>| refusal(query.outer_join(Employee.department)).0;
    assert!(refused(select(Department.name.lower())).contains(missing));
    assert!(refused(select(func::upper(Department.name))).contains(missing));
    assert!(refused(select(Employee.name.concat(Department.name))).contains(missing));
    assert!(refused(select(Department.id.cast::<String>())).contains(missing));
    let (message, _) = refusal(select(Department.id + 1).outer_join(Employee.department));
    assert!(message.contains(missing), "{message}");
    let (message, _) = refusal(select(Department.id.eq(1)).outer_join(Employee.department));
    assert!(message.contains(missing), "{message}");
}

#[test]
fn what_is_guarded_is_not_refused() {
    let mut conn = company();
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
fn a_table_that_stands_in_from_twice() {
    let twice = select(Employee)
        .join(Employee.department)
        .join(Employee.department);
    let (message, help) = refusal(twice);
    assert_eq!(message, "`departments` stands in FROM twice");
    assert_eq!(help, "join an alias of it: `aliased(…)`");
    let manager = select(Employee).join(Employee.manager);
    assert_eq!(refusal(manager).0, "`employees` stands in FROM twice");
    let itself = Employee.on(Employee.manager_id.eq(Employee.id));
    let (message, help) = refusal(select(Employee).join(itself));
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
fn a_join_before_what_it_needs() {
    let manager = aliased(Employee);
    let early = select(Employee)
        .join(manager.department)
        .join(Employee.manager.of(manager));
    let (message, help) = refusal(early);
    assert!(message.contains("which is joined after it"), "{message}");
    assert!(
        help.starts_with("join an alias of `employees` before"),
        "{help}"
    );
}

#[test]
fn names_that_are_none() {
    for name in ["", "a b", "f()", "f;", "é", "1f", "a..b", "\"f\""] {
        let (message, help) = refusal(select(func::call::<i64>(name, ())));
        assert_eq!(
            message,
            format!("`{}` can't be a function's name", name.escape_debug())
        );
        assert_eq!(help, "a name is made of letters, digits, `_` and `.`");
    }
    let (message, _) = refusal(select(literal(1_i64).label("a\0b")));
    assert_eq!(
        message,
        "`a\\0b` can't be an identifier: it contains a NUL character"
    );
}

#[test]
fn modifications_that_contradict_themselves() {
    let twice = update(Employee).set(Employee.age, 1).set(Employee.age, 2);
    assert_eq!(
        refusal(twice.returning(Employee.id)).0,
        "`employees.age` is set twice"
    );
    let twice = insert(Department)
        .set(Department.name, "a")
        .set(Department.name, "b");
    assert_eq!(
        refusal(twice.returning(Department.id)).0,
        "`departments.name` is set twice"
    );
    let nothing = refusal(update(Employee).returning(Employee.id));
    assert_eq!(nothing.0, "an UPDATE of `employees` sets no column");
    let none: [(&str,); 0] = [];
    let empty = insert(Department).columns((Department.name,)).values(none);
    assert_eq!(
        refusal(empty.returning(Department.id)).0,
        "an INSERT into `departments` has no rows"
    );
    let elsewhere = update(Employee)
        .set(Employee.age, 1)
        .filter(Department.id.eq(1));
    let (message, help) = refusal(elsewhere.returning(Employee.id));
    assert_eq!(
        message,
        "`id` of `departments` is used where `departments` isn't in FROM"
    );
    assert!(help.contains("subquery"));
}

#[test]
fn texts_and_their_binds() {
    let missing = text("SELECT :a, :b").bind("a", 1).columns::<(i64, i64)>();
    assert_eq!(
        refusal(missing).0,
        "the text has `:b`, but nothing is bound to it"
    );
    let unused = text("SELECT 1").bind("a", 1).columns::<i64>();
    assert_eq!(refusal(unused).0, "`a` is bound, but the text has no `:a`");
    let question = text("SELECT ?").columns::<i64>();
    assert!(
        refusal(question)
            .0
            .starts_with("a text has a `?` outside quotes")
    );
}

#[test]
fn more_values_than_a_statement_takes() {
    let many = select(Employee.id).filter(Employee.id.in_(0..40_000));
    let (message, help) = refusal(many);
    assert_eq!(
        message,
        "the statement binds 40000 values, and sqlite takes at most 32766 in one statement"
    );
    assert_eq!(help, "split it into several statements");
    let mut conn = company();
    let just = select(Employee.id).filter(Employee.id.in_(1..=32_766));
    assert_eq!(conn.all(just).unwrap().len(), 5);
}

#[test]
fn the_order_of_a_set_operation_by_what_is_not_selected() {
    let ids = || select(Employee.id);
    let (message, _) = refusal(ids().union(ids()).order_by(Employee.age));
    assert_eq!(
        message,
        "the order of a set operation must be by columns that it selects"
    );
}

#[test]
fn a_connection_goes_on_after_a_refusal() {
    let mut conn = company();
    conn.all(select((Employee.name, Department.name)))
        .unwrap_err();
    assert_eq!(conn.all(select(Employee.id)).unwrap().len(), 5);
}
