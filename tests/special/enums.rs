//! Enums, where they are a type of the database's own.

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

#[derive(ColumnEnum, Clone, Copy, Debug, Default, PartialEq)]
enum Status {
    #[default]
    Open,
    #[column_enum(rename = "it's \\done")]
    Done,
}

#[derive(Model, Debug, Default)]
#[model(table = "tasks")]
struct Task {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(server_default = Status::Done)]
    status: Auto<Status>,
    before: Option<Status>,
}

#[test]
fn in_every_place(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    // Twice: what is there stays.
    metadata![Task].create_all(&engine).unwrap();
    metadata![Task].create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    session.add(Task {
        before: Some(Status::Open),
        ..Task::default()
    });
    session.add(Task {
        status: Status::Open.into(),
        ..Task::default()
    });
    session.commit().unwrap();
    let ids = |session: &mut Session, condition: Expr<bool>| {
        session
            .all(select(Task.id).filter(condition).order_by(Task.id))
            .unwrap()
    };
    assert_eq!(ids(&mut session, Task.status.eq(Status::Done)), [1]);
    assert_eq!(
        ids(&mut session, Task.status.in_([Status::Done, Status::Open])),
        [1, 2]
    );
    assert_eq!(
        ids(
            &mut session,
            Task.status.between(Status::Open, Status::Open)
        ),
        [2]
    );
    assert_eq!(
        ids(
            &mut session,
            func::coalesce(Task.before, Status::Done).eq(Status::Done)
        ),
        [2]
    );
    let cased = case(Task.before.is_null(), Status::Done).otherwise(Status::Open);
    assert_eq!(ids(&mut session, Task.status.eq(cased)), Vec::<i64>::new());
    let found: Status = session.one(select(literal(Status::Done))).unwrap();
    assert_eq!(found, Status::Done);
    // Elsewhere labels are compared as text.
    let ordered = database.kind().name() == "postgres";
    let highest = session.one(select(func::max(Task.status))).unwrap();
    assert_eq!(highest == Some(Status::Done), ordered);
    session.rollback().unwrap();
    metadata![Task].drop_all(&engine).unwrap();
    metadata![Task].drop_all(&engine).unwrap();
    // The type is gone, too, so that another of the name can come.
    metadata![Task].create_all(&engine).unwrap();
}
