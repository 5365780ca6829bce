//! What contains what: texts, arrays, ranges and documents.

use super::Expr;
use super::node::{Arg, Node};
use super::operation::{Propagated, on_expressions};
use crate::types::{ColumnValue, Marker};

/// What `contains` takes for this family.
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` doesn't contain `{V}`",
    label = "expected a text in a text, elements in an array, a value or a range in a range"
)]
pub trait Contains<V, By>: Marker {
    /// The Rust type of what is contained.
    type Other: ColumnValue;

    /// The node in the tree.
    #[doc(hidden)]
    fn contains(this: Arg, other: V) -> Node;
}

/// What `contained_by` takes for this family.
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` can't be contained by `{V}`",
    label = "expected an array, a range or a document of the same type"
)]
pub trait Contained<V, By>: Marker {
    /// The Rust type of what contains.
    type Other: ColumnValue;

    /// The node in the tree.
    #[doc(hidden)]
    fn contained_by(this: Arg, other: V) -> Node;
}

/// What `overlaps` takes for this family.
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` can't overlap with `{V}`",
    label = "expected an array or a range of the same type"
)]
pub trait Overlaps<V, By>: Marker {
    /// The Rust type of the other.
    type Other: ColumnValue;

    /// The node in the tree.
    #[doc(hidden)]
    fn overlaps(this: Arg, other: V) -> Node;
}

type ContainsResult<T, V, By> =
    Propagated<T, <<T as ColumnValue>::Sql as Contains<V, By>>::Other, bool>;
type ContainedResult<T, V, By> =
    Propagated<T, <<T as ColumnValue>::Sql as Contained<V, By>>::Other, bool>;
type OverlapsResult<T, V, By> =
    Propagated<T, <<T as ColumnValue>::Sql as Overlaps<V, By>>::Other, bool>;

on_expressions! { [T: ColumnValue] [] {
    /// Whether it contains something: a text another text, an array the elements of another, a
    /// range a value or a range, a document a part of one.
    ///
    /// In a text, `%` and `_` mean themselves; everything else is `@>` on PostgreSQL. MySQL and
    /// MariaDB have it for documents, SQLite for texts only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Post.id).filter(Post.title.contains("50%")),
    ///     sqlite | mysql: "SELECT id FROM posts WHERE title LIKE ? ESCAPE '/'",
    ///     postgres: "SELECT id FROM posts WHERE title LIKE $1 ESCAPE '/'",
    /// );
    /// // A column or an expression is found as it is, too.
    /// assert_sql!(
    ///     select(User.id).filter(User.email.contains(User.name)),
    ///     sqlite: "SELECT id FROM users WHERE email LIKE ? || replace(replace(replace(name, ?, ?), \
    ///         ?, ?), ?, ?) || ? ESCAPE '/'",
    ///     postgres: "SELECT id FROM users WHERE email LIKE $1::text || replace(replace(replace(\
    ///         name, $2::text, $3::text), $4::text, $5::text), $6::text, $7::text) || $8::text \
    ///         ESCAPE '/'",
    ///     mysql: "SELECT id FROM users WHERE email LIKE concat(concat(?, replace(replace(\
    ///         replace(name, ?, ?), ?, ?), ?, ?)), ?) ESCAPE '/'",
    /// );
    /// assert_sql!(
    ///     select(Product.id).filter(Product.tags.contains(vec!["red".to_owned()])),
    ///     postgres: "SELECT id FROM products WHERE tags @> $1",
    ///     sqlite | mysql: refused,
    /// );
    /// assert_sql!(
    ///     select(Product.id).filter(Product.details.contains(serde_json::json!({"new": true}))),
    ///     postgres: "SELECT id FROM products WHERE details @> $1",
    ///     mysql: "SELECT id FROM products WHERE JSON_CONTAINS(details, CAST(? AS JSON))",
    ///     mariadb: "SELECT id FROM products WHERE JSON_CONTAINS(details, ?)",
    ///     sqlite: refused,
    /// );
    /// ```
    #[must_use]
    pub fn contains<V, By>(
        self,
        other: V,
    ) -> Expr<ContainsResult<T, V, By>>
    where
        T::Sql: Contains<V, By>,
    {
        Expr::from_node(T::Sql::contains(self.expr().into_node().into(), other))
    }

    /// Whether an array, a range or a document is contained by another: `self <@ other` on
    /// PostgreSQL. MySQL and MariaDB have it for documents, SQLite not at all.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let known = vec!["red".to_owned(), "blue".to_owned()];
    /// assert_sql!(
    ///     select(Product.id).filter(Product.tags.contained_by(known)),
    ///     postgres: "SELECT id FROM products WHERE tags <@ $1",
    ///     sqlite | mysql: refused,
    /// );
    /// let full = serde_json::json!({"new": true, "size": 3});
    /// assert_sql!(
    ///     select(Product.id).filter(Product.details.contained_by(full)),
    ///     postgres: "SELECT id FROM products WHERE $1 @> details",
    ///     mysql: "SELECT id FROM products WHERE JSON_CONTAINS(CAST(? AS JSON), details)",
    ///     mariadb: "SELECT id FROM products WHERE JSON_CONTAINS(?, details)",
    ///     sqlite: refused,
    /// );
    /// ```
    #[must_use]
    pub fn contained_by<V, By>(
        self,
        other: V,
    ) -> Expr<ContainedResult<T, V, By>>
    where
        T::Sql: Contained<V, By>,
    {
        Expr::from_node(T::Sql::contained_by(self.expr().into_node().into(), other))
    }

    /// Whether two arrays have an element, or two ranges a value, in common: `self && other`. Only
    /// PostgreSQL has it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let any = vec!["red".to_owned(), "blue".to_owned()];
    /// assert_sql!(
    ///     select(Product.id).filter(Product.tags.overlaps(any)),
    ///     postgres: "SELECT id FROM products WHERE tags && $1",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn overlaps<V, By>(
        self,
        other: V,
    ) -> Expr<OverlapsResult<T, V, By>>
    where
        T::Sql: Overlaps<V, By>,
    {
        Expr::from_node(T::Sql::overlaps(self.expr().into_node().into(), other))
    }
} }
