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
    (@each $statement:ident, $($database:ident)|+ : refused $(, $($rest:tt)*)?) => {
        $(assert_sql!(@refused $statement, $database);)+
        $(assert_sql!(@each $statement, $($rest)*);)?
    };
    (@each $statement:ident, $($database:ident)|+ : $sql:expr $(, $($rest:tt)*)?) => {
        $(assert_sql!(@sql $statement, $database, $sql);)+
        $(assert_sql!(@each $statement, $($rest)*);)?
    };
    (@each $statement:ident, ) => {};
    (@sql $statement:ident, all, $sql:expr) => {
        assert_sql!(@each $statement, sqlite | postgres | mysql | mariadb: $sql)
    };
    (@sql $statement:ident, $database:ident, $sql:expr) => {
        assert_eq!(
            assert_sql!(@compiled $statement, $database).unwrap(),
            $sql,
            "in {}", stringify!($database)
        )
    };
    (@refused $statement:ident, all) => {
        assert_sql!(@each $statement, sqlite | postgres | mysql | mariadb: refused)
    };
    (@refused $statement:ident, $database:ident) => {
        assert_eq!(
            assert_sql!(@compiled $statement, $database).unwrap_err().kind(),
            ErrorKind::Compile,
            "in {}", stringify!($database)
        )
    };
    (@compiled $statement:ident, $database:ident) => {
        alchemy::compiler::ToSql::to_sql($statement, &assert_sql!(@dialect $database))
    };
    (@dialect sqlite) => { alchemy_dialects::sqlite::SqliteDialect };
    (@dialect postgres) => { alchemy_dialects::postgres::PostgresDialect };
    (@dialect mysql) => {
        alchemy_dialects::mysql::MySqlDialect::new(alchemy_dialects::mysql::MySqlFlavour::MySql)
    };
    (@dialect mariadb) => {
        alchemy_dialects::mysql::MySqlDialect::new(alchemy_dialects::mysql::MySqlFlavour::MariaDb)
    };
    ($statement:expr, $($rest:tt)+) => {{
        let statement = &$statement;
        assert_sql!(@each statement, $($rest)+);
    }};
}
pub(crate) use assert_sql;
