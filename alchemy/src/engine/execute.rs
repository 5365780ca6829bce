//! Running statements on a connection.

use super::BeginMode;
use super::connection::Connection;
use crate::compiler::Prepared;
use crate::driver::{self, DriverConnection, Next, RowCallback};
use crate::sql::{Query, Row, RowReader, SelectItem, Statement, StatementNode};
use crate::types::Value;
use crate::{Error, ErrorKind, Result};

/// What a statement without rows did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExecuteResult {
    /// The rows that it matched.
    pub rows_affected: u64,
    /// The key that the database generated for the last inserted row, where the driver tells it.
    /// None where there was no INSERT, and on PostgreSQL. The key of a row on every database, whatever
    /// its type, is what `conn.one(insert(User).….returning(User.id))` gives: see
    /// [`Insert::returning`](crate::sql::Insert::returning).
    pub last_insert_id: Option<i64>,
}

impl Connection {
    /// Runs a statement for what it does.
    ///
    /// # Errors
    /// What the compiler or the database reports, with the statement attached.
    pub fn execute(&mut self, statement: impl Statement) -> Result<ExecuteResult> {
        self.execute_node(&statement.node())
    }

    /// All rows.
    ///
    /// # Errors
    /// What the compiler or the database reports, and [`ErrorKind::Decode`].
    pub fn all<Q: Query>(&mut self, query: Q) -> Result<Vec<Q::Row>> {
        let mut list = Vec::new();
        self.fetch(&query.node(), |row| {
            list.push(row);
            Next::Continue
        })?;
        Ok(list)
    }

    /// The first row, if there is one; the others are not read.
    ///
    /// # Errors
    /// What the compiler or the database reports, and [`ErrorKind::Decode`].
    pub fn first<Q: Query>(&mut self, query: Q) -> Result<Option<Q::Row>> {
        let mut found = None;
        self.fetch(&query.node(), |row| {
            found = Some(row);
            Next::Stop
        })?;
        Ok(found)
    }

    /// The one row.
    ///
    /// # Errors
    /// [`ErrorKind::NoResultFound`], [`ErrorKind::MultipleResultsFound`], what the compiler or the
    /// database reports, and [`ErrorKind::Decode`].
    pub fn one<Q: Query>(&mut self, query: Q) -> Result<Q::Row> {
        let node = query.node();
        match self.at_most_one(&node)? {
            Some(row) => Ok(row),
            None => Err(self.about(&node, no_row())),
        }
    }

    /// The one row, if there is one.
    ///
    /// # Errors
    /// [`ErrorKind::MultipleResultsFound`], what the compiler or the database reports, and
    /// [`ErrorKind::Decode`].
    pub fn one_or_none<Q: Query>(&mut self, query: Q) -> Result<Option<Q::Row>> {
        self.at_most_one(&query.node())
    }

    /// The value in the first row, if there is one: `select(func::count(User.id))`.
    ///
    /// # Errors
    /// What the compiler or the database reports, and [`ErrorKind::Decode`].
    pub fn scalar<Q: Query>(&mut self, query: Q) -> Result<Option<Q::Row>> {
        self.first(query)
    }

    /// Runs text that may hold several statements, without binds, within the transaction. For
    /// settings that can't be made in one there is
    /// [`Engine::execute_script`](super::Engine::execute_script).
    ///
    /// # Errors
    /// What the database reports.
    pub fn execute_script(&mut self, sql: &str) -> Result<()> {
        self.ready(BeginMode::Write)?;
        self.script(sql)?;
        self.check_transaction();
        Ok(())
    }

    fn script(&mut self, sql: &str) -> Result<()> {
        self.run(sql, &[], |driver, sql, _| {
            driver.execute_script(sql)?;
            Ok(0)
        })?;
        Ok(())
    }

