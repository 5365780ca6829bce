//! A pull cursor over a cached statement.
//!
//! rusqlite's `Rows` borrows the statement that it steps, so one struct can't hold both. The cursor
//! owns the statement and makes a `Rows` for each step. `Rows` resets the statement when it is
//! dropped, so a step that found a row forgets it; that leaks nothing, since a `Rows` consists of
//! two references. The row is copied into a buffer that is used again and again, because it can't
//! be reached without the `Rows`.

use std::cell::Cell;

use alchemy::driver::{Cursor, Fault, Row};
use alchemy::types::ValueRef;
use rusqlite::CachedStatement;

use super::error::fault;
use super::row::RowBuffer;

/// A statement and the row that it stands on.
pub(super) struct SqliteCursor<'connection> {
    current: Current<'connection>,
    /// Once over, a further step would start the statement anew.
    finished: bool,
    broken: &'connection Cell<bool>,
}

struct Current<'connection> {
    statement: CachedStatement<'connection>,
    values: RowBuffer,
}

impl<'connection> SqliteCursor<'connection> {
    /// Makes a cursor of a statement whose values are bound.
    pub(super) fn new(
        statement: CachedStatement<'connection>,
        broken: &'connection Cell<bool>,
    ) -> Self {
        let current = Current {
            statement,
            values: RowBuffer::default(),
        };
        Self {
            current,
            finished: false,
            broken,
        }
    }
}

impl Current<'_> {
    /// Goes to the next row, if there is one. At the end and after an error, rusqlite has reset the
    /// statement.
    fn step(&mut self) -> rusqlite::Result<bool> {
        let mut rows = self.statement.raw_query();
        let Some(row) = rows.next()? else {
            return Ok(false);
        };
        self.values.fill(row)?;
        #[expect(
            clippy::mem_forget,
            reason = "dropping it would take the statement to its start"
        )]
        std::mem::forget(rows);
        Ok(true)
    }
}

impl Row for Current<'_> {
    fn len(&self) -> usize {
        self.values.len()
    }

    fn get(&self, index: usize) -> Result<ValueRef<'_>, Fault> {
        self.values.get(index, self)
    }

    fn column_name(&self, index: usize) -> Option<&str> {
        self.statement.column_name(index).ok()
    }
}

impl Cursor for SqliteCursor<'_> {
    fn next(&mut self) -> Result<Option<&dyn Row>, Fault> {
        if self.finished {
            return Ok(None);
        }
        match self.current.step() {
            Ok(true) => Ok(Some(&self.current)),
            Ok(false) => {
                self.finished = true;
                Ok(None)
            }
            Err(error) => {
                self.finished = true;
                let fault = fault(error);
                self.broken.set(self.broken.get() || fault.is_disconnect());
                Err(fault)
            }
        }
    }
}

impl Drop for SqliteCursor<'_> {
    fn drop(&mut self) {
        if !self.finished {
            // The cache takes the statement back as it stands, and its next run would go on in the
            // middle. A `Rows` that is dropped takes it to its start.
            drop(self.current.statement.raw_query());
        }
    }
}

#[cfg(test)]
mod tests {
    use alchemy::ErrorKind;
    use alchemy::driver::{DriverConnection, Next};
    use alchemy::types::Value;

    use super::*;
    use crate::sqlite::connection::SqliteConnection;
    use crate::sqlite::{SqliteDriver, SqliteOptions};

    const ALL: &str = "SELECT x FROM t ORDER BY x";

    fn connection() -> SqliteConnection {
        let mut connection = SqliteDriver::new(SqliteOptions::memory()).open().unwrap();
        let script = "CREATE TABLE t (x); INSERT INTO t VALUES (1), (2), (3), (4)";
        connection.execute_script(script).unwrap();
        connection
    }

    fn first(row: Option<&dyn Row>) -> Option<Value> {
        row.map(|row| row.get(0).unwrap().to_value())
    }

    fn queried(connection: &mut SqliteConnection) -> Vec<Value> {
        let mut found = Vec::new();
        connection
            .query(ALL, &[], &mut |row| {
                found.push(row.get(0)?.to_value());
                Ok(Next::Continue)
            })
            .unwrap();
        found
    }

    #[test]
    fn rows_come_one_by_one_and_then_none() {
        let mut connection = connection();
        let mut cursor = connection.cursor(ALL, &[]).unwrap();
        for expected in 1..=4 {
            assert_eq!(first(cursor.next().unwrap()), Some(Value::Int(expected)));
        }
        // A step more must not start anew.
        assert!(cursor.next().unwrap().is_none());
        assert!(cursor.next().unwrap().is_none());
    }

