//! Every kind of error that a database can answer with, from each database that has it.

use std::thread;
use std::time::{Duration, Instant};

use alchemy::engine::{Connection, Engine};
use alchemy::sql::text;
use alchemy::{Error, ErrorKind};
use alchemy_dialects::create_engine;
use alchemy_test_support::{DatabaseKind, TestDatabase, with_options};

const TABLES: [&str; 2] = [
    "CREATE TABLE parents (id int NOT NULL, name varchar(10) NOT NULL, age int,
        CONSTRAINT pk_parents PRIMARY KEY (id),
        CONSTRAINT uq_parents_name UNIQUE (name),
        CONSTRAINT ck_parents_age CHECK (age > 0))",
    "CREATE TABLE children (id int NOT NULL, parent_id int NOT NULL,
        CONSTRAINT pk_children PRIMARY KEY (id),
        CONSTRAINT fk_children_parent FOREIGN KEY (parent_id) REFERENCES parents (id))",
];

fn engine(url: &str, options: &str) -> Engine {
    create_engine(&with_options(url, options)).unwrap()
}

fn tables(engine: &Engine) -> Connection {
    let mut conn = engine.connect().unwrap();
    for table in TABLES {
        conn.execute_script(table).unwrap();
    }
    conn.execute(text("INSERT INTO parents VALUES (1, 'ann', 30)"))
        .unwrap();
    conn.execute(text("INSERT INTO parents VALUES (2, 'bob', 40)"))
        .unwrap();
    conn.execute(text("INSERT INTO children VALUES (1, 1)"))
        .unwrap();
    conn.commit().unwrap();
    conn
}

/// The failure of one statement, after which the connection is usable.
fn failure(conn: &mut Connection, sql: &'static str) -> Error {
    let error = conn.execute(text(sql)).unwrap_err();
    assert_eq!(error.statement(), Some(sql), "{error}");
    assert!(error.code().is_some(), "{sql}: no code");
    conn.rollback().unwrap();
    let one: i32 = conn.one(text("SELECT 1").columns()).unwrap();
    assert_eq!(one, 1);
    error
}

#[test]
fn constraints(database: &TestDatabase) {
    let mut conn = tables(&database.engine().unwrap());
    let table = [
        (
            "INSERT INTO parents VALUES (1, 'cyd', 5)",
            ErrorKind::UniqueViolation,
        ),
        (
            "INSERT INTO parents VALUES (3, 'ann', 5)",
            ErrorKind::UniqueViolation,
        ),
        (
            "UPDATE parents SET name = 'ann' WHERE id = 2",
            ErrorKind::UniqueViolation,
        ),
        (
            "INSERT INTO children VALUES (2, 9)",
            ErrorKind::ForeignKeyViolation,
        ),
        (
            "DELETE FROM parents WHERE id = 1",
            ErrorKind::ForeignKeyViolation,
        ),
        (
            "INSERT INTO parents VALUES (3, NULL, 5)",
            ErrorKind::NotNullViolation,
        ),
        (
            "UPDATE parents SET name = NULL",
            ErrorKind::NotNullViolation,
        ),
        (
            "INSERT INTO parents VALUES (3, 'cyd', 0)",
            ErrorKind::CheckViolation,
        ),
    ];
    for (sql, kind) in table {
        let error = failure(&mut conn, sql);
        assert_eq!(error.kind(), kind, "{sql}: {error}");
        assert!(error.is_integrity() && !error.is_retryable(), "{sql}");
    }
}

/// What each database tells about the place; what it doesn't tell isn't made up.
#[test]
fn constraints_are_named(database: &TestDatabase) {
    let mut conn = tables(&database.engine().unwrap());
    let kind = database.kind();
    let sqlite = kind == DatabaseKind::Sqlite;
    let postgres = kind == DatabaseKind::POSTGRES;

    let unique = failure(&mut conn, "INSERT INTO parents VALUES (3, 'ann', 5)");
    if sqlite {
        // SQLite tells the columns, the others the constraint.
        assert_eq!(unique.column(), Some("name"), "{unique}");
    } else {
        assert_eq!(unique.constraint(), Some("uq_parents_name"), "{unique}");
    }
    if kind != DatabaseKind::MARIADB {
        assert_eq!(unique.table(), Some("parents"), "{unique}");
    }

    let key = failure(&mut conn, "INSERT INTO children VALUES (2, 9)");
    if !sqlite {
        assert_eq!(key.constraint(), Some("fk_children_parent"), "{key}");
        assert_eq!(key.table(), Some("children"), "{key}");
    }

    let null = failure(&mut conn, "INSERT INTO parents VALUES (3, NULL, 5)");
    assert_eq!(null.column(), Some("name"), "{null}");
    if sqlite || postgres {
        assert_eq!(null.table(), Some("parents"), "{null}");
    }

    let check = failure(&mut conn, "INSERT INTO parents VALUES (3, 'cyd', 0)");
    assert_eq!(check.constraint(), Some("ck_parents_age"), "{check}");
}