    /// Runs SQL as it stands, with the driver's own placeholders, for what it does. Nothing is
    /// compiled and nothing cached.
    ///
    /// ```
    /// use alchemy::types::Value;
    /// use alchemy_dialects::create_engine;
    ///
    /// let engine = create_engine("sqlite::memory:")?;
    /// let mut conn = engine.connect()?;
    /// conn.exec_driver_sql("CREATE TABLE t (x)", &[])?;
    /// let done = conn.exec_driver_sql("INSERT INTO t VALUES (?1), (?1)", &[Value::Int(7)])?;
    /// assert_eq!(done.rows_affected, 2);
    /// # Ok::<(), alchemy::Error>(())
    /// ```
    ///
    /// # Errors
    /// What the database reports, with the statement attached.
    pub fn exec_driver_sql(&mut self, sql: &str, binds: &[Value]) -> Result<ExecuteResult> {
        let binds: Vec<&Value> = binds.iter().collect();
        self.ready(text_mode(sql))?;
        let rows_affected = self.run(sql, &binds, |driver, sql, binds| {
            Ok(driver.execute(sql, binds)?)
        })?;
        self.check_transaction();
        Ok(ExecuteResult {
            rows_affected,
            last_insert_id: self.last_insert_id(),
        })
    }

    /// The rows of SQL that is run as it stands, with the driver's own placeholders.
    ///
    /// ```
    /// use alchemy::types::Value;
    /// use alchemy_dialects::create_engine;
    ///
    /// let engine = create_engine("sqlite::memory:")?;
    /// let mut conn = engine.connect()?;
    /// let rows: Vec<(i64, String)> =
    ///     conn.query_driver_sql("SELECT ?1, 'x'", &[Value::Int(7)])?;
    /// assert_eq!(rows, [(7, "x".to_owned())]);
    /// # Ok::<(), alchemy::Error>(())
    /// ```
    ///
    /// # Errors
    /// What the database reports, and [`ErrorKind::Decode`].
    pub fn query_driver_sql<R: Row>(&mut self, sql: &str, binds: &[Value]) -> Result<Vec<R>> {
        let binds: Vec<&Value> = binds.iter().collect();
        let mut list = Vec::new();
        self.query_sql(sql, &binds, &mut |row| {
            list.push(R::decode(&mut RowReader::with_items(row, &[]))?);
            Ok(Next::Continue)
        })?;
        self.check_transaction();
        Ok(list)
    }

    /// Runs a script without beginning a transaction for it.
    pub(super) fn script_outside(&mut self, sql: &str) -> Result<()> {
        self.settle();
        self.usable()?;
        let before = self.phase;
        match self.script(sql) {
            Ok(()) => self.check_transaction(),
            Err(error) => {
                self.unless_begun(before);
                return Err(error);
            }
        }
        Ok(())
    }

    fn at_most_one<R: Row>(&mut self, node: &StatementNode<'_>) -> Result<Option<R>> {
        let mut found = None;
        let mut more = false;
        self.fetch(node, |row| {
            if found.is_some() {
                more = true;
                return Next::Stop;
            }
            found = Some(row);
            Next::Continue
        })?;
        if more {
            return Err(self.about(node, several_rows()));
        }
        Ok(found)
    }

    #[inline]
    fn fetch<R: Row>(
        &mut self,
        node: &StatementNode<'_>,
        mut each: impl FnMut(R) -> Next,
    ) -> Result<()> {
        let items = result_items(node);
        self.query_rows(node, &mut |row| {
            let mut reader = RowReader::with_items(row, items);
            Ok(each(R::decode(&mut reader)?))
        })?;
        Ok(())
    }

    /// The statement as SQL.
    #[inline]
    pub(super) fn prepared<'s>(&self, node: &'s StatementNode<'s>) -> Result<Prepared<'s>> {
        let (cache, dialect) = (self.engine.cache(), self.engine.dialect());
        cache.prepare_in(node, dialect, self.execution.schemas())
    }

