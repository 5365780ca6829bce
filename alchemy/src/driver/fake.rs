//! A driver without a database, for tests: scripted replies, failures at the N-th call.
//!
//! It answers what it was told to answer, keeps a log of what it was asked, and keeps books like a
//! database: what was written in a transaction is [`committed`](FakeDriver::committed) after COMMIT
//! and not before. [`fail`](FakeDriver::fail) lets the N-th call fail, so that a test can let the
//! first call fail, then the second, and so on, until its scenario gets through:
//!
//! ```
//! use std::sync::Arc;
//! use alchemy::compiler::Ansi;
//! use alchemy::driver::fake::{FakeDriver, Failure};
//! use alchemy::engine::{Engine, EngineOptions, StandardBackend};
//! use alchemy::sql::text;
//!
//! for call in 1.. {
//!     let driver = FakeDriver::new();
//!     driver.fail(call, Failure::LostBefore);
//!     let backend = StandardBackend::new(Ansi, driver.clone());
//!     let engine = Engine::new(Arc::new(backend), EngineOptions::new());
//!     let result = engine.transaction(|conn| conn.execute(text("DELETE FROM users")));
//!     assert_eq!(driver.committed().len(), usize::from(result.is_ok()));
//!     if driver.calls() < call {
//!         break;
//!     }
//! }
//! ```

mod books;
mod connection;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Driver, DriverConnection, Fault};
use crate::ErrorKind;
use crate::types::Value;
use connection::FakeConnection;

/// How a call fails.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The database refuses; the connection and its transaction stay.
    Fault(Fault),
    /// The database refuses and ends the transaction, as after a deadlock.
    EndsTransaction(Fault),
    /// The connection is lost before the database got the statement.
    LostBefore,
    /// The connection is lost after the database executed the statement.
    LostAfter,
    /// The driver panics.
    Panic,
}

/// What a statement gives.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
    affected: u64,
    last_insert_id: Option<i64>,
    fault: Option<Fault>,
}

impl Reply {
    /// Rows, under these names.
    #[must_use]
    pub fn rows(columns: &[&str], rows: impl IntoIterator<Item = Vec<Value>>) -> Self {
        Self {
            columns: columns.iter().map(|&name| name.to_owned()).collect(),
            rows: rows.into_iter().collect(),
            ..Self::default()
        }
    }

    /// A number of rows that were matched.
    #[must_use]
    pub fn affected(rows: u64) -> Self {
        Self {
            affected: rows,
            ..Self::default()
        }
    }

    /// A refusal.
    #[must_use]
    pub fn fault(fault: Fault) -> Self {
        Self {
            fault: Some(fault),
            ..Self::default()
        }
    }

    /// The same with a generated key.
    #[must_use]
    pub const fn with_last_insert_id(mut self, id: i64) -> Self {
        self.last_insert_id = Some(id);
        self
    }
}

/// A driver without a database. Clones share script, log and books.
#[derive(Clone, Debug, Default)]
pub struct FakeDriver {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    replies: Vec<(String, Reply)>,
    failures: Vec<(u64, Failure)>,
    calls: u64,
    log: Vec<String>,
    committed: Vec<String>,
    open: usize,
    most_open: usize,
    single: bool,
}

impl FakeDriver {
    /// A driver whose statements match one row and give none.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A driver whose data lives in a single connection.
    #[must_use]
    pub fn single() -> Self {
        let driver = Self::new();
        driver.lock().single = true;
        driver
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What statements that contain `part` give; what is said last counts.
    pub fn reply(&self, part: impl Into<String>, reply: Reply) {
        self.lock().replies.push((part.into(), reply));
    }

    /// Lets a call fail, counted from one: a connect, a statement, a row that is fetched, a ping.
    pub fn fail(&self, call: u64, failure: Failure) {
        self.lock().failures.push((call, failure));
    }

    /// Lets the next call fail.
    pub fn fail_next(&self, failure: Failure) {
        let call = self.calls() + 1;
        self.fail(call, failure);
    }

    /// Forgets the failures that were not reached.
    pub fn heal(&self) {
        self.lock().failures.clear();
    }

    /// The number of calls so far.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.lock().calls
    }

    /// What was asked, in order: `connect`, `ping`, `close` and SQL.
    #[must_use]
    pub fn log(&self) -> Vec<String> {
        self.lock().log.clone()
    }

    /// The log so far, which is empty afterwards.
    pub fn take_log(&self) -> Vec<String> {
        std::mem::take(&mut self.lock().log)
    }

    /// What was written and committed, in order.
    #[must_use]
    pub fn committed(&self) -> Vec<String> {
        self.lock().committed.clone()
    }

    /// The number of open connections.
    #[must_use]
    pub fn open(&self) -> usize {
        self.lock().open
    }

    /// The number of connections that were open at once.
    #[must_use]
    pub fn most_open(&self) -> usize {
        self.lock().most_open
    }

    /// Counts a call and notes it. The failure that was asked for.
    fn call(&self, what: Option<&str>) -> Option<Failure> {
        let mut state = self.lock();
        state.calls += 1;
        let call = state.calls;
        if let Some(what) = what {
            state.log.push(what.to_owned());
        }
        let position = state.failures.iter().position(|(at, _)| *at == call)?;
        Some(state.failures.swap_remove(position).1)
    }

    /// What was said about a statement.
    fn reply_to(&self, sql: &str) -> Option<Reply> {
        let state = self.lock();
        let found = state
            .replies
            .iter()
            .rev()
            .find(|(part, _)| sql.contains(part));
        found.map(|(_, reply)| reply.clone())
    }

    fn commit(&self, written: Vec<String>) {
        self.lock().committed.extend(written);
    }

    fn closed(&self) {
        let mut state = self.lock();
        state.open -= 1;
        state.log.push("close".to_owned());
    }
}

/// A driver's panic, without the noise of the panic hook.
fn panic() -> ! {
    std::panic::resume_unwind(Box::new("the fake driver panics"))
}

fn lost() -> Fault {
    Fault::new(ErrorKind::Disconnected, "the fake connection is lost")
}

impl Driver for FakeDriver {
    fn connect(&self) -> Result<Box<dyn DriverConnection>, Fault> {
        match self.call(Some("connect")) {
            None => {}
            Some(Failure::Fault(fault) | Failure::EndsTransaction(fault)) => return Err(fault),
            Some(Failure::LostBefore | Failure::LostAfter) => return Err(lost()),
            Some(Failure::Panic) => panic(),
        }
        let mut state = self.lock();
        state.open += 1;
        state.most_open = state.most_open.max(state.open);
        drop(state);
        Ok(Box::new(FakeConnection::new(self.clone())))
    }

    fn single_connection(&self) -> bool {
        self.lock().single
    }
}
