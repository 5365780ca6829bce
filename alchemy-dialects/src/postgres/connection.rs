//! An open connection: runs statements, keeps them prepared, and knows the transaction's state.

use std::sync::Arc;
use std::time::Duration;

use alchemy::ErrorKind;
use alchemy::driver::{
    Batch, Cursor, DriverConnection, Fault, Next, QueryError, Reset, RowCallback,
};
use alchemy::types::Value;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::Type;
use postgres::{Client, RowIter};

use super::bind::{Bound, bound, numbered};
use super::bulk_load;
use super::cursor::{DeclaredCursor, StreamCursor};
use super::error::{self, fault};
use super::row::PostgresRow;
use super::session;
use super::state::{
    Effect, State, commits_first, effect_of_script, effect_of_statement, is_plain_query,
};
use super::statements::Statements;
use super::timeout::Timeout;
use crate::nul::refuse_nul;

/// How long a sign of life may take.
const PING: Duration = Duration::from_secs(5);

/// One connection to a PostgreSQL database.
pub(super) struct PostgresConnection {
    pub(super) client: Client,
    pub(super) statements: Statements,
    pub(super) status: Status,
    /// Cursors so far, for their names.
    cursors: u64,
    /// What the session was told first.
    settings: Arc<str>,
    timeout: Timeout,
    /// How many rows a cursor fetches at once, where that was said.
    pub(super) fetch_size: Option<usize>,
}

/// What is known about the server's side.
#[derive(Debug)]
pub(super) struct Status {
    state: State,
    broken: bool,
}

impl PostgresConnection {
    pub(super) fn new(
        client: Client,
        statement_cache: usize,
        settings: Arc<str>,
        timeout: Timeout,
    ) -> Self {
        Self {
            client,
            statements: Statements::new(statement_cache),
            status: Status {
                state: State::Idle,
                broken: false,
            },
            cursors: 0,
            settings,
            timeout,
            fetch_size: None,
        }
    }

    /// Runs a statement, and hands out its rows. `handed` counts them, also when it fails.
    fn attempt(
        &mut self,
        sql: &str,
        binds: &[&Value],
        handed: &mut u64,
        each: &mut RowCallback<'_>,
    ) -> Result<(), QueryError> {
        let mut rows = start(&mut self.client, &mut self.statements, sql, binds)?;
        while let Some(row) = rows.next().map_err(|error| fault(&error))? {
            *handed += 1;
            match each(&PostgresRow::new(row)) {
                Ok(Next::Continue) => {}
                Ok(Next::Stop) => {
                    drain(&mut rows)?;
                    break;
                }
                Err(error) => {
                    // A failure on the way would go unnoticed otherwise.
                    drain(&mut rows)?;
                    return Err(QueryError::Callback(error));
                }
            }
        }
        Ok(())
    }

    fn attempt_execute(&mut self, sql: &str, binds: &[&Value]) -> Result<u64, Fault> {
        let mut rows = start(&mut self.client, &mut self.statements, sql, binds)?;
        drain(&mut rows)?;
        Ok(rows.rows_affected().unwrap_or(0))
    }

    /// Refuses a COMMIT that the server would answer with a rollback without a word.
    fn before(&mut self, sql: &str) -> Result<(), Fault> {
        refuse_nul(sql)?;
        if self.status.state != State::Failed || !commits_first(sql) {
            return Ok(());
        }
        let rolled_back = self.client.batch_execute("ROLLBACK");
        match rolled_back.map_err(|error| fault(&error)) {
            Ok(()) => {
                self.status.state = State::Idle;
                let message = "the transaction was rolled back, since a statement in it has failed";
                Err(Fault::new(ErrorKind::InvalidRequest, message)
                    .with_code(error::FAILED_TRANSACTION))
            }
            Err(fault) => {
                self.status.note_fault(&fault);
                Err(fault)
            }
        }
    }

    /// Takes note of how a text ended. Whether it may be run again: it was prepared long ago, the
    /// tables may have changed since, and nothing has happened yet.
    fn after(&mut self, sql: &str, effect: Effect, fault: Option<&Fault>) -> bool {
        let mut stale = false;
        let state = match fault {
            None => self.status.state.after(effect),
            Some(fault) => {
                self.status.note_fault(fault);
                stale = self.forget_stale(sql, fault);
                match &fault.code {
                    Some(_) => self.status.state.after_failure(effect),
                    // Nothing was sent.
                    None => Some(self.status.state),
                }
            }
        };
        match state {
            Some(state) => self.status.state = state,
            None => self.ask(),
        }
        if fault.is_some() || !matches!(effect, Effect::None | Effect::Begins) {
            self.timeout.rolled_back();
        }
        let nothing_sent = fault.is_some_and(|fault| fault.code.is_none());
        stale && (nothing_sent || self.status.state == State::Idle)
    }

