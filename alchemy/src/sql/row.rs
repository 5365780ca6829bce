//! From a driver's row to Rust values, by position.

use super::column::ColumnRef;
use super::expr::Arg;
use super::select::SelectItem;
use crate::driver;
use crate::tuples::for_each_tuple;
use crate::types::{ColumnType, ColumnValue, DecodeError, Field, ValueRef};
use crate::{Error, ErrorKind, Result};

/// Reads a row from left to right.
pub struct RowReader<'a> {
    row: &'a dyn driver::Row,
    position: usize,
    items: &'a [SelectItem],
}

impl<'a> RowReader<'a> {
    /// A reader at the first column.
    #[must_use]
    pub fn new(row: &'a dyn driver::Row) -> Self {
        Self::with_items(row, &[])
    }

    /// A reader at the first column that knows what was selected, so that an error names table and
    /// column.
    #[must_use]
    pub fn with_items(row: &'a dyn driver::Row, items: &'a [SelectItem]) -> Self {
        Self {
            row,
            position: 0,
            items,
        }
    }

    /// The position of the column that is read next.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.position
    }

    /// Leaves out some columns.
    pub const fn skip(&mut self, columns: usize) {
        self.position += columns;
    }

    /// Reads the next column.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when the value isn't one of this type, or there is no such column.
    #[inline]
    pub fn value<T: ColumnValue>(&mut self) -> Result<T> {
        let index = self.position;
        self.position += 1;
        let value = self.get(index)?;
        T::from_value(value).map_err(|error| self.failed(index, &error))
    }

    /// Reads the next column into a model's field.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when the value isn't one of this type, or there is no such column.
    #[inline]
    pub fn field<F: Field>(&mut self) -> Result<F> {
        let index = self.position;
        self.position += 1;
        let value = self.get(index)?;
        F::from_row(value).map_err(|error| self.failed(index, &error))
    }

    /// Reads a column at some distance from here, and stays.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when the value isn't one of this type, or there is no such column.
    #[inline]
    pub fn peek<F: Field>(&self, distance: usize) -> Result<F> {
        let index = self.position + distance;
        let value = self.get(index)?;
        F::from_row(value).map_err(|error| self.failed(index, &error))
    }

    /// Whether a column at some distance from here is NULL.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when there is no such column.
    #[inline]
    pub fn is_null(&self, distance: usize) -> Result<bool> {
        Ok(self.get(self.position + distance)?.is_null())
    }

    #[inline]
    fn get(&self, index: usize) -> Result<ValueRef<'a>> {
        self.row
            .get(index)
            .map_err(|fault| self.name(index, fault.into()))
    }

    #[cold]
    fn failed(&self, index: usize, error: &DecodeError) -> Error {
        let DecodeError { expected, found } = error;
        let what = match self.column_at(index) {
            Some(column) => format!("`{}.{}`", column.table.name, column.name()),
            None => {
                let name = self.row.column_name(index).unwrap_or("?");
                format!("column {} `{name}`", index + 1)
            }
        };
        let error = Error::new(
            ErrorKind::Decode,
            format!("{what}: expected {expected}, found {found}"),
        );
        self.name(index, error)
    }

    /// Adds the names of table and column.
    #[cold]
    fn name(&self, index: usize, error: Error) -> Error {
        match self.column_at(index) {
            Some(column) => error
                .with_table(&*column.table.name)
                .with_column(column.name()),
            None => match self.row.column_name(index) {
                Some(name) => error.with_column(name),
                None => error,
            },
        }
    }

    /// The column of a table that stands at a position.
    fn column_at(&self, index: usize) -> Option<ColumnRef> {
        let mut left = index;
        for item in self.items {
            let width = match item {
                SelectItem::Entity { table, source, .. } => {
                    let width = table.columns.len();
                    if left < width {
                        let index = u16::try_from(left).ok()?;
                        return Some(ColumnRef {
                            table,
                            source: *source,
                            index,
                        });
                    }
                    width
                }
                SelectItem::Expr { arg, .. } => {
                    if left == 0 {
                        return match arg {
                            // A column of a derived table has its name from the statement.
                            Arg::Column(column) if column.definition().is_some() => Some(*column),
                            _ => None,
                        };
                    }
                    1
                }
            };
            left -= width;
        }
        None
    }
}

/// What a statement's rows are decoded into: scalars, models, `Option`s and tuples of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a row can become",
    label = "expected a column type, a model, an `Option` or a tuple of them"
)]
pub trait Row: Sized {
    /// The number of columns it takes.
    const WIDTH: usize;

    /// Reads it.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when the values aren't of its types.
    fn decode(reader: &mut RowReader<'_>) -> Result<Self>;

    /// Reads it, `None` where an outer join found nothing. Moves over its columns in either case.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when the values aren't of its types.
    fn decode_optional(reader: &mut RowReader<'_>) -> Result<Option<Self>>;
}

impl<T: ColumnType> Row for T {
    const WIDTH: usize = 1;

    #[inline]
    fn decode(reader: &mut RowReader<'_>) -> Result<Self> {
        reader.value()
    }

    #[inline]
    fn decode_optional(reader: &mut RowReader<'_>) -> Result<Option<Self>> {
        reader.value()
    }
}

impl<R: Row> Row for Option<R> {
    const WIDTH: usize = R::WIDTH;

    #[inline]
    fn decode(reader: &mut RowReader<'_>) -> Result<Self> {
        R::decode_optional(reader)
    }

    #[inline]
    fn decode_optional(reader: &mut RowReader<'_>) -> Result<Option<Self>> {
        R::decode_optional(reader).map(Some)
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {$(
        impl<$($name: Row),+> Row for ($($name,)+) {
            const WIDTH: usize = 0 $(+ $name::WIDTH)+;

            #[inline]
            fn decode(reader: &mut RowReader<'_>) -> Result<Self> {
                Ok(($($name::decode(reader)?,)+))
            }

            /// `None` where every column is NULL.
            fn decode_optional(reader: &mut RowReader<'_>) -> Result<Option<Self>> {
                for distance in 0..Self::WIDTH {
                    if !reader.is_null(distance)? {
                        return Self::decode(reader).map(Some);
                    }
                }
                reader.skip(Self::WIDTH);
                Ok(None)
            }
        }
    )*};
}

for_each_tuple!(tuples);
