//! Errors by their kinds, with the names of what they are about.

use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use alchemy::ErrorKind;
use alchemy::driver::Fault;
use alchemy_dialects::create_engine;
use alchemy_test_support::TestDatabase;

use crate::raw::{Raw, column, one, open, try_open, with_script};

const TABLES: &str = "
    CREATE TABLE parents (id INT PRIMARY KEY);
    CREATE TABLE children (
        id INT PRIMARY KEY, email VARCHAR(100) NOT NULL, a INT, b INT, age INT, parent_id INT,
        CONSTRAINT one_email UNIQUE (email), CONSTRAINT a_and_b UNIQUE (a, b),
        CONSTRAINT of_age CHECK (age > 0),
        CONSTRAINT to_parent FOREIGN KEY (parent_id) REFERENCES parents (id));
    INSERT INTO parents VALUES (1);
    INSERT INTO children VALUES (1, 'x', 1, 2, 3, 1)";

/// A statement that is refused, how, and with which constraint and column.
const REFUSED: [(&str, ErrorKind, &str, &str); 9] = [
    (
        "INSERT INTO children (id, email) VALUES (1, 'y')",
        ErrorKind::UniqueViolation,
        "PRIMARY",
        "",
    ),
    (
        "INSERT INTO children (id, email) VALUES (2, 'x')",
        ErrorKind::UniqueViolation,
        "one_email",
        "",
    ),
    (
        "INSERT INTO children (id, email, a, b) VALUES (2, 'y', 1, 2)",
        ErrorKind::UniqueViolation,
        "a_and_b",
        "",
    ),
    (
        "INSERT INTO children (id, email) VALUES (2, NULL)",
        ErrorKind::NotNullViolation,
        "",
        "email",
    ),
    (
        "INSERT INTO children (id) VALUES (2)",
        ErrorKind::NotNullViolation,
        "",
        "email",
    ),
    (
        "INSERT INTO children (id, email, age) VALUES (2, 'y', 0)",
        ErrorKind::CheckViolation,
        "of_age",
        "",
    ),
    (
        "INSERT INTO children (id, email, parent_id) VALUES (2, 'y', 9)",
        ErrorKind::ForeignKeyViolation,
        "to_parent",
        "parent_id",
    ),
    (
        "DELETE FROM parents",
        ErrorKind::ForeignKeyViolation,
        "to_parent",
        "parent_id",
    ),
    (
        "UPDATE children SET email = 'x' WHERE 1 = 0 UNION",
        ErrorKind::Statement,
        "",
        "",
    ),
];

fn check_refused(connection: &mut Raw) {
    for (sql, kind, constraint, column) in REFUSED {
        let fault = connection.execute(sql, &[]).unwrap_err();
        assert_eq!(fault.kind, kind, "{sql}: {fault}");
        let name = |name: &Option<String>| name.clone().unwrap_or_default();
        assert_eq!(name(&fault.constraint), constraint, "{sql}: {fault}");
        assert_eq!(name(&fault.column), column, "{sql}: {fault}");
        assert!(fault.code.is_some());
    }
    assert!(!connection.is_broken());
}

#[test]
fn constraints_are_told_apart(database: &TestDatabase) {
    check_refused(&mut with_script(database, TABLES));
}

#[test]
fn the_language_changes_nothing(database: &TestDatabase) {
    let mut connection = with_script(database, TABLES);
    for language in ["de_DE", "fr_FR", "ja_JP"] {
        connection
            .execute_script(&format!("SET lc_messages = '{language}'"))
            .unwrap();
        check_refused(&mut connection);
    }
}

