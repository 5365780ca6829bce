//! A tree: a model that points to itself, whose branches go with their parent.

use alchemy::prelude::*;

/// A node.
#[derive(Model, Debug, Default)]
#[model(table = "nodes")]
pub struct Node {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The name.
    pub name: String,
    /// The place among its siblings.
    pub position: i32,
    /// The parent, unless it is a root.
    #[column(foreign_key = Node.id, index)]
    pub parent_id: Option<i64>,
    /// The parent, unless it is a root.
    #[relationship(back_populates = children)]
    pub parent: BelongsTo<Option<Node>>,
    /// The children.
    #[relationship(back_populates = parent, cascade = "all", order_by = (Node.position, Node.id))]
    pub children: HasMany<Node>,
}

impl Node {
    /// A new node with children.
    #[must_use]
    pub fn new(name: &str, children: Vec<Self>) -> Self {
        let numbered = children
            .into_iter()
            .zip(0..)
            .map(|(child, position)| Self { position, ..child });
        Self {
            name: name.to_owned(),
            children: numbered.collect(),
            ..Self::default()
        }
    }
}
