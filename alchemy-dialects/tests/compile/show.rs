//! What the tests show of a statement.

use alchemy::compiler::{Dialect, ToSql, create_tables};
use alchemy::schema::Table;
use alchemy::sql::Statement;
use alchemy_dialects::mysql::MySqlDialect;
use alchemy_dialects::postgres::PostgresDialect;
use alchemy_dialects::sqlite::SqliteDialect;
use rusqlite::Connection;

use crate::model::{ORDER, POSTS, USERS};

pub(crate) const DIALECTS: [&dyn Dialect; 3] = [
    &SqliteDialect,
    &PostgresDialect,
    &MySqlDialect::new(alchemy_dialects::mysql::MySqlFlavour::MySql),
];

pub(crate) fn tables() -> [&'static Table; 3] {
    [&POSTS, &USERS, &ORDER]
}

pub(crate) fn sqlite() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    for statement in create_tables(tables(), &SqliteDialect, false).unwrap() {
        connection.execute_batch(&statement).unwrap();
    }
    connection
}

/// The SQL in all dialects, or why there is none; once where all say the same. What SQLite gets is
/// prepared by it.
pub(crate) fn show(statement: &dyn Statement) -> String {
    if let Ok(sql) = statement.to_sql(&SqliteDialect) {
        let connection = sqlite();
        if let Err(error) = connection.prepare(&sql) {
            panic!("SQLite refuses `{sql}`: {error}");
        }
    }
    show_unprepared(statement)
}

/// The same without SQLite's opinion: for what its driver brings, and tables that it hasn't here.
pub(crate) fn show_unprepared(statement: &dyn Statement) -> String {
    each(|dialect| {
        statement
            .to_sql(dialect)
            .unwrap_or_else(|error| format!("error: {error}"))
    })
}

/// What each dialect makes of something, once where all make the same.
pub(crate) fn each(make: impl Fn(&dyn Dialect) -> String) -> String {
    let made = DIALECTS.map(|dialect| (dialect.name(), make(dialect)));
    if made.iter().all(|(_, sql)| *sql == made[0].1) {
        return made[0].1.clone();
    }
    made.map(|(name, sql)| format!("{name}: {sql}")).join("\n")
}
