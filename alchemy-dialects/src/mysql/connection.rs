//! An open connection: runs statements and keeps them prepared.
//!
//! Statements go through the prepared protocol, which takes one statement at a time: the `mysql`
//! crate asks the server to take several in a text and can't be told not to. Text is used for
//! scripts, where several are meant, and for the few statements that a server can't prepare, which
//! it has looked at by then.

use std::sync::Arc;
use std::time::Duration;

use alchemy::ErrorKind;
use alchemy::driver::{
    Batch, Cursor, DriverConnection, Executed, Fault, Next, QueryError, Reset, RowCallback,
};
use alchemy::types::Value;
use mysql::prelude::Queryable;
use mysql::{Conn, Params, Statement};

use super::MySqlFlavour;
use super::bind::{bind_all, check_size};
use super::cursor::MySqlCursor;
use super::driver::SETTINGS;
use super::error::NOT_PREPARABLE;
use super::notices;
use super::options::MySqlOptions;
use super::protocol::{finish, guarded};
use super::row::MySqlRow;
use super::session::Change;
use super::state::{State, told};
use super::timeout::{self, Watch};

/// One connection to a MySQL or MariaDB server.
pub(super) struct MySqlConnection {
    connection: Conn,
    /// What it was opened with.
    options: Arc<MySqlOptions>,
    /// How long each statement may run, and whether the server was ever told.
    limit: Option<Duration>,
    limit_told: bool,
    watch: Option<Watch>,
    state: State,
}

impl MySqlConnection {
    /// A connection that is logged in and set up.
    pub(super) fn new(
        connection: Conn,
        flavour: MySqlFlavour,
        max_packet: usize,
        keep: bool,
        options: Arc<MySqlOptions>,
    ) -> Self {
        let state = State {
            flavour,
            max_packet,
            keep,
            broken: false,
            in_transaction: false,
            unsure: false,
            ended: false,
            missed: false,
            change: Change::None,
            holds_prepared: false,
            last_insert_id: None,
            leftover: None,
        };
        Self {
            connection,
            options,
            limit: None,
            limit_told: false,
            watch: None,
            state,
        }
    }

    pub(super) fn flavour(&self) -> MySqlFlavour {
        self.state.flavour
    }

    /// Keeps what the last answer told, before the next one takes its place.
    fn begin(&mut self, sql: &str) {
        self.state.note_change(sql);
        self.hear();
        self.end_watch();
        if let Some(statement) = self.state.leftover.take() {
            self.release(statement);
        }
        self.settle();
        if let Some(limit) = self.limit
            && !sql.is_empty()
            && !timeout::is_ended_by_the_server(self.state.flavour, sql)
        {
            let id = self.connection.connection_id();
            self.watch = Watch::start(Arc::clone(&self.options), id, limit);
        }
    }

    /// Ends the watch over a statement that has ended.
    fn end_watch(&mut self) {
        if let Some(watch) = self.watch.take()
            && watch.end()
            && !self.state.broken
        {
            // Where that came too late, it would end the next statement: this is one.
            if let Err(error) = guarded(|| self.connection.ping()) {
                drop(self.state.note(error));
            }
        }
    }

    fn hear(&mut self) {
        if let Some(open) = told(&self.connection) {
            self.state.in_transaction = open;
        }
    }

    /// Finds out what an answer couldn't tell.
    fn settle(&mut self) {
        if self.state.unsure {
            self.state.ask(&mut self.connection);
        }
    }

    /// Prepares a statement, or takes it from the cache.
    fn prepare(&mut self, sql: &str) -> Result<Statement, Fault> {
        check_size(sql.len(), self.state.max_packet)?;
        guarded(|| self.connection.prep(sql)).map_err(|error| self.state.note(error))
    }

    /// Closes a statement, unless the cache has it. The server doesn't answer to that.
    fn release(&mut self, statement: Statement) {
        if !self.state.keep
            && !self.state.broken
            && let Err(error) = guarded(|| self.connection.close(statement))
        {
            drop(self.state.note(error));
        }
    }

    /// Hears how a call ended: after the server's refusal it is asked for the transaction, and
    /// after success for its warnings.
    fn end<T>(&mut self, result: T) -> T {
        if self.watch.is_some() {
            self.hear();
            self.end_watch();
        }
        self.settle();
        if notices::are_wanted(&self.connection) {
            self.hear();
            if let Err(error) = guarded(|| notices::report(&mut self.connection)) {
                drop(self.state.note(error));
            }
        }
        result
    }