    fn forget_stale(&mut self, sql: &str, fault: &Fault) -> bool {
        match fault.code.as_deref() {
            // It may be what the server takes now.
            None if fault.kind == ErrorKind::InvalidValue => self.statements.forget(sql),
            Some(error::UNKNOWN_STATEMENT) => {
                self.statements.clear();
                !self.statements.is_off()
            }
            // A statement that could be prepared was understood then: since, its tables have
            // changed, and perhaps the types of its parameters with them.
            Some(code) if code == error::STALE_PLAN || code.starts_with(error::NOT_UNDERSTOOD) => {
                self.statements.forget(sql)
            }
            _ => false,
        }
    }

    /// Asks the server for the state: a savepoint can be set in a transaction only.
    fn ask(&mut self) {
        if self.status.broken {
            return;
        }
        let asked = self.client.batch_execute("SAVEPOINT alchemy_probe");
        let asked =
            asked.and_then(|()| self.client.batch_execute("RELEASE SAVEPOINT alchemy_probe"));
        match asked.map_err(|error| fault(&error)) {
            Ok(()) => self.status.state = State::Open,
            Err(fault) => match fault.code.as_deref() {
                Some(error::NO_TRANSACTION) => self.status.state = State::Idle,
                Some(error::FAILED_TRANSACTION) => self.status.state = State::Failed,
                _ => {
                    self.status.note_fault(&fault);
                    self.status.broken = true;
                }
            },
        }
    }
}

impl Status {
    pub(super) fn note_fault(&mut self, fault: &Fault) {
        self.broken |= fault.is_disconnect();
    }

    /// Whether a transaction is open in which statements can run.
    pub(super) fn is_open(&self) -> bool {
        !self.broken && self.state == State::Open
    }

    /// Takes note of a failure within a transaction.
    pub(super) fn failed(&mut self, fault: &Fault) {
        self.note_fault(fault);
        if fault.code.is_some() && self.state == State::Open {
            self.state = State::Failed;
        }
    }
}

/// Sends a statement and its values.
pub(super) fn start<'c>(
    client: &'c mut Client,
    statements: &mut Statements,
    sql: &str,
    binds: &[&Value],
) -> Result<RowIter<'c>, Fault> {
    if statements.is_off() {
        statements.note(sql);
        let params = numbered(binds);
        return client
            .query_typed_raw(sql, params.into_iter().map(unknown))
            .map_err(|error| fault(&error));
    }
    let statement = statements
        .prepare(client, sql)
        .map_err(|error| fault(&error))?;
    let params = bound(binds, statement.params().len())?;
    client
        .query_raw(&statement, params)
        .map_err(|error| fault(&error))
}

/// A value whose type the server works out.
pub(super) fn unknown(value: Bound<'_>) -> (Bound<'_>, Type) {
    (value, Type::UNKNOWN)
}

/// Reads what is left of a result.
pub(super) fn drain(rows: &mut RowIter<'_>) -> Result<(), Fault> {
    while rows.next().map_err(|error| fault(&error))?.is_some() {}
    Ok(())
}

impl DriverConnection for PostgresConnection {
    fn query(
        &mut self,
        sql: &str,
        binds: &[&Value],
        each: &mut RowCallback<'_>,
    ) -> Result<u64, QueryError> {
        self.before(sql)?;
        let effect = effect_of_statement(sql);
        let mut handed = 0;
        let mut result = self.attempt(sql, binds, &mut handed, each);
        if let Err(QueryError::Fault(fault)) = &result {
            if !self.after(sql, effect, Some(fault)) || handed > 0 {
                return result.map(|()| handed);
            }
            result = self.attempt(sql, binds, &mut handed, each);
        }
        let fault = match &result {
            Err(QueryError::Fault(fault)) => Some(fault),
            _ => None,
        };
        self.after(sql, effect, fault);
        result.map(|()| handed)
    }

    fn execute(&mut self, sql: &str, binds: &[&Value]) -> Result<u64, Fault> {
        self.before(sql)?;
        let effect = effect_of_statement(sql);
        let mut result = self.attempt_execute(sql, binds);
        if let Err(fault) = &result {
            if !self.after(sql, effect, Some(fault)) {
                return result;
            }
            result = self.attempt_execute(sql, binds);
        }
        self.after(sql, effect, result.as_ref().err());
        result
    }

