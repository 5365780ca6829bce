//! Pages by where the page before ended.

use std::marker::PhantomData;

use super::Expr;
use super::node::{Arg, BinaryOp, Node};
use super::operand::Operand;
use super::order::{IntoOrder, OrderTerm};
use crate::sql::func::Argument;
use crate::types::{ColumnType, ColumnValue};

/// An order of rows in which each has a place of its own, made by [`keyset`]. `Types` is the tuple
/// of its columns' types.
#[derive(Clone, Debug)]
pub struct Keyset<Types> {
    terms: Vec<Term>,
    types: PhantomData<fn() -> Types>,
}

/// A column, and which way it goes.
#[derive(Clone, Debug)]
struct Term {
    arg: Arg,
    descending: bool,
}

/// Begins an order for reading page after page: each page begins behind the last row of the page
/// before ([`after`](Keyset::after)). However far one reads, a page costs the same where an index
/// has the columns, and rows that come and go meanwhile make no row appear twice or not at all.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::keyset;
///
/// let by_age = keyset().desc(User.age).asc(User.id);
/// let first = select(User).order_by(&by_age).limit(20);
/// // The last row of the page was the one of age 30 with number 7.
/// let second = first.clone().filter(by_age.after((30, 7)));
/// assert_sql!(
///     second,
///     sqlite | mysql: "SELECT id, email, name, age, manager_id FROM users WHERE age <= ? AND \
///         (age < ? OR id > ?) ORDER BY age DESC, id LIMIT ?",
///     postgres: "SELECT id, email, name, age, manager_id FROM users WHERE age <= $1 AND \
///         (age < $2 OR id > $3) ORDER BY age DESC, id LIMIT $4",
/// );
/// ```
///
/// The last column is one that tells rows apart that are equal in those before: the primary key.
/// None of them takes NULL, which has no place among values. A column that does is not accepted;
/// give it one by `func::coalesce(User.name, "")`. Don't take a column of the right side of an outer
/// join either: a row where it is NULL would be in no page but the first.
#[must_use]
pub const fn keyset() -> Keyset<()> {
    Keyset {
        terms: Vec::new(),
        types: PhantomData,
    }
}

/// The type of a column that a [`Keyset`] takes: any that is never NULL.
#[diagnostic::on_unimplemented(
    message = "a column of `{Self}` can be NULL, which has no place in a `keyset`",
    label = "expected a column that is never NULL",
    note = "give NULL a place by `func::coalesce(column, value)`"
)]
pub trait KeysetType: ColumnValue {}

#[diagnostic::do_not_recommend]
impl<T: ColumnType> KeysetType for T {}

/// A tuple of types and one more.
#[diagnostic::on_unimplemented(
    message = "a `keyset` has at most eight columns",
    label = "this is one too many"
)]
pub trait Append<T> {
    /// The longer tuple.
    type Longer;
}

/// The place of a row: a tuple of as many values as the [`Keyset`] has columns, of their types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no place in a `keyset` of `{Types}`",
    label = "expected a tuple of as many values of these types, none of them an `Option`"
)]
pub trait KeysetValues<Types, By> {
    /// The values in the tree.
    fn into_values(self) -> Vec<Arg>;
}

impl<Types> Keyset<Types> {
    /// One more column, in rising order.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::keyset;
    ///
    /// let by_number = keyset().asc(Post.id);
    /// assert_sql!(
    ///     select(Post.title).filter(by_number.after((7,))).order_by(&by_number),
    ///     sqlite | mysql: "SELECT title FROM posts WHERE id > ? ORDER BY id",
    ///     postgres: "SELECT title FROM posts WHERE id > $1 ORDER BY id",
    /// );
    /// ```
    #[must_use]
    pub fn asc<C: Argument<Type: KeysetType>>(self, column: C) -> Keyset<Types::Longer>
    where
        Types: Append<C::Type>,
    {
        self.with(column.into_argument(), false)
    }

    /// One more column, in falling order.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::keyset;
    ///
    /// let newest = keyset().desc(Post.id);
    /// assert_sql!(
    ///     select(Post.title).filter(newest.after((7,))).order_by(&newest),
    ///     sqlite | mysql: "SELECT title FROM posts WHERE id < ? ORDER BY id DESC",
    ///     postgres: "SELECT title FROM posts WHERE id < $1 ORDER BY id DESC",
    /// );
    /// ```
    #[must_use]
    pub fn desc<C: Argument<Type: KeysetType>>(self, column: C) -> Keyset<Types::Longer>
    where
        Types: Append<C::Type>,
    {
        self.with(column.into_argument(), true)
    }

    fn with<Longer>(mut self, arg: Arg, descending: bool) -> Keyset<Longer> {
        self.terms.push(Term { arg, descending });
        Keyset {
            terms: self.terms,
            types: PhantomData,
        }
    }

