//! An open connection: runs statements and keeps them prepared.

use std::cell::Cell;
use std::time::Duration;

use alchemy::ErrorKind;
use alchemy::driver::{
    Batch, Cursor, Driver, DriverConnection, Executed, Fault, Next, QueryError, Reset, RowCallback,
};
use alchemy::types::Value;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch as Script, CachedStatement, Connection, Rows, Statement};

use super::bind::bind_all;
use super::cursor::SqliteCursor;
use super::deadline::{Deadline, STEPS};
use super::driver::SqliteDriver;
use super::error::fault;
use super::row::SqliteRow;
use super::session::{
    READ_COMMITTED, READ_WRITE, around_transaction, changes_session, script_changes_session,
};
use crate::nul::refuse_nul;

/// One connection to a SQLite database.
pub(super) struct SqliteConnection {
    connection: Connection,
    /// A cell, since statements and cursors borrow the connection while they fail.
    broken: Cell<bool>,
    /// Whether a statement changed the connection itself.
    touched: Cell<bool>,
    /// How many settings of a transaction have not been taken back.
    around: u32,
    deadline: Deadline,
    driver: SqliteDriver,
}

impl SqliteConnection {
    pub(super) fn new(connection: Connection, driver: SqliteDriver) -> Self {
        Self {
            connection,
            broken: Cell::new(false),
            touched: Cell::new(false),
            around: 0,
            deadline: Deadline::default(),
            driver,
        }
    }

