//! Instances follow the statements that change their rows.

use alchemy::orm::InstanceState;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::{Post, User};
use alchemy_test_support::statements_of;

use crate::setup::{author, blog, error_of, stored};

fn three(database: &TestDatabase) -> (Session, [Handle<User>; 3]) {
    let mut session = blog(database);
    let users = ["a", "b", "c"].map(|email| session.add(author(email, &["one", "two"])));
    session.commit().unwrap();
    (session, users)
}

#[test]
fn what_is_deleted_leaves(database: &TestDatabase) {
    let (mut session, [a, b, c]) = three(database);
    let posts: Vec<Handle<Post>> = session.all(select(Post)).unwrap();
    session
        .execute(delete(Post).filter(Post.author_id.gt(1)))
        .unwrap();
    let gone = posts
        .iter()
        .filter(|post| session.state(**post) == Some(InstanceState::Deleted));
    assert_eq!(gone.count(), 4);
    // Text is compared by the database.
    session
        .execute(delete(User).filter(User.email.eq("b")))
        .unwrap();
    assert_eq!(session.state(b), Some(InstanceState::Deleted));
    assert_eq!(session.state(c), Some(InstanceState::Persistent));
    assert_eq!(session.get(User, 2).unwrap(), None);
    assert_eq!(session.get(User, 1).unwrap(), Some(a));
    session.rollback().unwrap();
    assert_eq!(session.state(b), Some(InstanceState::Persistent));
    assert_eq!(session.get(User, 2).unwrap(), Some(b));
    session.execute(delete(Post)).unwrap();
    session
        .execute(delete(User).filter(User.id.in_([1, 2])))
        .unwrap();
    session.commit().unwrap();
    assert_eq!(session.state(a), None);
    assert_eq!(session.all(select(User)).unwrap(), [c]);
}

#[test]
fn what_is_updated_changes(database: &TestDatabase) {
    let (mut session, [a, b, c]) = three(database);
    session
        .execute(update(User).set(User.name, "same").filter(User.id.lt(3)))
        .unwrap();
    let names = [a, b, c].map(|user| session[user].name.clone());
    assert_eq!(names, [Some("same".into()), Some("same".into()), None]);
    session.commit().unwrap();
    // An expression is computed by the database, and read.
    let longer = update(User)
        .set(User.name, User.email.concat("!"))
        .filter(User.name.is_null() | User.email.eq("a"));
    session.execute(longer).unwrap();
    let names = [a, b, c].map(|user| session[user].name.clone());
    assert_eq!(
        names,
        ["a!", "same", "c!"].map(|name| Some(name.to_owned()))
    );
    session.rollback().unwrap();
    let names = [a, b, c].map(|user| session[user].name.clone());
    assert_eq!(names, [Some("same".into()), Some("same".into()), None]);
    // What memory has agrees with the database: there is nothing to flush.
    session.execute(update(User).set(User.name, "x")).unwrap();
    session[a].email = "z".into();
    session.commit().unwrap();
    let rows = stored(
        &mut session,
        select((User.email, User.name)).order_by(User.id),
    );
    assert_eq!(rows[0], ("z".into(), Some("x".into())));
    assert_eq!(rows[2], ("c".into(), Some("x".into())));
}

#[test]
fn changes_in_memory_and_a_statement(database: &TestDatabase) {
    let (mut session, [a, b, _]) = three(database);
    session.set_autoflush(false);
    session[a].name = Some("mine".into());
    session
        .execute(
            update(User)
                .set(User.email, User.email.concat("+"))
                .filter(User.id.le(2)),
        )
        .unwrap();
    assert_eq!(
        (session[a].email.as_str(), session[b].email.as_str()),
        ("a+", "b+")
    );
    session.commit().unwrap();
    let rows = stored(
        &mut session,
        select((User.email, User.name)).order_by(User.id).limit(1),
    );
    assert_eq!(rows, [("a+".to_owned(), Some("mine".to_owned()))]);
}

#[test]
fn a_key_that_a_statement_sets(database: &TestDatabase) {
    let (mut session, [a, b, _]) = three(database);
    let posts: Vec<Handle<Post>> = session
        .all(select(Post).filter(Post.author_id.eq(1)))
        .unwrap();
    session.load_all(&posts, Post.author).unwrap();
    session
        .execute(
            update(Post)
                .set(Post.author_id, 2)
                .filter(Post.author_id.eq(1)),
        )
        .unwrap();
    for post in posts {
        assert_eq!(session[post].author_id, 2);
        assert_eq!(session.load(post, Post.author).unwrap(), b);
    }
    let _ = a;
    session.execute(delete(Post)).unwrap();
    session
        .execute(update(User).set(User.id, 77).filter(User.id.eq(1)))
        .unwrap();
    assert_eq!(session.get(User, 77).unwrap(), Some(a));
    assert_eq!(session.get(User, 1).unwrap(), None);
    let computed = update(User)
        .set(User.id, func::abs(User.id))
        .filter(User.id.eq(77));
    let error = error_of(session.execute(computed));
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let more = update(User)
        .set(User.id, User.id + 1)
        .filter(User.id.eq(77));
    session.execute(more).unwrap();
    assert_eq!(session.get(User, 78).unwrap(), Some(a));
}

