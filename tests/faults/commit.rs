//! A transaction whose COMMIT is lost: whether it took effect is said to be unknown then, and only
//! then, and it is never carried out twice.

use alchemy::prelude::*;
use alchemy::{ErrorKind, metadata};
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::{Comment, Post, Profile, Tag, User};
use alchemy_test_support::proxy::Break;

use crate::line::Line;

/// How many transactions are cut.
const CUTS: usize = 60;

#[test]
fn is_carried_out_once_or_never(database: &TestDatabase) {
    let line = Line::to(database, &metadata![User, Profile, Post, Tag, Comment]);
    let engine = line.engine("pool_size=1").unwrap();
    let mut conn = line.direct.connect().unwrap();
    let (mut unknown, mut lost) = (0, 0);
    for number in 0..CUTS {
        drop(engine.connect().unwrap());
        let how = if number % 2 == 0 {
            Break::AfterExecution
        } else {
            Break::BeforeSending
        };
        // BEGIN, two INSERTs that may have to be prepared first, COMMIT.
        line.proxy.break_at(1 + number / 2 % 7, how);
        let email = format!("{number}@example.org");
        let result = engine.transaction(|conn| {
            conn.execute(insert(User).set(User.email, email.as_str()))?;
            conn.execute(insert(Tag).set(Tag.name, email.as_str()))
        });
        let broken = line.proxy.broken();
        line.proxy.heal();
        let users: i64 = conn
            .one(select(func::count(User.id)).filter(User.email.eq(email.as_str())))
            .unwrap();
        let tags: i64 = conn
            .one(select(func::count(Tag.id)).filter(Tag.name.eq(email.as_str())))
            .unwrap();
        conn.rollback().unwrap();
        assert_eq!(users, tags, "half of a transaction");
        let Some(at) = broken else {
            result.unwrap();
            assert_eq!(users, 1);
            continue;
        };
        let at = String::from_utf8_lossy(&at).into_owned();
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Disconnected, "{at}: {error}");
        let committing = at.contains("COMMIT");
        assert_eq!(error.outcome_unknown(), committing, "{at}: {error}");
        let expected = i64::from(committing && how == Break::AfterExecution);
        assert_eq!(users, expected, "{at}: carried out {users} times");
        if committing {
            unknown += 1;
        } else {
            lost += 1;
        }
    }
    assert!(unknown > 0 && lost > 0);
    println!(
        "{}: {lost} cuts with a known outcome, {unknown} with an unknown one",
        database.server().kind().name()
    );
}
