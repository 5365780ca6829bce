//! What generated code does with a field, whatever its type.
//!
//! A type that no column can have is one mistake, and one message should say so: [`IsColumn`],
//! at the field's type. All other generated code goes through a [`Probe`], whose inherent
//! functions exist for fields that work; for the others, those of [`NoField`] are found. The same
//! goes for a relationship to what is no model: [`IsModel`] and [`NoRelation`].

use std::marker::PhantomData;

use crate::Result;
use crate::orm::{Mapper, Model, RelationField, RelationState};
use crate::sql::RowReader;
use crate::types::{ColumnValue, DecodeError, Field, FieldValue, SqlType, Value, ValueRef};

/// A type that a column can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a column can have",
    label = "no SQL type is known for it",
    note = "use an integer, a float, `bool`, `String`, `Vec<u8>`, a date, an `Option` of these, or \
            implement `alchemy::types::ColumnType`"
)]
pub trait IsColumn {
    /// Named in a constant, so that the field's type is checked there.
    const OK: () = ();
}

#[diagnostic::do_not_recommend]
impl<T: ColumnValue> IsColumn for T {}

/// A model, as the target of a relationship.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "expected a struct with `#[derive(Model)]`"
)]
pub trait IsModel {
    /// Named in a constant, so that the relationship's target is checked there.
    const OK: () = ();
}

#[diagnostic::do_not_recommend]
impl<T: Model> IsModel for T {}

/// Stands for a field's type `F`.
pub struct Probe<F>(PhantomData<F>);

impl<F: Field> Probe<F> {
    /// The SQL type.
    pub const SQL_TYPE: SqlType = <F::Column as ColumnValue>::SQL_TYPE;
    /// Whether it takes NULL.
    pub const NULLABLE: bool = <F::Column as ColumnValue>::NULLABLE;

    /// Reads the next column.
    ///
    /// # Errors
    /// When the value isn't one of the type.
    #[inline]
    pub fn read(reader: &mut RowReader<'_>) -> Result<F> {
        reader.field()
    }

    /// Reads a column at some distance.
    ///
    /// # Errors
    /// When the value isn't one of the type.
    #[inline]
    pub fn peek(reader: &RowReader<'_>, distance: usize) -> Result<F> {
        reader.peek(distance)
    }

    /// The field from a value.
    ///
    /// # Errors
    /// When the value isn't one of the type.
    #[inline]
    pub fn from_row(value: ValueRef<'_>) -> Result<F, DecodeError> {
        F::from_row(value)
    }

    /// The value at insert.
    #[inline]
    pub fn field_value(field: &F) -> FieldValue {
        field.field_value()
    }

    /// Whether the database would store the same.
    #[inline]
    pub fn same(field: &F, other: &F) -> bool {
        field.same(other)
    }

    /// A copy.
    #[inline]
    pub fn copy(field: &F) -> F {
        field.clone()
    }

    /// Forgets a generated value.
    #[inline]
    pub fn clear(field: &mut F) {
        field.clear();
    }
}

impl<T: ColumnValue> Probe<T> {
    /// The value to bind.
    #[inline]
    pub fn to_value(value: &T) -> Value {
        value.to_value()
    }
}

impl<T: Model> Probe<T> {
    /// The model's metadata.
    pub fn mapper() -> &'static Mapper {
        T::mapper()
    }
}

impl<F: RelationField> Probe<F> {
    /// What a relationship field holds.
    pub fn state(field: &F) -> RelationState {
        field.state()
    }

    /// Replaces what a relationship field holds.
    pub fn set_state(field: &mut F, state: RelationState) {
        field.set_state(state);
    }

    /// The field without its type.
    pub fn relation(field: &F) -> Option<&dyn RelationField> {
        Some(field)
    }

    /// The field without its type.
    pub fn relation_mut(field: &mut F) -> Option<&mut dyn RelationField> {
        Some(field)
    }
}

/// What is found for a relationship to what is no model. Never run: the program doesn't compile.
pub trait NoRelation<F> {
    /// Never run.
    fn mapper() -> &'static Mapper {
        unreachable!("the program doesn't compile")
    }

    /// Never run.
    fn state(_: &F) -> RelationState {
        RelationState::Unset
    }

    /// Never run.
    fn set_state(_: &mut F, _: RelationState) {}

    /// Never run.
    fn relation(_: &F) -> Option<&dyn RelationField> {
        None
    }

    /// Never run.
    fn relation_mut(_: &mut F) -> Option<&mut dyn RelationField> {
        None
    }
}

impl<F> NoRelation<F> for Probe<F> {}

/// What is found for a type that no column can have. Never run: the program doesn't compile.
pub trait NoField<F> {
    /// Any.
    const SQL_TYPE: SqlType = SqlType::Text;
    /// Any.
    const NULLABLE: bool = false;

    /// Never run.
    ///
    /// # Errors
    /// Never.
    fn read(_: &mut RowReader<'_>) -> Result<F> {
        unreachable!("the program doesn't compile")
    }

    /// Never run.
    ///
    /// # Errors
    /// Never.
    fn peek(_: &RowReader<'_>, _: usize) -> Result<F> {
        unreachable!("the program doesn't compile")
    }

    /// Never run.
    ///
    /// # Errors
    /// Never.
    fn from_row(_: ValueRef<'_>) -> Result<F, DecodeError> {
        unreachable!("the program doesn't compile")
    }

    /// Never run.
    fn field_value(_: &F) -> FieldValue {
        FieldValue::Unset
    }

    /// Never run.
    fn same(_: &F, _: &F) -> bool {
        true
    }

    /// Never run.
    fn copy(_: &F) -> F {
        unreachable!("the program doesn't compile")
    }

    /// Never run.
    fn column<C>(_: &F) -> C {
        unreachable!("the program doesn't compile")
    }

    /// Never run.
    fn clear(_: &mut F) {}

    /// Never run.
    fn to_value(_: &F) -> Value {
        Value::Null
    }
}

impl<F> NoField<F> for Probe<F> {}
