// `assert_sql!` for the examples in the documentation: what a statement is in each database.
//
// `all: "…"` where they agree, else one for each; databases that agree share one, and `refused` is
// for those that can't do it:
//
//     assert_sql!(statement, sqlite | mysql: "… ?", postgres: "… $1");
//     assert_sql!(statement, postgres: "…", sqlite | mysql: refused);
//
// `mysql` means MySQL; where MariaDB differs it has a line of its own, `mariadb: "…"`.

macro_rules! assert_sql {
    ($statement:expr, $($database:ident)|+ : refused $(, $($rest:tt)*)?) => {
        $(assert_sql!(@refused $statement, $database);)+
        $(assert_sql!($statement, $($rest)*);)?
    };
    ($statement:expr, $($database:ident)|+ : $sql:expr $(, $($rest:tt)*)?) => {
        $(assert_sql!(@sql $statement, $database, $sql);)+
        $(assert_sql!($statement, $($rest)*);)?
    };
    ($statement:expr, ) => {};
    (@sql $statement:expr, all, $sql:expr) => {
        assert_sql!($statement, sqlite | postgres | mysql | mariadb: $sql)
    };
    (@sql $statement:expr, $database:ident, $sql:expr) => {
        assert_eq!(
            assert_sql!(@compiled $statement, $database).unwrap(),
            $sql,
            "in {}", stringify!($database)
        )
    };
    (@refused $statement:expr, $database:ident) => {
        assert_eq!(
            assert_sql!(@compiled $statement, $database).unwrap_err().kind(),
            ErrorKind::Compile,
            "in {}", stringify!($database)
        )
    };
    (@compiled $statement:expr, $database:ident) => {
        alchemy::compiler::ToSql::to_sql(&$statement, &assert_sql!(@dialect $database))
    };
    (@dialect sqlite) => { alchemy_dialects::sqlite::SqliteDialect };
    (@dialect postgres) => { alchemy_dialects::postgres::PostgresDialect };
    (@dialect mysql) => {
        alchemy_dialects::mysql::MySqlDialect::new(alchemy_dialects::mysql::MySqlFlavour::MySql)
    };
    (@dialect mariadb) => {
        alchemy_dialects::mysql::MySqlDialect::new(alchemy_dialects::mysql::MySqlFlavour::MariaDb)
    };
}
pub(crate) use assert_sql;
