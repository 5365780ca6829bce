//! The statements that a piece of code sends, as the engine reports them.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

/// The SQL of the statements that were sent, in order, those that begin and end transactions left
/// out.
#[derive(Clone, Debug, Default)]
pub struct Statements(Vec<String>);

impl Statements {
    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The SQL of each.
    #[must_use]
    pub fn list(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }

    /// How many begin with a word.
    #[must_use]
    pub fn starting_with(&self, word: &str) -> usize {
        self.0.iter().filter(|sql| sql.starts_with(word)).count()
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
struct Log(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Log {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != "alchemy::sql" {
            return;
        }
        let mut sql = Sql(String::new());
        event.record(&mut sql);
        if is_transaction(&sql.0) {
            return;
        }
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.push(sql.0);
    }
}

fn is_transaction(sql: &str) -> bool {
    ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"]
        .iter()
        .any(|word| sql.starts_with(word))
}

struct Sql(String);

impl Visit for Sql {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "sql" {
            value.clone_into(&mut self.0);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "sql" {
            self.0 = format!("{value:?}");
        }
    }
}
