//! SQL for reading: without a database, without a cache.

use std::fmt;

use super::ansi::Ansi;
use super::dialect::Dialect;
use super::prepared::{compile, compile_literals};
use crate::Result;
use crate::sql::{Delete, Insert, Merge, Select, Statement, Update};

/// The SQL of a statement, for reading.
pub trait ToSql: Statement {
    /// The SQL with placeholders, as it goes to the driver.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`](crate::ErrorKind::Compile) when the statement contradicts itself or
    /// the database can't do it.
    fn to_sql(&self, dialect: &dyn Dialect) -> Result<String> {
        let node = self.node();
        compile(&node, dialect).map(|prepared| prepared.sql().to_owned())
    }

    /// The SQL with its values as literals, escaped for the database.
    ///
    /// # Errors
    /// As for [`to_sql`](Self::to_sql), and when a value can't be a literal.
    fn to_sql_with_literals(&self, dialect: &dyn Dialect) -> Result<String> {
        compile_literals(&self.node(), dialect)
    }
}

impl<S: Statement + ?Sized> ToSql for S {}

/// The statement in standard SQL, or why it can't be written.
fn display(statement: &impl Statement, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match statement.to_sql(&Ansi) {
        Ok(sql) => f.write_str(&sql),
        Err(error) => write!(f, "{}", error.message()),
    }
}

impl<R> fmt::Display for Select<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(self, f)
    }
}

impl<M, R> fmt::Display for Insert<M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(self, f)
    }
}

impl<M, R> fmt::Display for Update<M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(self, f)
    }
}

impl<R> fmt::Display for Delete<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(self, f)
    }
}

impl<M> fmt::Display for Merge<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(self, f)
    }
}
