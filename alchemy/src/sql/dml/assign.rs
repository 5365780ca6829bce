//! What can be assigned to a column.

use std::marker::PhantomData;

use crate::schema::Table;
use crate::sql::column::Column;
use crate::sql::expr::{Arg, Node, Operand, ParameterNode};
use crate::types::{ColumnValue, Fits, NotNull, Nullable, Nullness, SqlType, Value};

/// Says that values of this type can be stored in a column of type `Column`: NULL only where the
/// column takes it.
#[diagnostic::on_unimplemented(
    message = "a value that may be NULL can't be stored in a column of type `{Column}`",
    label = "this may be NULL: rule it out with `func::coalesce(…)`, or make the column an `Option`"
)]
pub trait Assignable<Column: ColumnValue> {}

#[diagnostic::do_not_recommend]
impl<A: ColumnValue<Nullness: FitsIn<C::Nullness>>, C: ColumnValue> Assignable<C> for A {}

/// Says that values of this nullness can be stored where values of the other are.
pub trait FitsIn<Other> {}

impl<Other: Nullness> FitsIn<Other> for NotNull {}
impl FitsIn<Self> for Nullable {}

/// What a column is assigned, a value only if it fits.
#[inline]
pub(super) fn fitted(table: &'static Table, index: u16, mut arg: Arg) -> Arg {
    match &mut arg {
        Arg::Bind(value) => table.fit(index, value),
        Arg::Node(node) => {
            if let Node::Parameter(parameter) = &mut **node {
                parameter.column = Some((table, index));
                table.fit(index, &mut parameter.stand_in);
            }
        }
        Arg::Column(_) => {}
    }
    arg
}

/// How often a statement is going to run as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Runs {
    One,
    Many,
}

/// A column's default: evaluated now, or anew for each run.
pub(super) fn default_arg(runs: Runs, sql_type: SqlType, default: fn() -> Value) -> Arg {
    match runs {
        Runs::One => Arg::Bind(default()),
        Runs::Many => {
            let parameter = ParameterNode::computed(sql_type, default);
            Node::Parameter(Box::new(parameter)).into()
        }
    }
}

/// A column of model `M` and what it becomes: `User.age.assign(User.age + 1)`.
pub struct Assignment<M> {
    index: u16,
    arg: Arg,
    model: PhantomData<fn() -> M>,
}

impl<M> Assignment<M> {
    /// The column by position, and what it becomes.
    #[must_use]
    pub fn into_pair(self) -> (u16, Arg) {
        (self.index, self.arg)
    }

    /// The column by position, and what it becomes, a value only if it fits the table's column.
    pub(super) fn into_pair_of(self, table: &'static Table) -> (u16, Arg) {
        (self.index, fitted(table, self.index, self.arg))
    }
}

impl<M> Clone for Assignment<M> {
    fn clone(&self) -> Self {
        Self {
            index: self.index,
            arg: self.arg.clone(),
            model: PhantomData,
        }
    }
}

impl<M> std::fmt::Debug for Assignment<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} = {:?}", self.index, self.arg)
    }
}

impl<M, T: ColumnValue> Column<M, T> {
    /// The column and what it is to become, for an UPDATE's [`set_all`](super::Update::set_all)
    /// and an upsert's [`do_update`](super::OnConflict::do_update).
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let mut changes = vec![User.age.assign(User.age + 1)];
    /// changes.push(User.name.assign("Alice"));
    /// let statement = update(User).set_all(changes).filter(User.id.eq(1));
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "UPDATE users SET age = age + ?, name = ? WHERE id = ?",
    ///     postgres: "UPDATE users SET age = age + $1, name = $2 WHERE id = $3",
    /// );
    /// ```
    #[must_use]
    pub fn assign<V, By>(self, value: V) -> Assignment<M>
    where
        V: Operand<T::Sql, By>,
        V::Type: Assignable<T>,
        <V::Type as ColumnValue>::Sql: Fits<T::Sql>,
    {
        Assignment {
            index: self.index(),
            arg: value.into_arg(),
            model: PhantomData,
        }
    }
}

/// An assignment, or a list of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no assignment to columns of `{M}`",
    label = "expected `column.assign(value)`, or an array or a vector of such"
)]
pub trait IntoAssignments<M> {
    /// Appends them.
    fn append_to(self, assignments: &mut Vec<Assignment<M>>);
}

impl<M> IntoAssignments<M> for Assignment<M> {
    fn append_to(self, assignments: &mut Vec<Self>) {
        assignments.push(self);
    }
}

impl<M, I: IntoIterator<Item = Assignment<M>>> IntoAssignments<M> for I {
    fn append_to(self, assignments: &mut Vec<Assignment<M>>) {
        assignments.extend(self);
    }
}