#[test]
fn statements_and_values(database: &TestDatabase) {
    let mut conn = tables(&database.engine().unwrap());
    for sql in [
        "SELEC 1",
        "SELECT * FROM nowhere",
        "SELECT nothing FROM parents",
        "INSERT INTO parents (nothing) VALUES (1)",
    ] {
        let error = failure(&mut conn, sql);
        assert_eq!(error.kind(), ErrorKind::Statement, "{sql}: {error}");
    }
    // SQLite has neither lengths nor widths.
    if database.kind() != DatabaseKind::Sqlite {
        for sql in [
            "INSERT INTO parents VALUES (3, 'a name that is too long', 5)",
            "INSERT INTO parents VALUES (3, 'cyd', 3000000000)",
        ] {
            let error = failure(&mut conn, sql);
            assert_eq!(error.kind(), ErrorKind::InvalidValue, "{sql}: {error}");
        }
    }
    let error = conn
        .one(text("SELECT name FROM parents WHERE id = 1").columns::<i64>())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    let many = conn
        .one(text("SELECT id FROM parents").columns::<i32>())
        .unwrap_err();
    assert_eq!(many.kind(), ErrorKind::MultipleResultsFound, "{many}");
    let none = "SELECT id FROM parents WHERE id > 9";
    let none = conn.one(text(none).columns::<i32>()).unwrap_err();
    assert_eq!(none.kind(), ErrorKind::NoResultFound, "{none}");
}

#[test(concurrent)]
fn a_lock_that_isnt_given(database: &TestDatabase) {
    // SQLite makes another file for every URL that is asked for.
    let url = database.url();
    let mut holder = tables(&engine(&url, "pool_size=1"));
    holder
        .execute(text("UPDATE parents SET age = 31 WHERE id = 1"))
        .unwrap();
    let (options, impatient) = match database.kind() {
        DatabaseKind::Sqlite => ("busy_timeout=50", None),
        DatabaseKind::POSTGRES => ("lock_timeout=50", None),
        _ => (
            "pool_size=1",
            Some("SET SESSION innodb_lock_wait_timeout = 1"),
        ),
    };
    let mut conn = engine(&url, options).connect().unwrap();
    if let Some(sql) = impatient {
        conn.execute_script(sql).unwrap();
        conn.commit().unwrap();
    }
    let sql = "UPDATE parents SET age = 32 WHERE id = 1";
    let error = conn.execute(text(sql)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Locked, "{error}");
    holder.rollback().unwrap();
    conn.rollback().unwrap();
    assert_eq!(conn.execute(text(sql)).unwrap().rows_affected, 1);
}

/// SQLite has one lock, so nobody waits for each other there.
#[test(on("postgres", "mariadb", "mysql"))]
fn a_deadlock_ends_one_of_them(database: &TestDatabase) {
    let engine = engine(&database.url(), "pool_size=2");
    let mut first = tables(&engine);
    let mut second = engine.connect().unwrap();
    let (one, two) = (
        "UPDATE parents SET age = age + 1 WHERE id = 1",
        "UPDATE parents SET age = age + 1 WHERE id = 2",
    );
    first.execute(text(one)).unwrap();
    second.execute(text(two)).unwrap();
    let results = thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let result = first.execute(text(two));
            first.rollback().map(|()| result.err())
        });
        let result = second.execute(text(one));
        second.rollback().unwrap();
        [result.err(), waiting.join().unwrap().unwrap()]
    });
    let kinds: Vec<_> = results.iter().flatten().map(Error::kind).collect();
    assert_eq!(kinds, [ErrorKind::Deadlock]);
    assert!(results.iter().flatten().all(Error::is_retryable));
}

#[test]
fn no_connection_is_free(database: &TestDatabase) {
    let engine = engine(
        &database.url(),
        "pool_size=1&max_overflow=0&pool_timeout=0.05",
    );
    let held = engine.connect().unwrap();
    let start = Instant::now();
    let error = engine.connect().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PoolTimeout, "{error}");
    assert!(start.elapsed() < Duration::from_secs(2));
    drop(held);
    drop(engine.connect().unwrap());
}

#[test(on("postgres", "mariadb", "mysql"))]
fn the_server_ends_the_connection(database: &TestDatabase) {
    let engine = engine(&database.url(), "pool_size=2");
    let mut victim = engine.connect().unwrap();
    let end = if database.kind() == DatabaseKind::POSTGRES {
        let id: i32 = victim
            .one(text("SELECT pg_backend_pid()").columns())
            .unwrap();
        format!("SELECT pg_terminate_backend({id})")
    } else {
        let id = text("SELECT CAST(connection_id() AS signed)").columns::<i64>();
        format!("KILL {}", victim.one(id).unwrap())
    };
    engine.execute_script(&end).unwrap();
    let deadline = Instant::now() + Duration::from_secs(10);
    let error = loop {
        match victim.execute(text("SELECT 1")) {
            Err(error) => break error,
            Ok(_) => assert!(Instant::now() < deadline),
        }
    };
    assert_eq!(error.kind(), ErrorKind::Disconnected, "{error}");
    assert!(!error.outcome_unknown());
    drop(victim);
    let one: i32 = engine
        .connect()
        .unwrap()
        .one(text("SELECT 1").columns())
        .unwrap();
    assert_eq!(one, 1);
}
