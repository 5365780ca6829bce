//! `assert_sql!`.

use alchemy::ErrorKind;
use alchemy::compiler::{Dialect, ToSql};
use alchemy_dialects::mysql::{MySqlDialect, MySqlFlavour};
use alchemy_dialects::postgres::PostgresDialect;
use alchemy_dialects::sqlite::SqliteDialect;

/// Asserts what a statement is in each database.
///
/// `all: "…"` where they agree, else one for each; databases that agree share one, and `refused` is
/// for those that can't do it:
///
/// ```text
/// assert_sql!(statement, sqlite | mysql: "… ?", postgres: "… $1");
/// assert_sql!(statement, postgres: "…", sqlite | mysql: refused);
/// ```
///
/// `mysql` is MariaDB too, unless that has a line of its own, `mariadb: "…"`. A database that isn't
/// named is a failure.
#[macro_export]
macro_rules! assert_sql {
    ($statement:expr, $($($database:ident)|+ : $sql:tt),+ $(,)?) => {
        $crate::assert_sql(
            &$statement,
            &[$($((stringify!($database), $crate::assert_sql!(@expected $sql))),+),+],
        )
    };
    (@expected refused) => { None };
    (@expected $sql:literal) => { Some($sql) };
}

/// The four databases, and the names that stand for each, the nearest first.
fn databases() -> [(Box<dyn Dialect>, &'static [&'static str]); 4] {
    let mariadb = MySqlDialect::new(MySqlFlavour::MariaDb);
    let mysql = MySqlDialect::new(MySqlFlavour::MySql);
    [
        (Box::new(SqliteDialect), &["sqlite", "all"]),
        (Box::new(PostgresDialect), &["postgres", "all"]),
        (Box::new(mysql), &["mysql", "all"]),
        (Box::new(mariadb), &["mariadb", "mysql", "all"]),
    ]
}

/// What [`assert_sql!`] calls: for each name the SQL, or nothing where it is refused.
///
/// # Panics
/// As it says.
#[track_caller]
pub fn assert_sql(statement: &dyn ToSql, expected: &[(&str, Option<&str>)]) {
    for (dialect, names) in databases() {
        let sql = statement.to_sql(&*dialect);
        let named = |name: &&str| expected.iter().find(|(database, _)| database == name);
        let Some((name, expected)) = names.iter().find_map(named) else {
            panic!("`{}` is missing: {sql:?}", names[0]);
        };
        match (sql, expected) {
            (Ok(sql), Some(expected)) => assert_eq!(sql, *expected, "on {} ({name})", names[0]),
            (Ok(sql), None) => panic!("{} does it: {sql}", names[0]),
            (Err(error), None) => assert_eq!(error.kind(), ErrorKind::Compile, "{error}"),
            (Err(error), Some(_)) => panic!("{} refuses it: {error}", names[0]),
        }
    }
}
