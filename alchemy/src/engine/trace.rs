//! One tracing event a statement.
//!
//! Target `alchemy::sql`, level DEBUG, or INFO where statements are echoed; fields `sql`, `rows`,
//! `elapsed` in microseconds, `binds` unless parameters are hidden, `name` where the options give
//! one, and `error` where it failed. Nothing is measured and nothing allocated while no subscriber
//! listens.

use std::fmt::Display;
use std::time::Instant;

use tracing::{Level, field};

use super::ExecutionOptions;
use crate::Error;

/// The clock of a statement, where somebody listens.
#[derive(Clone, Copy)]
pub(super) struct Trace(Option<Instant>);

impl Trace {
    /// Starts the clock if somebody listens.
    #[inline]
    pub(super) fn start(options: &ExecutionOptions) -> Self {
        let on = tracing::enabled!(target: "alchemy::sql", Level::DEBUG)
            || (options.is_echoed() && tracing::enabled!(target: "alchemy::sql", Level::INFO));
        if on {
            Self(Some(Instant::now()))
        } else {
            Self(None)
        }
    }

    /// Whether somebody listens.
    #[inline]
    pub(super) const fn is_on(self) -> bool {
        self.0.is_some()
    }

    /// Reports the statement if somebody listens.
    pub(super) fn end<B: Display>(
        self,
        options: &ExecutionOptions,
        sql: &str,
        rows: u64,
        binds: Option<B>,
        failure: Option<&Error>,
    ) {
        let Some(start) = self.0 else { return };
        let elapsed = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        let binds = binds.map(field::display);
        let error = failure.map(|error| field::display(error.message()));
        let name = options.name();
        if options.is_echoed() {
            tracing::event!(
                target: "alchemy::sql", Level::INFO, name, sql, rows, elapsed, binds, error
            );
        } else {
            tracing::event!(
                target: "alchemy::sql", Level::DEBUG, name, sql, rows, elapsed, binds, error
            );
        }
    }
}
