//! Reordering children: a position column follows the order of a list.

use alchemy::Result;
use alchemy::prelude::*;
use alchemy_test_support::models::tree::Node;
use alchemy_test_support::{TestDatabase, statements_of};

use crate::setup::{forest, stored};

/// Moves a child among its siblings. Only the rows whose position changes are written.
fn move_to(
    session: &mut Session,
    parent: Handle<Node>,
    child: Handle<Node>,
    place: usize,
) -> Result<()> {
    let mut children = session.load(parent, Node.children)?;
    children.retain(|other| *other != child);
    children.insert(place, child);
    for (child, position) in children.iter().zip(0..) {
        session[*child].position = position;
    }
    session.set(parent, Node.children, children)?;
    session.commit()
}

#[test]
fn only_what_moves_is_written(database: &TestDatabase) {
    let mut session = forest(database);
    let leaves = ["a", "b", "c", "d"].map(|name| Node::new(name, Vec::new()));
    let root = session.add(Node::new("root", leaves.into()));
    session.commit().unwrap();
    let last = session.load(root, Node.children).unwrap()[3];

    let (result, statements) = statements_of(|| move_to(&mut session, root, last, 2));
    result.unwrap();

    assert_eq!(statements.rows("UPDATE"), 2, "{statements:?}");
    let names = select(Node.name)
        .filter(Node.parent_id.is_not_null())
        .order_by(Node.position);
    assert_eq!(stored(&mut session, names), ["a", "b", "d", "c"]);
    let children = session.load(root, Node.children).unwrap();
    let names: Vec<&str> = children.iter().map(|node| &*session[*node].name).collect();
    assert_eq!(names, ["a", "b", "d", "c"]);
}
