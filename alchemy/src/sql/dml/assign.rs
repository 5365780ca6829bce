//! What can be assigned to a column.

use crate::types::{ColumnValue, NotNull, Nullable, Nullness};

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
