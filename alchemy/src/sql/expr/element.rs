//! Expressions of an application's own.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::Expr;
use super::node::{Arg, Node};
use super::operand::Typed;
use crate::types::ColumnValue;
use crate::{Error, Result};

/// An expression of an application's own: it has operands, and says for each database how it is
/// written. [`element`] makes an expression of it.
///
/// A statement's text is kept by its structure, and that of an element is its
/// [`name`](Self::name), its [`key`](Self::key) and its operands: [`write`](Self::write) must depend
/// on nothing else.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use std::borrow::Cow;
/// use alchemy::sql::{Arg, Element, ElementWriter, Expr, element, operand};
///
/// /// The greater of two values.
/// #[derive(Debug)]
/// struct Greater([Arg; 2]);
///
/// impl Element for Greater {
///     fn name(&self) -> &'static str {
///         concat!(module_path!(), "::Greater")
///     }
///
///     fn key(&self) -> Cow<'_, str> {
///         "".into()
///     }
///
///     fn operands(&self) -> &[Arg] {
///         &self.0
///     }
///
///     fn write(&self, sql: &mut dyn ElementWriter) -> alchemy::Result<()> {
///         sql.push(match sql.dialect() {
///             "sqlite" => "max(",
///             _ => "greatest(",
///         });
///         sql.operand(0)?;
///         sql.push(", ");
///         sql.operand(1)?;
///         sql.push(")");
///         Ok(())
///     }
/// }
///
/// let greater: Expr<i64> = element(Greater([operand(Post.views), operand(Post.id)]));
/// assert_sql!(
///     select(greater.label("seen")),
///     sqlite: "SELECT max(posts.views, posts.id) AS seen FROM posts",
///     postgres | mysql: "SELECT greatest(posts.views, posts.id) AS seen FROM posts",
/// );
/// ```
pub trait Element: fmt::Debug + Send + Sync + 'static {
    /// A name that nothing else has: its module's path and its own.
    fn name(&self) -> &'static str;

    /// What the SQL depends on beside the operands, such as an option; empty where there is
    /// nothing. Values of a statement are operands, so that they are bound.
    fn key(&self) -> Cow<'_, str>;

    /// What it is made of. The statement's FROM takes part in them, and their values are bound.
    /// Always the same for one element.
    fn operands(&self) -> &[Arg];

    /// Writes it for a database. Without a form of its own for a database it writes one that all
    /// have, or answers [`ElementWriter::unsupported`].
    ///
    /// # Errors
    /// What the writer answers.
    fn write(&self, sql: &mut dyn ElementWriter) -> Result<()>;

    /// Whether it holds together by itself, as a function call does, and needs no parentheses
    /// wherever it stands.
    fn is_atomic(&self) -> bool {
        false
    }
}

/// Where an [`Element`] writes itself.
pub trait ElementWriter {
    /// The dialect's name: `sqlite`, `postgresql`, `mysql`, `mariadb`, or another's.
    fn dialect(&self) -> &'static str;

    /// Writes SQL.
    fn push(&mut self, sql: &'static str);

    /// Writes an identifier, quoted when needed.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`](crate::ErrorKind::Compile) when it can't be one.
    fn identifier(&mut self, name: &str) -> Result<()>;

    /// Writes a text as a literal. What may differ from one statement to the next is an operand
    /// instead.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`](crate::ErrorKind::Compile) when the database can't have it as one.
    fn text_literal(&mut self, text: &str) -> Result<()>;

    /// Writes an operand by its number, in parentheses where it isn't a unit.
    ///
    /// # Errors
    /// What the operand answers, and
    /// [`ErrorKind::Compile`](crate::ErrorKind::Compile) where there is no such operand.
    fn operand(&mut self, number: usize) -> Result<()>;

    /// The error for what the database can't do.
    fn unsupported(&self, construct: &str) -> Error;
}

/// An element as an expression. The caller answers for its type.
#[must_use]
pub fn element<T: ColumnValue>(element: impl Element) -> Expr<T> {
    Expr::from_node(Node::Element(Arc::new(element)))
}

/// A value, a column, an expression or a scalar subquery as an operand of an [`Element`].
#[must_use]
pub fn operand<By>(operand: impl Typed<By>) -> Arg {
    operand.into_arg()
}
