//! Matching of text: LIKE without regard to case, regular expressions, collations.

use std::borrow::Cow;

use super::Expr;
use super::node::{Arg, Function, Node};
use super::operand::Operand;
use super::operators::{ESCAPE, Propagated, escaped, like};
use crate::sql::column::Column;
use crate::types::{ColumnValue, Nullness, Text};

/// `arg [NOT] MATCHES pattern`, by a regular expression of the database's own syntax.
#[derive(Clone, Debug)]
pub struct Regexp {
    /// What is tested.
    pub arg: Arg,
    /// The regular expression.
    pub pattern: Arg,
    /// Whether case is ignored.
    pub case_insensitive: bool,
    /// Whether it must not match.
    pub negated: bool,
}

/// `arg COLLATE name`
#[derive(Clone, Debug)]
pub struct Collate {
    /// What is compared or sorted.
    pub arg: Arg,
    /// The collation.
    pub name: Cow<'static, str>,
}

fn regexp(arg: Arg, pattern: Arg, case_insensitive: bool) -> Node {
    Node::Regexp(Box::new(Regexp {
        arg,
        pattern,
        case_insensitive,
        negated: false,
    }))
}

/// The result of a function of three texts.
type Replaced<T, P, R> = <<<<T as ColumnValue>::Nullness as Nullness>::Or<
    <P as ColumnValue>::Nullness,
> as Nullness>::Or<<R as ColumnValue>::Nullness> as Nullness>::Wrap<String>;

