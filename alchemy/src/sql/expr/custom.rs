//! Operators that the library doesn't know, and `ANY` and `ALL`.

use super::Expr;
use super::node::{Arg, Node};
use super::operand::{Typed, by};
use super::operators::Propagated;
use crate::sql::column::Column;
use crate::sql::select::{Select, SelectNode};
use crate::types::{ColumnType, ColumnValue};

/// An operator by its symbol or word: infix, before its operand, or after it.
#[derive(Clone, Debug)]
pub struct Custom {
    /// The operator. It is checked to be nothing more when the statement is compiled.
    pub symbol: &'static str,
    /// What stands before it.
    pub left: Option<Arg>,
    /// What stands after it.
    pub right: Option<Arg>,
}

/// `ANY (SELECT …)` or `ALL (SELECT …)`
#[derive(Clone, Debug)]
pub struct QuantifiedNode {
    /// `ALL`
    pub all: bool,
    /// The subquery.
    pub select: Box<SelectNode>,
}

fn custom<T>(symbol: &'static str, left: Option<Arg>, right: Option<Arg>) -> Expr<T> {
    Expr::from_node(Node::Custom(Box::new(Custom {
        symbol,
        left,
        right,
    })))
}

macro_rules! custom_operators {
    ([$($generics:tt)*] $target:ty) => {
        impl<$($generics)*> $target {
            /// An infix operator that the library doesn't know, with the type that its result is
            /// read as: written as it is for every database, and an error of those that don't have
            /// it. Both sides are in parentheses where they aren't single values, and so is
            /// the whole within other operators: no precedence has to be known.
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// let distance = Post.title.op::<f64, _, _>("<->", "hello");
            /// assert_sql!(
            ///     select(distance.lt(0.5)),
            ///     sqlite | mysql: "SELECT (title <-> ?) < ? FROM posts",
            ///     postgres: "SELECT (title <-> $1::text) < $2::float8 FROM posts",
            /// );
            /// ```
            #[must_use]
            pub fn op<Result, V, By>(self, symbol: &'static str, other: V) -> Expr<Result>
            where
                Result: ColumnValue,
                V: Typed<By>,
            {
                custom(symbol, Some(self.operand()), Some(other.into_arg()))
            }

            /// An infix operator that the library doesn't know and that is a condition: see [`op`](Self::op).
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.id).filter(Post.title.bool_op("~~", "h%")),
            ///     sqlite | mysql: "SELECT id FROM posts WHERE title ~~ ?",
            ///     postgres: "SELECT id FROM posts WHERE title ~~ $1::text",
            /// );
            /// ```
            #[must_use]
            pub fn bool_op<V, By>(
                self,
                symbol: &'static str,
                other: V,
            ) -> Expr<Propagated<T, V::Type, bool>>
            where
                V: Typed<By>,
            {
                custom(symbol, Some(self.operand()), Some(other.into_arg()))
            }

            /// An operator that stands before its operand: see [`op`](Self::op).
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.views.prefix_op::<f64>("|/")),
            ///     all: "SELECT |/ views FROM posts",
            /// );
            /// ```
            #[must_use]
            pub fn prefix_op<Result: ColumnValue>(self, symbol: &'static str) -> Expr<Result> {
                custom(symbol, None, Some(self.operand()))
            }

            /// An operator that stands after its operand: see [`op`](Self::op).
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.id).filter(Post.title.postfix_op::<bool>("IS NORMALIZED")),
            ///     all: "SELECT id FROM posts WHERE title IS NORMALIZED",
            /// );
            /// ```
            #[must_use]
            pub fn postfix_op<Result: ColumnValue>(self, symbol: &'static str) -> Expr<Result> {
                custom(symbol, Some(self.operand()), None)
            }

            /// The same, read as another Rust type. Nothing is said of it in SQL: for that there is
            /// [`cast`](Self::cast).
            ///
            /// ```
            /// # use alchemy_documentation::*;
            /// # use alchemy::prelude::*;
            /// assert_sql!(
            ///     select(Post.views.type_coerce::<f64>()),
            ///     all: "SELECT views FROM posts",
            /// );
            /// ```
            #[must_use]
            pub fn type_coerce<U: ColumnType>(
                self,
            ) -> Expr<<T::Nullness as crate::types::Nullness>::Wrap<U>> {
                Expr::from_node(self.operand().into())
            }
        }
    };
}

custom_operators!([T: ColumnValue, Kind] Expr<T, Kind>);
custom_operators!([M, T: ColumnValue] Column<M, T>);

/// The right side of a comparison with any or with all rows of a subquery: see [`any_`] and
/// [`all_`].
#[derive(Clone, Debug)]
#[must_use = "compare something with it"]
pub struct Quantified<T> {
    node: QuantifiedNode,
    types: std::marker::PhantomData<fn() -> T>,
}

fn quantified<T>(all: bool, select: Select<T>) -> Quantified<T> {
    Quantified {
        node: QuantifiedNode {
            all,
            select: Box::new(select.into_select_node()),
        },
        types: std::marker::PhantomData,
    }
}

/// Any row of a subquery: the comparison holds where it does for one of them. Not in SQLite.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::any_;
///
/// let ages = select(User.age).filter(User.name.is_null());
/// assert_sql!(
///     select(Post.id).filter(Post.views.gt(any_(ages))),
///     postgres | mysql: "SELECT posts.id FROM posts WHERE posts.views > ANY (SELECT users.age \
///         FROM users WHERE users.name IS NULL)",
///     sqlite: refused,
/// );
/// ```
pub fn any_<T: ColumnValue>(select: Select<T>) -> Quantified<T> {
    quantified(false, select)
}

/// All rows of a subquery: the comparison holds where it does for each of them, and where there is
/// none. Not in SQLite.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::all_;
///
/// assert_sql!(
///     select(Post.id).filter(Post.views.ge(all_(select(User.age)))),
///     postgres | mysql: "SELECT posts.id FROM posts WHERE posts.views >= ALL (SELECT users.age \
///         FROM users)",
///     sqlite: refused,
/// );
/// ```
pub fn all_<T: ColumnValue>(select: Select<T>) -> Quantified<T> {
    quantified(true, select)
}

impl<T: ColumnValue> Typed<by::Quantified> for Quantified<T> {
    type Type = T;

    fn into_arg(self) -> Arg {
        Node::Quantified(Box::new(self.node)).into()
    }
}
