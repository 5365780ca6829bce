//! A flush is all or nothing, at whichever request the line breaks.

use std::collections::BTreeMap;

use alchemy::ErrorKind;
use alchemy::engine::Engine;
use alchemy::metadata;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::{Comment, Post, Profile, Tag, User};
use alchemy_test_support::proxy::Break;

use crate::line::Line;

/// What is in the database.
#[derive(Debug, PartialEq, Eq)]
struct Rows {
    users: BTreeMap<String, Option<String>>,
    posts: Vec<String>,
    others: [i64; 3],
}

fn rows(engine: &Engine) -> Rows {
    let mut conn = engine.connect().unwrap();
    let users: Vec<(String, Option<String>)> = conn.all(select((User.email, User.name))).unwrap();
    Rows {
        users: users.into_iter().collect(),
        posts: conn.all(select(Post.title).order_by(Post.title)).unwrap(),
        others: [
            conn.one(select(func::count(Profile.id))).unwrap(),
            conn.one(select(func::count(Tag.id))).unwrap(),
            conn.one(select(func::count(Comment.id))).unwrap(),
        ],
    }
}

/// Rows that are there before.
fn seed(engine: &Engine) {
    let mut session = Session::new(engine);
    for name in ["ann", "bob"] {
        session.add(User {
            email: format!("{name}@example.org"),
            posts: [Post {
                title: format!("{name} begins"),
                ..Post::default()
            }]
            .into(),
            ..User::default()
        });
    }
    session.commit().unwrap();
}

/// Inserts into six tables, an UPDATE and a DELETE with its cascade.
fn change(session: &mut Session) -> alchemy::Result<()> {
    let users = session.all(select(User).order_by(User.email))?;
    let [ann, bob] = users[..] else {
        panic!("{} users", users.len());
    };
    session[ann].name = Some("Ann".to_owned());
    session.delete(bob)?;
    let cyd = session.add(User {
        email: "cyd@example.org".to_owned(),
        profile: Profile {
            text: "new".to_owned(),
            ..Profile::default()
        }
        .into(),
        ..User::default()
    });
    let tag = session.add(Tag {
        name: "news".to_owned(),
        ..Tag::default()
    });
    for title in ["first", "second"] {
        let post = session.add(Post {
            title: title.to_owned(),
            comments: [Comment {
                body: "well".to_owned(),
                ..Comment::default()
            }]
            .into(),
            ..Post::default()
        });
        session.link(cyd, User.posts, post)?;
        session.link(post, Post.tags, tag)?;
    }
    Ok(())
}

/// Breaks the line at the first request, then at the second, until nothing is broken any more.
#[test]
fn not_sent(database: &TestDatabase) {
    every_request(database, Break::BeforeSending);
}

#[test]
fn answer_lost(database: &TestDatabase) {
    every_request(database, Break::AfterExecution);
}

fn every_request(database: &TestDatabase, how: Break) {
    let line = Line::to(database, &metadata![User, Profile, Post, Tag, Comment]);
    seed(&line.direct);
    let before = rows(&line.direct);
    let engine = line.engine("pool_size=1").unwrap();
    let mut after = None;
    let mut broken = 0;
    for request in 1.. {
        // A connection that is there, so that only the session's own requests count.
        drop(engine.connect().unwrap());
        let mut session = Session::new(&engine);
        line.proxy.break_at(request, how);
        let result = change(&mut session).and_then(|()| session.commit());
        let at = line.proxy.broken();
        line.proxy.heal();
        let found = rows(&line.direct);
        let Some(at) = at else {
            result.unwrap();
            break;
        };
        broken += 1;
        let at = String::from_utf8_lossy(&at).into_owned();
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Disconnected, "{at}: {error}");
        let committing = at.contains("COMMIT");
        assert_eq!(error.outcome_unknown(), committing, "{at}: {error}");
        if committing && how == Break::AfterExecution {
            // Nobody told the client, but it is done.
            after = Some(found);
            restore(&line.direct);
            continue;
        }
        assert_eq!(found, before, "request {request} ({at}) left something");
        // The same session can do the same again.
        session.rollback().unwrap();
        change(&mut session).unwrap();
        session.flush().unwrap();
        session.rollback().unwrap();
        assert_eq!(rows(&line.direct), before, "{at}");
    }
    let done = rows(&line.direct);
    if let Some(after) = after {
        assert_eq!(
            after, done,
            "what an unknown outcome left isn't what a known one leaves"
        );
    }
    assert_ne!(done, before);
    assert!(broken > 6, "only {broken} requests were broken");
    println!(
        "{}: {broken} requests broken ({how:?})",
        database.server().kind().name()
    );
}

/// As it was before.
fn restore(engine: &Engine) {
    let mut conn = engine.connect().unwrap();
    conn.execute(delete(Comment)).unwrap();
    conn.execute_script("DELETE FROM post_tags").unwrap();
    conn.execute(delete(Post)).unwrap();
    conn.execute(delete(Profile)).unwrap();
    conn.execute(delete(Tag)).unwrap();
    conn.execute(delete(User)).unwrap();
    conn.commit().unwrap();
    drop(conn);
    seed(engine);
}