macro_rules! matching {
    ([$($generics:tt)*] $target:ty) => {
        impl<$($generics)*> $target
        where
            T: ColumnValue<Sql = Text>,
        {
            /// Whether it matches a pattern in which a character takes the meaning from the `%` or
            /// `_` behind it: `self LIKE pattern ESCAPE '…'`.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.id).filter(Post.title.like_escape("100#%%", '#')),
            ///     sqlite | mysql: "SELECT id FROM posts WHERE title LIKE ? ESCAPE '#'",
            ///     postgres: "SELECT id FROM posts WHERE title LIKE $1 ESCAPE '#'",
            /// );
            /// ```
            #[must_use]
            pub fn like_escape<V, By>(
                self,
                pattern: V,
                escape: char,
            ) -> Expr<Propagated<T, V::Type, bool>>
            where
                V: Operand<Text, By>,
            {
                Expr::from_node(like(self.operand(), pattern.into_arg(), Some(escape), false))
            }

            /// Whether the text is found inside, whatever its case; `%` and `_` in it mean
            /// themselves.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.id).filter(Post.title.icontains("50%")),
            ///     sqlite | mysql: "SELECT id FROM posts WHERE lower(title) LIKE lower(?) ESCAPE \
            ///         '/'",
            ///     postgres: "SELECT id FROM posts WHERE title ILIKE $1 ESCAPE '/'",
            /// );
            /// ```
            #[must_use]
            pub fn icontains<V, By>(self, text: V) -> Expr<Propagated<T, V::Type, bool>>
            where
                V: Operand<Text, By>,
            {
                let pattern = escaped(true, text.into_arg(), true);
                Expr::from_node(like(self.operand(), pattern, Some(ESCAPE), true))
            }

            /// Whether it begins with the text, whatever its case; `%` and `_` in it mean
            /// themselves.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.id).filter(Post.title.istarts_with("how to")),
            ///     sqlite | mysql: "SELECT id FROM posts WHERE lower(title) LIKE lower(?) ESCAPE \
            ///         '/'",
            ///     postgres: "SELECT id FROM posts WHERE title ILIKE $1 ESCAPE '/'",
            /// );
            /// ```
            #[must_use]
            pub fn istarts_with<V, By>(self, text: V) -> Expr<Propagated<T, V::Type, bool>>
            where
                V: Operand<Text, By>,
            {
                let pattern = escaped(false, text.into_arg(), true);
                Expr::from_node(like(self.operand(), pattern, Some(ESCAPE), true))
            }

            /// Whether it ends with the text, whatever its case; `%` and `_` in it mean themselves.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.id).filter(Post.title.iends_with("?")),
            ///     sqlite | mysql: "SELECT id FROM posts WHERE lower(title) LIKE lower(?) ESCAPE \
            ///         '/'",
            ///     postgres: "SELECT id FROM posts WHERE title ILIKE $1 ESCAPE '/'",
            /// );
            /// ```
            #[must_use]
            pub fn iends_with<V, By>(self, text: V) -> Expr<Propagated<T, V::Type, bool>>
            where
                V: Operand<Text, By>,
            {
                let pattern = escaped(true, text.into_arg(), false);
                Expr::from_node(like(self.operand(), pattern, Some(ESCAPE), true))
            }

            /// Whether a regular expression matches somewhere inside; case counts.
            ///
            /// The syntax is the database's: POSIX on PostgreSQL, ICU on MySQL, PCRE on MariaDB,
            /// and that of the crate `regex` on SQLite, where the driver brings the function. They
            /// agree on what is common: classes, groups, `^ $ . * + ? |`.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.id).filter(Post.title.regexp_match("^[A-Z]+$")),
            ///     sqlite: "SELECT id FROM posts WHERE title REGEXP ?",
            ///     postgres: "SELECT id FROM posts WHERE title ~ $1",
            ///     mysql: "SELECT id FROM posts WHERE regexp_like(title, ?, 'c')",
            ///     mariadb: "SELECT id FROM posts WHERE title REGEXP concat('(?-i)', ?)",
            /// );
            /// assert_sql!(
            ///     select(Post.id).filter(!Post.title.regexp_match("^[A-Z]+$")),
            ///     sqlite: "SELECT id FROM posts WHERE title NOT REGEXP ?",
            ///     postgres: "SELECT id FROM posts WHERE title !~ $1",
            ///     mysql: "SELECT id FROM posts WHERE NOT regexp_like(title, ?, 'c')",
            ///     mariadb: "SELECT id FROM posts WHERE title NOT REGEXP concat('(?-i)', ?)",
            /// );
            /// ```
            #[must_use]
            pub fn regexp_match<V, By>(self, pattern: V) -> Expr<Propagated<T, V::Type, bool>>
            where
                V: Operand<Text, By>,
            {
                Expr::from_node(regexp(self.operand(), pattern.into_arg(), false))
            }

            /// Whether a regular expression matches somewhere inside, whatever the case. See
            /// [`regexp_match`](Self::regexp_match) for its syntax.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.id).filter(Post.title.regexp_imatch("^[a-z]+$")),
            ///     sqlite: "SELECT id FROM posts WHERE title REGEXP ('(?i)' || ?)",
            ///     postgres: "SELECT id FROM posts WHERE title ~* $1",
            ///     mysql: "SELECT id FROM posts WHERE regexp_like(title, ?, 'i')",
            ///     mariadb: "SELECT id FROM posts WHERE title REGEXP concat('(?i)', ?)",
            /// );
            /// ```
            #[must_use]
            pub fn regexp_imatch<V, By>(self, pattern: V) -> Expr<Propagated<T, V::Type, bool>>
            where
                V: Operand<Text, By>,
            {
                Expr::from_node(regexp(self.operand(), pattern.into_arg(), true))
            }

            /// The text with every match of a regular expression replaced; case counts.
            ///
            /// The groups of the match are `\1` in the replacement on PostgreSQL and MariaDB, and
            /// `$1` on MySQL and SQLite.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.title.regexp_replace("[0-9]+", "#")),
            ///     sqlite: "SELECT regexp_replace(title, ?, ?) FROM posts",
            ///     postgres: "SELECT regexp_replace(title, $1::text, $2::text, 'g') FROM posts",
            ///     mysql: "SELECT regexp_replace(title, ?, ?, 1, 0, 'c') FROM posts",
            ///     mariadb: "SELECT regexp_replace(title, concat('(?-i)', ?), ?) FROM posts",
            /// );
            /// ```
            #[must_use]
            pub fn regexp_replace<P, PatternBy, R, ReplacementBy>(
                self,
                pattern: P,
                replacement: R,
            ) -> Expr<Replaced<T, P::Type, R::Type>>
            where
                P: Operand<Text, PatternBy>,
                R: Operand<Text, ReplacementBy>,
            {
                let args = vec![self.operand(), pattern.into_arg(), replacement.into_arg()];
                Expr::from_node(Node::Function(Box::new(Function {
                    name: "regexp_replace".into(),
                    args,
                    distinct: false,
                    star: false,
                })))
            }

            /// The text compared and sorted by a collation, under the name that the database has
            /// for it: `NOCASE`, `C`, `utf8mb4_bin`. One that it doesn't have is an error of the
            /// database's.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.id).order_by(Post.title.collate("nocase")),
            ///     all: "SELECT id FROM posts ORDER BY title COLLATE nocase",
            /// );
            /// ```
            #[must_use]
            pub fn collate(self, name: impl Into<Cow<'static, str>>) -> Expr<T> {
                Expr::from_node(Node::Collate(Box::new(Collate {
                    arg: self.operand(),
                    name: name.into(),
                })))
            }
        }
    };
}

matching!([T: ColumnValue, Kind] Expr<T, Kind>);
matching!([M, T: ColumnValue] Column<M, T>);
