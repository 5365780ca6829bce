//! INSERT, UPDATE and DELETE as common table expressions.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

use crate::schema::{Department, Employee, Reading, Setting, company};

#[test(needs(modifying_cte))]
fn a_new_key_is_used_at_once(database: &TestDatabase) {
    let mut conn = company(database);
    let lab = insert(Department)
        .set(Department.name, "Lab")
        .returning(Department.id)
        .cte("lab");
    let move_bob = update(Employee)
        .set(
            Employee.department_id,
            select(lab.columns()).select_from(&lab),
        )
        .filter(Employee.name.eq("Bob"));
    assert_eq!(conn.execute(move_bob).unwrap().rows_affected, 1);
    let bob = select(Department.name)
        .join(Employee.on(Employee.department_id.eq(Department.id)))
        .filter(Employee.name.eq("Bob"));
    assert_eq!(conn.one(bob).unwrap(), "Lab");
}

#[test(needs(modifying_cte))]
fn rows_are_moved_to_another_table(database: &TestDatabase) {
    let mut conn = company(database);
    let gone = delete(Reading)
        .filter(Reading.value.le(3))
        .returning((
            Reading.value.cast::<String>().label("key"),
            Reading.sensor + 10,
        ))
        .cte("gone");
    let (key, sensor) = gone.columns();
    let rows = select((key, sensor)).select_from(&gone);
    let statement = insert(Setting)
        .columns((Setting.key, Setting.level))
        .from_select(rows)
        .returning((Setting.key, Setting.level));
    let mut moved = conn.all(statement).unwrap();
    moved.sort();
    let expected = [("1", 11), ("2", 12), ("3", 10)].map(|(key, level)| (key.to_owned(), level));
    assert_eq!(moved, expected);
    assert_eq!(conn.one(select(func::count(Reading.id))).unwrap(), 27);
}

#[test(needs(modifying_cte))]
fn several_that_use_each_other(database: &TestDatabase) {
    let mut conn = company(database);
    let older = update(Employee)
        .set(Employee.age, Employee.age + 1)
        .filter(Employee.age.gt(40))
        .returning(Employee)
        .cte("older");
    let person = older.columns();
    let raised = update(Department)
        .set(Department.budget, func::coalesce(Department.budget, 0) + 1)
        .filter(
            Department
                .id
                .in_(select(person.department_id).select_from(&older)),
        )
        .returning((Department.id, Department.budget))
        .cte("raised");
    let (department, budget) = raised.columns();
    let query = select((person.name, person.age, budget))
        .select_from(&older)
        .join(raised.on(person.department_id.eq(department)))
        .order_by(person.name);
    let rows = conn.all(query).unwrap();
    let expected = [("Cyd", 42), ("Eve", 59)].map(|(name, age)| (name.to_owned(), age, Some(1)));
    assert_eq!(rows, expected);
    // The statement itself sees the rows as they were.
    let bob = update(Employee)
        .set(Employee.age, 26)
        .filter(Employee.name.eq("Bob"))
        .cte("bob");
    let age = select(Employee.age).filter(Employee.name.eq("Bob"));
    assert_eq!(conn.one(age.clone().add_cte(&bob)).unwrap(), 25);
    assert_eq!(conn.one(age).unwrap(), 26);
}

#[test(needs(modifying_cte))]
fn one_without_rows(database: &TestDatabase) {
    let mut conn = company(database);
    let log = insert(Setting).set(Setting.key, "purged").cte("log");
    let statement = delete(Reading).filter(Reading.value.gt(20)).add_cte(&log);
    assert_eq!(conn.execute(statement).unwrap().rows_affected, 10);
    // The library's default was computed for it.
    let logged = select((Setting.key, Setting.value));
    let logged = conn.all(logged).unwrap();
    assert_eq!(logged, [("purged".to_owned(), "none".to_owned())]);
    let purge = delete(Setting).cte("purge");
    let statement = insert(Department)
        .set(Department.name, "Lab")
        .add_cte(&purge);
    conn.execute(statement).unwrap();
    assert_eq!(conn.one(select(func::count(Setting.key))).unwrap(), 0);
}

#[test(needs(modifying_cte))]
fn an_upsert_in_one(database: &TestDatabase) {
    let mut conn = company(database);
    let lab = insert(Department)
        .columns((Department.name, Department.budget))
        .values([("Attic", 1), ("Lab", 2)])
        .on_conflict(Department.name)
        .do_update(|old, new| old.budget.assign(old.budget + new.budget))
        .returning((Department.name, Department.budget))
        .cte("lab");
    let (name, budget) = lab.columns();
    let rows = select((name, budget)).select_from(&lab).order_by(name);
    let rows = conn.all(rows).unwrap();
    assert_eq!(
        rows,
        [("Attic".to_owned(), Some(501)), ("Lab".into(), Some(2))]
    );
}

/// A SELECT that changes something is undone as a whole, and an instance that it brought in is read
/// anew.
#[test(needs(modifying_cte))]
fn a_session_that_selects_from_one(database: &TestDatabase) {
    let conn = company(database);
    let engine = conn.engine().clone();
    let mut conn = conn;
    conn.commit().unwrap();
    drop(conn);
    let mut session = Session::new(&engine);
    let attic = update(Department)
        .set(Department.budget, 7)
        .filter(Department.name.eq("Attic"))
        .returning(Department)
        .cte("attic");
    let query = select(attic.columns()).select_from(&attic);
    let handle = session.one(query).unwrap();
    assert_eq!(session[handle].budget, Some(7));
    session.rollback().unwrap();
    let found = session
        .one(select(Department).filter(Department.name.eq("Attic")))
        .unwrap();
    assert_eq!(session[found].budget, Some(500));
}

#[test(needs(!modifying_cte))]
fn it_is_refused(database: &TestDatabase) {
    let mut conn = company(database);
    let gone = delete(Reading).returning(Reading.value).cte("gone");
    let query = select(gone.columns()).select_from(&gone);
    let error = conn.all(query).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(error.to_string().contains("in WITH"), "{error}");
    assert_eq!(conn.one(select(func::count(Reading.id))).unwrap(), 30);
}

#[test(needs(modifying_cte))]
fn values_are_given_for_its_parameters(database: &TestDatabase) {
    let mut conn = company(database);
    let (value, key) = (bindparam::<i32>("value"), bindparam::<String>("key"));
    let gone = delete(Reading)
        .filter(Reading.value.eq(value))
        .returning(Reading.value)
        .cte("gone");
    let log = insert(Setting).set(Setting.key, key).cte("log");
    let query = select(gone.columns()).select_from(&gone).add_cte(&log);
    for (number, name) in [(3, "c"), (5, "e")] {
        let bound = query.params([value.bind(number), key.bind(name)]).unwrap();
        assert_eq!(conn.all(bound).unwrap(), [number]);
    }
    let keys = conn.all(select(Setting.key).order_by(Setting.key)).unwrap();
    assert_eq!(keys, ["c", "e"]);
}