    #[test]
    fn a_cursor_dropped_half_way_leaves_the_statement_at_its_start() {
        let mut connection = connection();
        for read in 0..=5 {
            let mut cursor = connection.cursor(ALL, &[]).unwrap();
            for _ in 0..read {
                cursor.next().unwrap();
            }
            drop(cursor);
            let all: Vec<_> = (1..=4).map(Value::Int).collect();
            assert_eq!(queried(&mut connection), all, "after {read} steps");
            let mut cursor = connection.cursor(ALL, &[]).unwrap();
            assert_eq!(
                first(cursor.next().unwrap()),
                Some(Value::Int(1)),
                "after {read} steps"
            );
        }
        // It was the cached statement all the time, prepared once.
        assert_eq!(connection.runs(ALL), 17);
    }

    #[test]
    fn a_dropped_cursor_holds_no_lock() {
        let mut connection = connection();
        let mut cursor = connection.cursor(ALL, &[]).unwrap();
        cursor.next().unwrap();
        drop(cursor);
        // SQLite refuses both while a statement runs.
        connection.execute_script("DROP TABLE t; VACUUM").unwrap();
    }

    #[test]
    fn a_cursor_copies_every_kind_of_value() {
        let mut connection = connection();
        let sql = "SELECT NULL AS a, 7, -0.0, 'text', x'00ff', '', x''
                   UNION ALL SELECT 'a longer text than before', NULL, 1e999, 'ä🦀', 'x', 1, 2";
        let mut cursor = connection.cursor(sql, &[]).unwrap();
        let values = |row: &dyn Row| -> Vec<Value> {
            (0..row.len())
                .map(|index| row.get(index).unwrap().to_value())
                .collect()
        };
        let text = |text: &str| Value::Text(text.to_owned());
        let row = cursor.next().unwrap().unwrap();
        assert_eq!(row.column_name(0), Some("a"));
        assert_eq!(row.column_name(7), None);
        assert_eq!(row.get(7).unwrap_err().kind, ErrorKind::Decode);
        let expected = vec![
            Value::Null,
            Value::Int(7),
            Value::Float(-0.0),
            text("text"),
            Value::Blob(vec![0, 255]),
            text(""),
            Value::Blob(Vec::new()),
        ];
        assert_eq!(values(row), expected);
        let expected = vec![
            text("a longer text than before"),
            Value::Null,
            Value::Float(f64::INFINITY),
            text("ä🦀"),
            text("x"),
            Value::Int(1),
            Value::Int(2),
        ];
        assert_eq!(values(cursor.next().unwrap().unwrap()), expected);
    }

    #[test]
    fn text_that_is_not_utf_8_is_a_fault_naming_the_column() {
        let mut connection = connection();
        let mut cursor = connection
            .cursor("SELECT CAST(x'ff' AS TEXT) AS title", &[])
            .unwrap();
        let fault = cursor.next().unwrap().unwrap().get(0).unwrap_err();
        assert_eq!(
            (fault.kind, fault.column.as_deref()),
            (ErrorKind::Decode, Some("title"))
        );
    }

    #[test]
    fn a_failed_step_ends_the_cursor_and_nothing_else() {
        let mut connection = connection();
        let sql = "SELECT abs(CASE x WHEN 2 THEN -9223372036854775808 ELSE x END) FROM t";
        for _ in 0..2 {
            let mut cursor = connection.cursor(sql, &[]).unwrap();
            assert_eq!(first(cursor.next().unwrap()), Some(Value::Int(1)));
            assert_eq!(cursor.next().err().unwrap().kind, ErrorKind::Statement);
            assert!(cursor.next().unwrap().is_none());
        }
        assert!(!connection.is_broken());
    }

    #[test]
    fn a_cursor_takes_values_and_refuses_what_it_can_not_run() {
        let mut connection = connection();
        let sql = "SELECT x FROM t WHERE x > ?1 ORDER BY x";
        let mut cursor = connection.cursor(sql, &[&Value::Int(3)]).unwrap();
        assert_eq!(first(cursor.next().unwrap()), Some(Value::Int(4)));
        assert!(cursor.next().unwrap().is_none());
        drop(cursor);
        assert_eq!(
            connection.cursor(sql, &[]).err().unwrap().kind,
            ErrorKind::InvalidRequest
        );
        let missing = connection.cursor("SELECT y FROM t", &[]).err().unwrap();
        assert_eq!(missing.kind, ErrorKind::Statement);
    }
}
