//! Operators on documents and on maps of keys.

use super::Expr;
use super::contains::{Contained, Contains};
use super::node::{Arg, Node};
use super::operand::Operand;
use super::operation::{Operation, on_expressions, operations};
use crate::types::{ColumnValue, JsonMarker, Keyed, Value};

operations! {
    /// An operator on documents. Most take a document and where in it: as a path (`$."a"[0]`) and
    /// as the keys of the path, for databases that have it one way or the other.
    JsonOp {
        /// A document, a path and its keys: the part there.
        Get "a part of a document"
        /// The same, as text.
        Text "a part of a document as text"
        /// The same, as an integer.
        Integer "a part of a document as an integer"
        /// The same, as a floating point number.
        Float "a part of a document as a number"
        /// The same, as a boolean.
        Boolean "a part of a document as a boolean"
        /// The same: whether there is something.
        Exists "whether a document has a part"
        /// A document, a path, its keys and a document: the first with the second at that place.
        Set "a document with a part replaced"
        /// A document, a path and its keys: the document without that part.
        Remove "a document without a part"
        /// Two documents: whether the second is contained in the first.
        Contains "a document's `contains`"
        /// A map of keys and a key: whether it is there.
        HasKey "whether a map has a key"
        /// A document, keys and the path of each: whether it has one of them.
        HasAnyKey "a document's `has_any_key`"
        /// The same: whether it has them all.
        HasAllKeys "a document's `has_all_keys`"
        /// A document and a path of SQL/JSON: whether it leads to something.
        PathExists "a document's `path_exists`"
        /// A document and a predicate of SQL/JSON: whether it holds.
        PathMatches "a document's `path_matches`"
        /// A map of keys and a key: the text there.
        ValueOf "the text of a key"
    }
}

pub(super) fn node(op: JsonOp, args: Vec<Arg>) -> Node {
    Node::Json(Box::new(Operation::new(op, args)))
}

impl<V: Operand<Self, By>, By> Contains<V, By> for JsonMarker {
    type Other = V::Type;

    fn contains(this: Arg, other: V) -> Node {
        node(JsonOp::Contains, vec![this, other.into_arg()])
    }
}

impl<V: Operand<Self, By>, By> Contained<V, By> for JsonMarker {
    type Other = V::Type;

    fn contained_by(this: Arg, other: V) -> Node {
        node(JsonOp::Contains, vec![other.into_arg(), this])
    }
}

impl<V: Operand<Self, By>, By> Contains<V, By> for Keyed {
    type Other = V::Type;

    fn contains(this: Arg, other: V) -> Node {
        node(JsonOp::Contains, vec![this, other.into_arg()])
    }
}

on_expressions! { [T: ColumnValue<Sql = Keyed>] [] {
    /// Whether the map has a key: `self ? key`. Only PostgreSQL has maps of keys.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.id).filter(Product.properties.has_key("size")),
    ///     postgres: "SELECT id FROM products WHERE properties ? $1::text",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn has_key(self, key: &str) -> Expr<super::operation::Wrapped<T, bool>> {
        let args = vec![self.expr().into_node().into(), Arg::Bind(Value::Text(key.to_owned()))];
        Expr::from_node(node(JsonOp::HasKey, args))
    }

    /// The text at a key; NULL where there is none: `self -> key`. Only PostgreSQL has maps of
    /// keys.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Product.properties.value_of("size")),
    ///     postgres: "SELECT (properties -> $1::text) FROM products",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn value_of(self, key: &str) -> Expr<Option<String>> {
        let args = vec![self.expr().into_node().into(), Arg::Bind(Value::Text(key.to_owned()))];
        Expr::from_node(node(JsonOp::ValueOf, args))
    }
} }
