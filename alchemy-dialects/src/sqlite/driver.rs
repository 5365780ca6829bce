//! Opens connections and makes their settings.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use alchemy::ErrorKind;
use alchemy::driver::{Driver, DriverConnection, Fault};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::connection::SqliteConnection;
use super::error::fault;
use super::options::{SqliteLocation, SqliteOptions, SqliteSynchronous};
use super::registered;

/// Opens connections to one SQLite database.
#[derive(Clone, Debug)]
pub struct SqliteDriver {
    options: SqliteOptions,
}

/// The switches that every connection gets.
const SWITCHES: &[(DbConfig, bool)] = &[
    // Without the query planner's stability guarantee, SQLite looks at the bound values and
    // prepares some statements anew at every run, as with `LIMIT ?`: a factor of 20 on a join.
    (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
    // A misspelt column in double quotes is an error, not a string.
    (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
    (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
];

/// How long to wait before asking for the write-ahead log once more.
const RETRY_PAUSE: Duration = Duration::from_millis(2);

impl SqliteDriver {
    /// Makes a driver. Nothing is opened before the first connection.
    #[must_use]
    pub fn new(options: SqliteOptions) -> Self {
        Self { options }
    }

    /// Which database it opens and how.
    #[must_use]
    pub fn options(&self) -> &SqliteOptions {
        &self.options
    }

    /// Opens a connection and makes its settings.
    pub(super) fn open(&self) -> Result<SqliteConnection, Fault> {
        let connection = self.open_raw().map_err(fault)?;
        registered::register(&connection).map_err(fault)?;
        self.configure(&connection)?;
        Ok(SqliteConnection::new(connection, self.clone()))
    }

    fn open_raw(&self) -> rusqlite::Result<Connection> {
        match &self.options.location {
            SqliteLocation::Memory => Connection::open_in_memory_with_flags(self.flags()),
            SqliteLocation::File(path) => {
                Connection::open_with_flags(plain_path(path), self.flags())
            }
        }
    }

    fn flags(&self) -> OpenFlags {
        // A connection is never used by two threads at once, so it needs no mutex of its own.
        let base = OpenFlags::SQLITE_OPEN_NO_MUTEX;
        match (
            &self.options.location,
            self.options.read_only,
            self.options.create,
        ) {
            (SqliteLocation::File(_), true, _) => base | OpenFlags::SQLITE_OPEN_READ_ONLY,
            (SqliteLocation::File(_), false, false) => base | OpenFlags::SQLITE_OPEN_READ_WRITE,
            _ => base | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        }
    }

    pub(super) fn configure(&self, connection: &Connection) -> Result<(), Fault> {
        let options = &self.options;
        // First, since the settings below may meet another connection's lock.
        connection
            .busy_timeout(options.busy_timeout)
            .map_err(fault)?;
        super::functions::register(connection).map_err(fault)?;
        connection.set_prepared_statement_cache_capacity(options.statement_cache);
        let foreign_keys = (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, options.foreign_keys);
        for (switch, on) in SWITCHES.iter().copied().chain([foreign_keys]) {
            set_switch(connection, switch, on)?;
        }
        let wal = self.configure_journal(connection)?;
        let default = wal.then_some(SqliteSynchronous::Normal);
        if let Some(level) = options.synchronous.or(default) {
            connection
                .pragma_update(None, "synchronous", level.pragma())
                .map_err(fault)?;
        }
        Ok(())
    }

    /// Turns the write-ahead log on where it is wanted. Returns whether there is one.
    ///
    /// Asking for the journal also reads the file, so that one that is no database is found here
    /// and not by the first statement.
    fn configure_journal(&self, connection: &Connection) -> Result<bool, Fault> {
        let options = &self.options;
        if options.location == SqliteLocation::Memory {
            return Ok(false);
        }
        let read = connection.pragma_query_value(None, "journal_mode", |row| row.get(0));
        let found = read.map(is_wal).map_err(fault)?;
        if found || options.read_only || options.wal == Some(false) {
            return Ok(found);
        }
        let set = self.switch_to_wal(connection)?;
        match options.wal {
            Some(true) if !set => Err(Fault::new(
                ErrorKind::Operational,
                "the database can't keep a write-ahead log where it is",
            )),
            _ => Ok(set),
        }
    }

    /// Asks for the write-ahead log, and again while others have the file.
    ///
    /// The switch first reads and then writes. When two connections switch at the same time, both
    /// have read and each waits for the other; SQLite breaks that off at once, whatever the busy
    /// timeout, and one of them has to begin anew.
    fn switch_to_wal(&self, connection: &Connection) -> Result<bool, Fault> {
        let start = Instant::now();
        loop {
            let set = connection
                .pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))
                .map(is_wal)
                .map_err(fault);
            match set {
                Err(fault)
                    if fault.kind == ErrorKind::Locked
                        && start.elapsed() < self.options.busy_timeout =>
                {
                    thread::sleep(RETRY_PAUSE);
                }
                done => return done,
            }
        }
    }
}

fn is_wal(mode: String) -> bool {
    mode.eq_ignore_ascii_case("wal")
}

/// A path that is only a path: the bundled library reads `file:…` as a URI and `:memory:` as a
/// database in memory, but nothing that begins with a point or a slash.
fn plain_path(path: &Path) -> PathBuf {
    match path.is_relative() {
        true => Path::new(".").join(path),
        false => path.to_owned(),
    }
}

/// Sets a switch and makes sure that the library knows it.
fn set_switch(connection: &Connection, switch: DbConfig, on: bool) -> Result<(), Fault> {
    if connection.set_db_config(switch, on).map_err(fault)? == on {
        return Ok(());
    }
    let message = format!("this SQLite library can't set {switch:?} to {on}");
    Err(Fault::new(ErrorKind::Operational, message))
}

impl Driver for SqliteDriver {
    fn connect(&self) -> Result<Box<dyn DriverConnection>, Fault> {
        Ok(Box::new(self.open()?))
    }

    fn single_connection(&self) -> bool {
        self.options.location == SqliteLocation::Memory
    }
}

#[cfg(test)]
mod tests {
    use alchemy::driver::Next;
    use alchemy::types::Value;
    use tempfile::TempDir;

    use super::*;

    fn file(directory: &TempDir) -> SqliteOptions {
        SqliteOptions::file(directory.path().join("test.db"))
    }

    fn open(options: SqliteOptions) -> SqliteConnection {
        SqliteDriver::new(options).open().unwrap()
    }

    fn refused(options: SqliteOptions) -> Fault {
        SqliteDriver::new(options).connect().err().unwrap()
    }

    fn pragma(connection: &mut SqliteConnection, name: &str) -> Value {
        let mut found = Value::Null;
        connection
            .query(&format!("PRAGMA {name}"), &[], &mut |row| {
                found = row.get(0)?.to_value();
                Ok(Next::Continue)
            })
            .unwrap();
        found
    }

    #[test]
    fn files_get_a_write_ahead_log_and_synchronous_normal() {
        let directory = tempfile::tempdir().unwrap();
        let mut connection = open(file(&directory));
        assert_eq!(
            pragma(&mut connection, "journal_mode"),
            Value::Text("wal".to_owned())
        );
        assert_eq!(pragma(&mut connection, "synchronous"), Value::Int(1));
    }

    #[test]
    fn without_a_write_ahead_log_the_file_stays_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let mut connection = open(file(&directory).wal(false));
        assert_eq!(
            pragma(&mut connection, "journal_mode"),
            Value::Text("delete".to_owned())
        );
        assert_eq!(pragma(&mut connection, "synchronous"), Value::Int(2));
        drop(open(file(&directory)));
        let mut connection = open(file(&directory).wal(false));
        assert_eq!(
            pragma(&mut connection, "journal_mode"),
            Value::Text("wal".to_owned())
        );
        assert_eq!(pragma(&mut connection, "synchronous"), Value::Int(1));
    }

    #[test]
    fn settings_follow_the_options() {
        let mut connection = open(SqliteOptions::memory());
        assert_eq!(pragma(&mut connection, "foreign_keys"), Value::Int(1));
        assert_eq!(pragma(&mut connection, "busy_timeout"), Value::Int(5000));
        assert_eq!(
            pragma(&mut connection, "journal_mode"),
            Value::Text("memory".to_owned())
        );

        let options = SqliteOptions::memory()
            .foreign_keys(false)
            .busy_timeout(Duration::MAX)
            .synchronous(SqliteSynchronous::Extra);
        let mut connection = open(options);
        assert_eq!(pragma(&mut connection, "foreign_keys"), Value::Int(0));
        assert_eq!(
            pragma(&mut connection, "busy_timeout"),
            Value::Int(i64::from(i32::MAX))
        );
        assert_eq!(pragma(&mut connection, "synchronous"), Value::Int(3));
    }

    #[test]
    fn a_misspelt_column_in_double_quotes_is_an_error() {
        let mut connection = open(SqliteOptions::memory());
        let fault = connection.execute("SELECT \"nmae\"", &[]).unwrap_err();
        assert_eq!(fault.kind, ErrorKind::Statement);
        let ddl = "CREATE TABLE t (name TEXT, CHECK (name <> \"nmae\"))";
        assert_eq!(
            connection.execute(ddl, &[]).unwrap_err().kind,
            ErrorKind::Statement
        );
    }

    #[test]
    fn what_is_missing_is_created_only_when_asked() {
        let directory = tempfile::tempdir().unwrap();
        for options in [
            file(&directory).create(false),
            file(&directory).read_only(true),
        ] {
            let fault = refused(options);
            assert_eq!(fault.kind, ErrorKind::Operational);
            assert!(fault.message.contains("test.db"), "{fault}");
        }
        drop(open(file(&directory)));
        open(file(&directory).create(false)).ping().unwrap();
    }

    #[test]
    fn a_read_only_connection_reads_and_does_not_write() {
        let directory = tempfile::tempdir().unwrap();
        let mut writer = open(file(&directory));
        writer
            .execute_script("CREATE TABLE t (x); INSERT INTO t VALUES (7)")
            .unwrap();
        let mut reader = open(file(&directory).read_only(true));
        assert_eq!(
            reader
                .query("SELECT x FROM t", &[], &mut |_| Ok(Next::Continue))
                .unwrap(),
            1
        );
        let fault = reader.execute("DELETE FROM t", &[]).unwrap_err();
        assert_eq!(
            (fault.kind, fault.code.as_deref()),
            (ErrorKind::Operational, Some("8"))
        );
    }

    #[test]
    fn a_file_that_is_no_database_is_refused_when_it_is_opened() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(
            directory.path().join("test.db"),
            "not a database\n".repeat(100),
        )
        .unwrap();
        let fault = refused(file(&directory));
        assert_eq!(
            (fault.kind, fault.code.as_deref()),
            (ErrorKind::Operational, Some("26"))
        );
    }

    #[test]
    fn a_path_is_only_a_path() {
        assert_eq!(plain_path(Path::new(":memory:")), Path::new("./:memory:"));
        assert_eq!(
            plain_path(Path::new("file:a?mode=ro")),
            Path::new("./file:a?mode=ro")
        );
        let absolute = std::env::temp_dir().join("a.db");
        assert_eq!(plain_path(&absolute), absolute);
    }

    #[test]
    fn many_connections_may_open_a_new_file_at_once() {
        // Two that switch the journal at the same moment are rare: several rounds meet them.
        for _ in 0..40 {
            let directory = tempfile::tempdir().unwrap();
            let driver = SqliteDriver::new(file(&directory));
            thread::scope(|scope| {
                let opening: Vec<_> = (0..8)
                    .map(|_| scope.spawn(|| driver.open().map(drop)))
                    .collect();
                for thread in opening {
                    thread.join().unwrap().unwrap();
                }
            });
        }
    }

    #[test]
    fn only_a_database_in_memory_needs_a_single_connection() {
        assert!(SqliteDriver::new(SqliteOptions::memory()).single_connection());
        assert!(!SqliteDriver::new(SqliteOptions::file("a.db")).single_connection());
    }
}
