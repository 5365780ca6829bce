//! Several expressions compared as one: `(a, b) > (1, 2)`.

use std::marker::PhantomData;

use super::in_list::InSource;
use super::node::{Arg, BinaryOp, In, Node};
use super::operand::Operand;
use super::{Expr, operand_by};
use crate::sql::func::Argument;
use crate::sql::select::Select;
use crate::types::{ColumnValue, ComparesWith, NotNull, Nullness};

/// Several expressions as one, made by [`tuple()`]. `Types` is the tuple of their types.
#[derive(Clone, Debug)]
pub struct Tuple<Types> {
    items: Vec<Arg>,
    types: PhantomData<fn() -> Types>,
}

/// Several expressions as one, to be compared from left to right: the first that differs decides.
///
/// In a tuple with NULL, `=` is never true, and `<` is true where an element before it decides.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::tuple;
///
/// // The page after the post with 10 views and number 7.
/// let next = select(Post.title)
///     .filter(tuple((Post.views, Post.id)).gt((10, 7)))
///     .order_by((Post.views, Post.id))
///     .limit(20);
/// assert_sql!(
///     next,
///     sqlite | mysql: "SELECT title FROM posts WHERE (views, id) > (?, ?) ORDER BY views, id \
///         LIMIT ?",
///     postgres: "SELECT title FROM posts WHERE (views, id) > ($1, $2) ORDER BY views, id LIMIT \
///         $3",
/// );
/// ```
pub fn tuple<T: IntoTuple>(items: T) -> Tuple<T::Types> {
    Tuple {
        items: items.into_items(),
        types: PhantomData,
    }
}

/// A tuple of expressions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tuple of expressions",
    label = "expected two to eight columns or expressions in a tuple"
)]
pub trait IntoTuple {
    /// The tuple of their types.
    type Types;

    /// The expressions in the tree.
    fn into_items(self) -> Vec<Arg>;
}

/// A tuple of types of columns.
pub trait TupleTypes {
    /// Whether one of them can be NULL.
    type Nullness: Nullness;
}

/// What a tuple compares with: a tuple of as many values or expressions of fitting types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be compared with a tuple of `{Types}`",
    label = "expected a tuple of as many values or expressions of these types"
)]
pub trait TupleOperand<Types, By> {
    /// Whether one of its values can be NULL.
    type Nullness: Nullness;

    /// Its parts in the tree.
    fn into_items(self) -> Vec<Arg>;
}

/// A list of tuples, or a subquery of as many columns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of tuples of `{Types}`",
    label = "expected a list of tuples, or a subquery of as many columns"
)]
pub trait TupleList<Types, Of> {
    /// Whether something in it can be NULL.
    type Nullness: Nullness;

    /// The list in the tree.
    fn into_source(self) -> InSource;
}

#[diagnostic::do_not_recommend]
impl<Types, By, I> TupleList<Types, super::in_list_of::List<By>> for I
where
    I: IntoIterator,
    I::Item: TupleOperand<Types, By>,
{
    type Nullness = <I::Item as TupleOperand<Types, By>>::Nullness;

    fn into_source(self) -> InSource {
        let node = |item: I::Item| Node::Tuple(item.into_items()).into();
        InSource::List(self.into_iter().map(node).collect())
    }
}

type Condition<A, B> = Expr<<<A as Nullness>::Or<B> as Nullness>::Wrap<bool>>;

