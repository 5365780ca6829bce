//! Rows on demand: an iterator with one row in memory.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::connection::Connection;
use super::execute::{begin_mode, check_names, result_items};
use super::phase::Phase;
use super::trace::Trace;
use super::watch::Rewritten;
use super::{Events, ExecutionOptions};
use crate::driver::{Cursor, Fault};
use crate::sql::{Query, Row, RowReader, SelectItem, StatementNode};
use crate::{Error, Result};

impl Connection {
    /// An iterator over the rows, with one row in memory at a time. Dropped half-way, the rest is
    /// discarded.
    ///
    /// ```no_run
    /// # use alchemy::{Result, engine::Connection, sql::text};
    /// # fn f(conn: &mut Connection) -> Result<()> {
    /// for name in conn.iter(text("SELECT name FROM users").columns::<String>())? {
    ///     println!("{}", name?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// What the compiler or the database reports. The iterator's items are results, too.
    pub fn iter<Q: Query>(&mut self, query: Q) -> Result<Rows<'_, Q::Row>> {
        let node = query.node();
        let prepared = self.prepared(&node)?;
        self.ready(begin_mode(&node, &prepared))?;
        let (sql, binds) = (prepared.sql(), prepared.binds());
        // What is written by hand may end the transaction.
        let after = match node {
            StatementNode::Text(_) => Phase::Unsure,
            _ => self.resting(),
        };
        self.before(&node)?;
        let rewritten = match self.timed || self.engine.events().watches_statements() {
            true => self.prepare_watched(sql, binds)?,
            false => Rewritten::default(),
        };
        let sql = rewritten.sql(sql);
        let binds = &*rewritten.binds(binds);
        let trace = Trace::start(&self.execution);
        let mut report = Report {
            sql: sql.to_owned(),
            binds: self.shown(binds).map(|binds| binds.to_string()),
            items: result_items(&node).to_vec(),
            by_name: matches!(node, StatementNode::Text(_)),
            trace,
            execution: Arc::clone(&self.execution),
            rows: 0,
            failure: None,
        };
        let driver = self.pooled.driver()?;
        driver.set_fetch_size(self.execution.fetch_size());
        self.phase = Phase::Running;
        let cursor = match driver.cursor(sql, binds) {
            Ok(cursor) => cursor,
            Err(fault) => {
                self.phase = Phase::Unsure;
                let error = report.failed(fault);
                return Err(self.engine.events().handled(error));
            }
        };
        Ok(Rows {
            cursor: Some(cursor),
            phase: &mut self.phase,
            events: self.engine.events(),
            after,
            report,
            row: PhantomData,
        })
    }
}

/// What is told about the statement when it fails or ends.
struct Report {
    sql: String,
    binds: Option<String>,
    items: Vec<SelectItem>,
    /// Whether the columns' names have to be those of the items.
    by_name: bool,
    trace: Trace,
    execution: Arc<ExecutionOptions>,
    rows: u64,
    failure: Option<Error>,
}

impl Report {
    fn failed(&mut self, fault: Fault) -> Error {
        let error = self.describe(fault.into());
        self.failure = Some(error.clone());
        error
    }

    fn describe(&self, error: Error) -> Error {
        let error = error.with_statement(&*self.sql);
        match &self.binds {
            Some(binds) => error.with_binds(&**binds),
            None => error,
        }
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        self.trace.end(
            &self.execution,
            &self.sql,
            self.rows,
            self.binds.as_ref(),
            self.failure.as_ref(),
        );
    }
}

/// The rows of a statement, one in memory at a time.
pub struct Rows<'c, R> {
    /// None after the end.
    cursor: Option<Box<dyn Cursor + 'c>>,
    phase: &'c mut Phase,
    events: &'c Events,
    /// What the connection is in when the cursor is closed.
    after: Phase,
    report: Report,
    row: PhantomData<fn() -> R>,
}

impl<R> Rows<'_, R> {
    fn close(&mut self) {
        if self.cursor.take().is_some() {
            *self.phase = self.after;
        }
    }
}

impl<R: Row> Iterator for Rows<'_, R> {
    type Item = Result<R>;

    /// The next row. A row that can't be decoded is an error and no end; a failure of the database
    /// is both.
    fn next(&mut self) -> Option<Result<R>> {
        let cursor = self.cursor.as_mut()?;
        // What a panic of the driver leaves behind.
        let after = std::mem::replace(&mut self.after, Phase::Running);
        let next = cursor.next();
        self.after = after;
        match next {
            Ok(Some(row)) => {
                self.report.rows += 1;
                if self.report.by_name
                    && self.report.rows == 1
                    && let Err(error) = check_names(row, &self.report.items)
                {
                    return Some(Err(self.report.describe(error)));
                }
                let mut reader = RowReader::with_items(row, &self.report.items);
                let decoded = R::decode(&mut reader);
                Some(decoded.map_err(|error| self.report.describe(error)))
            }
            Ok(None) => {
                self.close();
                None
            }
            Err(fault) => {
                self.after = Phase::Unsure;
                let error = self.report.failed(fault);
                self.close();
                Some(Err(self.events.handled(error)))
            }
        }
    }
}

impl<R> Drop for Rows<'_, R> {
    fn drop(&mut self) {
        self.close();
    }
}

impl<R> fmt::Debug for Rows<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("sql", &self.report.sql)
            .field("rows", &self.report.rows)
            .finish_non_exhaustive()
    }
}