    /// Prepares a statement, or takes it from the cache, and binds its values.
    fn prepare(&self, sql: &str, binds: &[&Value]) -> Result<CachedStatement<'_>, Fault> {
        let mut statement = self.prepare_unbound(sql)?;
        bind_all(&mut statement, binds)?;
        Ok(statement)
    }

    /// Prepares a statement, or takes it from the cache.
    fn prepare_unbound(&self, sql: &str) -> Result<CachedStatement<'_>, Fault> {
        refuse_nul(sql)?;
        if changes_session(sql) {
            self.touched.set(true);
        }
        self.connection
            .prepare_cached(sql)
            .map_err(|error| self.fault(error))
    }

    #[cold]
    fn fault(&self, error: rusqlite::Error) -> Fault {
        let mut fault = fault(error);
        // A transaction that has read can't wait for another one to write first: SQLite answers at
        // once, whatever the busy timeout, since what was read may be out of date by then.
        if fault.code.as_deref() == Some(BUSY) && !self.connection.is_autocommit() {
            fault.kind = ErrorKind::SerializationFailure;
        }
        self.broken.set(self.broken.get() || fault.is_disconnect());
        fault
    }

    /// Takes back what can be taken back one by one.
    fn undo(&self) -> rusqlite::Result<()> {
        let names = |sql: &str| -> rusqlite::Result<Vec<(String, String)>> {
            let mut statement = self.connection.prepare(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        self.connection.execute_batch(UNDO)?;
        // Triggers and indexes go with what they stand on; views first, since they name tables.
        for (kind, name) in names(
            "SELECT type, name FROM temp.sqlite_schema \
             WHERE type IN ('table', 'view', 'trigger') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             ORDER BY type DESC",
        )? {
            let name = quoted(&name);
            let drop = format!("DROP {kind} IF EXISTS temp.{name}");
            self.connection.execute_batch(&drop)?;
        }
        for (name, _) in
            names("SELECT name, file FROM pragma_database_list WHERE name NOT IN ('main', 'temp')")?
        {
            let detach = format!("DETACH {}", quoted(&name));
            self.connection.execute_batch(&detach)?;
        }
        Ok(())
    }

    /// Runs what is left of a statement, whatever rows it gives.
    ///
    /// Only a run to the end tells whether an implicit COMMIT worked: an error at a reset in the
    /// middle is lost.
    fn finish(&self, rows: &mut Rows<'_>) -> Result<(), Fault> {
        while rows.next().map_err(|error| self.fault(error))?.is_some() {}
        Ok(())
    }
}

/// The code of a lock that another connection holds, without more to it.
const BUSY: &str = "5";

/// The settings that change what statements mean or may do, as they are in a new connection.
const UNDO: &str = "PRAGMA query_only = off; PRAGMA read_uncommitted = off; \
     PRAGMA recursive_triggers = off; PRAGMA case_sensitive_like = off; \
     PRAGMA ignore_check_constraints = off; PRAGMA reverse_unordered_selects = off; \
     PRAGMA writable_schema = off; PRAGMA legacy_alter_table = off";

impl DriverConnection for SqliteConnection {
    fn query(
        &mut self,
        sql: &str,
        binds: &[&Value],
        each: &mut RowCallback<'_>,
    ) -> Result<u64, QueryError> {
        let mut statement = self.prepare(sql, binds)?;
        let mut rows = statement.raw_query();
        let mut count = 0;
        let mut columns = 0;
        // Wherever this ends, dropping `rows` takes the statement to its start.
        while let Some(row) = rows.next().map_err(|error| self.fault(error))? {
            if count == 0 {
                // Not before the first row: a changed schema is noticed by the first step.
                columns = row.as_ref().column_count();
            }
            count += 1;
            match each(&SqliteRow { row, columns }).map_err(QueryError::Callback)? {
                Next::Continue => {}
                Next::Stop => {
                    if !rows.as_ref().is_none_or(Statement::readonly) {
                        self.finish(&mut rows)?;
                    }
                    break;
                }
            }
        }
        Ok(count)
    }

    fn execute(&mut self, sql: &str, binds: &[&Value]) -> Result<u64, Fault> {
        let mut statement = self.prepare(sql, binds)?;
        let before = self.connection.total_changes();
        // Rows that come all the same, as from a PRAGMA, are passed over.
        self.finish(&mut statement.raw_query())?;
        // The count of the last INSERT, UPDATE or DELETE stays what it was when another statement
        // runs.
        match self.connection.total_changes() == before {
            true => Ok(0),
            false => Ok(self.connection.changes()),
        }
    }

    fn execute_many(&mut self, sql: &str, batch: &mut dyn Batch) -> Result<(), QueryError> {
        let mut statement = self.prepare_unbound(sql)?;
        let mut values = Vec::new();
        for run in 0..batch.len() {
            values.clear();
            batch
                .binds(run, &mut values)
                .map_err(QueryError::Callback)?;
            bind_all(&mut statement, &values)?;
            let before = self.connection.total_changes();
            self.finish(&mut statement.raw_query())?;
            let rows = match self.connection.total_changes() == before {
                true => 0,
                false => self.connection.changes(),
            };
            let last_insert_id = self.last_insert_id();
            batch
                .done(
                    run,
                    Executed {
                        rows,
                        last_insert_id,
                    },
                )
                .map_err(QueryError::Callback)?;
        }
        Ok(())
    }

    fn execute_script(&mut self, sql: &str) -> Result<(), Fault> {
        refuse_nul(sql)?;
        match around_transaction(sql) {
            Some(true) => self.around += 1,
            Some(false) => self.around = self.around.saturating_sub(1),
            None if script_changes_session(sql) => self.touched.set(true),
            None => {}
        }
        let mut statements = Script::new(&self.connection, sql);
        while let Some(mut statement) = statements.next().map_err(|error| self.fault(error))? {
            self.finish(&mut statement.raw_query())?;
        }
        Ok(())
    }

    fn cursor<'c>(
        &'c mut self,
        sql: &str,
        binds: &[&Value],
    ) -> Result<Box<dyn Cursor + 'c>, Fault> {
        let statement = self.prepare(sql, binds)?;
        Ok(Box::new(SqliteCursor::new(statement, &self.broken)))
    }

    fn last_insert_id(&self) -> Option<i64> {
        // SQLite answers 0 when nothing has been inserted, a key that it never generates.
        Some(self.connection.last_insert_rowid()).filter(|id| *id != 0)
    }

    fn in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    fn is_broken(&self) -> bool {
        self.broken.get()
    }

    fn ping(&mut self) -> Result<(), Fault> {
        self.execute("SELECT 1", &[]).map(drop)
    }

    /// SQLite asks now and then, while it works, whether it should go on. Waiting for another
    /// connection's lock has a limit of its own, the busy timeout.
    fn set_timeout(&mut self, limit: Option<Duration>) -> Result<(), Fault> {
        match (limit, self.deadline.is_watched()) {
            (None, false) => Ok(()),
            (None, true) => {
                let removed = self.connection.progress_handler(0, None::<fn() -> bool>);
                removed.map_err(|error| self.fault(error))?;
                self.deadline.forget();
                Ok(())
            }
            (Some(limit), watched) => {
                self.deadline.set(limit);
                if !watched {
                    let handler = self.deadline.handler();
                    let set = self.connection.progress_handler(STEPS, Some(handler));
                    set.map_err(|error| self.fault(error))?;
                    self.deadline.watch();
                }
                Ok(())
            }
        }
    }

    /// A file is closed and opened again, which costs little and forgets everything. In memory that
    /// would lose the database: settings are made anew, temporary tables and attached files go.
    fn reset(&mut self) -> Result<Reset, Fault> {
        self.set_timeout(None)?;
        if self.around > 0 {
            self.execute_script(READ_WRITE)?;
            self.execute_script(READ_COMMITTED)?;
            self.around = 0;
        }
        if !self.touched.get() {
            return Ok(Reset::Untouched);
        }
        if !self.driver.single_connection() {
            *self = self.driver.open()?;
            return Ok(Reset::Restored);
        }
        self.connection.flush_prepared_statement_cache();
        self.undo().map_err(|error| self.fault(error))?;
        self.driver.configure(&self.connection)?;
        self.touched.set(false);
        Ok(Reset::Restored)
    }
}

