//! What is said about how statements are run, at the engine, at a connection and for a statement.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::isolation::{IsolationLevel, TransactionOptions};
use crate::compiler::SchemaTranslateMap;

/// How statements are run. Said at the [engine](super::Engine::execution_options), at a
/// [connection](super::Connection::set_execution_options) or for
/// [some statements](super::Connection::with_options); what is said further in wins.
///
/// ```
/// use std::time::Duration;
/// use alchemy::engine::ExecutionOptions;
///
/// #[derive(Debug, PartialEq)]
/// struct Tenant(u32);
///
/// let options = ExecutionOptions::new()
///     .timeout(Duration::from_secs(2))
///     .logging_name("reports")
///     .value(Tenant(7));
/// assert_eq!(options.get::<Tenant>(), Some(&Tenant(7)));
/// ```
#[derive(Clone, Default)]
pub struct ExecutionOptions {
    transaction: TransactionOptions,
    /// Said, and perhaps that there is none.
    timeout: Option<Option<Duration>>,
    batch_size: Option<usize>,
    hide_parameters: Option<bool>,
    echo: Option<bool>,
    logging_name: Option<Arc<str>>,
    schemas: Option<Arc<SchemaTranslateMap>>,
    values: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

impl ExecutionOptions {
    /// Nothing said.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The isolation level of transactions.
    #[must_use]
    pub fn isolation(mut self, level: IsolationLevel) -> Self {
        self.transaction = self.transaction.isolation(level);
        self
    }

    /// How transactions are begun.
    #[must_use]
    pub fn transaction(mut self, options: TransactionOptions) -> Self {
        self.transaction = options.or(self.transaction);
        self
    }

    /// How long a statement may run before the database ends it, with an error of the kind
    /// [`Timeout`](crate::ErrorKind::Timeout).
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(Some(limit));
        self
    }

    /// A statement may run as long as it takes.
    #[must_use]
    pub fn no_timeout(mut self) -> Self {
        self.timeout = Some(None);
        self
    }

    /// How many rows [`iter`](super::Connection::iter) asks the server for at once, where it is
    /// asked for a number of rows. Without it that grows with what the rows take.
    #[must_use]
    pub fn batch_size(mut self, rows: usize) -> Self {
        self.batch_size = Some(rows.max(1));
        self
    }

    /// Whether bound values are kept out of errors and tracing events.
    #[must_use]
    pub fn hide_parameters(mut self, hide: bool) -> Self {
        self.hide_parameters = Some(hide);
        self
    }

    /// Whether statements are reported at the level INFO instead of DEBUG.
    #[must_use]
    pub fn echo(mut self, echo: bool) -> Self {
        self.echo = Some(echo);
        self
    }

    /// A name for the tracing events, in the field `name`.
    #[must_use]
    pub fn logging_name(mut self, name: impl Into<Arc<str>>) -> Self {
        self.logging_name = Some(name.into());
        self
    }

    /// Which schemas are written for those that tables name, `None` for tables that name none.
    /// It applies to statements and to what the unit of work writes; `create_all` and SQL as text
    /// are left as they are.
    ///
    /// ```
    /// use alchemy::engine::ExecutionOptions;
    /// use alchemy::prelude::*;
    /// use alchemy_dialects::create_engine;
    ///
    /// #[derive(Model, Debug, Default)]
    /// #[model(table = "orders")]
    /// pub struct Order {
    ///     #[column(primary_key)]
    ///     pub id: Auto<i64>,
    /// }
    ///
    /// # fn main() -> alchemy::Result<()> {
    /// let engine = create_engine("sqlite::memory:")?;
    /// let tenant = ExecutionOptions::new().schema_translate_map([(None, "tenant_7")]);
    /// let mut conn = engine.execution_options(tenant).connect()?;
    /// let error = conn.all(select(Order)).unwrap_err();
    /// assert_eq!(error.statement(), Some("SELECT id FROM tenant_7.orders"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn schema_translate_map<'n>(
        mut self,
        names: impl IntoIterator<Item = (Option<&'n str>, &'n str)>,
    ) -> Self {
        self.schemas = Some(Arc::new(SchemaTranslateMap::new(names)));
        self
    }

    /// A value of the program's own, for its listeners: one of each type.
    #[must_use]
    pub fn value<T: Any + Send + Sync>(mut self, value: T) -> Self {
        self.values.insert(TypeId::of::<T>(), Arc::new(value));
        self
    }

    /// The program's own value of a type.
    #[must_use]
    pub fn get<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.values.get(&TypeId::of::<T>())?.downcast_ref()
    }

    /// How transactions are begun.
    #[must_use]
    pub const fn transaction_options(&self) -> TransactionOptions {
        self.transaction
    }

    /// How long a statement may run.
    #[must_use]
    pub fn statement_timeout(&self) -> Option<Duration> {
        self.timeout.flatten()
    }

    pub(super) const fn fetch_size(&self) -> Option<usize> {
        self.batch_size
    }

    pub(super) const fn hides_parameters(&self) -> Option<bool> {
        self.hide_parameters
    }

    pub(super) fn is_echoed(&self) -> bool {
        self.echo.unwrap_or(false)
    }

    pub(super) fn schemas(&self) -> Option<&SchemaTranslateMap> {
        self.schemas.as_deref()
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.logging_name.as_deref()
    }

    /// What is said here, and for the rest what is said there.
    pub(super) fn or(mut self, outer: &Self) -> Self {
        self.transaction = self.transaction.or(outer.transaction);
        self.timeout = self.timeout.or(outer.timeout);
        self.batch_size = self.batch_size.or(outer.batch_size);
        self.hide_parameters = self.hide_parameters.or(outer.hide_parameters);
        self.echo = self.echo.or(outer.echo);
        self.logging_name = self.logging_name.or_else(|| outer.logging_name.clone());
        self.schemas = self.schemas.or_else(|| outer.schemas.clone());
        for (key, value) in &outer.values {
            self.values.entry(*key).or_insert_with(|| Arc::clone(value));
        }
        self
    }
}

impl fmt::Debug for ExecutionOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecutionOptions")
            .field("transaction", &self.transaction)
            .field("timeout", &self.timeout)
            .field("batch_size", &self.batch_size)
            .field("hide_parameters", &self.hide_parameters)
            .field("echo", &self.echo)
            .field("logging_name", &self.logging_name)
            .field("schemas", &self.schemas)
            .field("values", &self.values.len())
            .finish()
    }
}
