//! From a driver's row to Rust values, by position.

use crate::driver;
use crate::types::{ColumnType, ColumnValue, DecodeError, Field};
use crate::{Error, ErrorKind, Result};

/// Reads a row from left to right.
pub struct RowReader<'a> {
    row: &'a dyn driver::Row,
    position: usize,
}

impl<'a> RowReader<'a> {
    /// A reader at the first column.
    #[must_use]
    pub fn new(row: &'a dyn driver::Row) -> Self {
        Self { row, position: 0 }
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
        let value = self.row.get(index)?;
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
        let value = self.row.get(index)?;
        F::from_row(value).map_err(|error| self.failed(index, &error))
    }

    /// Reads a column at some distance from here, and stays.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when the value isn't one of this type, or there is no such column.
    #[inline]
    pub fn peek<F: Field>(&self, distance: usize) -> Result<F> {
        let index = self.position + distance;
        let value = self.row.get(index)?;
        F::from_row(value).map_err(|error| self.failed(index, &error))
    }

    /// Whether a column at some distance from here is NULL.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when there is no such column.
    #[inline]
    pub fn is_null(&self, distance: usize) -> Result<bool> {
        Ok(self.row.get(self.position + distance)?.is_null())
    }

    #[cold]
    fn failed(&self, index: usize, error: &DecodeError) -> Error {
        let name = self.row.column_name(index).unwrap_or("?");
        let DecodeError { expected, found } = error;
        Error::new(
            ErrorKind::Decode,
            format!(
                "column {} `{name}`: expected {expected}, found {found}",
                index + 1
            ),
        )
        .with_column(name)
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

tuples! {
    A; A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H;
    A B C D E F G H I; A B C D E F G H I J; A B C D E F G H I J K; A B C D E F G H I J K L;
    A B C D E F G H I J K L M; A B C D E F G H I J K L M N; A B C D E F G H I J K L M N O;
    A B C D E F G H I J K L M N O P;
}