    fn bulk_load(
        &mut self,
        load: &str,
        insert: &str,
        batch: &mut dyn Batch,
    ) -> Result<bool, QueryError> {
        if self.statements.is_off() {
            return Ok(false);
        }
        self.before(load)?;
        let prepared = self.statements.prepare(&mut self.client, insert);
        let result = match prepared {
            Ok(statement) if statement.params().iter().all(bulk_load::takes) => {
                bulk_load::copy(&mut self.client, load, statement.params(), batch)
            }
            Ok(_) => return Ok(false),
            Err(error) => Err(fault(&error).into()),
        };
        match &result {
            Ok(()) => {
                self.after(load, effect_of_statement(load), None);
            }
            // Where the rows stopped half way, the server gives the transaction up too.
            Err(QueryError::Callback(_)) => self.ask(),
            Err(QueryError::Fault(fault)) => {
                self.after(load, effect_of_statement(load), Some(fault));
                if fault.code.is_none() {
                    self.ask();
                }
            }
        }
        result.map(|()| true)
    }

    fn execute_script(&mut self, sql: &str) -> Result<(), Fault> {
        self.before(sql)?;
        self.statements.note(sql);
        let result = self
            .client
            .batch_execute(sql)
            .map_err(|error| fault(&error));
        self.after(sql, effect_of_script(sql), result.as_ref().err());
        result
    }

    /// In a transaction a cursor on the server, where the statement may have one. The other
    /// statements run to their end, while their rows are read one by one.
    fn cursor<'c>(
        &'c mut self,
        sql: &str,
        binds: &[&Value],
    ) -> Result<Box<dyn Cursor + 'c>, Fault> {
        self.before(sql)?;
        if self.status.state != State::Idle && is_plain_query(sql) {
            self.cursors += 1;
            let name = format!("alchemy_{}", self.cursors);
            return Ok(Box::new(DeclaredCursor::declare(self, name, sql, binds)?));
        }
        let effect = effect_of_statement(sql);
        let started = start(&mut self.client, &mut self.statements, sql, binds);
        match started {
            Ok(rows) => {
                if let Some(state) = self.status.state.after(effect) {
                    self.status.state = state;
                }
                Ok(Box::new(StreamCursor::new(rows, &mut self.status)))
            }
            Err(fault) => {
                self.status.failed(&fault);
                Err(fault)
            }
        }
    }

    /// PostgreSQL has RETURNING.
    fn last_insert_id(&self) -> Option<i64> {
        None
    }

    fn in_transaction(&self) -> bool {
        !self.is_broken() && self.status.state != State::Idle
    }

    fn is_broken(&self) -> bool {
        self.status.broken || self.client.is_closed()
    }

    fn ping(&mut self) -> Result<(), Fault> {
        let alive = self.client.is_valid(PING).map_err(|error| fault(&error));
        alive.inspect_err(|fault| self.status.note_fault(fault))
    }

    fn set_timeout(&mut self, limit: Option<Duration>) -> Result<(), Fault> {
        // Within a transaction that has failed the server answers nothing but a rollback.
        if self.status.state == State::Failed {
            return Ok(());
        }
        let Some(sql) = self.timeout.change(limit) else {
            return Ok(());
        };
        match self
            .client
            .batch_execute(&sql)
            .map_err(|error| fault(&error))
        {
            Ok(()) => {
                self.timeout.was_told(limit);
                Ok(())
            }
            Err(fault) => {
                self.status.failed(&fault);
                Err(fault)
            }
        }
    }

    fn set_fetch_size(&mut self, rows: Option<usize>) {
        self.fetch_size = rows;
    }

    fn reset(&mut self) -> Result<Reset, Fault> {
        self.fetch_size = None;
        if self.timeout.is_left_over() {
            self.set_timeout(None)?;
        }
        if !self.statements.session_touched() {
            return Ok(Reset::Untouched);
        }
        let undo = format!("{}; {}", session::UNDO, self.settings);
        match self
            .client
            .batch_execute(&undo)
            .map_err(|error| fault(&error))
        {
            Ok(()) => {
                self.statements.untouched();
                Ok(Reset::Restored)
            }
            Err(fault) => {
                self.status.note_fault(&fault);
                Err(fault)
            }
        }
    }
}