    /// The rows behind the one with these values. Columns that all go one way are compared as one.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::keyset;
    ///
    /// let by_views = keyset().asc(Post.views).asc(Post.id);
    /// assert_sql!(
    ///     select(Post.title).filter(by_views.after((10, 7))).order_by(&by_views),
    ///     sqlite | mysql: "SELECT title FROM posts WHERE (views, id) > (?, ?) ORDER BY views, id",
    ///     postgres: "SELECT title FROM posts WHERE (views, id) > ($1, $2) ORDER BY views, id",
    /// );
    /// ```
    ///
    /// The values are compared as the database has them: a floating-point number that was rounded
    /// on its way, or a date that lost its microseconds, is another place.
    #[must_use]
    pub fn after<V, By>(&self, values: V) -> Expr<bool>
    where
        V: KeysetValues<Types, By>,
    {
        Expr::from_node(behind(&self.terms, values.into_values()))
    }

    /// The same order backwards, for the page before: its first row is then the last one of that
    /// page.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::keyset;
    ///
    /// let backwards = keyset().asc(Post.views).asc(Post.id).reversed();
    /// assert_sql!(
    ///     select(Post.title).filter(backwards.after((10, 7))).order_by(&backwards),
    ///     sqlite | mysql: "SELECT title FROM posts WHERE (views, id) < (?, ?) ORDER BY views \
    ///         DESC, id DESC",
    ///     postgres: "SELECT title FROM posts WHERE (views, id) < ($1, $2) ORDER BY views DESC, \
    ///         id DESC",
    /// );
    /// ```
    #[must_use]
    pub fn reversed(mut self) -> Self {
        for term in &mut self.terms {
            term.descending = !term.descending;
        }
        self
    }
}

fn behind(terms: &[Term], values: Vec<Arg>) -> Node {
    let one_way = terms
        .windows(2)
        .all(|pair| matches!(pair, [a, b] if a.descending == b.descending));
    if let (true, [first, _, ..]) = (one_way, terms) {
        let columns = terms.iter().map(|term| term.arg.clone()).collect();
        let (left, right) = (Node::Tuple(columns), Node::Tuple(values));
        return Node::Binary(beyond(first, true), left.into(), right.into());
    }
    let mut places = terms.iter().zip(values).rev();
    let Some((last, value)) = places.next() else {
        return Node::Any(Vec::new());
    };
    let mut condition = Node::Binary(beyond(last, true), last.arg.clone(), value);
    for (term, value) in places {
        let compared =
            |strictly, value| Node::Binary(beyond(term, strictly), term.arg.clone(), value);
        // The bound on the column alone is what an index is read by.
        condition = Node::All(vec![
            compared(false, value.clone()),
            Node::Any(vec![compared(true, value), condition]),
        ]);
    }
    condition
}

/// What a column of a row behind another one is to that row's.
const fn beyond(term: &Term, strictly: bool) -> BinaryOp {
    match (term.descending, strictly) {
        (false, true) => BinaryOp::Gt,
        (false, false) => BinaryOp::Ge,
        (true, true) => BinaryOp::Lt,
        (true, false) => BinaryOp::Le,
    }
}

#[diagnostic::do_not_recommend]
impl<Types> IntoOrder for &Keyset<Types> {
    fn append_to(self, terms: &mut Vec<OrderTerm>) {
        terms.extend(self.terms.iter().map(|term| OrderTerm {
            arg: term.arg.clone(),
            descending: term.descending,
            nulls: None,
        }));
    }
}

#[diagnostic::do_not_recommend]
impl<Types> IntoOrder for Keyset<Types> {
    fn append_to(self, terms: &mut Vec<OrderTerm>) {
        (&self).append_to(terms);
    }
}

macro_rules! append {
    ($(($($name:ident)*))*) => {$(
        impl<$($name,)* Next> Append<Next> for ($($name,)*) {
            type Longer = ($($name,)* Next,);
        }
    )*};
}

append! { () (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) }

macro_rules! values {
    ($($($name:ident $value:ident $by:ident)+;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($name: ColumnValue, $value: Operand<$name::Sql, $by>, $by),+>
            KeysetValues<($($name,)+), ($($by,)+)> for ($($value,)+)
        where
            $($value::Type: KeysetType),+
        {
            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn into_values(self) -> Vec<Arg> {
                let ($($value,)+) = self;
                vec![$($value.into_arg()),+]
            }
        }
    )*};
}

values! {
    A VA BA;
    A VA BA B VB BB;
    A VA BA B VB BB C VC BC;
    A VA BA B VB BB C VC BC D VD BD;
    A VA BA B VB BB C VC BC D VD BD E VE BE;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF G VG BG;
    A VA BA B VB BB C VC BC D VD BD E VE BE F VF BF G VG BG H VH BH;
}
