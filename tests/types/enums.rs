//! Enums as columns.

use alchemy::compiler::Enums;
use alchemy::prelude::*;
use alchemy::types::ColumnEnum as _;
use alchemy_test_support::TestDatabase;

#[derive(ColumnEnum, Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Status {
    #[default]
    Open,
    UnderWay,
    #[column_enum(rename = "it's done")]
    Done,
}

#[derive(ColumnEnum, Clone, Copy, Debug, PartialEq)]
#[column_enum(name = "Order")]
enum r#Kind {
    r#Type,
}

#[derive(Model, Debug, Default)]
#[model(table = "tasks")]
struct Task {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(default = Status::Open, server_default = Status::UnderWay)]
    status: Status,
    before: Option<Status>,
    kind: Option<Kind>,
}

#[test]
fn names_and_labels() {
    assert_eq!(Status::TYPE.name, "status");
    assert_eq!(Status::TYPE.labels, ["open", "under_way", "it's done"]);
    assert_eq!(Kind::Type.label(), "type");
    assert_eq!(Status::from_label("Open"), None);
}

#[test]
fn stored_compared_and_read(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Task]).unwrap();
    let mut session = Session::new(&engine);
    for status in [Status::Open, Status::UnderWay, Status::Done] {
        session.add(Task {
            status,
            before: (status != Status::Open).then_some(status),
            kind: Some(Kind::Type),
            ..Task::default()
        });
    }
    session.commit().unwrap();
    session.clear();
    for status in [Status::Open, Status::UnderWay, Status::Done] {
        let found = session
            .one(select(Task).filter(Task.status.eq(status)))
            .unwrap();
        assert_eq!(session[found].status, status);
        let before = session
            .all(select(Task).filter(Task.before.eq(status)))
            .unwrap();
        assert_eq!(before.len(), usize::from(status != Status::Open));
    }
    let same = select(func::count(Task.id)).filter(Task.status.eq(Task.before));
    assert_eq!(session.one(same).unwrap(), 2);
    let listed = select(Task.status)
        .filter(Task.status.in_([Status::Open, Status::Done]))
        .order_by(Task.id);
    assert_eq!(session.all(listed).unwrap(), [Status::Open, Status::Done]);
    session.rollback().unwrap();
    metadata![Task].drop_all(&engine).unwrap();
}

#[test]
fn other_labels_are_refused(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Task]).unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute_script("INSERT INTO tasks (kind) VALUES (NULL)")
        .unwrap();
    let stored: Status = conn.one(select(Task.status)).unwrap();
    assert_eq!(stored, Status::UnderWay);
    let error = conn
        .execute_script("UPDATE tasks SET status = 'closed'")
        .unwrap_err();
    let expected = match database.capability().enums {
        Enums::Checked => ErrorKind::CheckViolation,
        _ => ErrorKind::InvalidValue,
    };
    assert_eq!(error.kind(), expected, "{error}");
}

#[test(on("sqlite"))]
fn a_label_that_nobody_knows_is_an_error(database: &TestDatabase) {
    let engine = database.with_tables(&metadata![Task]).unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute_script("INSERT INTO tasks (kind) VALUES (NULL)")
        .unwrap();
    conn.execute_script("PRAGMA ignore_check_constraints = on")
        .unwrap();
    conn.execute_script("UPDATE tasks SET status = 'closed'")
        .unwrap();
    let error = conn.all(select(Task)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        (error.table(), error.column()),
        (Some("tasks"), Some("status"))
    );
    assert_eq!(
        error.message(),
        "`tasks.status`: expected one of \"open\", \"under_way\", \"it's done\", found text (\"closed\")"
    );
}
