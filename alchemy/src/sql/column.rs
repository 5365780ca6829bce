//! Typed columns and the untyped reference under them.

use std::fmt;
use std::marker::PhantomData;

use super::source::Source;
use crate::schema::Table;

/// A column of an occurrence of a table, untyped: what stands in the tree.
#[derive(Clone, Copy)]
pub struct ColumnRef {
    /// The table.
    pub table: &'static Table,
    /// Which occurrence of it.
    pub source: Source,
    /// The position in the table.
    pub index: u16,
}

impl ColumnRef {
    /// The column's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.table.column_name(self.index)
    }

    /// The column's definition.
    #[must_use]
    pub fn definition(&self) -> Option<&'static crate::schema::Column> {
        self.table.column(self.index)
    }
}

impl fmt::Debug for ColumnRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.table.name, self.name())?;
        if self.source.is_table() {
            Ok(())
        } else {
            write!(f, "@{}", self.source.id())
        }
    }
}

/// A column of model `M` whose values are of type `T`.
///
/// It is a small copyable value, found as a field of the entity beside the struct: `User.email`.
/// Its operators are those of [`Expr`](super::Expr).
pub struct Column<M, T> {
    column: ColumnRef,
    types: PhantomData<fn() -> (M, T)>,
}

impl<M, T> Clone for Column<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T> Copy for Column<M, T> {}

impl<M, T> fmt::Debug for Column<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.column.fmt(f)
    }
}

impl<M, T> Column<M, T> {
    /// A column of a table.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(table: &'static Table, index: u16) -> Self {
        Self {
            column: ColumnRef {
                table,
                source: Source::TABLE,
                index,
            },
            types: PhantomData,
        }
    }

    /// The same column of another occurrence of the table.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_source(self, source: Source) -> Self {
        Self {
            column: ColumnRef {
                source,
                ..self.column
            },
            types: PhantomData,
        }
    }

    /// Its position in the table.
    #[must_use]
    pub const fn index(&self) -> u16 {
        self.column.index
    }

    /// The untyped reference.
    #[must_use]
    pub const fn column_ref(&self) -> ColumnRef {
        self.column
    }
}
