//! Depth and width: no recursion, nothing quadratic.

use std::thread;

use alchemy::prelude::*;
use alchemy_test_support::models::blog::{Post, Tag};
use alchemy_test_support::models::tree::Node;
use alchemy_test_support::{TestDatabase, statements_of};

use crate::setup::{author, blog, forest, post, stored, tag};

const DEPTH: usize = 100_000;

fn on_a_small_stack(run: impl FnOnce() + Send) {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(2 * 1024 * 1024);
        thread.spawn_scoped(scope, run).unwrap().join().unwrap();
    });
}

fn chain() -> Node {
    let mut node = Node::default();
    for _ in 1..DEPTH {
        node = Node {
            children: [node].into(),
            ..Node::default()
        };
    }
    node
}

#[test]
fn a_chain_of_100_000_is_dropped() {
    on_a_small_stack(|| drop(chain()));
}

#[test(on("sqlite"))]
fn a_chain_of_100_000_is_added_flushed_deleted_and_dropped(database: &TestDatabase) {
    on_a_small_stack(|| {
        let mut session = forest(database);
        let root = session.add(chain());
        let (result, statements) = statements_of(|| session.commit());
        result.unwrap();
        assert_eq!(statements.rows("INSERT"), 100_000);
        assert!(statements.count() <= 2, "{} statements", statements.count());
        let links = stored(&mut session, select(func::count(Node.parent_id)));
        assert_eq!(links, [99_999]);
        session.delete(root).unwrap();
        session.commit().unwrap();
        assert_eq!(stored(&mut session, select(func::count(Node.id))), [0]);
    });
}

#[test(on("sqlite"))]
fn a_chain_upwards_of_100_000_is_added_and_rolled_back(database: &TestDatabase) {
    on_a_small_stack(|| {
        let mut node = Node::default();
        for _ in 1..DEPTH {
            node = Node {
                parent: Some(node).into(),
                ..Node::default()
            };
        }
        let mut session = forest(database);
        session.add(node);
        session.flush().unwrap();
        session.rollback().unwrap();
        assert_eq!(stored(&mut session, select(func::count(Node.id))), [0]);
    });
}

#[test]
fn twenty_thousand_associations_in_one_flush(database: &TestDatabase) {
    let mut session = blog(database);
    let tags: Vec<Handle<Tag>> = (0..200)
        .map(|number| session.add(tag(&number.to_string())))
        .collect();
    let posts: Vec<Post> = (0..100)
        .map(|_| Post {
            tags: tags.clone().into(),
            ..post("p")
        })
        .collect();
    session.add(alchemy_test_support::models::blog::User {
        posts: posts.into(),
        ..author("alice", &[])
    });
    let (result, statements) = statements_of(|| session.commit());
    result.unwrap();
    assert_eq!(statements.rows("INSERT INTO post_tags"), 20_000);
    let batches = if database.capability().batches_rows {
        20
    } else {
        1
    };
    assert_eq!(statements.starting_with("INSERT INTO post_tags"), batches);
}
