//! Rows: the one that SQLite stands on, and the copy that a cursor keeps.

use std::ops::Range;

use alchemy::ErrorKind;
use alchemy::driver::{Fault, Row};
use alchemy::types::ValueRef;
use rusqlite::types::ValueRef as Stored;

/// The row that a statement stands on, read in place.
pub(super) struct SqliteRow<'row> {
    pub(super) row: &'row rusqlite::Row<'row>,
    /// Asked for once a statement, not once a row.
    pub(super) columns: usize,
}

impl Row for SqliteRow<'_> {
    #[inline]
    fn len(&self) -> usize {
        self.columns
    }

    #[inline]
    fn get(&self, index: usize) -> Result<ValueRef<'_>, Fault> {
        match self.row.get_ref(index) {
            Ok(Stored::Null) => Ok(ValueRef::Null),
            Ok(Stored::Integer(value)) => Ok(ValueRef::Int(value)),
            Ok(Stored::Real(value)) => Ok(ValueRef::Float(value)),
            Ok(Stored::Text(bytes)) => text(bytes, index, self),
            Ok(Stored::Blob(bytes)) => Ok(ValueRef::Blob(bytes)),
            Err(_) => Err(no_column(index, self.columns)),
        }
    }

    fn column_name(&self, index: usize) -> Option<&str> {
        self.row.as_ref().column_name(index).ok()
    }
}

#[inline]
pub(super) fn text<'row>(
    bytes: &'row [u8],
    index: usize,
    row: &dyn Row,
) -> Result<ValueRef<'row>, Fault> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(ValueRef::Text(text)),
        Err(_) => Err(not_utf8(index, row)),
    }
}

#[cold]
fn not_utf8(index: usize, row: &dyn Row) -> Fault {
    let name = row.column_name(index).unwrap_or("?");
    let mut fault = Fault::new(
        ErrorKind::Decode,
        format!("the column {name:?} holds text that isn't valid UTF-8"),
    );
    fault.column = Some(name.to_owned());
    fault
}

#[cold]
pub(super) fn no_column(index: usize, columns: usize) -> Fault {
    Fault::new(
        ErrorKind::Decode,
        format!("the row has no column at position {index}: it has {columns}, counted from 0"),
    )
}

/// A row's values, copied into room that is used again for the next row.
#[derive(Debug, Default)]
pub(super) struct RowBuffer {
    cells: Vec<Cell>,
    bytes: Vec<u8>,
}

/// A copied value; text and bytes are ranges of the buffer.
#[derive(Debug)]
enum Cell {
    Null,
    Int(i64),
    Float(f64),
    Text(Range<usize>),
    Blob(Range<usize>),
}

impl RowBuffer {
    /// Replaces what is in the buffer by the values of a row.
    pub(super) fn fill(&mut self, row: &rusqlite::Row<'_>) -> rusqlite::Result<()> {
        self.cells.clear();
        self.bytes.clear();
        for index in 0..row.as_ref().column_count() {
            let cell = match row.get_ref(index)? {
                Stored::Null => Cell::Null,
                Stored::Integer(value) => Cell::Int(value),
                Stored::Real(value) => Cell::Float(value),
                Stored::Text(bytes) => Cell::Text(self.keep(bytes)),
                Stored::Blob(bytes) => Cell::Blob(self.keep(bytes)),
            };
            self.cells.push(cell);
        }
        Ok(())
    }

    fn keep(&mut self, bytes: &[u8]) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        start..self.bytes.len()
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The value at a position; `row` is asked for the column's name when it must be told.
    pub(super) fn get(&self, index: usize, row: &dyn Row) -> Result<ValueRef<'_>, Fault> {
        match self.cells.get(index) {
            Some(Cell::Null) => Ok(ValueRef::Null),
            Some(Cell::Int(value)) => Ok(ValueRef::Int(*value)),
            Some(Cell::Float(value)) => Ok(ValueRef::Float(*value)),
            Some(Cell::Text(range)) => text(self.slice(range), index, row),
            Some(Cell::Blob(range)) => Ok(ValueRef::Blob(self.slice(range))),
            None => Err(no_column(index, self.len())),
        }
    }

    fn slice(&self, range: &Range<usize>) -> &[u8] {
        // The ranges were made together with the bytes, so there is always something.
        self.bytes.get(range.clone()).unwrap_or_default()
    }
}
