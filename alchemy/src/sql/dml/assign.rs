//! What can be assigned to a column.

use crate::types::{ColumnType, ColumnValue};

/// Says that values of this type can be stored in a column of type `Column`: NULL only where the
/// column takes it.
#[diagnostic::on_unimplemented(
    message = "a value that may be NULL can't be stored in a column of type `{Column}`",
    label = "this may be NULL, and the column is `{Column}`",
    note = "make the column an `Option`, or rule NULL out with `func::coalesce(…)`"
)]
pub trait Assignable<Column: ColumnValue> {}

#[diagnostic::do_not_recommend]
impl<A: ColumnType, Column: ColumnValue> Assignable<Column> for A {}

#[diagnostic::do_not_recommend]
impl<A: ColumnType, C: ColumnType> Assignable<Option<C>> for Option<A> {}
