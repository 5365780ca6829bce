//! Access: `with_mut`, `get_many_mut`, views.

use std::panic::{AssertUnwindSafe, catch_unwind};

use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::{Post, User};

use crate::setup::{author, blog, error_of, stored};

fn populated(database: &TestDatabase) -> (Session, Handle<User>) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &["one", "two"]));
    session.commit().unwrap();
    (session, alice)
}

#[test]
fn with_mut_gives_the_value_and_the_session(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    let count = session
        .with_mut(alice, |user, session| {
            let titles = session.all(select(Post.title).order_by(Post.id))?;
            user.name = Some(titles.join("+"));
            Ok(titles.len())
        })
        .unwrap();
    assert_eq!(count, 2);
    session.commit().unwrap();
    let names = stored(&mut session, select(User.name));
    assert_eq!(names, [Some("one+two".to_owned())]);
}

#[test]
fn with_mut_gives_the_value_back_after_a_panic(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    let panic = catch_unwind(AssertUnwindSafe(|| {
        session.with_mut(alice, |user, _| -> alchemy::Result<()> {
            user.name = Some("half".to_owned());
            panic!("in the middle");
        })
    }));
    assert!(panic.is_err());
    assert_eq!(session[alice].email, "alice");
    session[alice].name = Some("whole".to_owned());
    session.commit().unwrap();
    assert_eq!(
        stored(&mut session, select(User.name)),
        [Some("whole".to_owned())]
    );
}

#[test]
fn with_mut_gives_the_value_back_with_an_error(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    let error = error_of(session.with_mut(alice, |user, session| {
        user.email = "x".to_owned();
        session.one(select(User.id).filter(User.id.eq(99)))
    }));
    assert_eq!(error.kind(), ErrorKind::NoResultFound);
    assert_eq!(session[alice].email, "x");
    session.rollback().unwrap();
    assert_eq!(session[alice].email, "alice");
}

#[test]
fn what_with_mut_changes_is_flushed_though_a_query_came_between(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    session
        .with_mut(alice, |user, session| {
            user.email = "before".to_owned();
            session.all(select(Post))?;
            user.name = Some("after".to_owned());
            Ok(())
        })
        .unwrap();
    session.commit().unwrap();
    assert_eq!(
        stored(&mut session, select((User.email, User.name))),
        [("before".to_owned(), Some("after".to_owned()))]
    );
}

#[test]
fn a_rollback_inside_with_mut_does_not_lose_the_instance(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    let error = error_of(session.with_mut(alice, |user, session| {
        user.email = "changed".to_owned();
        session.rollback()?;
        session.one(select(User.id).filter(User.id.eq(99)))
    }));
    assert_eq!(error.kind(), ErrorKind::NoResultFound);
    // The closure's value is the last word: it is there, and it is flushed or rolled back as any.
    session.rollback().unwrap();
    assert_eq!(session[alice].email, "alice");
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(User.email)), ["alice"]);
}

#[test]
fn many_at_once(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    let posts = session.load(alice, User.posts).unwrap();
    let [one, two] = session.get_many_mut([posts[0], posts[1]]).unwrap();
    std::mem::swap(&mut one.title, &mut two.title);
    session.commit().unwrap();
    assert_eq!(
        stored(&mut session, select(Post.title).order_by(Post.id)),
        ["two", "one"]
    );
    let error = error_of(session.get_many_mut([posts[0], posts[0]]));
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let [] = session.get_many_mut::<Post, 0>([]).unwrap();
}

#[test]
fn a_view_reads_the_struct_and_walks_what_is_loaded(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    session.load(alice, User.posts).unwrap();
    session.load(alice, User.profile).unwrap();
    let view = session.view(alice).unwrap();
    assert_eq!(view.email, "alice");
    assert!(view.one(User.profile).unwrap().is_none());
    let posts: Vec<&str> = view
        .many(User.posts)
        .unwrap()
        .map(|post| &*post.get().title)
        .collect();
    assert_eq!(posts, ["one", "two"]);
    let post = view.many(User.posts).unwrap().next().unwrap();
    assert_eq!(post.one(Post.author).unwrap().handle(), alice);
}
