//! What GROUP BY takes: expressions, and grouping sets made of them.

use crate::sql::column::Column;
use crate::sql::expr::{Arg, Condition as _, Expr, LabelReference, Labelled};
use crate::sql::text::Text;
use crate::tuples::for_each_tuple;

/// An element of GROUP BY.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum GroupingElement {
    /// An expression: every row is in a group by it.
    Expression(Arg),
    /// Grouping sets, each a list of expressions. All rows are grouped once by each.
    Sets(GroupingKind, Vec<Vec<Arg>>),
}

/// How grouping sets come from the lists that are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupingKind {
    /// `ROLLUP`: all lists, all but the last, and so on until none is left.
    Rollup,
    /// `CUBE`: every choice among the lists.
    Cube,
    /// `GROUPING SETS`: each list is a set.
    Sets,
}

impl GroupingElement {
    /// The expressions in it.
    pub fn expressions(&self) -> impl Iterator<Item = &Arg> {
        let (one, sets) = match self {
            Self::Expression(arg) => (Some(arg), &[][..]),
            Self::Sets(_, sets) => (None, sets.as_slice()),
        };
        one.into_iter().chain(sets.iter().flatten())
    }
}

/// What can stand in GROUP BY as it is: a column, an expression, a label.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing to group by",
    label = "expected a column, an expression, a label, or a tuple of them"
)]
pub trait GroupingTerm {
    /// The expression.
    fn into_term(self) -> Arg;
}

#[diagnostic::do_not_recommend]
impl<T, Kind> GroupingTerm for Expr<T, Kind> {
    fn into_term(self) -> Arg {
        self.into_node().into()
    }
}

#[diagnostic::do_not_recommend]
impl<M, T> GroupingTerm for Column<M, T> {
    fn into_term(self) -> Arg {
        Arg::Column(self.column_ref())
    }
}

/// The expression; the label is the result's.
#[diagnostic::do_not_recommend]
impl<T> GroupingTerm for Labelled<T> {
    fn into_term(self) -> Arg {
        self.expr.into_term()
    }
}

#[diagnostic::do_not_recommend]
impl GroupingTerm for LabelReference {
    fn into_term(self) -> Arg {
        self.asc().arg
    }
}

#[diagnostic::do_not_recommend]
impl GroupingTerm for Text {
    fn into_term(self) -> Arg {
        self.into_node().into()
    }
}

/// What `group_by` takes: columns, expressions, labels, [`rollup`], [`cube`] and [`grouping_sets`],
/// and tuples or lists of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing to group by",
    label = "expected a column, an expression, a label, `rollup(…)`, or a tuple of them"
)]
pub trait IntoGrouping {
    /// Appends the elements.
    fn append_to(self, elements: &mut Vec<GroupingElement>);
}

#[diagnostic::do_not_recommend]
impl<T: GroupingTerm> IntoGrouping for T {
    fn append_to(self, elements: &mut Vec<GroupingElement>) {
        elements.push(GroupingElement::Expression(self.into_term()));
    }
}

#[diagnostic::do_not_recommend]
impl IntoGrouping for GroupingSets {
    fn append_to(self, elements: &mut Vec<GroupingElement>) {
        elements.push(GroupingElement::Sets(self.kind, self.sets));
    }
}

#[diagnostic::do_not_recommend]
impl<G: IntoGrouping, const N: usize> IntoGrouping for [G; N] {
    fn append_to(self, elements: &mut Vec<GroupingElement>) {
        self.into_iter().for_each(|one| one.append_to(elements));
    }
}

#[diagnostic::do_not_recommend]
impl<G: IntoGrouping> IntoGrouping for Vec<G> {
    fn append_to(self, elements: &mut Vec<GroupingElement>) {
        self.into_iter().for_each(|one| one.append_to(elements));
    }
}

/// One grouping set: a column, an expression, a label, a tuple of them, or `()` for all rows
/// together.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no grouping set",
    label = "expected a column, an expression, a label, a tuple of them, or `()`"
)]
pub trait GroupingSet {
    /// The expressions.
    fn into_set(self) -> Vec<Arg>;
}

#[diagnostic::do_not_recommend]
impl<T: GroupingTerm> GroupingSet for T {
    fn into_set(self) -> Vec<Arg> {
        vec![self.into_term()]
    }
}

#[diagnostic::do_not_recommend]
impl GroupingSet for () {
    fn into_set(self) -> Vec<Arg> {
        Vec::new()
    }
}

/// What [`rollup`], [`cube`] and [`grouping_sets`] take: grouping sets, in a tuple or a list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of grouping sets",
    label = "expected a column or an expression, or a tuple of columns, expressions and tuples"
)]
pub trait IntoGroupingSets {
    /// The sets.
    fn into_sets(self) -> Vec<Vec<Arg>>;
}

#[diagnostic::do_not_recommend]
impl<T: GroupingTerm> IntoGroupingSets for T {
    fn into_sets(self) -> Vec<Vec<Arg>> {
        vec![self.into_set()]
    }
}

