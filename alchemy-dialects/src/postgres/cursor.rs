//! Pull cursors: one on the server, and one over a result that is on its way.

use std::collections::VecDeque;

use alchemy::driver::{Cursor, Fault, Row};
use alchemy::types::Value;
use postgres::RowIter;
use postgres::fallible_iterator::FallibleIterator;

use super::bind::{bound, numbered};
use super::connection::{PostgresConnection, Status, drain, unknown};
use super::error::fault;
use super::row::PostgresRow;

/// The rows of the first batch, when nobody knows how large they are.
const FIRST: usize = 16;
/// The most rows of a batch.
const MOST: usize = 2_048;
/// How many bytes a batch is meant to have.
const BATCH: usize = 256 * 1024;

/// A cursor on the server, read in batches of about the same number of bytes.
pub(super) struct DeclaredCursor<'c> {
    connection: &'c mut PostgresConnection,
    name: String,
    rows: usize,
    batch: VecDeque<postgres::Row>,
    row: Option<PostgresRow>,
    /// What comes after the batch.
    rest: Rest,
}

enum Rest {
    More,
    Fault(Fault),
    End,
}

impl<'c> DeclaredCursor<'c> {
    pub(super) fn declare(
        connection: &'c mut PostgresConnection,
        name: String,
        sql: &str,
        binds: &[&Value],
    ) -> Result<Self, Fault> {
        let declare = format!("DECLARE {name} NO SCROLL CURSOR FOR {sql}");
        if let Err(fault) = run(connection, &declare, binds) {
            connection.status.failed(&fault);
            return Err(fault);
        }
        let rows = connection.fetch_size.unwrap_or(FIRST);
        Ok(Self {
            connection,
            name,
            rows,
            batch: VecDeque::new(),
            row: None,
            rest: Rest::More,
        })
    }

    fn fetch(&mut self) {
        let sql = format!("FETCH {} FROM {}", self.rows, self.name);
        self.rest = match self.read(&sql) {
            Err(fault) => {
                self.connection.status.failed(&fault);
                Rest::Fault(fault)
            }
            Ok(()) if self.batch.len() < self.rows => Rest::End,
            Ok(()) => Rest::More,
        };
        let bytes: usize = self.batch.iter().map(postgres::Row::raw_size_bytes).sum();
        if let Some(average) = bytes.checked_div(self.batch.len()) {
            // A power of two, so that it seldom changes.
            let fitting = (BATCH / average.max(1)).clamp(1, MOST);
            self.rows = fitting.min(self.rows * 8).next_power_of_two().min(MOST);
        }
    }

    /// Prepared, since the library looks unknown types up before it reads rows only then.
    fn read(&mut self, sql: &str) -> Result<(), Fault> {
        let client = &mut self.connection.client;
        let statement = client.prepare(sql).map_err(|error| fault(&error))?;
        let none: [&(dyn postgres::types::ToSql + Sync); 0] = [];
        let mut rows = client
            .query_raw(&statement, none)
            .map_err(|error| fault(&error))?;
        while let Some(row) = rows.next().map_err(|error| fault(&error))? {
            self.batch.push_back(row);
        }
        Ok(())
    }
}

/// Runs a statement that isn't kept prepared.
fn run(connection: &mut PostgresConnection, sql: &str, binds: &[&Value]) -> Result<(), Fault> {
    let client = &mut connection.client;
    let mut rows = if connection.statements.is_off() {
        let params = numbered(binds);
        client.query_typed_raw(sql, params.into_iter().map(unknown))
    } else {
        let statement = client.prepare(sql).map_err(|error| fault(&error))?;
        client.query_raw(&statement, bound(binds, statement.params().len())?)
    }
    .map_err(|error| fault(&error))?;
    drain(&mut rows)
}

impl Cursor for DeclaredCursor<'_> {
    fn next(&mut self) -> Result<Option<&dyn Row>, Fault> {
        self.row = None;
        if self.batch.is_empty() && matches!(self.rest, Rest::More) {
            self.fetch();
        }
        if let Some(row) = self.batch.pop_front() {
            let row = self.row.insert(PostgresRow::new(row));
            return Ok(Some(row));
        }
        match std::mem::replace(&mut self.rest, Rest::End) {
            Rest::Fault(fault) => Err(fault),
            Rest::More | Rest::End => Ok(None),
        }
    }
}

impl Drop for DeclaredCursor<'_> {
    fn drop(&mut self) {
        // In a failed transaction, or without a connection, it is gone already.
        if !self.connection.status.is_open() {
            return;
        }
        let closed = self
            .connection
            .client
            .batch_execute(&format!("CLOSE {}", self.name));
        if let Err(error) = closed {
            self.connection.status.failed(&fault(&error));
        }
    }
}

/// A result that is on its way.
pub(super) struct StreamCursor<'c> {
    rows: RowIter<'c>,
    status: &'c mut Status,
    row: Option<PostgresRow>,
    over: bool,
}

impl<'c> StreamCursor<'c> {
    pub(super) fn new(rows: RowIter<'c>, status: &'c mut Status) -> Self {
        Self {
            rows,
            status,
            row: None,
            over: false,
        }
    }
}

impl Cursor for StreamCursor<'_> {
    fn next(&mut self) -> Result<Option<&dyn Row>, Fault> {
        self.row = None;
        if self.over {
            return Ok(None);
        }
        match self.rows.next() {
            Ok(Some(row)) => {
                let row = self.row.insert(PostgresRow::new(row));
                Ok(Some(row))
            }
            Ok(None) => {
                self.over = true;
                Ok(None)
            }
            Err(error) => {
                self.over = true;
                let fault = fault(&error);
                self.status.failed(&fault);
                Err(fault)
            }
        }
    }
}

impl Drop for StreamCursor<'_> {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        // A failure on the way would go unnoticed otherwise.
        if let Err(fault) = drain(&mut self.rows) {
            self.status.failed(&fault);
        }
    }
}
