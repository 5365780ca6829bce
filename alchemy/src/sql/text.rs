//! SQL as written by hand, with named binds.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::entity::Entity;
use super::expr::{Arg, Condition, Expr, Interpolated, Literal, Node};
use super::row::Row;
use super::select::{
    Cte, CteBody, DerivedBody, DerivedRow, FromItem, SelectItem, Subquery, TextBody,
};
use super::source::Source;
use super::statement::{Query, Statement, StatementNode};
use crate::types::ColumnValue;

/// SQL as written, in the tree. `:name` is a bind, `\:` a colon; `::` is a cast.
#[derive(Clone, Debug)]
pub struct TextNode {
    /// The text.
    pub sql: Cow<'static, str>,
    /// What stands for each name.
    pub parts: Vec<(Cow<'static, str>, TextPart)>,
    /// What its rows are, where that was said.
    pub items: Vec<SelectItem>,
}

/// What stands for a name in a text.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TextPart {
    /// A bound value or an expression.
    Arg(Arg),
    /// A table, as FROM names it.
    From(FromItem),
}

/// SQL as written by hand. Values go in by name and are bound, never written into the text.
///
/// `:name` is a name unless it stands in quotes or a comment; `\:` is a colon, and `::` a cast.
/// [`sql!`](macro@crate::sql) writes values and expressions where they stand.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let adults = text("SELECT name FROM users WHERE age >= :age").bind("age", 18).columns::<String>();
/// assert_sql!(
///     adults,
///     sqlite | mysql: "SELECT name FROM users WHERE age >= ?",
///     postgres: "SELECT name FROM users WHERE age >= $1",
/// );
/// // A name without a value is found before the database is asked.
/// assert_sql!(text("SELECT name FROM users WHERE age >= :age"), all: refused);
/// ```
#[must_use]
pub fn text(sql: impl Into<Cow<'static, str>>) -> Text {
    Text {
        node: TextNode {
            sql: sql.into(),
            parts: Vec::new(),
            items: Vec::new(),
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
    /// PostgreSQL takes the type of a bind from where it stands. Where nothing tells, as in
    /// `SELECT :age`, that is text, and another value is an error: write `CAST(:age AS bigint)`.
    /// MySQL computes with binds alone, as in `SELECT :a + :b`, in floating point.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = text("UPDATE users SET age = :age WHERE email = :email")
    ///     .bind("age", 30)
    ///     .bind("email", "a@b.c");
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "UPDATE users SET age = ? WHERE email = ?",
    ///     postgres: "UPDATE users SET age = $1 WHERE email = $2",
    /// );
    /// ```
    #[must_use]
    pub fn bind(mut self, name: impl Into<Cow<'static, str>>, value: impl Literal) -> Self {
        let part = TextPart::Arg(Arg::Bind(value.into_value()));
        self.node.parts.push((name.into(), part));
        self
    }

    /// Writes an expression, a column, an entity or a statement of one column for a name. An entity
    /// is what FROM has: its table, with its alias where it is one. A value is bound.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = text("SELECT :email FROM :users ORDER BY random()")
    ///     .with("email", User.email)
    ///     .with("users", User)
    ///     .columns::<String>();
    /// assert_sql!(statement, all: "SELECT users.email FROM users ORDER BY random()");
    /// ```
    #[must_use]
    pub fn with<By>(mut self, name: &'static str, part: impl Interpolated<By>) -> Self {
        self.node.parts.push((name.into(), part.into_part()));
        self
    }

    /// The statement with the type of its rows, column by column.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = text("SELECT email, age FROM users").columns::<(String, i32)>();
    /// assert_sql!(statement, all: "SELECT email, age FROM users");
    /// ```
    #[must_use]
    pub fn columns<R: Row>(self) -> TextQuery<R> {
        TextQuery {
            node: self.node,
            row: PhantomData,
        }
    }

    /// The statement with an entity as its rows: a session gives handles, a connection structs. It
    /// selects the table's columns in their order; the names are compared when the first row comes,
    /// so that `SELECT *` over a table whose columns stand in another order is an error.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = text("SELECT id, title, views, author_id FROM posts WHERE views > :views")
    ///     .bind("views", 100)
    ///     .entity(Post);
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "SELECT id, title, views, author_id FROM posts WHERE views > ?",
    ///     postgres: "SELECT id, title, views, author_id FROM posts WHERE views > $1",
    /// );
    /// ```
    #[must_use]
    pub fn entity<E: Entity>(mut self, entity: E) -> TextQuery<E::Model> {
        self.node.items = vec![SelectItem::Entity {
            table: entity.table(),
            source: entity.source(),
            optional: false,
        }];
        self.columns()
    }

    /// The text as an expression of a type, to stand in a statement.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let year = text("strftime('%Y', :day)").bind("day", "2024-05-01").typed::<String>();
    /// assert_sql!(
    ///     select((User.email, year)),
    ///     sqlite | mysql: "SELECT email, strftime('%Y', ?) FROM users",
    ///     postgres: "SELECT email, strftime('%Y', $1) FROM users",
    /// );
    /// ```
    #[must_use]
    pub fn typed<T: ColumnValue>(self) -> Expr<T> {
        Expr::from_node(Node::Text(Box::new(self.node)))
    }
}

impl Text {
    /// The tree.
    #[must_use]
    pub fn into_text_node(self) -> TextNode {
        self.node
    }

    /// The tree, to put values in the place of parameters.
    pub(super) const fn text_node_mut(&mut self) -> &mut TextNode {
        &mut self.node
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
#[derive(Debug)]
pub struct TextQuery<R> {
    node: TextNode,
    row: PhantomData<fn() -> R>,
}

impl<R> Clone for TextQuery<R> {
    fn clone(&self) -> Self {
        Self {
            node: self.node.clone(),
            row: PhantomData,
        }
    }
}

impl<R> TextQuery<R> {
    /// The tree, to put values in the place of parameters.
    pub(super) const fn text_node_mut(&mut self) -> &mut TextNode {
        &mut self.node
    }
}

impl<R: DerivedRow> TextQuery<R> {
    fn into_body(self) -> TextBody {
        TextBody {
            text: Box::new(self.node),
            width: R::WIDTH,
        }
    }

    /// The text as a table in another statement's FROM, as [`Select::subquery`]. Its columns count
    /// by position, whatever the text calls them.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let active = text("SELECT author_id, count(*) FROM posts WHERE views > :views GROUP BY 1")
    ///     .bind("views", 100)
    ///     .columns::<(i64, i64)>()
    ///     .subquery()
    ///     .named("active");
    /// let (author, posts) = active.columns();
    /// assert_sql!(
    ///     select((User.email, posts)).join(active.on(author.eq(User.id))),
    ///     sqlite | mariadb: "SELECT users.email, active.column2 FROM users JOIN (WITH active \
    ///         (column1, column2) AS (SELECT author_id, count(*) FROM posts WHERE views > ? GROUP \
    ///         BY 1) SELECT * FROM active) AS active ON active.column1 = users.id",
    ///     mysql: "SELECT users.email, active.column2 FROM users JOIN (SELECT author_id, count(*) \
    ///         FROM posts WHERE views > ? GROUP BY 1) AS active (column1, column2) ON \
    ///         active.column1 = users.id",
    ///     postgres: "SELECT users.email, active.column2 FROM users JOIN (SELECT author_id, \
    ///         count(*) FROM posts WHERE views > $1 GROUP BY 1) AS active (column1, column2) ON \
    ///         active.column1 = users.id",
    /// );
    /// ```
    ///
    /// [`Select::subquery`]: crate::sql::Select::subquery
    #[must_use]
    pub fn subquery(self) -> Subquery<R> {
        let items = self.node.items.clone();
        Subquery::new(DerivedBody::Text(self.into_body()), &items)
    }

    /// The text as a common table expression, as [`Select::cte`].
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let recent = text("SELECT id, title, views, author_id FROM posts ORDER BY id DESC LIMIT 3")
    ///     .entity(Post)
    ///     .cte("recent");
    /// let post = recent.entity(Post);
    /// assert_sql!(
    ///     select((post.title, User.email)).select_from(&recent).join(post.author),
    ///     all: "WITH recent (id, title, views, author_id) AS (SELECT id, title, views, author_id \
    ///         FROM posts ORDER BY id DESC LIMIT 3) SELECT recent.title, users.email FROM recent \
    ///         JOIN users ON recent.author_id = users.id",
    /// );
    /// ```
    ///
    /// [`Select::cte`]: crate::sql::Select::cte
    #[must_use]
    pub fn cte(self, name: impl Into<Cow<'static, str>>) -> Cte<R> {
        let body = CteBody::Text(self.into_body());
        Cte::new(Source::alias(), name.into(), body)
    }
}

impl<R> Statement for TextQuery<R> {
    fn node(&self) -> StatementNode<'_> {
        StatementNode::Text(&self.node)
    }
}

impl<R: Row> Query for TextQuery<R> {
    type Row = R;
}
