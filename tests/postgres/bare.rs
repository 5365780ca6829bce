//! The driver without an engine.

use alchemy::driver::{Driver as _, DriverConnection, Fault, Next};
use alchemy::types::Value;
use alchemy_dialects::postgres::{PostgresDriver, PostgresOptions};
use alchemy_test_support::TestDatabase;

/// A connection.
pub(crate) fn connect(database: &TestDatabase) -> Box<dyn DriverConnection> {
    connect_to(&database.url())
}

/// A connection with more options.
pub(crate) fn connect_with(database: &TestDatabase, options: &str) -> Box<dyn DriverConnection> {
    connect_to(&database.url_with(options))
}

fn connect_to(url: &str) -> Box<dyn DriverConnection> {
    try_connect(url).unwrap()
}

/// A connection, or why there is none.
pub(crate) fn try_connect(url: &str) -> Result<Box<dyn DriverConnection>, Fault> {
    PostgresDriver::new(PostgresOptions::from_url(url).unwrap()).connect()
}

/// All values of a query, row by row.
pub(crate) fn values(
    connection: &mut dyn DriverConnection,
    sql: &str,
    binds: &[&Value],
) -> Vec<Value> {
    let mut found = Vec::new();
    connection
        .query(sql, binds, &mut |row| {
            for index in 0..row.len() {
                found.push(row.get(index)?.to_value());
            }
            Ok(Next::Continue)
        })
        .unwrap();
    found
}

/// The one value of a query.
pub(crate) fn value(connection: &mut dyn DriverConnection, sql: &str, binds: &[&Value]) -> Value {
    values(connection, sql, binds).remove(0)
}

/// A text.
pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
