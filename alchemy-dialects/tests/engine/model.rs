//! Two tables, written by hand as generated code would write them.

use alchemy::engine::{Connection, Engine};
use alchemy::schema::{
    Column as Definition, ColumnDefinition, ForeignKey, MetaData, Table, TableDefinition, Unique,
};
use alchemy::sql::Column;
use alchemy::sql::text;
use alchemy::types::SqlType;
use alchemy_dialects::create_engine;
use std::borrow::Cow;
use tempfile::TempDir;

static USER_COLUMNS: &[Definition] = &[
    Definition::define(ColumnDefinition {
        autoincrement: true,
        ..ColumnDefinition::new("id", SqlType::BigInt)
    }),
    Definition::define(ColumnDefinition::new("email", SqlType::Text)),
    Definition::define(ColumnDefinition {
        nullable: true,
        ..ColumnDefinition::new("age", SqlType::BigInt)
    }),
];

static USER_UNIQUES: &[Unique] = &[Unique {
    name: None,
    columns: Cow::Borrowed(&[1]),
}];

/// The table of users.
pub(crate) static USERS: Table = Table::define(TableDefinition {
    primary_key: &[0],
    uniques: USER_UNIQUES,
    ..TableDefinition::new("users", USER_COLUMNS)
});

static POST_COLUMNS: &[Definition] = &[
    Definition::define(ColumnDefinition {
        autoincrement: true,
        ..ColumnDefinition::new("id", SqlType::BigInt)
    }),
    Definition::define(ColumnDefinition::new("author_id", SqlType::BigInt)),
];

static POST_KEYS: &[ForeignKey] = &[ForeignKey::define(&[1], &USERS, &[0], None, None)];

/// The table of posts, which point to users.
pub(crate) static POSTS: Table = Table::define(TableDefinition {
    primary_key: &[0],
    foreign_keys: POST_KEYS,
    ..TableDefinition::new("posts", POST_COLUMNS)
});

pub(crate) struct User;

pub(crate) const ID: Column<User, i64> = Column::new(&USERS, 0);
pub(crate) const EMAIL: Column<User, String> = Column::new(&USERS, 1);
pub(crate) const AGE: Column<User, Option<i64>> = Column::new(&USERS, 2);

pub(crate) fn metadata() -> MetaData {
    let mut metadata = MetaData::new();
    // The referring table first: the order is the library's business.
    metadata.add(&POSTS);
    metadata
}

/// A database in memory with the tables.
pub(crate) fn memory() -> Engine {
    let engine = create_engine("sqlite::memory:").unwrap();
    metadata().create_all(&engine).unwrap();
    engine
}

/// A database in a file with the tables.
pub(crate) fn file(options: &str) -> (TempDir, Engine) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("test.db");
    let engine = create_engine(&format!("sqlite:{}?{options}", path.display())).unwrap();
    metadata().create_all(&engine).unwrap();
    (directory, engine)
}

pub(crate) fn add(conn: &mut Connection, email: &str) -> alchemy::Result<()> {
    let sql = text("INSERT INTO users (email) VALUES (:email)");
    conn.execute(sql.bind("email", email.to_owned()))?;
    Ok(())
}

pub(crate) fn emails(conn: &mut Connection) -> Vec<String> {
    conn.all(text("SELECT email FROM users ORDER BY id").columns())
        .unwrap()
}

/// What another connection sees.
pub(crate) fn committed(engine: &Engine) -> Vec<String> {
    emails(&mut engine.connect().unwrap())
}
