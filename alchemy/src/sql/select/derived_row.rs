//! From the type of a row to the columns of a derived table.

use smallvec::SmallVec;

use super::derived::DerivedEntity;
use crate::sql::column::Column;
use crate::sql::entity::Entity;
use crate::sql::row::Row;
use crate::sql::source::{Occurrence, Source};
use crate::tuples::for_each_tuple;
use crate::types::ColumnType;

/// The owner of a derived table's columns: no model.
#[derive(Clone, Copy, Debug)]
pub enum Derived {}

/// A column of a subquery or of another derived table. It has the operators of every column.
///
/// It is `Copy` and doesn't carry its subquery: the statement that uses it names the subquery.
pub type DerivedColumn<T> = Column<Derived, T>;

/// Gives out the columns of a derived table from left to right.
#[derive(Debug)]
pub struct ColumnCursor {
    source: Source,
    position: u16,
    entities: SmallVec<[DerivedEntity; 1]>,
}

impl ColumnCursor {
    pub(super) fn new(source: Source) -> Self {
        Self {
            source,
            position: 0,
            entities: SmallVec::new(),
        }
    }

    /// The entities among the columns that were given out.
    pub(super) fn into_entities(self) -> SmallVec<[DerivedEntity; 1]> {
        self.entities
    }

    /// The next column.
    #[must_use]
    pub fn column<T>(&mut self) -> DerivedColumn<T> {
        let index = self.position;
        self.position = index.saturating_add(1);
        Column::derived(self.source, index)
    }

    /// The next columns, as those of an entity.
    #[must_use]
    pub fn entity<E: Entity>(&mut self, entity: E) -> E {
        self.entities.push(DerivedEntity {
            begin: self.position,
            of: Occurrence {
                table: entity.table(),
                source: entity.source(),
            },
        });
        let width = u16::try_from(E::Model::WIDTH).unwrap_or(u16::MAX);
        self.position = self.position.saturating_add(width);
        let part = u16::try_from(self.entities.len()).unwrap_or(u16::MAX);
        entity.with_source(self.source.with_part(part))
    }
}

/// A row that a derived table can have: what its columns are for the statement around it.
///
/// A value is a [`DerivedColumn`], a model its entity, a tuple a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a subquery's row can be",
    label = "expected a column type, a model, an `Option` or a tuple of them"
)]
pub trait DerivedRow: Row {
    /// The columns.
    type Columns: Copy;
    /// The columns where the row may be missing.
    type OptionalColumns: Copy;

    /// Takes its columns.
    fn columns(cursor: &mut ColumnCursor) -> Self::Columns;

    /// Takes its columns where the row may be missing.
    fn optional_columns(cursor: &mut ColumnCursor) -> Self::OptionalColumns;
}

impl<T: ColumnType> DerivedRow for T {
    type Columns = DerivedColumn<T>;
    type OptionalColumns = DerivedColumn<Option<T>>;

    fn columns(cursor: &mut ColumnCursor) -> Self::Columns {
        cursor.column()
    }

    fn optional_columns(cursor: &mut ColumnCursor) -> Self::OptionalColumns {
        cursor.column()
    }
}

impl<R: DerivedRow> DerivedRow for Option<R> {
    type Columns = R::OptionalColumns;
    type OptionalColumns = R::OptionalColumns;

    fn columns(cursor: &mut ColumnCursor) -> Self::Columns {
        R::optional_columns(cursor)
    }

    fn optional_columns(cursor: &mut ColumnCursor) -> Self::OptionalColumns {
        R::optional_columns(cursor)
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {$(
        impl<$($name: DerivedRow),+> DerivedRow for ($($name,)+) {
            type Columns = ($($name::Columns,)+);
            type OptionalColumns = ($($name::OptionalColumns,)+);

            fn columns(cursor: &mut ColumnCursor) -> Self::Columns {
                ($($name::columns(cursor),)+)
            }

            fn optional_columns(cursor: &mut ColumnCursor) -> Self::OptionalColumns {
                ($($name::optional_columns(cursor),)+)
            }
        }
    )*};
}

for_each_tuple!(tuples);