#[test]
fn statements_that_are_wrong(database: &TestDatabase) {
    let mut connection = with_script(database, TABLES);
    let table = [
        ("SELEC 1", "//"),
        ("SELECT * FROM missing", "missing//"),
        ("SELECT nmae FROM parents", "/nmae/"),
        ("CREATE TABLE parents (id INT)", "//"),
        ("SELECT no_such_function(1)", "//"),
        ("", "//"),
        ("SELECT id, count(*) FROM children GROUP BY age", "//"),
    ];
    for (sql, names) in table {
        let fault = connection.execute(sql, &[]).unwrap_err();
        assert_eq!(fault.kind, ErrorKind::Statement, "{sql}: {fault:?}");
        let found = [&fault.table, &fault.column, &fault.constraint]
            .map(|name| name.as_deref().unwrap_or_default())
            .join("/");
        if names != "//" {
            assert_eq!(found, names, "{sql}: {fault}");
        }
    }
    connection
        .execute_script("CREATE TRIGGER guard BEFORE DELETE ON children FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'kept'")
        .unwrap();
    let fault = connection.execute("DELETE FROM children", &[]).unwrap_err();
    assert_eq!(
        (fault.kind, &*fault.message),
        (ErrorKind::IntegrityViolation, "kept")
    );
}

fn refused(url: &str) -> Fault {
    try_open(url).err().unwrap()
}

#[test]
fn logins_that_are_refused(database: &TestDatabase) {
    let url = database.url();
    let (scheme, rest) = url.split_once("://").unwrap();
    let (_, place) = rest.rsplit_once('@').unwrap();
    let (server, _) = place.split_once('/').unwrap();
    let table = [
        (format!("{scheme}://alchemy:tiger@{place}"), "1045"),
        (format!("{scheme}://nobody:tiger@{place}"), "1045"),
        (database.server().url_of("no_such_database"), "1049"),
    ];
    for (url, code) in table {
        let start = Instant::now();
        let fault = refused(&url);
        assert_eq!(fault.kind, ErrorKind::Operational, "{fault:?}");
        // MySQL hides that there is no such user.
        assert!(
            fault.code.as_deref() == Some(code) || url.contains("nobody"),
            "{fault:?}"
        );
        assert!(!format!("{fault:?}").contains("tiger"), "{fault:?}");
        assert!(start.elapsed() < Duration::from_secs(5));
        let error = create_engine(&url).unwrap().connect().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Operational);
        assert!(!format!("{error} {error:?}").contains("tiger"));
    }
    let (host, _) = server.split_once(':').unwrap_or((server, ""));
    let fault = refused(&format!("{scheme}://ann:tiger@{host}:1/x"));
    assert_eq!(fault.kind, ErrorKind::Disconnected, "{fault:?}");
    assert!(!format!("{fault:?}").contains("tiger"), "{fault:?}");
}

#[test]
fn too_many_connections(database: &TestDatabase) {
    if database.server().folder().is_none() {
        return;
    }
    let mut administrator = open(database);
    administrator
        .execute_script("CREATE USER few@'%' IDENTIFIED BY 'f' WITH MAX_USER_CONNECTIONS 1")
        .unwrap();
    let (_, place) = database
        .url()
        .rsplit_once('@')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let (server, _) = place.split_once('/').unwrap();
    let url = format!("mysql://few:f@{server}");
    let first = try_open(&url).unwrap();
    let fault = refused(&url);
    assert_eq!(fault.kind, ErrorKind::Operational, "{fault:?}");
    drop(first);
    administrator.execute_script("DROP USER few@'%'").unwrap();
}

/// The server has a certificate of its own making, or none.
#[test]
fn encryption(database: &TestDatabase) {
    match try_open(&database.url_with("ssl_mode=required")) {
        Ok(mut connection) => {
            let sql = "SHOW SESSION STATUS WHERE variable_name = 'Ssl_cipher' AND value <> ''";
            assert_eq!(column(&mut *connection, sql).len(), 1);
        }
        Err(fault) => assert_eq!(fault.kind, ErrorKind::Operational, "{fault:?}"),
    }
    for mode in ["verify_ca", "verify_identity"] {
        let fault = refused(&database.url_with(&format!("ssl_mode={mode}")));
        let kinds = [ErrorKind::Operational, ErrorKind::Disconnected];
        assert!(kinds.contains(&fault.kind), "{fault:?}");
        assert!(!format!("{fault:?}").contains("c0pper"), "{fault:?}");
    }
}