#[test]
fn a_statement_that_joins(database: &TestDatabase) {
    let (mut session, [a, b, c]) = three(database);
    session
        .execute(update(Post).set(Post.title, "three").filter(Post.id.eq(3)))
        .unwrap();
    let statement = update(User)
        .set(User.name, "wrote three")
        .from(Post)
        .filter(Post.author_id.eq(User.id) & Post.title.eq("three"));
    session.execute(statement).unwrap();
    let names = [a, b, c].map(|user| session[user].name.is_some());
    assert_eq!(names, [false, true, false]);
}

#[test(needs(returning.update, returning.delete))]
fn a_statement_that_returns(database: &TestDatabase) {
    let (mut session, [a, b, c]) = three(database);
    let changed = update(User)
        .set(User.name, "n")
        .filter(User.id.ne(2))
        .returning(User);
    let mut handles = session.all(changed).unwrap();
    handles.sort_unstable();
    assert_eq!(handles, [a, c]);
    assert_eq!(session[a].name.as_deref(), Some("n"));
    assert_eq!(session[b].name, None);
    session.rollback().unwrap();
    assert_eq!(session[a].name, None);
    session.clear();
    let posts = session
        .all(delete(Post).filter(Post.author_id.eq(3)).returning(Post))
        .unwrap();
    assert_eq!(posts.len(), 2);
    assert_eq!(session.state(posts[0]), Some(InstanceState::Deleted));
    assert_eq!(session.get(Post, 6).unwrap(), None);
}

#[test(needs(returning.insert))]
fn an_upsert_that_returns(database: &TestDatabase) {
    let (mut session, [a, ..]) = three(database);
    let statement = insert(User)
        .values(&[author("a", &[]), author("d", &[])])
        .on_conflict(User.email)
        .do_update(|old, new| old.name.assign(new.email))
        .returning(User);
    let handles = session.all(statement).unwrap();
    assert!(handles.contains(&a) && handles.len() == 2);
    assert_eq!(session[a].name.as_deref(), Some("a"));
}

/// What memory can tell, the database isn't asked.
#[test]
fn statements_that_synchronizing_takes(database: &TestDatabase) {
    let (mut session, [a, ..]) = three(database);
    let count = |session: &mut Session, run: &dyn Fn(&mut Session)| {
        let ((), sent) = statements_of(|| run(session));
        sent.count()
    };
    let by_key = count(&mut session, &|session| {
        let statement = update(User).set(User.name, "n").filter(User.id.eq(1));
        session.execute(statement).unwrap();
    });
    assert_eq!(by_key, 1);
    let by_text = count(&mut session, &|session| {
        let statement = update(User).set(User.name, "m").filter(User.email.eq("a"));
        session.execute(statement).unwrap();
    });
    let told = database.capability().returning.update;
    assert_eq!(by_text, if told { 1 } else { 2 });
    assert_eq!(session[a].name.as_deref(), Some("m"));
    session.clear();
    let nothing = count(&mut session, &|session| {
        let statement = update(User)
            .set(User.name, User.email)
            .filter(User.email.eq("a"));
        session.execute(statement).unwrap();
    });
    assert_eq!(nothing, 1);
}

#[test]
fn many_structs(database: &TestDatabase) {
    let (mut session, _) = three(database);
    session.add(author("pending", &[]));
    let users: Vec<User> = (0..1_000).map(|n| author(&format!("u{n}"), &[])).collect();
    assert_eq!(session.insert_many(User, &users).unwrap(), 1_000);
    assert_eq!(stored(&mut session, select(func::count(User.id))), [1_004]);
    session.rollback().unwrap();
    assert_eq!(stored(&mut session, select(func::count(User.id))), [3]);
}

/// Where the condition is the database's to judge, the statement itself says what it changed, if the
/// database can.
#[test]
fn keys_that_the_statement_says(database: &TestDatabase) {
    let (mut session, [a, b, c]) = three(database);
    let returning = database.capability().returning;
    let change = update(User)
        .set(User.name, "upper")
        .filter(User.email.upper().in_(["A", "C"]));
    let (result, statements) = statements_of(|| session.execute(change).unwrap());
    assert_eq!(result.rows_affected, 2);
    assert_eq!(statements.count(), if returning.update { 1 } else { 2 });
    let names = [a, b, c].map(|user| session[user].name.as_deref());
    assert_eq!(names, [Some("upper"), None, Some("upper")]);

    session.execute(delete(Post)).unwrap();
    let removal = delete(User).filter(User.email.upper().eq("B"));
    let (result, statements) = statements_of(|| session.execute(removal).unwrap());
    assert_eq!(result.rows_affected, 1);
    assert_eq!(statements.count(), if returning.delete { 1 } else { 2 });
    assert_eq!(session.state(b), Some(InstanceState::Deleted));
    session.rollback().unwrap();
    assert_eq!(session.state(b), Some(InstanceState::Persistent));
    assert_eq!(session[a].name, None);
}
