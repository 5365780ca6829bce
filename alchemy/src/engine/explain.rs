//! EXPLAIN: how the database is going to run a statement.

use super::connection::Connection;
use super::execute::begin_mode;
use super::plan::Plan;
use super::{BeginMode, Engine};
use crate::driver::Next;
use crate::sql::{Statement, StatementNode};
use crate::types::Value;
use crate::{Error, ErrorKind, Result};

/// How a database explains its statements.
pub trait Explain: Send + Sync {
    /// What stands before the statement, by whether it reads or writes; None where the database
    /// can't do it. To `analyze` is to run the statement, and to measure.
    fn prefix(&self, mode: BeginMode, analyze: bool) -> Option<&'static str>;

    /// The plan in the rows that the database answers with.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] where they aren't what the database answers.
    fn plan(&self, rows: &[Vec<Value>]) -> Result<Plan>;
}

impl Connection {
    /// How the database is going to run a statement, which isn't run: which tables are read from end
    /// to end, which indexes are used, how many rows are expected.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// # fn main() -> alchemy::Result<()> {
    /// # let engine = alchemy_dialects::create_engine("sqlite::memory:")?;
    /// # metadata![User, Post].create_all(&engine)?;
    /// # let mut conn = engine.connect()?;
    /// let plan = conn.explain(select(User).filter(User.age.gt(30)))?;
    /// assert_eq!(plan.to_string(), "SCAN on users\n");
    /// assert_eq!(plan.full_scans().count(), 1);
    ///
    /// let plan = conn.explain(select(User).filter(User.id.eq(1)))?;
    /// assert_eq!(plan.full_scans().count(), 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It is `EXPLAIN QUERY PLAN` on SQLite, `EXPLAIN (FORMAT JSON)` on PostgreSQL and
    /// `EXPLAIN FORMAT=JSON` on MySQL and MariaDB (a table for UPDATE and DELETE on MySQL, which has
    /// no other for them). Plans depend on how many rows there are, as far as the database has
    /// counted them: fill a table, and run ANALYZE, before you judge one.
    ///
    /// # Errors
    /// What the compiler or the database reports, and [`ErrorKind::Decode`].
    pub fn explain(&mut self, statement: impl Statement) -> Result<Plan> {
        self.explained(&statement.node(), false)
    }

    /// Runs a statement, and tells how the database ran it, with the rows and the time that each
    /// step took. What a statement writes is undone by a savepoint; what it did beside that, such as
    /// numbers that a sequence gave out, isn't.
    ///
    /// It is `EXPLAIN ANALYZE` on PostgreSQL and MySQL, where it takes only statements that read, and
    /// `ANALYZE` on MariaDB.
    ///
    /// ```no_run
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// # fn f(conn: &mut alchemy::engine::Connection) -> alchemy::Result<()> {
    /// let plan = conn.explain_analyze(select(User).filter(User.age.gt(30)))?;
    /// println!("{plan}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] where the database can't measure, as SQLite. What the compiler or the
    /// database reports, and [`ErrorKind::Decode`].
    pub fn explain_analyze(&mut self, statement: impl Statement) -> Result<Plan> {
        let node = statement.node();
        let mode = begin_mode(&node, &self.prepared(&node)?);
        if mode == BeginMode::Read {
            return self.explained(&node, true);
        }
        if self.autocommit {
            let message = "`explain_analyze` would write what nothing can undo in AUTOCOMMIT";
            return Err(Error::new(ErrorKind::InvalidRequest, message)
                .with_help("use another connection, or `explain`"));
        }
        // Before the savepoint is set, which a database needn't have for what it refuses.
        self.explain_prefix(mode, true)?;
        let mut savepoint = self.begin_nested()?;
        let plan = savepoint.explained(&node, true)?;
        savepoint.rollback()?;
        Ok(plan)
    }

    fn explain_prefix(&self, mode: BeginMode, analyze: bool) -> Result<&'static str> {
        let explain = self.engine.backend().explain();
        explain
            .and_then(|explain| explain.prefix(mode, analyze))
            .ok_or_else(|| {
                let what = match (analyze, mode) {
                    (false, _) => "EXPLAIN",
                    (true, BeginMode::Read) => "EXPLAIN ANALYZE",
                    (true, BeginMode::Write) => "EXPLAIN ANALYZE of a statement that writes",
                };
                let name = self.dialect().name();
                let message = format!("{what} can't be expressed in {name}");
                let error = Error::new(ErrorKind::Compile, message);
                match analyze {
                    true => error.with_help("`explain` tells the plan without running it"),
                    false => error,
                }
            })
    }

    fn explained(&mut self, node: &StatementNode<'_>, analyze: bool) -> Result<Plan> {
        let prepared = self.prepared(node)?;
        let prefix = self.explain_prefix(begin_mode(node, &prepared), analyze)?;
        let sql = format!("{prefix} {}", prepared.sql());
        let mut rows = Vec::new();
        self.query_sql(&sql, prepared.binds(), &mut |row| {
            let values: std::result::Result<Vec<Value>, _> = (0..row.len())
                .map(|index| row.get(index).map(|value| value.to_value()))
                .collect();
            rows.push(values?);
            Ok(Next::Continue)
        })?;
        match self.engine.backend().explain() {
            Some(explain) => explain.plan(&rows),
            None => Ok(Plan::new(Vec::new(), String::new())),
        }
    }
}

impl Engine {
    /// How the database is going to run a statement, on a connection of the pool. See
    /// [`Connection::explain`].
    ///
    /// # Errors
    /// As [`connect`](Self::connect) and [`Connection::explain`].
    pub fn explain(&self, statement: impl Statement) -> Result<Plan> {
        self.connect()?.explain(statement)
    }
}