#[cfg(test)]
impl SqliteConnection {
    /// How often the cached statement of a text has run: 0 when it had to be prepared.
    pub(super) fn runs(&self, sql: &str) -> i32 {
        self.status(sql, rusqlite::StatementStatus::Run)
    }

    fn status(&self, sql: &str, status: rusqlite::StatementStatus) -> i32 {
        self.connection
            .prepare_cached(sql)
            .unwrap()
            .get_status(status)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rusqlite::StatementStatus;
    use rusqlite::config::DbConfig;
    use tempfile::TempDir;

    use super::*;
    use crate::sqlite::{SqliteDriver, SqliteOptions};

    fn open(options: SqliteOptions) -> SqliteConnection {
        SqliteDriver::new(options).open().unwrap()
    }

    fn memory(script: &str) -> SqliteConnection {
        let mut connection = open(SqliteOptions::memory());
        connection.execute_script(script).unwrap();
        connection
    }

    fn file(directory: &TempDir) -> SqliteOptions {
        let path = directory.path().join("test.db");
        SqliteOptions::file(path).busy_timeout(Duration::ZERO)
    }

    fn refused(connection: &mut SqliteConnection, sql: &str) -> Fault {
        connection.execute(sql, &[]).unwrap_err()
    }

    fn ints(connection: &mut SqliteConnection, sql: &str) -> Vec<Value> {
        let mut found = Vec::new();
        let count = connection
            .query(sql, &[], &mut |row| {
                found.push(row.get(0)?.to_value());
                Ok(Next::Continue)
            })
            .unwrap();
        assert_eq!(count, u64::try_from(found.len()).unwrap());
        found
    }

    #[test]
    fn constraints_are_told_apart_with_their_names() {
        let mut connection = memory(
            "CREATE TABLE parent (id INTEGER PRIMARY KEY);
             CREATE TABLE t (
                 id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, a, b, name,
                 parent REFERENCES parent, age CONSTRAINT age_is_positive CHECK (age > 0),
                 UNIQUE (a, b));
             CREATE UNIQUE INDEX lower_name ON t (lower(name));
             CREATE TABLE strict_one (n INTEGER) STRICT;
             CREATE TRIGGER guard BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'kept'); END;
             INSERT INTO t (id, email, a, b, name) VALUES (1, 'x', 1, 2, 'n');",
        );
        let table = [
            (
                "(id, email) VALUES (1, 'y')",
                ErrorKind::UniqueViolation,
                "1555",
                "t/id/",
            ),
            (
                "(email) VALUES ('x')",
                ErrorKind::UniqueViolation,
                "2067",
                "t/email/",
            ),
            (
                "(email, a, b) VALUES ('y', 1, 2)",
                ErrorKind::UniqueViolation,
                "2067",
                "t/a, b/",
            ),
            (
                "(email, name) VALUES ('y', 'N')",
                ErrorKind::UniqueViolation,
                "2067",
                "//lower_name",
            ),
            (
                "(email) VALUES (NULL)",
                ErrorKind::NotNullViolation,
                "1299",
                "t/email/",
            ),
            (
                "(email, parent) VALUES ('y', 9)",
                ErrorKind::ForeignKeyViolation,
                "787",
                "//",
            ),
            (
                "(email, age) VALUES ('y', 0)",
                ErrorKind::CheckViolation,
                "275",
                "//age_is_positive",
            ),
            (
                "(id, email) VALUES ('one', 'y')",
                ErrorKind::InvalidValue,
                "20",
                "//",
            ),
        ];
        let names = |fault: &Fault| {
            [&fault.table, &fault.column, &fault.constraint]
                .map(|name| name.as_deref().unwrap_or_default())
                .join("/")
        };
        for (insert, kind, code, expected) in table {
            let fault = refused(&mut connection, &format!("INSERT INTO t {insert}"));
            assert_eq!(
                (fault.kind, fault.code.as_deref()),
                (kind, Some(code)),
                "{insert}"
            );
            assert_eq!(names(&fault), expected, "{insert}");
        }
        let fault = refused(&mut connection, "INSERT INTO strict_one VALUES ('x')");
        assert_eq!(
            (fault.kind, names(&fault).as_str()),
            (ErrorKind::InvalidValue, "strict_one/n/")
        );
        let fault = refused(&mut connection, "DELETE FROM t");
        assert_eq!(fault.kind, ErrorKind::IntegrityViolation);
        assert_eq!(fault.message, "kept");
        assert!(!connection.is_broken());
    }