    fn run_query(
        &mut self,
        sql: &str,
        binds: &[&Value],
        each: &mut RowCallback<'_>,
    ) -> Result<u64, QueryError> {
        let statement = match self.prepare(sql) {
            Ok(statement) => statement,
            Err(fault) if binds.is_empty() && is_not_preparable(&fault) => {
                return self.text_rows(sql, each);
            }
            Err(fault) => return Err(fault.into()),
        };
        let rows = self.rows(&statement, binds, each);
        self.release(statement);
        rows
    }

    fn rows(
        &mut self,
        statement: &Statement,
        binds: &[&Value],
        each: &mut RowCallback<'_>,
    ) -> Result<u64, QueryError> {
        let values = self.bind(statement, binds.iter().copied())?;
        let Self {
            connection, state, ..
        } = self;
        let mut result = guarded(|| connection.exec_iter(statement, values))
            .map_err(|error| state.note(error))?;
        let mut count = 0;
        let answer = loop {
            let row = guarded(|| result.next().transpose()).map_err(|error| state.note(error))?;
            let Some(row) = row else { break Ok(count) };
            count += 1;
            match each(&MySqlRow::new(row)) {
                Ok(Next::Continue) => {}
                Ok(Next::Stop) => break Ok(count),
                Err(error) => break Err(QueryError::Callback(error)),
            }
        };
        match finish(&mut result).map_err(|error| state.note(error)) {
            Err(fault) if answer.is_ok() => Err(fault.into()),
            _ => answer,
        }
    }

    /// The rows of a statement that the server doesn't prepare, which are all text.
    fn text_rows(&mut self, sql: &str, each: &mut RowCallback<'_>) -> Result<u64, QueryError> {
        let Self {
            connection, state, ..
        } = self;
        let rows: Vec<mysql::Row> =
            guarded(|| connection.query(sql)).map_err(|error| state.note(error))?;
        let mut count = 0;
        for row in rows {
            count += 1;
            match each(&MySqlRow::new(row)).map_err(QueryError::Callback)? {
                Next::Continue => {}
                Next::Stop => break,
            }
        }
        Ok(count)
    }

    fn bind<'v>(
        &self,
        statement: &Statement,
        binds: impl ExactSizeIterator<Item = &'v Value>,
    ) -> Result<Params, Fault> {
        let values = bind_all(binds, statement.num_params(), self.state.max_packet)?;
        Ok(Params::Positional(values))
    }

    /// Runs a statement for what it does. Rows that come all the same are passed over.
    fn run<'v>(
        &mut self,
        statement: &Statement,
        binds: impl ExactSizeIterator<Item = &'v Value>,
    ) -> Result<u64, Fault> {
        let values = self.bind(statement, binds)?;
        guarded(|| {
            let mut result = self.connection.exec_iter(statement, values)?;
            finish(&mut result)
        })
        .map_err(|error| self.state.note(error))?;
        Ok(self.executed())
    }

    /// Runs text, and tells how many results there were.
    fn run_text(&mut self, sql: &str) -> Result<u32, Fault> {
        check_size(sql.len(), self.state.max_packet)?;
        guarded(|| {
            let mut result = self.connection.query_iter(sql)?;
            finish(&mut result)
        })
        .map_err(|error| self.state.note(error))
    }

    /// What the last statement did.
    fn executed(&mut self) -> u64 {
        let rows = self.connection.affected_rows();
        // Of several rows the server tells the first one's key.
        let key = Some(self.connection.last_insert_id()).filter(|key| *key != 0);
        self.state.last_insert_id = key.and_then(|key| i64::try_from(key).ok());
        rows
    }

    fn run_once(&mut self, sql: &str, binds: &[&Value]) -> Result<u64, Fault> {
        let statement = match self.prepare(sql) {
            Ok(statement) => statement,
            Err(fault) if binds.is_empty() && is_not_preparable(&fault) => {
                self.run_text(sql)?;
                return Ok(self.executed());
            }
            Err(fault) => return Err(fault),
        };
        let rows = self.run(&statement, binds.iter().copied());
        self.release(statement);
        rows
    }

    fn run_batch(&mut self, sql: &str, batch: &mut dyn Batch) -> Result<(), QueryError> {
        let statement = self.prepare(sql)?;
        let done = self.runs(&statement, batch);
        self.release(statement);
        done
    }

    fn runs(&mut self, statement: &Statement, batch: &mut dyn Batch) -> Result<(), QueryError> {
        let mut values = Vec::new();
        for run in 0..batch.len() {
            values.clear();
            batch
                .binds(run, &mut values)
                .map_err(QueryError::Callback)?;
            let rows = self.run(statement, values.iter())?;
            let executed = Executed {
                rows,
                last_insert_id: self.state.last_insert_id,
            };
            batch.done(run, executed).map_err(QueryError::Callback)?;
        }
        Ok(())
    }

    fn run_script(&mut self, sql: &str) -> Result<(), Fault> {
        // Only the last answer of several can be looked at.
        self.state.missed = true;
        let sets = self.run_text(sql)?;
        self.state.missed = sets > 1;
        self.state.unsure = sets > 1;
        Ok(())
    }
}

