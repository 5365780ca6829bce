//! A large table in chunks.

use alchemy::orm::InstanceState;
use alchemy::prelude::*;
use alchemy_test_support::models::blog::{Post, User};
use alchemy_test_support::{TestDatabase, statements_of};

use crate::setup::{another, author, blog, error_of, stored};

fn many(database: &TestDatabase) -> Session {
    let mut session = blog(database);
    session.add_all((0..1_000).map(|number| author(&format!("u{number:04}"), &["a"])));
    session.commit().unwrap();
    another(&mut session)
}

#[test]
fn every_row_once_in_order_with_loads_inside(database: &TestDatabase) {
    let mut session = many(database);
    let mut emails = Vec::new();
    let mut sizes = Vec::new();
    let (result, statements) = statements_of(|| {
        session.for_each_chunk(
            select(User).order_by(User.email.desc()),
            300,
            |session, users| {
                sizes.push(users.len());
                for user in users {
                    assert_eq!(session.load(*user, User.posts)?.len(), 1);
                    emails.push(session[*user].email.clone());
                }
                Ok(())
            },
        )
    });
    result.unwrap();
    assert_eq!(sizes, [300, 300, 300, 100]);
    let wanted: Vec<String> = (0..1_000)
        .rev()
        .map(|number| format!("u{number:04}"))
        .collect();
    assert_eq!(emails, wanted);
    assert_eq!(statements.count(), 1 + 4 * 2);
}

#[test]
fn what_nobody_changed_leaves_after_its_chunk(database: &TestDatabase) {
    let mut session = many(database);
    let kept = session.get(User, 5).unwrap().unwrap();
    let mut seen = Vec::new();
    session
        .for_each_chunk(select(User).order_by(User.id), 100, |session, users| {
            session[users[0]].name = Some("first".to_owned());
            session.load(users[1], User.posts)?;
            seen.push((users[0], users[1]));
            Ok(())
        })
        .unwrap();
    for (changed, read) in &seen {
        assert!(
            session.get_ref(*changed).is_ok(),
            "a changed one was evicted"
        );
        assert!(session.get_ref(*read).is_err(), "an unchanged one stayed");
    }
    assert_eq!(session.state(kept), Some(InstanceState::Persistent));
    session.commit().unwrap();
    let first = select(func::count(User.id)).filter(User.name.eq("first"));
    assert_eq!(stored(&mut session, first), [10]);
}

#[test]
fn an_option_is_loaded_for_each_chunk(database: &TestDatabase) {
    let mut session = many(database);
    let select = select(User).options(selectinload(User.posts).then(Post.tags));
    let mut posts = 0;
    session
        .for_each_chunk(select, 250, |session, users| {
            for user in users {
                posts += session[*user].posts.loaded()?.len();
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(posts, 1_000);
}

#[test]
fn rows_deleted_meanwhile_are_left_out_and_errors_end_it(database: &TestDatabase) {
    let mut session = many(database);
    let mut seen = 0;
    session
        .for_each_chunk(select(User).order_by(User.id), 400, |session, users| {
            seen += users.len();
            if seen == 400 {
                session.execute(delete(Post).filter(Post.author_id.gt(500)))?;
                session.execute(delete(User).filter(User.id.gt(500)))?;
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(seen, 500);

    let mut chunks = 0;
    let error = error_of(session.for_each_chunk(select(User), 100, |session, _| {
        chunks += 1;
        session
            .one(select(User.id).filter(User.id.eq(9_999)))
            .map(drop)
    }));
    assert_eq!(error.kind(), ErrorKind::NoResultFound);
    assert_eq!(chunks, 1);
}