    #[test]
    fn statements_that_sqlite_does_not_understand() {
        let mut connection = memory("");
        let table = [
            ("SELEC 1", "syntax error"),
            ("SELECT * FROM missing", "no such table: missing"),
            ("SELECT nmae", "no such column: nmae"),
            ("SELECT 1; SELECT 2", "more than one statement"),
            ("SELECT 1\0; SELECT 2", "U+0000"),
        ];
        for (sql, part) in table {
            let fault = refused(&mut connection, sql);
            assert_eq!(fault.kind, ErrorKind::Statement, "{sql}");
            assert!(fault.message.contains(part), "{fault}");
            let scripted = connection.execute_script(sql).err().map(|fault| fault.kind);
            let expected = Some(ErrorKind::Statement).filter(|_| !part.contains("more than one"));
            assert_eq!(scripted, expected, "{sql}");
        }
        assert_eq!(
            refused(&mut connection, " -- nothing").kind,
            ErrorKind::InvalidRequest
        );
        assert_eq!(refused(&mut connection, "").kind, ErrorKind::InvalidRequest);
    }

    #[test]
    fn what_the_database_can_not_do() {
        let mut connection = memory("CREATE TABLE t (x); PRAGMA max_page_count = 4");
        let fault = refused(&mut connection, "INSERT INTO t VALUES (zeroblob(100000))");
        assert_eq!(
            (fault.kind, fault.code.as_deref()),
            (ErrorKind::Operational, Some("13"))
        );
        let fault = refused(&mut connection, "SELECT length(zeroblob(2000000000))");
        assert_eq!(
            (fault.kind, fault.code.as_deref()),
            (ErrorKind::InvalidValue, Some("18"))
        );
        let missing = "ATTACH '/no/such/directory/a.db' AS other";
        assert_eq!(
            refused(&mut connection, missing).kind,
            ErrorKind::Operational
        );
    }

