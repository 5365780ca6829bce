//! A driver's connection without an engine around it.

use alchemy::driver::{DriverConnection, Fault, Next};
use alchemy::engine::Backend as _;
use alchemy::types::Value;
use alchemy_dialects::mysql::MySqlBackend;
use alchemy_test_support::TestDatabase;

/// A connection as the engine would get it.
pub(crate) type Raw = Box<dyn DriverConnection>;

pub(crate) fn open(database: &TestDatabase) -> Raw {
    open_with(database, "")
}

pub(crate) fn open_with(database: &TestDatabase, options: &str) -> Raw {
    try_open(&database.url_with(options)).unwrap()
}

pub(crate) fn try_open(url: &str) -> Result<Raw, Fault> {
    MySqlBackend::from_url(url).unwrap().driver().connect()
}

/// A connection, and what a script makes before it is used.
pub(crate) fn with_script(database: &TestDatabase, script: &str) -> Raw {
    let mut connection = open(database);
    connection.execute_script(script).unwrap();
    connection
}

/// The first column of all rows.
pub(crate) fn column(connection: &mut dyn DriverConnection, sql: &str) -> Vec<Value> {
    bound(connection, sql, &[])
}

pub(crate) fn bound(
    connection: &mut dyn DriverConnection,
    sql: &str,
    binds: &[&Value],
) -> Vec<Value> {
    let mut found = Vec::new();
    connection
        .query(sql, binds, &mut |row| {
            found.push(row.get(0)?.to_value());
            Ok(Next::Continue)
        })
        .unwrap();
    found
}

pub(crate) fn one(connection: &mut dyn DriverConnection, sql: &str) -> Value {
    let found = column(connection, sql);
    assert_eq!(found.len(), 1, "{sql}");
    found.into_iter().next().unwrap()
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