fn is_not_preparable(fault: &Fault) -> bool {
    fault.kind == ErrorKind::Statement && fault.code.as_deref() == Some(NOT_PREPARABLE)
}

impl DriverConnection for MySqlConnection {
    fn query(
        &mut self,
        sql: &str,
        binds: &[&Value],
        each: &mut RowCallback<'_>,
    ) -> Result<u64, QueryError> {
        self.begin(sql);
        let result = self.run_query(sql, binds, each);
        self.end(result)
    }

    fn execute(&mut self, sql: &str, binds: &[&Value]) -> Result<u64, Fault> {
        self.begin(sql);
        let result = self.run_once(sql, binds);
        self.end(result)
    }

    fn execute_many(&mut self, sql: &str, batch: &mut dyn Batch) -> Result<(), QueryError> {
        self.begin(sql);
        let result = self.run_batch(sql, batch);
        self.end(result)
    }

    fn execute_script(&mut self, sql: &str) -> Result<(), Fault> {
        self.begin(sql);
        let result = self.run_script(sql);
        self.end(result)
    }

    fn cursor<'c>(
        &'c mut self,
        sql: &str,
        binds: &[&Value],
    ) -> Result<Box<dyn Cursor + 'c>, Fault> {
        self.begin(sql);
        let prepared = self.prepare(sql);
        let statement = self.end(prepared)?;
        let values = self.bind(&statement, binds.iter().copied())?;
        let Self {
            connection, state, ..
        } = self;
        if !state.keep {
            state.leftover = Some(statement.clone());
        }
        match guarded(|| connection.exec_iter(&statement, values)) {
            Ok(result) => Ok(Box::new(MySqlCursor::new(result, state))),
            Err(error) => Err(state.note(error)),
        }
    }

    fn last_insert_id(&self) -> Option<i64> {
        self.state.last_insert_id
    }

    fn in_transaction(&self) -> bool {
        let before = self.state.in_transaction && !self.state.ended;
        told(&self.connection).unwrap_or(before)
    }

    fn is_broken(&self) -> bool {
        self.state.broken
    }

    fn ping(&mut self) -> Result<(), Fault> {
        self.begin("");
        guarded(|| self.connection.ping()).map_err(|error| self.state.note(error))
    }

    fn set_timeout(&mut self, limit: Option<Duration>) -> Result<(), Fault> {
        if self.limit == limit {
            return Ok(());
        }
        self.begin("");
        self.limit = None;
        let sql = timeout::setting(self.state.flavour, limit);
        let told = self.run_text(&sql).map(drop);
        self.end(told)?;
        self.limit = limit;
        self.limit_told = true;
        Ok(())
    }

    fn reset(&mut self) -> Result<Reset, Fault> {
        if self.state.holds_prepared {
            let message = "a prepared transaction is left to others, which end with the connection";
            return Err(Fault::new(ErrorKind::InvalidRequest, message));
        }
        if self.limit_told {
            self.set_timeout(None)?;
            self.limit_told = false;
        }
        self.begin("");
        if self.state.change == Change::None {
            return Ok(Reset::Untouched);
        }
        guarded(|| {
            self.connection.reset()?;
            finish(&mut self.connection.query_iter(SETTINGS)?)?;
            // The default database is no part of what the server takes back.
            match &self.options.database {
                Some(database) => self.connection.select_db(database),
                None => Ok(()),
            }
        })
        .map_err(|error| self.state.note(error))?;
        self.state.leftover = None;
        self.state.change = Change::None;
        self.state.in_transaction = false;
        Ok(Reset::Restored)
    }
}
