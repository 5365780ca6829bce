//! The statements that a piece of code sends, as the engine reports them.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

/// The statements that were sent, in order, those that begin and end transactions left out. A batch
/// is one statement that many rows were written by.
#[derive(Clone, Debug, Default)]
pub struct Statements(Vec<Statement>);

#[derive(Clone, Debug, Default)]
struct Statement {
    sql: String,
    rows: u64,
}

impl Statements {
    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The SQL of each, as every database has it: binds are `?`, and an INSERT has one row and gives
    /// nothing back.
    #[must_use]
    pub fn list(&self) -> Vec<&str> {
        self.0.iter().map(|it| &*it.sql).collect()
    }

    /// How many begin with a word.
    #[must_use]
    pub fn starting_with(&self, word: &str) -> usize {
        self.starting(word).count()
    }

    /// How many rows the statements that begin with a word wrote or gave.
    #[must_use]
    pub fn rows(&self, word: &str) -> u64 {
        self.starting(word).map(|it| it.rows).sum()
    }

    fn starting(&self, word: &str) -> impl Iterator<Item = &Statement> {
        self.0.iter().filter(move |it| it.sql.starts_with(word))
    }
}

/// Runs a closure and tells which statements this thread sent meanwhile.
pub fn statements_of<R>(run: impl FnOnce() -> R) -> (R, Statements) {
    let log = Log::default();
    let subscriber = tracing_subscriber::registry().with(log.clone());
    let result = tracing::subscriber::with_default(subscriber, run);
    let statements = std::mem::take(&mut *log.0.lock().unwrap_or_else(PoisonError::into_inner));
    (result, Statements(statements))
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<Statement>>>);

impl<S: Subscriber> Layer<S> for Log {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != "alchemy::sql" {
            return;
        }
        let mut statement = Statement::default();
        event.record(&mut statement);
        if is_transaction(&statement.sql) {
            return;
        }
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.push(statement);
    }
}

fn portable(sql: &str) -> String {
    if sql.starts_with("INSERT")
        && let Some((into, _)) = sql.split_once(" VALUES (").or(sql.split_once(" SELECT c1"))
        && let Some((_, columns)) = into.split_once('(')
    {
        let values = vec!["?"; columns.split(',').count()].join(", ");
        return format!("{into} VALUES ({values})");
    }
    let mut pieces = sql.split('$');
    let mut portable = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        portable.push('?');
        portable.push_str(piece.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    portable
}

fn is_transaction(sql: &str) -> bool {
    let words = ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"];
    // Nor are settings that are asked for.
    words.iter().any(|word| sql.starts_with(word)) || sql.starts_with("SELECT @@")
}

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "sql" {
            self.sql = portable(value);
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "rows" {
            self.rows = value;
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}
