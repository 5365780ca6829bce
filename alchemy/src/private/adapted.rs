//! What generated code does with a field that an adapter stores: what a [`Probe`](super::Probe)
//! does with others. Where the adapter isn't one, or not one for the field, the functions of
//! [`NoField`] are found, and the check of [`AdapterOf`] says so.

use std::marker::PhantomData;

use super::field::NoField;
use crate::Result;
use crate::sql::RowReader;
use crate::types::{
    Adapter, ColumnType, ColumnValue, DecodeError, FieldValue, Value, ValueRef, With,
};

/// An adapter for a field of type `Rust`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an adapter for `{Rust}`",
    label = "expected an `alchemy::types::Adapter<Rust = {Rust}>`"
)]
pub trait AdapterOf<Rust> {
    /// Named in a constant, so that the adapter is checked there.
    const OK: () = ();
}

#[diagnostic::do_not_recommend]
impl<A: Adapter> AdapterOf<A::Rust> for A {}

/// Stands for a field of type `F` that adapter `A` stores.
pub struct Adapted<A, F>(PhantomData<(A, F)>);

/// Stands for a field of type `F`, an `Option`, that adapter `A` stores.
pub struct AdaptedOption<A, F>(PhantomData<(A, F)>);

impl<A, F> NoField<F> for Adapted<A, F> {}
impl<A, F> NoField<F> for AdaptedOption<A, F> {}

/// Whether the database would store the same.
fn same<A: Adapter>(a: &A::Rust, b: &A::Rust) -> bool {
    With::<A>::value_of(a) == With::<A>::value_of(b)
}

impl<A: Adapter> Adapted<A, A::Rust> {
    /// Reads the next column.
    ///
    /// # Errors
    /// When the value isn't one of the type.
    #[inline]
    pub fn read(reader: &mut RowReader<'_>) -> Result<A::Rust> {
        reader.value::<With<A>>().map(With::into_inner)
    }

    /// The field from a value.
    ///
    /// # Errors
    /// When the value isn't one of the type.
    pub fn from_row(value: ValueRef<'_>) -> Result<A::Rust, DecodeError> {
        <With<A> as ColumnType>::from_value(value).map(With::into_inner)
    }

    /// The value at insert.
    pub fn field_value(field: &A::Rust) -> FieldValue {
        FieldValue::Set(With::<A>::value_of(field))
    }

    /// Whether the database would store the same.
    pub fn same(field: &A::Rust, other: &A::Rust) -> bool {
        same::<A>(field, other)
    }

    /// A copy.
    #[inline]
    pub fn copy(field: &A::Rust) -> A::Rust {
        field.clone()
    }

    /// A copy as the column has it.
    pub fn column(field: &A::Rust) -> With<A> {
        With(field.clone())
    }
}

impl<A: Adapter> AdaptedOption<A, Option<A::Rust>> {
    /// Reads the next column.
    ///
    /// # Errors
    /// When the value isn't one of the type.
    #[inline]
    pub fn read(reader: &mut RowReader<'_>) -> Result<Option<A::Rust>> {
        let value = reader.value::<Option<With<A>>>()?;
        Ok(value.map(With::into_inner))
    }

    /// The field from a value.
    ///
    /// # Errors
    /// When the value isn't one of the type.
    pub fn from_row(value: ValueRef<'_>) -> Result<Option<A::Rust>, DecodeError> {
        let value = <Option<With<A>> as ColumnValue>::from_value(value)?;
        Ok(value.map(With::into_inner))
    }

    /// The value at insert.
    pub fn field_value(field: &Option<A::Rust>) -> FieldValue {
        let value = field.as_ref().map(With::<A>::value_of);
        FieldValue::Set(value.unwrap_or(Value::Null))
    }

    /// Whether the database would store the same.
    pub fn same(field: &Option<A::Rust>, other: &Option<A::Rust>) -> bool {
        match (field, other) {
            (Some(a), Some(b)) => same::<A>(a, b),
            (None, None) => true,
            _ => false,
        }
    }

    /// A copy.
    #[inline]
    pub fn copy(field: &Option<A::Rust>) -> Option<A::Rust> {
        field.clone()
    }

    /// A copy as the column has it.
    pub fn column(field: &Option<A::Rust>) -> Option<With<A>> {
        field.clone().map(With)
    }
}
