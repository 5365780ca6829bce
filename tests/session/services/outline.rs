//! Recursion over a tree: a view reads what is loaded, a loop loads level by level.

use alchemy::Result;
use alchemy::orm::View;
use alchemy::prelude::*;
use alchemy_test_support::models::tree::Node;
use alchemy_test_support::{TestDatabase, statements_of};

use crate::setup::forest;

/// Loads everything below a node, with one statement a level.
fn load_branch(session: &mut Session, root: Handle<Node>) -> Result<()> {
    let mut level = vec![root];
    while !level.is_empty() {
        session.load_all(&level, Node.children)?;
        let mut below = Vec::new();
        for node in level {
            below.extend(session[node].children.loaded()?);
        }
        level = below;
    }
    Ok(())
}

/// The names below a node, each indented by its depth.
fn outline(node: View<'_, Node>, depth: usize, lines: &mut Vec<String>) -> Result<()> {
    lines.push(format!("{:depth$}{}", "", node.name));
    for child in node.many(Node.children)? {
        outline(child, depth + 1, lines)?;
    }
    Ok(())
}

fn planted(database: &TestDatabase) -> (Session, i64) {
    let mut session = forest(database);
    let leaf = |name: &str| Node::new(name, Vec::new());
    let root = session.add(Node::new(
        "root",
        vec![
            Node::new("left", vec![leaf("a"), leaf("b")]),
            Node::new("right", vec![Node::new("deep", vec![leaf("c")])]),
        ],
    ));
    session.commit().unwrap();
    let key = session.key(root).unwrap();
    (Session::new(session.engine()), key)
}

#[test]
fn a_statement_a_level(database: &TestDatabase) {
    let (mut session, key) = planted(database);
    let root = session.get(Node, key).unwrap().unwrap();
    let (result, statements) = statements_of(|| load_branch(&mut session, root));
    result.unwrap();
    assert_eq!(statements.count(), 4, "{statements:?}");

    let mut lines = Vec::new();
    outline(session.view(root).unwrap(), 0, &mut lines).unwrap();
    assert_eq!(
        lines,
        ["root", " left", "  a", "  b", " right", "  deep", "   c"]
    );
}

#[test]
fn what_is_not_loaded_says_so(database: &TestDatabase) {
    let (mut session, key) = planted(database);
    let root = session.get(Node, key).unwrap().unwrap();
    let view = session.view(root).unwrap();
    let error = outline(view, 0, &mut Vec::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotLoaded);
    assert!(error.message().contains("`Node.children`"), "{error}");
}