    /// Whether a common table expression of the statement changes a table.
    pub(crate) fn modifies(&self, node: &StatementNode<'_>) -> Result<bool> {
        Ok(self.prepared(node)?.modifies())
    }

    /// Names the statement in an error that no driver reported.
    #[cold]
    fn about(&self, node: &StatementNode<'_>, error: Error) -> Error {
        match self.prepared(node) {
            Ok(prepared) => self.describe(error, prepared.sql(), prepared.binds()),
            Err(_) => error,
        }
    }

    /// Runs a statement and hands its rows to a callback. Returns how many.
    pub(crate) fn query_rows(
        &mut self,
        node: &StatementNode<'_>,
        each: &mut RowCallback<'_>,
    ) -> Result<u64> {
        if let Some(rows) = self.query_inserted(node, each)? {
            return Ok(rows);
        }
        let prepared = self.prepared(node)?;
        self.ready(begin_mode(node, &prepared))?;
        let (sql, binds) = (prepared.sql(), prepared.binds());
        self.before(node)?;
        let rows = match node {
            StatementNode::Text(text) if !text.items.is_empty() => {
                let mut named = false;
                let mut each = |row: &dyn driver::Row| {
                    if !named {
                        check_names(row, &text.items)?;
                        named = true;
                    }
                    each(row)
                };
                self.run(sql, binds, |driver, sql, binds| {
                    driver.query(sql, binds, &mut each)
                })?
            }
            _ => self.run(sql, binds, |driver, sql, binds| {
                driver.query(sql, binds, each)
            })?,
        };
        self.after(node, rows);
        Ok(rows)
    }

    /// Runs a statement for what it does.
    pub(crate) fn execute_node(&mut self, node: &StatementNode<'_>) -> Result<ExecuteResult> {
        let prepared = self.prepared(node)?;
        self.ready(begin_mode(node, &prepared))?;
        let (sql, binds) = (prepared.sql(), prepared.binds());
        self.before(node)?;
        let rows_affected = self.run(sql, binds, |driver, sql, binds| {
            Ok(driver.execute(sql, binds)?)
        })?;
        self.after(node, rows_affected);
        let inserted = matches!(node, StatementNode::Insert(_) | StatementNode::Text(_));
        // Some databases tell the first key of several, which would be taken for the last.
        let is_first =
            rows_affected > 1 && self.engine.dialect().capability().insert_id_step.is_some();
        Ok(ExecuteResult {
            rows_affected,
            last_insert_id: if inserted && !is_first {
                self.last_insert_id()
            } else {
                None
            },
        })
    }

    /// Runs SQL that writes, as it stands. Returns the rows that it matched.
    pub(crate) fn run_sql(&mut self, sql: &str, binds: &[&Value]) -> Result<u64> {
        self.ready(BeginMode::Write)?;
        self.run(sql, binds, |driver, sql, binds| {
            Ok(driver.execute(sql, binds)?)
        })
    }

    /// Runs SQL that gives rows, as it stands. Returns how many.
    pub(crate) fn query_sql(
        &mut self,
        sql: &str,
        binds: &[&Value],
        each: &mut RowCallback<'_>,
    ) -> Result<u64> {
        self.ready(text_mode(sql))?;
        self.run(sql, binds, |driver, sql, binds| {
            driver.query(sql, binds, each)
        })
    }

    /// The key that the database generated for the last inserted row.
    pub(crate) fn last_insert_id(&self) -> Option<i64> {
        self.pooled
            .state()
            .and_then(DriverConnection::last_insert_id)
    }

    #[inline]
    pub(super) fn before(&self, node: &StatementNode<'_>) -> Result<()> {
        let events = self.engine.events();
        if events.watches_statements() {
            events.heard_before(node, &self.execution)?;
        }
        Ok(())
    }

    #[inline]
    pub(super) fn after(&mut self, node: &StatementNode<'_>, rows: u64) {
        let events = self.engine.events();
        if events.watches_statements() {
            events.heard_after(node, &self.execution, rows);
        }
        if matches!(node, StatementNode::Text(_)) {
            self.check_transaction();
        }
    }
}

