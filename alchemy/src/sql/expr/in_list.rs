//! The right side of IN.

use super::node::Arg;
use super::operand::Operand;
use super::parameter::ParameterNode;
use crate::sql::select::{Select, SelectNode};
use crate::types::{ColumnValue, ComparesWith, Marker};

/// Among what an IN looks.
#[derive(Clone, Debug)]
pub enum InSource {
    /// A list. Its length is no part of a statement's structure where all are values.
    List(Vec<Arg>),
    /// A subquery of one column.
    Select(Box<SelectNode>),
    /// A list that comes when the statement runs.
    Parameter(Box<ParameterNode>),
}

/// Says whether an [`InList`] is a list or a subquery. Inferred; nobody writes these.
pub mod of {
    use std::marker::PhantomData;

    /// A list of operands.
    #[derive(Debug)]
    pub struct List<By>(PhantomData<By>);
    /// A subquery.
    #[derive(Debug)]
    pub struct Subquery;
    /// A parameter.
    #[derive(Debug)]
    pub struct Parameter;
}

/// A list of values or a subquery of one column: what `in_` takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of SQL type `{S}`",
    label = "expected a list of values or a subquery of SQL type `{S}`",
    note = "give an array, a vector, a slice, or a `select` of one column of that type"
)]
pub trait InList<S: Marker, Of> {
    /// The Rust type of what is in it.
    type Type: ColumnValue;

    /// The list in the tree.
    fn into_source(self) -> InSource;
}

#[diagnostic::do_not_recommend]
impl<S: Marker, By, I> InList<S, of::List<By>> for I
where
    I: IntoIterator,
    I::Item: Operand<S, By>,
{
    type Type = <I::Item as Operand<S, By>>::Type;

    fn into_source(self) -> InSource {
        InSource::List(self.into_iter().map(Operand::into_arg).collect())
    }
}

#[diagnostic::do_not_recommend]
impl<S: Marker, T: ColumnValue> InList<S, of::Subquery> for Select<T>
where
    T::Sql: ComparesWith<S>,
{
    type Type = T;

    fn into_source(self) -> InSource {
        InSource::Select(Box::new(self.into_select_node()))
    }
}
