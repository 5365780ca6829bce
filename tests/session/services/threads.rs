//! A session that is sent to another thread, with work in it.

use std::thread;

use alchemy::Result;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::{Post, User};

use crate::setup::{author, blog, stored};

/// Commits in the background; gives the session back.
fn commit_in_background(mut session: Session) -> thread::JoinHandle<Result<Session>> {
    thread::spawn(move || {
        session.commit()?;
        Ok(session)
    })
}

#[test]
fn handles_stay_good_on_the_other_thread(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &["one"]));
    session.flush().unwrap();
    session[alice].name = Some("Alice".to_owned());

    let mut session = commit_in_background(session).join().unwrap().unwrap();

    assert_eq!(session[alice].name.as_deref(), Some("Alice"));
    let posts = session.load(alice, User.posts).unwrap();
    assert_eq!(session[posts[0]].title, "one");
    assert_eq!(stored(&mut session, select(Post.title)), ["one"]);
    let names = stored(&mut session, select(User.name));
    assert_eq!(names, [Some("Alice".to_owned())]);
}
