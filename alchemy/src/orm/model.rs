//! What the derive implements for a struct.

use std::hash::Hash;

use smallvec::SmallVec;

use super::field::{RelationField, RelationState};
use super::mapper::Mapper;
use super::session::SessionRow;
use crate::Result;
use crate::sql::{Record, RowReader};
use crate::types::{ColumnType, DecodeError, FieldValue, Value, ValueRef};

/// A struct that is mapped to a table. Implemented by `#[derive(Model)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "expected a struct with `#[derive(Model)]`"
)]
pub trait Model: Record + SessionRow + Send + 'static {
    /// The primary key: a value, or a tuple of them.
    type Key: Clone + Eq + Hash + Send + 'static;
    /// A copy of the columns, and of what the relationships hold.
    type Snapshot: Send + 'static;

    /// The metadata.
    fn mapper() -> &'static Mapper;

    /// The primary key, once every part of it is known.
    fn key(&self) -> Option<Self::Key>;

    /// The primary key of the row that the reader stands at the beginning of, without moving.
    /// `None` where a part is NULL.
    ///
    /// # Errors
    /// When a value isn't one of the key's types.
    fn key_of_row(reader: &RowReader<'_>) -> Result<Option<Self::Key>>;

    /// The values of a key, in the order of the table's primary key.
    fn key_values(key: &Self::Key) -> SmallVec<[Value; 2]>;

    /// The key with these values. `None` where one isn't of the key's type.
    fn key_from_values(values: &[Value]) -> Option<Self::Key>;

    /// Copies the columns and what the relationships hold.
    fn snapshot(&self) -> Self::Snapshot;

    /// Puts a copy back.
    fn restore(&mut self, snapshot: Self::Snapshot);

    /// Appends the positions of the columns that differ from a copy.
    fn changed_columns(&self, snapshot: &Self::Snapshot, changed: &mut SmallVec<[u16; 8]>);

    /// What a copy says about the column at a position.
    fn snapshot_value(snapshot: &Self::Snapshot, index: u16) -> FieldValue;

    /// What a copy says about the relationship at a position.
    fn snapshot_relation(snapshot: &Self::Snapshot, index: u16) -> RelationState;

    /// Makes a copy say something else about the relationship at a position: it was loaded since.
    fn set_snapshot_relation(snapshot: &mut Self::Snapshot, index: u16, state: RelationState);

    /// Sets the column at a position.
    ///
    /// # Errors
    /// When the value isn't one of the field's type.
    fn set_column(&mut self, index: u16, value: ValueRef<'_>) -> Result<(), DecodeError>;

    /// Forgets the value of an `Auto` column, so that the next insert generates another.
    fn clear_column(&mut self, index: u16);

    /// The relationship field at a position.
    fn relation(&self, index: u16) -> Option<&dyn RelationField>;

    /// The relationship field at a position.
    fn relation_mut(&mut self, index: u16) -> Option<&mut dyn RelationField>;
}

/// What `get` takes for a key of type `K`: anything that converts, in tuples for composite keys.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a primary key of type `{K}`",
    label = "expected a `{K}`"
)]
pub trait IntoKey<K> {
    /// The key.
    fn into_key(self) -> K;
}

#[diagnostic::do_not_recommend]
impl<K: ColumnType, T: Into<K>> IntoKey<K> for T {
    fn into_key(self) -> K {
        self.into()
    }
}

macro_rules! tuples {
    ($($($value:ident $key:ident)+;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($key: ColumnType, $value: Into<$key>),+> IntoKey<($($key,)+)> for ($($value,)+) {
            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn into_key(self) -> ($($key,)+) {
                let ($($value,)+) = self;
                ($($value.into(),)+)
            }
        }
    )*};
}

tuples! {
    A KA B KB;
    A KA B KB C KC;
    A KA B KB C KC D KD;
    A KA B KB C KC D KD E KE;
}
