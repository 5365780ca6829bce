//! What is known of a connection beside what the crate knows.

use alchemy::driver::Fault;
use mysql::prelude::Queryable;
use mysql::session_state_change::SessionStateChange;
use mysql::{Conn, Error, Statement};

use super::MySqlFlavour;
use super::error::{self, ends_transaction};
use super::protocol::guarded;
use super::session::{Change, change_of};

/// What is known of a connection beside what the crate knows.
pub(super) struct State {
    pub(super) flavour: MySqlFlavour,
    /// The server's limit for a statement with its values.
    pub(super) max_packet: usize,
    /// Whether prepared statements are kept.
    pub(super) keep: bool,
    pub(super) broken: bool,
    /// Whether a transaction was open before the last answer, which may tell otherwise.
    pub(super) in_transaction: bool,
    /// Whether the last answer couldn't tell whether a transaction is open.
    pub(super) unsure: bool,
    /// Whether it is known to have ended all the same.
    pub(super) ended: bool,
    /// Whether there were answers that nobody could look at.
    pub(super) missed: bool,
    /// What statements have done to the session since it was set up.
    pub(super) change: Change,
    /// Whether it prepared a transaction that nobody has decided: MariaDB, and MySQL where it is told
    /// to, take no other statement then.
    pub(super) holds_prepared: bool,
    pub(super) last_insert_id: Option<i64>,
    /// What a cursor was opened on and couldn't close itself.
    pub(super) leftover: Option<Statement>,
}

impl State {
    /// Takes note of what a text is going to do to the session.
    pub(super) fn note_change(&mut self, sql: &str) {
        if let Some(rest) = sql.strip_prefix("XA ") {
            self.holds_prepared = match rest.split(' ').next() {
                Some("PREPARE") => true,
                Some("COMMIT" | "ROLLBACK") => false,
                _ => self.holds_prepared,
            };
        }
        self.change = match (self.change, change_of(sql)) {
            (Change::Session, _) | (_, Change::Session) => Change::Session,
            (_, Change::NextTransaction) => Change::NextTransaction,
            // A transaction has taken what was said about the next one.
            (Change::NextTransaction, Change::None) if begins(sql) => Change::None,
            (before, Change::None) => before,
        };
    }

    /// Classifies an error and keeps what it means for the connection.
    #[cold]
    pub(super) fn note(&mut self, error: Error) -> Fault {
        if let Error::MySqlError(error) = &error {
            self.ended = ends_transaction(error.code);
            self.unsure = true;
        }
        let fault = error::fault(error, self.flavour);
        self.broken = self.broken || fault.is_disconnect();
        fault
    }

    /// Asks whether a transaction is open, after an answer that doesn't tell: a refusal, or one of
    /// several at once.
    #[cold]
    pub(super) fn ask(&mut self, connection: &mut Conn) {
        if self.broken {
            return;
        }
        let was_open = self.in_transaction || self.missed;
        let asked = guarded(|| {
            let open = open_transaction(connection, self.flavour)?;
            if was_open && !open {
                connection.query_drop(FORGET)?;
            }
            Ok(open)
        });
        match asked {
            Ok(open) => self.in_transaction = open,
            Err(error) => drop(self.note(error)),
        }
        self.unsure = false;
        self.missed = false;
        self.ended = false;
    }
}

fn begins(sql: &str) -> bool {
    let word = sql.split_whitespace().next().unwrap_or_default();
    ["BEGIN", "START", "XA"]
        .iter()
        .any(|it| word.eq_ignore_ascii_case(it))
}

/// The server tells of a transaction when that changes, and doesn't notice each end: after DDL
/// that fails, the next BEGIN is no change to it. This makes it begin anew, with none open.
const FORGET: &str =
    "SET session_track_transaction_info = 'OFF', session_track_transaction_info = 'STATE'";

/// Whether the last answer tells that a transaction is open, if it tells: the server does when it
/// has changed.
pub(super) fn told(connection: &Conn) -> Option<bool> {
    let changes = connection.session_state_changes().ok()?;
    let mut open = changes.iter().filter_map(|change| match change.decode() {
        // `T` stands for a transaction that was begun, `I` for one that a statement began.
        Ok(SessionStateChange::TransactionState(state)) => state
            .as_bytes()
            .first()
            .map(|mark| matches!(mark, b'T' | b'I')),
        _ => None,
    });
    open.next_back()
}

fn open_transaction(connection: &mut Conn, flavour: MySqlFlavour) -> mysql::Result<bool> {
    match flavour {
        MySqlFlavour::MariaDb => Ok(connection
            .query_iter("SELECT @@in_transaction")?
            .next()
            .transpose()?
            .and_then(|row| mysql::from_row_opt::<u8>(row).ok())
            == Some(1)),
        // MySQL has no such variable. It refuses to change a transaction that is open; a later one
        // reads and writes anyway.
        MySqlFlavour::MySql => match connection.query_drop("SET TRANSACTION READ WRITE") {
            Ok(()) => Ok(false),
            Err(Error::MySqlError(error)) if error.code == error::IN_TRANSACTION => Ok(true),
            Err(error) => Err(error),
        },
    }
}
