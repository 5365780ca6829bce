//! What an UPDATE sets by itself.

use std::sync::atomic::{AtomicI64, Ordering};

use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;

static CALLS: AtomicI64 = AtomicI64::new(1_000);

/// A number that is never given twice.
pub(crate) fn next() -> i64 {
    CALLS.fetch_add(1, Ordering::Relaxed)
}

#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(table = "documents")]
pub(crate) struct Document {
    #[column(primary_key)]
    pub(crate) id: Auto<i64>,
    pub(crate) title: String,
    #[column(default = "new", update_default = "changed", length = 20)]
    pub(crate) state: Auto<String>,
    /// A function, called for each.
    #[column(default = 0, update_default = next())]
    pub(crate) stamp: Auto<i64>,
    /// SQL.
    #[column(server_default = 1, update_default = text("revision + 1"))]
    pub(crate) revision: Auto<i64>,
    #[column(default = 7, update_default = text("NULL"))]
    pub(crate) reviewer: Auto<Option<i64>>,
}

fn documents(database: &TestDatabase) -> Connection {
    let engine = database.with_tables(&metadata![Document]).unwrap();
    let mut conn = engine.connect().unwrap();
    let rows = ["a", "b", "c"].map(|title| Document {
        title: title.into(),
        ..Document::default()
    });
    conn.execute(insert(Document).values(&rows)).unwrap();
    conn
}

fn rows(conn: &mut Connection) -> Vec<(String, String, i64, i64, Option<i64>)> {
    let statement = select((
        Document.title,
        Document.state,
        Document.stamp,
        Document.revision,
        Document.reviewer,
    ));
    conn.all(statement.order_by(Document.id)).unwrap()
}

#[test]
fn columns_that_the_statement_leaves_out(database: &TestDatabase) {
    let mut conn = documents(database);
    let new = |title: &str| (title.to_owned(), "new".to_owned(), 0, 1, Some(7));
    assert_eq!(rows(&mut conn), [new("a"), new("b"), new("c")]);
    let statement = update(Document)
        .set(Document.title, "x")
        .filter(Document.id.ne(2));
    assert_eq!(conn.execute(&statement).unwrap().rows_affected, 2);
    let first = rows(&mut conn);
    let stamp = first[0].2;
    assert!(stamp >= 1_000);
    // One value for the statement.
    let changed = ("x".to_owned(), "changed".to_owned(), stamp, 2, None);
    assert_eq!(first, [changed.clone(), new("b"), changed]);
    // And another one when it runs again.
    conn.execute(&statement).unwrap();
    let second = rows(&mut conn);
    assert!(second[0].2 > stamp);
    assert_eq!((second[0].2, second[0].3), (second[2].2, 3));
}

#[test]
fn columns_that_the_statement_sets(database: &TestDatabase) {
    let mut conn = documents(database);
    let statement = update(Document)
        .set(Document.state, "mine")
        .set(Document.stamp, 5)
        .set(Document.revision, 50)
        .set(Document.reviewer, 9)
        .filter(Document.id.eq(1));
    conn.execute(statement).unwrap();
    let expected = ("a".to_owned(), "mine".to_owned(), 5, 50, Some(9));
    assert_eq!(rows(&mut conn)[0], expected);
}

#[test]
fn each_run_of_many_gets_its_own(database: &TestDatabase) {
    let mut conn = documents(database);
    let (title, id) = (bindparam::<String>("title"), bindparam::<i64>("id"));
    let statement = update(Document)
        .set(Document.title, title)
        .filter(Document.id.eq(id));
    let runs = [1, 2, 3].map(|number| [title.bind(format!("t{number}")), id.bind(number)]);
    assert_eq!(conn.execute_many(&statement, runs).unwrap(), 3);
    let found = rows(&mut conn);
    let stamps: Vec<i64> = found.iter().map(|row| row.2).collect();
    assert!(
        stamps.is_sorted_by(|a, b| a < b) && stamps[0] >= 1_000,
        "{stamps:?}"
    );
    assert!(found.iter().all(|row| row.1 == "changed" && row.3 == 2));
    let inserted = insert(Document).set(Document.title, title);
    let runs = ["x", "y"].map(|one| [title.bind(one)]);
    assert_eq!(conn.execute_many(inserted, runs).unwrap(), 2);
    assert_eq!(
        rows(&mut conn)[4],
        ("y".to_owned(), "new".to_owned(), 0, 1, Some(7))
    );
}

/// NULL that is given is a value, for an INSERT as for an UPDATE.
#[test]
fn null_is_no_reason_for_a_default(database: &TestDatabase) {
    let mut conn = documents(database);
    conn.execute(
        insert(Document)
            .set(Document.title, "n")
            .set(Document.reviewer, None::<i64>),
    )
    .unwrap();
    assert_eq!(rows(&mut conn)[3].4, None);
    let given = Document {
        title: "m".into(),
        reviewer: None.into(),
        ..Document::default()
    };
    conn.execute(insert(Document).values([&given])).unwrap();
    assert_eq!(rows(&mut conn)[4].4, None);
}

/// What an upsert does to the row that is there, it says itself.
#[test]
fn an_upsert_has_none(database: &TestDatabase) {
    let mut conn = documents(database);
    let one = insert(Document)
        .set(Document.id, 1)
        .set(Document.title, "z")
        .on_conflict(Document.id)
        .do_update(|_, new| Document.title.assign(new.title));
    conn.execute(one).unwrap();
    let expected = ("z".to_owned(), "new".to_owned(), 0, 1, Some(7));
    assert_eq!(rows(&mut conn)[0], expected);
}
