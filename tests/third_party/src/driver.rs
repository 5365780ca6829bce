//! The driver: the shortest that keeps the contract.

use alchemy::ErrorKind;
use alchemy::driver::{
    Cursor, Driver, DriverConnection, Fault, Next, QueryError, Row, RowCallback,
};
use alchemy::types::{Value, ValueRef};
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, Error, ErrorCode, params_from_iter};

/// Opens a database in memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct HarbourDriver;

impl Driver for HarbourDriver {
    fn connect(&self) -> Result<Box<dyn DriverConnection>, Fault> {
        let connection = Connection::open_in_memory().map_err(fault)?;
        Ok(Box::new(HarbourConnection { connection }))
    }

    fn single_connection(&self) -> bool {
        true
    }
}

fn fault(error: Error) -> Fault {
    let kind = match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => ErrorKind::IntegrityViolation,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => ErrorKind::Locked,
        _ => ErrorKind::Statement,
    };
    Fault::new(kind, error.to_string())
}

/// A value as the database takes it, or why it doesn't.
fn cell(value: &Value) -> Result<Cell, Fault> {
    Ok(match value {
        Value::Null => Cell::Null,
        Value::Bool(value) => Cell::Integer(i64::from(*value)),
        Value::Int(value) => Cell::Integer(*value),
        Value::Float(value) => Cell::Real(*value),
        Value::Text(value) => Cell::Text(value.clone()),
        Value::Blob(value) => Cell::Blob(value.clone()),
        other => {
            let message = format!("harbour can't store {other:?}");
            return Err(Fault::new(ErrorKind::InvalidValue, message));
        }
    })
}

struct HarbourConnection {
    connection: Connection,
}

/// A row that was read.
struct Stored {
    names: Vec<String>,
    cells: Vec<Cell>,
}

impl Row for Stored {
    fn len(&self) -> usize {
        self.cells.len()
    }

    fn get(&self, index: usize) -> Result<ValueRef<'_>, Fault> {
        match self.cells.get(index) {
            Some(Cell::Null) => Ok(ValueRef::Null),
            Some(Cell::Integer(value)) => Ok(ValueRef::Int(*value)),
            Some(Cell::Real(value)) => Ok(ValueRef::Float(*value)),
            Some(Cell::Text(value)) => Ok(ValueRef::Text(value)),
            Some(Cell::Blob(value)) => Ok(ValueRef::Blob(value)),
            None => Err(Fault::new(ErrorKind::Decode, "there is no such column")),
        }
    }

    fn column_name(&self, index: usize) -> Option<&str> {
        self.names.get(index).map(String::as_str)
    }
}

impl HarbourConnection {
    fn rows(&mut self, sql: &str, binds: &[&Value]) -> Result<Vec<Stored>, Fault> {
        let cells = binds.iter().map(|value| cell(value));
        let cells = cells.collect::<Result<Vec<_>, _>>()?;
        let mut statement = self.connection.prepare_cached(sql).map_err(fault)?;
        let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query(params_from_iter(cells)).map_err(fault)?;
        let mut stored = Vec::new();
        while let Some(row) = rows.next().map_err(fault)? {
            let cells = (0..names.len()).map(|index| row.get(index));
            stored.push(Stored {
                names: names.clone(),
                cells: cells.collect::<Result<_, _>>().map_err(fault)?,
            });
        }
        Ok(stored)
    }
}

impl DriverConnection for HarbourConnection {
    fn query(
        &mut self,
        sql: &str,
        binds: &[&Value],
        each: &mut RowCallback<'_>,
    ) -> Result<u64, QueryError> {
        let mut handed = 0;
        for row in self.rows(sql, binds)? {
            handed += 1;
            if each(&row).map_err(QueryError::Callback)? == Next::Stop {
                break;
            }
        }
        Ok(handed)
    }

    fn execute(&mut self, sql: &str, binds: &[&Value]) -> Result<u64, Fault> {
        self.rows(sql, binds)?;
        Ok(self.connection.changes())
    }

    fn execute_script(&mut self, sql: &str) -> Result<(), Fault> {
        self.connection.execute_batch(sql).map_err(fault)
    }

    fn cursor<'c>(
        &'c mut self,
        sql: &str,
        binds: &[&Value],
    ) -> Result<Box<dyn Cursor + 'c>, Fault> {
        let rows = self.rows(sql, binds)?.into_iter();
        Ok(Box::new(HarbourCursor { rows, row: None }))
    }

    fn last_insert_id(&self) -> Option<i64> {
        Some(self.connection.last_insert_rowid())
    }

    fn in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    fn is_broken(&self) -> bool {
        false
    }

    fn ping(&mut self) -> Result<(), Fault> {
        self.execute_script("SELECT 1")
    }
}

struct HarbourCursor {
    rows: std::vec::IntoIter<Stored>,
    row: Option<Stored>,
}

impl Cursor for HarbourCursor {
    fn next(&mut self) -> Result<Option<&dyn Row>, Fault> {
        self.row = self.rows.next();
        Ok(self.row.as_ref().map(|row| row as &dyn Row))
    }
}
