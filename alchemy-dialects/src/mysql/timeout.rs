//! How long statements may run.
//!
//! MariaDB ends any statement that takes too long, MySQL only one that reads. There, a thread waits
//! beside the others and has the server end them, on a connection of its own.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use mysql::prelude::Queryable;

use super::MySqlFlavour;
use super::driver::log_in;
use super::options::MySqlOptions;

/// What sets the limit of the session.
pub(super) fn setting(flavour: MySqlFlavour, limit: Option<Duration>) -> String {
    match (flavour, limit) {
        (MySqlFlavour::MySql, None) => "SET max_execution_time = DEFAULT".to_owned(),
        (MySqlFlavour::MariaDb, None) => "SET max_statement_time = DEFAULT".to_owned(),
        // 0 means no limit.
        (MySqlFlavour::MySql, Some(limit)) => {
            let time = limit.as_millis().clamp(1, u128::from(u32::MAX));
            format!("SET max_execution_time = {time}")
        }
        (MySqlFlavour::MariaDb, Some(limit)) => {
            let time = limit.clamp(Duration::from_millis(1), Duration::from_secs(31_536_000));
            format!("SET max_statement_time = {:.6}", time.as_secs_f64())
        }
    }
}

/// Whether the server itself ends a statement in time.
pub(super) fn is_ended_by_the_server(flavour: MySqlFlavour, sql: &str) -> bool {
    let start = sql.trim_start();
    flavour == MySqlFlavour::MariaDb
        || start
            .get(..6)
            .is_some_and(|word| word.eq_ignore_ascii_case("SELECT"))
}

/// Waits beside a statement, and has it ended when it takes too long.
pub(super) struct Watch {
    done: Arc<(Mutex<bool>, Condvar)>,
    thread: JoinHandle<bool>,
}

impl Watch {
    /// None when there is no thread to be had: the statement runs as long as it takes then.
    pub(super) fn start(options: Arc<MySqlOptions>, id: u32, limit: Duration) -> Option<Self> {
        let done = Arc::new((Mutex::new(false), Condvar::new()));
        let shared = Arc::clone(&done);
        let wait = move || {
            let (done, changed) = &*shared;
            let done = done.lock().unwrap_or_else(PoisonError::into_inner);
            let (done, _) = changed
                .wait_timeout_while(done, limit, |done| !*done)
                .unwrap_or_else(PoisonError::into_inner);
            let over = !*done;
            drop(done);
            // A statement that has ended meanwhile waits for this thread.
            over && log_in(&options)
                .and_then(|mut connection| connection.query_drop(format!("KILL QUERY {id}")))
                .is_ok()
        };
        let thread = thread::Builder::new()
            .name("alchemy-timeout".to_owned())
            .spawn(wait)
            .ok()?;
        Some(Self { done, thread })
    }

    /// The statement has ended. Whether the server was asked to end it.
    pub(super) fn end(self) -> bool {
        let (done, changed) = &*self.done;
        *done.lock().unwrap_or_else(PoisonError::into_inner) = true;
        changed.notify_all();
        self.thread.join().unwrap_or(false)
    }
}
