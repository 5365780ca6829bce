//! Values written into the SQL.

use std::fmt::Debug;

use alchemy::compiler::ToSql;
use alchemy::engine::Connection;
use alchemy::prelude::*;
use alchemy::sql::Row;
use alchemy::types::{ColumnType, SqlType};
use alchemy_test_support::TestDatabase;

/// The database reads the literal of a value as the value.
pub(crate) fn check<T: ColumnType + Debug + Row>(
    database: &TestDatabase,
    conn: &mut Connection,
    value: &T,
) {
    let dialect = conn.engine().dialect();
    let sql = select(literal(value.clone()))
        .to_sql_with_literals(dialect)
        .unwrap();
    // MySQL has no type for instants: their literal is a text, without the zone that it always is
    // in, until a column or a cast says what it is.
    let sql = match (T::SQL_TYPE, database.kind().name()) {
        (SqlType::TimestampTz, "mysql" | "mariadb") => {
            let literal = sql.trim_start_matches("SELECT ");
            format!("SELECT CAST({literal} AS DATETIME(6))")
        }
        _ => sql,
    };
    let shown: String = sql.chars().take(200).collect();
    let found = conn.one(text(sql).columns::<T>());
    assert!(found.is_ok(), "{shown}: {found:?}");
    let found = found.unwrap();
    assert!(ColumnType::same(&found, value), "{shown}: {found:?}");
}
