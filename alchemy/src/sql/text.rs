//! SQL as written by hand, with named binds.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::expr::{Condition, Expr, Literal, Node};
use super::row::Row;
use super::statement::{Query, Statement, StatementNode};
use crate::types::{ColumnValue, Value};

/// SQL as written, in the tree. `:name` is a bind, `\:` a colon; `::` is a cast.
#[derive(Clone, Debug)]
pub struct TextNode {
    /// The text.
    pub sql: Cow<'static, str>,
    /// The values by name.
    pub binds: Vec<(Cow<'static, str>, Value)>,
}

/// SQL as written by hand. Values go in by name and are bound, never written into the text.
///
/// ```
/// use alchemy::sql::text;
///
/// let adults = text("SELECT name FROM users WHERE age >= :age").bind("age", 18).columns::<String>();
/// ```
#[must_use]
pub fn text(sql: impl Into<Cow<'static, str>>) -> Text {
    Text {
        node: TextNode {
            sql: sql.into(),
            binds: Vec::new(),
        },
    }
}

/// SQL as written by hand: a statement, or a piece of one.
#[derive(Clone, Debug)]
pub struct Text {
    node: TextNode,
}

impl Text {
    /// Binds a value to a name: `:age` in the text is `bind("age", …)`.
    ///
    /// ```
    /// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/models.rs")); }
    /// # use models::*;
    /// # use alchemy::prelude::*;
    /// let statement = text("UPDATE users SET age = :age WHERE email = :email")
    ///     .bind("age", 30)
    ///     .bind("email", "a@b.c");
    /// ```
    #[must_use]
    pub fn bind(mut self, name: impl Into<Cow<'static, str>>, value: impl Literal) -> Self {
        self.node.binds.push((name.into(), value.into_value()));
        self
    }

    /// The statement with the type of its rows, column by column.
    ///
    /// ```
    /// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/models.rs")); }
    /// # use models::*;
    /// # use alchemy::prelude::*;
    /// let statement = text("SELECT email, age FROM users").columns::<(String, i32)>();
    /// ```
    #[must_use]
    pub fn columns<R: Row>(self) -> TextQuery<R> {
        TextQuery {
            node: self.node,
            row: PhantomData,
        }
    }

    /// The text as an expression of a type, to stand in a statement.
    ///
    /// ```
    /// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/models.rs")); }
    /// # use models::*;
    /// # use alchemy::prelude::*;
    /// let year = text("strftime('%Y', :day)").bind("day", "2024-05-01").typed::<String>();
    /// assert_eq!(
    ///     select((User.email, year)).to_string(),
    ///     "SELECT email, strftime('%Y', ?) FROM users"
    /// );
    /// ```
    #[must_use]
    pub fn typed<T: ColumnValue>(self) -> Expr<T> {
        Expr::from_node(Node::Text(Box::new(self.node)))
    }
}

impl Statement for Text {
    fn node(&self) -> StatementNode<'_> {
        StatementNode::Text(&self.node)
    }
}

#[diagnostic::do_not_recommend]
impl Condition for Text {
    type Type = Option<bool>;

    fn into_node(self) -> Node {
        Node::Text(Box::new(self.node))
    }
}

/// SQL as written by hand, with the type of its rows.
#[derive(Clone, Debug)]
pub struct TextQuery<R> {
    node: TextNode,
    row: PhantomData<fn() -> R>,
}

impl<R> Statement for TextQuery<R> {
    fn node(&self) -> StatementNode<'_> {
        StatementNode::Text(&self.node)
    }
}

impl<R: Row> Query for TextQuery<R> {
    type Row = R;
}