    #[test]
    fn a_damaged_file_is_an_operational_fault() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("test.db");
        let mut connection = open(file(&directory).wal(false));
        connection
            .execute_script("CREATE TABLE t (x); INSERT INTO t VALUES (hex(zeroblob(5000)))")
            .unwrap();
        drop(connection);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[4096..4200].fill(0xee);
        std::fs::write(&path, bytes).unwrap();
        let mut connection = open(file(&directory).wal(false));
        let fault = refused(&mut connection, "SELECT * FROM t");
        assert_eq!(
            (fault.kind, fault.code.as_deref()),
            (ErrorKind::Operational, Some("11"))
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_connection_whose_file_is_gone_is_broken() {
        let directory = tempfile::tempdir().unwrap();
        let mut connection = open(file(&directory).wal(false));
        connection.execute_script("CREATE TABLE t (x)").unwrap();
        std::fs::remove_file(directory.path().join("test.db")).unwrap();
        assert!(!connection.is_broken());
        let fault = refused(&mut connection, "INSERT INTO t VALUES (1)");
        assert_eq!(
            (fault.kind, fault.code.as_deref()),
            (ErrorKind::Disconnected, Some("1032"))
        );
        assert!(connection.is_broken());
    }

    #[test]
    fn locks_and_stale_snapshots_are_told_apart() {
        let directory = tempfile::tempdir().unwrap();
        let mut first = open(file(&directory));
        let mut second = open(file(&directory));
        first
            .execute_script("CREATE TABLE t (x); BEGIN IMMEDIATE")
            .unwrap();
        let fault = refused(&mut second, "INSERT INTO t VALUES (1)");
        assert_eq!(
            (fault.kind, fault.code.as_deref()),
            (ErrorKind::Locked, Some("5"))
        );

        first
            .execute_script("COMMIT; BEGIN; SELECT * FROM t")
            .unwrap();
        second.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
        let fault = refused(&mut first, "INSERT INTO t VALUES (2)");
        let expected = (ErrorKind::SerializationFailure, Some("517"));
        assert_eq!((fault.kind, fault.code.as_deref()), expected);
    }

    #[test]
    fn an_interrupted_statement_is_a_timeout() {
        let mut connection = memory("");
        let handle = connection.connection.get_interrupt_handle();
        let sql =
            "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT x FROM n";
        let result = connection.query(sql, &[], &mut |_| {
            handle.interrupt();
            Ok(Next::Continue)
        });
        assert!(
            matches!(result, Err(QueryError::Fault(fault)) if fault.kind == ErrorKind::Timeout)
        );
        connection.ping().unwrap();
    }

    #[test]
    fn a_callback_stops_early_or_fails_and_the_next_run_starts_clean() {
        let mut connection = memory("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2), (3)");
        let sql = "SELECT x FROM t ORDER BY x";
        let mut seen = 0;
        let count = connection.query(sql, &[], &mut |_| {
            seen += 1;
            Ok(if seen == 2 {
                Next::Stop
            } else {
                Next::Continue
            })
        });
        assert_eq!((count.unwrap(), seen), (2, 2));
        assert_eq!(ints(&mut connection, sql).len(), 3);

        let error = alchemy::Error::new(ErrorKind::Decode, "no");
        let failed = connection.query(sql, &[], &mut |_| Err(error.clone()));
        assert!(matches!(failed, Err(QueryError::Callback(error)) if error.message() == "no"));
        assert_eq!(ints(&mut connection, sql).len(), 3);
        connection.execute_script("DROP TABLE t").unwrap();
    }

    #[test]
    fn stopping_early_does_not_lose_an_error_of_the_commit() {
        let mut connection = memory(
            "CREATE TABLE parent (id INTEGER PRIMARY KEY);
             CREATE TABLE t (parent REFERENCES parent DEFERRABLE INITIALLY DEFERRED)",
        );
        let sql = "INSERT INTO t VALUES (1), (2) RETURNING parent";
        let result = connection.query(sql, &[], &mut |_| Ok(Next::Stop));
        let Err(QueryError::Fault(fault)) = result else {
            panic!("{result:?}")
        };
        assert_eq!(fault.kind, ErrorKind::ForeignKeyViolation);
        assert_eq!(
            refused(&mut connection, sql).kind,
            ErrorKind::ForeignKeyViolation
        );
        assert_eq!(ints(&mut connection, "SELECT * FROM t").len(), 0);
    }

    #[test]
    fn rows_are_counted_where_they_are_changed() {
        let mut connection = memory("CREATE TABLE t (x)");
        let table = [
            ("INSERT INTO t VALUES (1), (2), (3)", 3),
            ("CREATE TABLE u (x)", 0),
            ("UPDATE t SET x = x", 3),
            ("UPDATE t SET x = 0 WHERE x > 2", 1),
            ("SELECT * FROM t", 0),
            ("PRAGMA user_version", 0),
            ("INSERT INTO t VALUES (4), (5) RETURNING x", 2),
            ("DELETE FROM t WHERE x > 100", 0),
            ("BEGIN", 0),
            ("DELETE FROM t", 5),
            ("ROLLBACK", 0),
        ];
        for (sql, expected) in table {
            assert_eq!(connection.execute(sql, &[]).unwrap(), expected, "{sql}");
        }
    }

    #[test]
    fn scripts_run_all_their_statements_until_one_fails() {
        let mut connection = memory(
            "CREATE TABLE t (x); -- a comment; with a semicolon
             INSERT INTO t VALUES (';'), ('--') RETURNING x;
             SELECT * FROM t;
             ; INSERT INTO t VALUES (3)
             -- the end",
        );
        assert_eq!(
            ints(&mut connection, "SELECT count(*) FROM t"),
            [Value::Int(3)]
        );
        let script = "INSERT INTO t VALUES (4); INSERT INTO missing VALUES (1); DELETE FROM t";
        let fault = connection.execute_script(script).unwrap_err();
        assert_eq!(fault.kind, ErrorKind::Statement);
        assert_eq!(
            ints(&mut connection, "SELECT count(*) FROM t"),
            [Value::Int(4)]
        );
    }

    #[test]
    fn the_transaction_is_what_sqlite_says() {
        let mut connection = memory("CREATE TABLE t (x INTEGER PRIMARY KEY)");
        assert!(!connection.in_transaction());
        connection.execute("BEGIN", &[]).unwrap();
        assert!(connection.in_transaction());
        connection.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
        // This failure ends the transaction, unknown to whoever only watches the statements.
        connection
            .execute("INSERT OR ROLLBACK INTO t VALUES (1)", &[])
            .unwrap_err();
        assert!(!connection.in_transaction());
    }

    #[test]
    fn the_last_key_is_that_of_the_last_insert() {
        let mut connection = memory("CREATE TABLE t (id INTEGER PRIMARY KEY, x)");
        assert_eq!(connection.last_insert_id(), None);
        connection
            .execute("INSERT INTO t (x) VALUES (1), (2)", &[])
            .unwrap();
        assert_eq!(connection.last_insert_id(), Some(2));
        connection
            .execute("INSERT INTO t (id) VALUES (-5)", &[])
            .unwrap();
        assert_eq!(connection.last_insert_id(), Some(-5));
    }

    #[test]
    fn rows_tell_their_columns() {
        let mut connection = memory("");
        let sql = "SELECT 1 AS one, CAST(x'c328' AS TEXT) AS \"two words\"";
        connection
            .query(sql, &[], &mut |row| {
                assert_eq!((row.len(), row.is_empty()), (2, false));
                assert_eq!(row.column_name(0), Some("one"));
                assert_eq!(row.column_name(2), None);
                let fault = row.get(1).unwrap_err();
                assert_eq!(fault.kind, ErrorKind::Decode);
                assert_eq!(fault.column.as_deref(), Some("two words"));
                let fault = row.get(2).unwrap_err();
                assert_eq!(fault.kind, ErrorKind::Decode);
                assert!(fault.message.contains("position 2"), "{fault}");
                Ok(Next::Continue)
            })
            .unwrap();
    }

    #[test]
    fn a_changed_schema_shows_in_a_cached_statement() {
        let mut connection = memory("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
        let mut widths = Vec::new();
        for script in [
            "",
            "ALTER TABLE t ADD b; ALTER TABLE t ADD c",
            "ALTER TABLE t DROP c",
        ] {
            connection.execute_script(script).unwrap();
            connection
                .query("SELECT * FROM t", &[], &mut |row| {
                    widths.push((row.len(), row.get(row.len() - 1).is_ok()));
                    Ok(Next::Continue)
                })
                .unwrap();
        }
        assert_eq!(widths, [(1, true), (3, true), (2, true)]);
    }

    #[test]
    fn the_cache_keeps_the_last_statements_and_no_more() {
        let mut connection = open(SqliteOptions::memory().statement_cache(2));
        for sql in ["SELECT 1", "SELECT 2", "SELECT 1", "SELECT 3"] {
            connection.execute(sql, &[]).unwrap();
        }
        assert_eq!(connection.runs("SELECT 1"), 2);
        assert_eq!(connection.runs("SELECT 3"), 1);
        assert_eq!(connection.runs("SELECT 2"), 0);

        let mut connection = open(SqliteOptions::memory().statement_cache(0));
        connection.execute("SELECT 1", &[]).unwrap();
        assert_eq!(connection.runs("SELECT 1"), 0);
    }

    #[test]
    fn the_query_planner_is_stable() {
        let script = "CREATE TABLE t (x TEXT COLLATE NOCASE); CREATE INDEX i ON t (x);
                      INSERT INTO t VALUES ('a'), ('ab'), ('b'); ANALYZE";
        let sql = "SELECT x FROM t WHERE x LIKE ?1";
        let reprepared = |stable: bool| {
            let mut connection = memory(script);
            let switch = DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG;
            assert!(connection.connection.db_config(switch).unwrap());
            if !stable {
                connection.connection.set_db_config(switch, false).unwrap();
            }
            for pattern in ["a%", "b%", "%b", "a%"] {
                let pattern = Value::Text(pattern.to_owned());
                connection.execute(sql, &[&pattern]).unwrap();
            }
            connection.status(sql, StatementStatus::RePrepare)
        };
        assert_eq!(reprepared(true), 0);
        assert!(reprepared(false) > 0);
    }
}