#[diagnostic::do_not_recommend]
impl<S: GroupingSet, const N: usize> IntoGroupingSets for [S; N] {
    fn into_sets(self) -> Vec<Vec<Arg>> {
        self.into_iter().map(S::into_set).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<S: GroupingSet> IntoGroupingSets for Vec<S> {
    fn into_sets(self) -> Vec<Vec<Arg>> {
        self.into_iter().map(S::into_set).collect()
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($name: IntoGrouping),+> IntoGrouping for ($($name,)+) {
            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn append_to(self, elements: &mut Vec<GroupingElement>) {
                let ($($name,)+) = self;
                $($name.append_to(elements);)+
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($name: GroupingTerm),+> GroupingSet for ($($name,)+) {
            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn into_set(self) -> Vec<Arg> {
                let ($($name,)+) = self;
                vec![$($name.into_term()),+]
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($name: GroupingSet),+> IntoGroupingSets for ($($name,)+) {
            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn into_sets(self) -> Vec<Vec<Arg>> {
                let ($($name,)+) = self;
                vec![$($name.into_set()),+]
            }
        }
    )*};
}

for_each_tuple!(tuples);

/// Grouping sets as an element of GROUP BY: see [`rollup`], [`cube`] and [`grouping_sets`].
#[derive(Clone, Debug)]
#[must_use = "group by it: `.group_by(…)`"]
pub struct GroupingSets {
    kind: GroupingKind,
    sets: Vec<Vec<Arg>>,
}

impl GroupingSets {
    fn new(kind: GroupingKind, sets: impl IntoGroupingSets) -> Self {
        let sets = sets.into_sets();
        Self { kind, sets }
    }
}

/// ROLLUP: the groups by all of these, then totals of them by all but the last, and so on to the
/// total of all rows.
///
/// In the rows of totals what isn't grouped by is NULL, so it is selected as an `Option`, by
/// `.optional()`; [`func::grouping`](crate::sql::func::grouping) tells such a NULL from one that
/// was in the table.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::rollup;
///
/// let views = select((Post.author_id.optional(), Post.title.optional(), func::sum(Post.views)))
///     .group_by(rollup((Post.author_id, Post.title)));
/// assert_sql!(
///     views,
///     postgres: "SELECT author_id, title, sum(views) FROM posts \
///         GROUP BY ROLLUP (author_id, title)",
///     mysql | mariadb: "SELECT author_id, title, sum(views) FROM posts \
///         GROUP BY author_id, title WITH ROLLUP",
///     sqlite: refused,
/// );
/// ```
///
/// A tuple within is left out as a whole: `rollup((Sale.year, (Sale.month, Sale.day)))`. That, and
/// other elements of GROUP BY beside it, MySQL and MariaDB don't have, and SQLite has no grouping
/// sets at all. MariaDB takes no ORDER BY beside them: order the rows of a
/// [`subquery`](crate::sql::Select::subquery).
///
/// # Errors
/// [`ErrorKind::Compile`](crate::ErrorKind::Compile) where the database doesn't have it, and where
/// what may be NULL is selected as if it weren't:
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// # use alchemy::sql::rollup;
/// let statement = select((Post.author_id, func::count_all())).group_by(rollup(Post.author_id));
/// assert_sql!(statement, all: refused);
/// ```
pub fn rollup(sets: impl IntoGroupingSets) -> GroupingSets {
    GroupingSets::new(GroupingKind::Rollup, sets)
}

/// CUBE: the groups by every choice among these, from all to none. Of PostgreSQL. What it makes
/// NULL is selected as an `Option`, as for [`rollup`].
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::cube;
///
/// let statement = select((Post.author_id.optional(), Post.title.optional(), func::count_all()))
///     .group_by(cube((Post.author_id, Post.title)));
/// assert_sql!(
///     statement,
///     postgres: "SELECT author_id, title, count(*) FROM posts GROUP BY CUBE (author_id, title)",
///     sqlite | mysql | mariadb: refused,
/// );
/// ```
pub fn cube(sets: impl IntoGroupingSets) -> GroupingSets {
    GroupingSets::new(GroupingKind::Cube, sets)
}

/// GROUPING SETS: the groups by each of these, one after the other. Of PostgreSQL. What isn't in
/// all of them is selected as an `Option`, as for [`rollup`].
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::grouping_sets;
///
/// let sets = grouping_sets(((Post.author_id, Post.title), Post.title, ()));
/// let statement = select((Post.author_id.optional(), Post.title.optional(), func::count_all()))
///     .group_by(sets);
/// assert_sql!(
///     statement,
///     postgres: "SELECT author_id, title, count(*) FROM posts \
///         GROUP BY GROUPING SETS ((author_id, title), title, ())",
///     sqlite | mysql | mariadb: refused,
/// );
/// ```
pub fn grouping_sets(sets: impl IntoGroupingSets) -> GroupingSets {
    GroupingSets::new(GroupingKind::Sets, sets)
}