#[test]
fn the_flavour_is_checked(database: &TestDatabase) {
    let url = database.url();
    let (_, rest) = url.split_once("://").unwrap();
    let is_maria = matches!(
        one(&mut *open(database), "SELECT version()"),
        alchemy::types::Value::Text(version) if version.contains("MariaDB")
    );
    let engine = create_engine(&format!("mysql://{rest}")).unwrap();
    assert_eq!(engine.dialect().name(), "mysql");
    engine.connect().unwrap();
    assert_eq!(
        engine.dialect().name(),
        if is_maria { "mariadb" } else { "mysql" }
    );
    let engine = create_engine(&format!("mariadb://{rest}")).unwrap();
    assert_eq!(engine.dialect().name(), "mariadb");
    match engine.connect() {
        Ok(_) => assert!(is_maria),
        Err(error) => {
            assert!(!is_maria);
            assert_eq!(error.kind(), ErrorKind::Operational, "{error}");
        }
    }
}

const TWO_ROWS: &str = "CREATE TABLE locks (id INT PRIMARY KEY, n INT); \
                        INSERT INTO locks VALUES (1, 0), (2, 0)";

#[test]
fn deadlocks_end_the_transaction(database: &TestDatabase) {
    let mut first = with_script(database, TWO_ROWS);
    let mut second = open(database);
    first.execute_script("BEGIN").unwrap();
    second.execute_script("BEGIN").unwrap();
    let update = |id: i32| format!("UPDATE locks SET n = n + 1 WHERE id = {id}");
    first.execute(&update(1), &[]).unwrap();
    second.execute(&update(2), &[]).unwrap();
    let (sender, receiver) = channel();
    let other = thread::spawn(move || {
        let result = second.execute(&update(1), &[]);
        sender.send(()).unwrap();
        (result, second)
    });
    let mine = first.execute("UPDATE locks SET n = n + 1 WHERE id = 2", &[]);
    if mine.is_ok() {
        // The other one was the victim.
        first.execute_script("COMMIT").unwrap();
    }
    receiver.recv_timeout(Duration::from_secs(30)).unwrap();
    let (theirs, second) = other.join().unwrap();
    let (fault, victim, survivor) = match (mine, theirs) {
        (Err(fault), Ok(_)) => (fault, first, second),
        (Ok(_), Err(fault)) => (fault, second, first),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        (fault.kind, fault.code.as_deref()),
        (ErrorKind::Deadlock, Some("1213"))
    );
    assert!(fault.kind.is_retryable());
    assert!(!victim.in_transaction() && !victim.is_broken());
    drop(survivor);
}

#[test]
fn a_lock_ends_the_statement(database: &TestDatabase) {
    let mut first = with_script(database, TWO_ROWS);
    let mut second = open(database);
    second
        .execute_script("SET innodb_lock_wait_timeout = 1")
        .unwrap();
    first.execute_script("BEGIN").unwrap();
    second.execute_script("BEGIN").unwrap();
    first
        .execute("UPDATE locks SET n = 1 WHERE id = 1", &[])
        .unwrap();
    second
        .execute("UPDATE locks SET n = 2 WHERE id = 2", &[])
        .unwrap();
    let fault = second
        .execute("UPDATE locks SET n = 2 WHERE id = 1", &[])
        .unwrap_err();
    assert_eq!(
        (fault.kind, fault.code.as_deref()),
        (ErrorKind::Locked, Some("1205"))
    );
    assert!(second.in_transaction());
    second.execute_script("COMMIT").unwrap();
    first.execute_script("ROLLBACK").unwrap();
    let found = column(&mut *first, "SELECT n FROM locks ORDER BY id");
    assert_eq!(found, [0, 2].map(alchemy::types::Value::Int));
}

#[test]
fn time_is_over(database: &TestDatabase) {
    let mut connection = open(database);
    let slow = "SELECT count(*) FROM information_schema.columns a, \
                information_schema.columns b, information_schema.columns c";
    // MariaDB counts in seconds, MySQL in milliseconds.
    let settings = [
        "SET max_statement_time = 0.2",
        "SET max_execution_time = 200",
    ];
    assert!(
        settings
            .iter()
            .any(|sql| connection.execute_script(sql).is_ok())
    );
    let fault = connection.execute(slow, &[]).unwrap_err();
    assert_eq!(fault.kind, ErrorKind::Timeout, "{fault:?}");
    assert!(!connection.is_broken());
}
