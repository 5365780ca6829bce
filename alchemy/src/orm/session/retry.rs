//! A transaction of a session that is run again when the database broke it off.

use super::Session;
use crate::Result;
use crate::engine::{Engine, again_when_broken_off};

impl Session {
    /// Runs a closure with a new session and commits it; and again from its beginning, with another
    /// new session, `attempts` times at most in all, when the database broke the transaction off for
    /// the sake of others: after a deadlock, and where transactions can't be ordered. A session that
    /// failed is dropped with all that it knew, so that each attempt reads what is there now.
    ///
    /// ```
    /// use alchemy::prelude::*;
    /// use alchemy_dialects::create_engine;
    ///
    /// #[derive(Model, Debug, Default)]
    /// #[model(table = "counters")]
    /// pub struct Counter {
    ///     #[column(primary_key)]
    ///     pub id: Auto<i64>,
    ///     pub hits: i64,
    /// }
    ///
    /// # fn main() -> alchemy::Result<()> {
    /// let engine = create_engine("sqlite::memory:")?;
    /// metadata![Counter].create_all(&engine)?;
    /// let hits = Session::run_transaction(&engine, 5, |session| {
    ///     let counter = session.add(Counter::default());
    ///     session[counter].hits += 1;
    ///     Ok(session[counter].hits)
    /// })?;
    /// assert_eq!(hits, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The last attempt's error: the closure's, that of the flush or that of the commit.
    pub fn run_transaction<T>(
        engine: &Engine,
        attempts: u32,
        mut work: impl FnMut(&mut Self) -> Result<T>,
    ) -> Result<T> {
        again_when_broken_off(attempts, || {
            let mut session = Self::new(engine);
            let value = work(&mut session)?;
            session.commit()?;
            Ok(value)
        })
    }
}
