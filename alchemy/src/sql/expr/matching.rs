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
            /// `self LIKE pattern ESCAPE '…'`: the character takes the meaning from a `%` or `_`
            /// after it.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// let statement = select(Post.id).filter(Post.title.like_escape("100#%%", '#'));
            /// assert_eq!(
            ///     statement.to_string(),
            ///     "SELECT id FROM posts WHERE title LIKE ? ESCAPE '#'"
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
            /// assert_eq!(
            ///     select(Post.id).filter(Post.title.icontains("50%")).to_string(),
            ///     "SELECT id FROM posts WHERE lower(title) LIKE lower(?) ESCAPE '/'"
            /// );
            /// ```
            #[must_use]
            pub fn icontains(self, text: &str) -> Expr<Propagated<T, T, bool>> {
                let pattern = Arg::Bind(escaped("%", text, "%"));
                Expr::from_node(like(self.operand(), pattern, Some(ESCAPE), true))
            }

            /// Whether it begins with the text, whatever its case; `%` and `_` in it mean
            /// themselves.
            #[must_use]
            pub fn istarts_with(self, text: &str) -> Expr<Propagated<T, T, bool>> {
                let pattern = Arg::Bind(escaped("", text, "%"));
                Expr::from_node(like(self.operand(), pattern, Some(ESCAPE), true))
            }

            /// Whether it ends with the text, whatever its case; `%` and `_` in it mean
            /// themselves.
            #[must_use]
            pub fn iends_with(self, text: &str) -> Expr<Propagated<T, T, bool>> {
                let pattern = Arg::Bind(escaped("%", text, ""));
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
            /// assert_eq!(
            ///     select(Post.id).filter(Post.title.regexp_match("^[A-Z]+$")).to_string(),
            ///     "SELECT id FROM posts WHERE title REGEXP ?"
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
            /// assert_eq!(
            ///     select(Post.title.regexp_replace("[0-9]+", "#")).to_string(),
            ///     "SELECT regexp_replace(title, ?, ?) FROM posts"
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

            /// `self COLLATE name`: compared and sorted by this collation. Its name is the
            /// database's: `NOCASE`, `C`, `utf8mb4_bin`.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_eq!(
            ///     select(Post.id).order_by(Post.title.collate("nocase")).to_string(),
            ///     "SELECT id FROM posts ORDER BY title COLLATE nocase"
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
