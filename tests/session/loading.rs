//! Loading relationships: peers, options, chains, and what is not loaded.

use alchemy::prelude::*;
use alchemy_test_support::models::blog::{Post, Tag, User};
use alchemy_test_support::models::tree::Node;
use alchemy_test_support::{TestDatabase, statements_of};

use crate::setup::{another, author, blog, comment, error_of, forest, post, tag, titles};

fn many(database: &TestDatabase, users: usize) -> Session {
    let mut session = blog(database);
    session.add_all((0..users).map(|number| author(&format!("u{number}"), &["a", "b"])));
    session.commit().unwrap();
    another(&mut session)
}

#[test]
fn a_loop_over_a_thousand_parents_costs_a_few_statements(database: &TestDatabase) {
    let mut session = many(database, 1_000);
    let (posts, statements) = statements_of(|| {
        let mut posts = 0;
        for user in session.all(select(User)).unwrap() {
            posts += session.load(user, User.posts).unwrap().len();
        }
        posts
    });
    assert_eq!(posts, 2_000);
    assert!(statements.count() <= 4, "{} statements", statements.count());
}

#[test]
fn so_does_a_loop_from_the_end(database: &TestDatabase) {
    let mut session = many(database, 1_000);
    let ((), statements) = statements_of(|| {
        for user in session.all(select(User)).unwrap().into_iter().rev() {
            assert_eq!(session.load(user, User.posts).unwrap().len(), 2);
        }
    });
    assert!(statements.count() <= 4, "{} statements", statements.count());
}

#[test]
fn and_a_loop_over_the_level_below(database: &TestDatabase) {
    let mut session = many(database, 300);
    let ((), statements) = statements_of(|| {
        for user in session.all(select(User)).unwrap() {
            for post in session.load(user, User.posts).unwrap() {
                assert!(session.load(post, Post.comments).unwrap().is_empty());
                assert_eq!(session.load(post, Post.author).unwrap(), user);
            }
        }
    });
    assert!(statements.count() <= 5, "{} statements", statements.count());
}

#[test]
fn references_in_memory_need_no_statement(database: &TestDatabase) {
    let mut session = many(database, 10);
    session.all(select(User)).unwrap();
    let posts = session.all(select(Post)).unwrap();
    let ((), statements) = statements_of(|| {
        for post in &posts {
            session.load(*post, Post.author).unwrap();
        }
    });
    assert_eq!(statements.count(), 0);
}

#[test]
fn a_thousand_references_are_loaded_together(database: &TestDatabase) {
    let mut session = many(database, 700);
    let posts = session.all(select(Post)).unwrap();
    let ((), statements) = statements_of(|| {
        for post in &posts {
            let user = session.load(*post, Post.author).unwrap();
            assert_eq!(session[*post].author_id, session.key(user).unwrap());
        }
    });
    assert!(statements.count() <= 3, "{} statements", statements.count());
}

#[test]
fn an_option_loads_with_the_statement_and_a_chain_goes_on(database: &TestDatabase) {
    let mut session = blog(database);
    let rust = session.add(tag("rust"));
    session.add(User {
        posts: [
            Post {
                tags: [rust].into(),
                comments: [comment("x")].into(),
                ..post("one")
            },
            post("two"),
        ]
        .into(),
        ..author("alice", &[])
    });
    session.add(author("bob", &[]));
    session.commit().unwrap();

    let mut session = another(&mut session);
    let (users, statements) = statements_of(|| {
        session
            .all(
                select(User)
                    .order_by(User.id)
                    .options(selectinload(User.posts).then(Post.tags).then(Tag.posts)),
            )
            .unwrap()
    });
    assert_eq!(statements.count(), 4, "{statements:?}");
    let ((), statements) = statements_of(|| {
        let posts = session[users[0]].posts.loaded().unwrap();
        assert_eq!(titles(&session, &posts), ["one", "two"]);
        let tags = session.load(posts[0], Post.tags).unwrap();
        assert_eq!(session[tags[0]].name, "rust");
        assert_eq!(session.load(tags[0], Tag.posts).unwrap(), [posts[0]]);
        assert_eq!(session.load(posts[1], Post.tags).unwrap(), []);
        assert_eq!(session.load(users[1], User.posts).unwrap(), []);
        assert_eq!(session.load(posts[1], Post.author).unwrap(), users[0]);
    });
    assert_eq!(statements.count(), 0, "{statements:?}");
}

#[test]
fn an_option_works_for_what_is_in_memory_already(database: &TestDatabase) {
    let mut session = many(database, 3);
    session.all(select(User)).unwrap();
    let users = session
        .all(select(User).options(selectinload(User.posts)))
        .unwrap();
    assert_eq!(session[users[2]].posts.loaded().unwrap().len(), 2);
}

#[test]
fn what_is_loaded_is_not_loaded_again(database: &TestDatabase) {
    let mut session = many(database, 3);
    let users = session.all(select(User)).unwrap();
    session.load(users[0], User.posts).unwrap();
    let ((), statements) = statements_of(|| session.load_all(&users, User.posts).unwrap());
    assert_eq!(statements.count(), 0);
}

#[test]
fn a_relationship_that_is_not_loaded_names_itself(database: &TestDatabase) {
    let mut session = many(database, 1);
    let user = session.one(select(User)).unwrap();
    let error = session[user].posts.loaded().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotLoaded);
    assert_eq!(error.message(), "`User.posts` has not been loaded");
    assert!(
        error
            .help()
            .unwrap()
            .contains("session.load(handle, User.posts)")
    );
    let error = error_of(session.view(user).unwrap().many(User.posts));
    assert_eq!(error.kind(), ErrorKind::NotLoaded);
    let error = error_of(session.view(user).unwrap().one(User.profile));
    assert_eq!(error.message(), "`User.profile` has not been loaded");
}

#[test]
fn a_tree_is_loaded_by_level(database: &TestDatabase) {
    let mut session = forest(database);
    let leaf = |name: &str| Node::new(name, Vec::new());
    let branch = |name: &str| Node::new(name, vec![leaf("x"), leaf("y")]);
    session.add(Node::new("root", vec![branch("a"), branch("b")]));
    session.commit().unwrap();
    let mut session = another(&mut session);
    let roots = select(Node)
        .filter(Node.parent_id.is_null())
        .options(selectinload(Node.children).then(Node.children));
    let (root, statements) = statements_of(|| session.one(roots).unwrap());
    assert_eq!(statements.count(), 3);
    let branches = session[root].children.loaded().unwrap();
    let leaves = session[branches[1]].children.loaded().unwrap();
    assert_eq!(session[leaves[1]].name, "y");
    assert_eq!(
        session.load(leaves[1], Node.parent).unwrap(),
        Some(branches[1])
    );
}
