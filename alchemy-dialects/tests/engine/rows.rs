//! Rows: all of them, one, or one by one.

use alchemy::ErrorKind;
use alchemy::sql::{select, text};

use crate::model::{EMAIL, ID, add, memory};

fn three() -> alchemy::engine::Connection {
    let engine = memory();
    let mut conn = engine.connect().unwrap();
    for email in ["a", "b", "c"] {
        add(&mut conn, email).unwrap();
    }
    conn.commit().unwrap();
    conn
}

#[test]
fn typed_rows() {
    let mut conn = three();
    let query = || select((ID, EMAIL)).order_by(ID);
    let rows = conn.all(query()).unwrap();
    assert_eq!(rows[2], (3, "c".to_owned()));
    assert_eq!(conn.first(query()).unwrap(), Some((1, "a".to_owned())));
    let error = conn.one(query()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MultipleResultsFound);
    assert_eq!(conn.one(query().filter(ID.eq(2_i64))).unwrap().1, "b");
    let none = conn.one(query().filter(ID.eq(9_i64))).unwrap_err();
    assert_eq!(none.kind(), ErrorKind::NoResultFound);
    assert!(none.statement().unwrap().contains("WHERE"), "{none}");
    let count = text("SELECT count(*) FROM users").columns::<i64>();
    assert_eq!(conn.scalar(count).unwrap(), Some(3));
}

#[test]
fn an_iterator_dropped_half_way_starts_anew() {
    let mut conn = three();
    let query = || select(EMAIL).order_by(ID);
    for taken in [1, 2, 0, 3] {
        let mut rows = conn.iter(query()).unwrap();
        let found: Vec<_> = rows.by_ref().take(taken).map(Result::unwrap).collect();
        assert_eq!(found, ["a", "b", "c"][..taken]);
    }
    // A statement that still ran would hold the table.
    drop(conn.iter(query()).unwrap().next());
    conn.commit().unwrap();
    conn.execute_script("DROP TABLE posts; DROP TABLE users")
        .unwrap();
}

#[test]
fn what_execute_tells() {
    let mut conn = three();
    let insert = text("INSERT INTO users (email) VALUES ('d'), ('e')");
    let result = conn.execute(insert).unwrap();
    assert_eq!((result.rows_affected, result.last_insert_id), (2, Some(5)));
    let result = conn
        .execute(text("UPDATE users SET email = email"))
        .unwrap();
    assert_eq!(result.rows_affected, 5);
}