fn no_row() -> Error {
    Error::new(ErrorKind::NoResultFound, "no row was found")
        .with_help("`one_or_none` gives an `Option` instead of this error")
}

fn several_rows() -> Error {
    Error::new(
        ErrorKind::MultipleResultsFound,
        "more than one row was found where one was asked for",
    )
    .with_help("`first` gives the first of several rows")
}

/// What a statement's rows consist of, to name a column that can't be decoded.
pub(crate) fn result_items<'a>(node: &'a StatementNode<'_>) -> &'a [SelectItem] {
    match node {
        StatementNode::Select(select) => &select.items,
        StatementNode::Insert(insert) => &insert.returning,
        StatementNode::Update(update) => &update.returning,
        StatementNode::Delete(delete) => &delete.returning,
        StatementNode::Merge(_) => &[],
        StatementNode::Text(text) => &text.items,
    }
}

/// Refuses the rows of SQL as written whose columns aren't the entity's, in its order.
pub(super) fn check_names(row: &dyn driver::Row, items: &[SelectItem]) -> Result<()> {
    let columns = items.iter().flat_map(|item| match item {
        SelectItem::Entity { table, .. } => &table.columns[..],
        SelectItem::Expr { .. } => &[],
    });
    for (position, column) in columns.enumerate() {
        let found = row.column_name(position).unwrap_or("nothing");
        if found != column.name {
            let message = format!(
                "column {} is `{found}`, where the entity has `{}`",
                position + 1,
                column.name
            );
            return Err(Error::new(ErrorKind::Decode, message)
                .with_column(column.name.as_ref())
                .with_help("select the entity's columns in the table's order"));
        }
    }
    Ok(())
}

/// What the transaction that a statement begins is going to do.
pub(super) fn begin_mode(node: &StatementNode<'_>, prepared: &Prepared<'_>) -> BeginMode {
    match node {
        StatementNode::Select(_) if prepared.modifies() => BeginMode::Write,
        StatementNode::Select(_) => BeginMode::Read,
        StatementNode::Text(text) => text_mode(&text.sql),
        _ => BeginMode::Write,
    }
}

/// The words that a statement which only reads begins with.
const READING: [&str; 6] = ["SELECT", "VALUES", "EXPLAIN", "PRAGMA", "SHOW", "TABLE"];
/// The words without which a statement that begins with WITH reads.
const WRITING: [&str; 5] = ["INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"];

/// What SQL as written is going to do: when in doubt, write.
fn text_mode(sql: &str) -> BeginMode {
    let mut words = sql
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty());
    let is_any = |word: &str, list: &[&str]| list.iter().any(|it| it.eq_ignore_ascii_case(word));
    let reads = match words.next() {
        Some(first) if first.eq_ignore_ascii_case("WITH") => {
            !words.any(|word| is_any(word, &WRITING))
        }
        Some(first) => is_any(first, &READING),
        None => false,
    };
    if reads {
        BeginMode::Read
    } else {
        BeginMode::Write
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_reads_is_told_from_text_that_writes() {
        let reads = [
            "SELECT 1",
            "  select * from t",
            "(SELECT 1) UNION (SELECT 2)",
            "with x as (select 1) select * from x",
            "VALUES (1)",
            "PRAGMA user_version",
        ];
        let writes = [
            "INSERT INTO t VALUES (1)",
            "delete from t",
            "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x",
            "with x as (select 1) update t set a = 1",
            "CREATE TABLE t (x)",
            "-- a comment\nSELECT 1",
            "",
        ];
        for sql in reads {
            assert_eq!(text_mode(sql), BeginMode::Read, "{sql}");
        }
        for sql in writes {
            assert_eq!(text_mode(sql), BeginMode::Write, "{sql}");
        }
    }
}