macro_rules! comparisons {
    ($($(#[$attribute:meta])* $method:ident $op:ident)*) => {$(
        $(#[$attribute])*
        #[must_use]
        pub fn $method<V, By>(self, other: V) -> Condition<Types::Nullness, V::Nullness>
        where
            V: TupleOperand<Types, By>,
        {
            let (left, right) = (Node::Tuple(self.items), Node::Tuple(other.into_items()));
            Expr::from_node(Node::Binary(BinaryOp::$op, left.into(), right.into()))
        }
    )*};
}

impl<Types: TupleTypes> Tuple<Types> {
    comparisons! {
        /// Whether all are equal.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// use alchemy::sql::tuple;
        ///
        /// assert_sql!(
        ///     select(Post.id).filter(tuple((Post.author_id, Post.title)).eq((1, "Hello"))),
        ///     sqlite | mysql: "SELECT id FROM posts WHERE (author_id, title) = (?, ?)",
        ///     postgres: "SELECT id FROM posts WHERE (author_id, title) = ($1, $2)",
        /// );
        /// ```
        eq Eq

        /// Whether one of them differs.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// use alchemy::sql::tuple;
        ///
        /// assert_sql!(
        ///     select(Post.id).filter(tuple((Post.author_id, Post.title)).ne((1, "Hello"))),
        ///     sqlite | mysql: "SELECT id FROM posts WHERE (author_id, title) <> (?, ?)",
        ///     postgres: "SELECT id FROM posts WHERE (author_id, title) <> ($1, $2)",
        /// );
        /// ```
        ne Ne

        /// Whether the first that differs is less.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// use alchemy::sql::tuple;
        ///
        /// assert_sql!(
        ///     select(Post.id).filter(tuple((Post.views, Post.id)).lt((10, 7))),
        ///     sqlite | mysql: "SELECT id FROM posts WHERE (views, id) < (?, ?)",
        ///     postgres: "SELECT id FROM posts WHERE (views, id) < ($1, $2)",
        /// );
        /// ```
        lt Lt

        /// Whether the first that differs is less, or none differs.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// use alchemy::sql::tuple;
        ///
        /// assert_sql!(
        ///     select(Post.id).filter(tuple((Post.views, Post.id)).le((10, 7))),
        ///     sqlite | mysql: "SELECT id FROM posts WHERE (views, id) <= (?, ?)",
        ///     postgres: "SELECT id FROM posts WHERE (views, id) <= ($1, $2)",
        /// );
        /// ```
        le Le

        /// Whether the first that differs is greater.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// use alchemy::sql::tuple;
        ///
        /// assert_sql!(
        ///     select(Post.id).filter(tuple((Post.views, Post.id)).gt((10, 7))),
        ///     sqlite | mysql: "SELECT id FROM posts WHERE (views, id) > (?, ?)",
        ///     postgres: "SELECT id FROM posts WHERE (views, id) > ($1, $2)",
        /// );
        /// ```
        gt Gt

        /// Whether the first that differs is greater, or none differs.
        ///
        /// ```
        /// # use alchemy_documentation::*;
        /// # use alchemy::prelude::*;
        /// use alchemy::sql::tuple;
        ///
        /// assert_sql!(
        ///     select(Post.id).filter(tuple((Post.views, Post.id)).ge((10, 7))),
        ///     sqlite | mysql: "SELECT id FROM posts WHERE (views, id) >= (?, ?)",
        ///     postgres: "SELECT id FROM posts WHERE (views, id) >= ($1, $2)",
        /// );
        /// ```
        ge Ge
    }

    /// `(…) IN (…)`: a list of tuples, or a `select` of as many columns. An empty list is valid and
    /// never true.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::tuple;
    ///
    /// let found = tuple((Post.author_id, Post.title)).in_([(1, "Hello"), (2, "World")]);
    /// assert_sql!(
    ///     select(Post.id).filter(found),
    ///     sqlite: "SELECT id FROM posts WHERE (author_id, title) IN (VALUES (?, ?), (?, ?))",
    ///     postgres: "SELECT id FROM posts WHERE (author_id, title) IN (($1, $2), ($3, $4))",
    ///     mysql: "SELECT id FROM posts WHERE (author_id, title) IN ((?, ?), (?, ?))",
    /// );
    /// ```
    #[must_use]
    pub fn in_<L, Of>(self, list: L) -> Condition<Types::Nullness, L::Nullness>
    where
        L: TupleList<Types, Of>,
    {
        self.among(list.into_source(), false)
    }

    /// `(…) NOT IN (…)`. An empty list is valid and always true.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::tuple;
    ///
    /// let found = tuple((Post.author_id, Post.title)).not_in([(1, "Hello")]);
    /// assert_sql!(
    ///     select(Post.id).filter(found),
    ///     sqlite: "SELECT id FROM posts WHERE (author_id, title) NOT IN (VALUES (?, ?))",
    ///     postgres: "SELECT id FROM posts WHERE (author_id, title) NOT IN (($1, $2))",
    ///     mysql: "SELECT id FROM posts WHERE (author_id, title) NOT IN ((?, ?))",
    /// );
    /// ```
    #[must_use]
    pub fn not_in<L, Of>(self, list: L) -> Condition<Types::Nullness, L::Nullness>
    where
        L: TupleList<Types, Of>,
    {
        self.among(list.into_source(), true)
    }

    fn among<T>(self, source: InSource, negated: bool) -> Expr<T> {
        Expr::from_node(Node::In(Box::new(In {
            arg: Node::Tuple(self.items).into(),
            source,
            negated,
        })))
    }
}

/// The nullness of several types.
macro_rules! any_nullable {
    ($($name:ident)+) => { any_nullable!(@ NotNull, $($name)+) };
    (@ $so_far:ty, $name:ident $($rest:ident)*) => {
        any_nullable!(@ <$so_far as Nullness>::Or<<$name as ColumnValue>::Nullness>, $($rest)*)
    };
    (@ $so_far:ty,) => { $so_far };
}

macro_rules! tuples {
    ($($($name:ident $value:ident $by:ident)+;)*) => {$(
        impl<$($name: Argument),+> IntoTuple for ($($name,)+) {
            type Types = ($($name::Type,)+);

            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn into_items(self) -> Vec<Arg> {
                let ($($name,)+) = self;
                vec![$($name.into_argument()),+]
            }
        }

        impl<$($name: ColumnValue),+> TupleTypes for ($($name,)+) {
            type Nullness = any_nullable!($($name)+);
        }

        #[diagnostic::do_not_recommend]
        impl<$($name: ColumnValue, $value: Operand<$name::Sql, $by>, $by),+>
            TupleOperand<($($name,)+), ($($by,)+)> for ($($value,)+)
        {
            type Nullness = <($($value::Type,)+) as TupleTypes>::Nullness;

            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn into_items(self) -> Vec<Arg> {
                let ($($value,)+) = self;
                vec![$($value.into_arg()),+]
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($name: ColumnValue, $value: ColumnValue),+>
            TupleOperand<($($name,)+), operand_by::Expression> for Tuple<($($value,)+)>
        where
            $($value::Sql: ComparesWith<$name::Sql>),+
        {
            type Nullness = <($($value,)+) as TupleTypes>::Nullness;

            fn into_items(self) -> Vec<Arg> {
                self.items
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($name: ColumnValue, $value: ColumnValue),+>
            TupleList<($($name,)+), super::in_list_of::Subquery> for Select<($($value,)+)>
        where
            $($value::Sql: ComparesWith<$name::Sql>),+
        {
            type Nullness = <($($value,)+) as TupleTypes>::Nullness;

            fn into_source(self) -> InSource {
                InSource::Select(Box::new(self.into_select_node()))
            }
        }
    )*};
}

tuples! {
    A VA BA B VB BB;
    A VA BA B VB BB C VC BC;
    A VA BA B VB BB C VC BC D VD BD;
    A VA BA B VB BB C VC BC D VD BD E VE BE;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF G VG BG;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF G VG BG H VH BH;
}
