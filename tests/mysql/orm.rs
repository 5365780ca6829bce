//! The engine and a session on a live server.

use alchemy::ErrorKind;
use alchemy::engine::Engine;
use alchemy::prelude::*;
use alchemy::schema::MetaData;
use alchemy_dialects::create_engine;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::{Comment, Post, Profile, Tag, User};
use alchemy_test_support::statements_of;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;

fn blog() -> MetaData {
    metadata![User, Profile, Post, Tag, Comment]
}

fn with_blog(database: &TestDatabase) -> Engine {
    let engine = database.engine().unwrap();
    blog().create_all(&engine).unwrap();
    engine
}

fn user(email: &str) -> User {
    User {
        email: email.to_owned(),
        ..User::default()
    }
}

fn count(engine: &Engine, table: &'static str) -> i64 {
    let mut connection = engine.connect().unwrap();
    let sql = format!("SELECT count(*) FROM {table}");
    connection.one(text(sql).columns::<i64>()).unwrap()
}

#[test]
fn tables_are_made_once(database: &TestDatabase) {
    let engine = with_blog(database);
    blog().create_all(&engine).unwrap();
    let mut connection = engine.connect().unwrap();
    assert!(connection.has_table(None, "users").unwrap());
    let there = connection.has_table(Some(database.name()), "post_tags");
    assert!(there.unwrap());
    assert!(!connection.has_table(None, "nowhere").unwrap());
    drop(connection);
    blog().drop_all(&engine).unwrap();
    assert!(!engine.connect().unwrap().has_table(None, "users").unwrap());
}

#[test]
fn a_unit_of_work(database: &TestDatabase) {
    let engine = with_blog(database);
    let mut session = Session::new(&engine);
    let rust = session.add(Tag {
        name: "rust".to_owned(),
        ..Tag::default()
    });
    let post = Post {
        title: "Hello ü 🦀".to_owned(),
        ..Post::default()
    };
    let ann = session.add(User {
        posts: [post, Post::default()].into(),
        ..user("ann@example.org")
    });
    session.flush().unwrap();
    let posts = session.load(ann, User.posts).unwrap();
    session.link(posts[0], Post.tags, rust).unwrap();
    session.commit().unwrap();

    let mut session = Session::new(&engine);
    let query = select(User)
        .filter(User.email.eq("ann@example.org"))
        .options(selectinload(User.posts).then(Post.tags));
    let ann = session.one(query).unwrap();
    let posts = session.load(ann, User.posts).unwrap();
    assert_eq!(session[posts[0]].title, "Hello ü 🦀");
    let tags = session.load(posts[0], Post.tags).unwrap();
    assert_eq!(session[tags[0]].name, "rust");
    session[ann].name = Some("Ann".to_owned());
    session.delete(posts[1]).unwrap();
    session.commit().unwrap();
    assert_eq!(count(&engine, "posts"), 1);
    session.delete(ann).unwrap();
    session.commit().unwrap();
    assert_eq!(count(&engine, "posts") + count(&engine, "post_tags"), 0);
    assert_eq!(count(&engine, "tags"), 1);
}

#[test]
fn new_rows_get_their_keys(database: &TestDatabase) {
    let engine = with_blog(database);
    let mut session = Session::new(&engine);
    let users: Vec<_> = (0..50)
        .map(|number| session.add(user(&format!("{number}@example.org"))))
        .collect();
    session.commit().unwrap();
    let mut other = Session::new(&engine);
    for (number, handle) in users.into_iter().enumerate() {
        let key = session.key(handle).unwrap();
        let found = other.get(User, key).unwrap().unwrap();
        assert_eq!(other[found].email, format!("{number}@example.org"));
    }
}

#[test]
fn an_update_to_the_same_values(database: &TestDatabase) {
    let engine = with_blog(database);
    let mut session = Session::new(&engine);
    let ann = session.add(User {
        name: Some("Ann".to_owned()),
        ..user("ann@example.org")
    });
    session.commit().unwrap();
    // Another session makes the same change first.
    let mut other = Session::new(&engine);
    let theirs = other.one(select(User)).unwrap();
    other[theirs].name = Some("Anne".to_owned());
    other.commit().unwrap();
    session[ann].name = Some("Anne".to_owned());
    session.commit().unwrap();
    // One that is gone is missed.
    other.delete(theirs).unwrap();
    other.commit().unwrap();
    session[ann].name = Some("Anna".to_owned());
    assert_eq!(session.commit().unwrap_err().kind(), ErrorKind::StaleData);
}

#[test]
fn a_failed_flush_leaves_the_session_usable(database: &TestDatabase) {
    let engine = with_blog(database);
    let mut session = Session::new(&engine);
    session.add(user("ann@example.org"));
    session.commit().unwrap();
    let bob = session.add(user("bob@example.org"));
    let twice = session.add(user("ann@example.org"));
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UniqueViolation, "{error}");
    assert!(error.constraint().is_some(), "{error:?}");
    session.rollback().unwrap();
    assert_eq!(count(&engine, "users"), 1);
    let _ = (bob, twice);
    session.add(user("carl@example.org"));
    session.commit().unwrap();
    assert!(count(&engine, "users") >= 2);
}

#[test]
fn transactions_and_savepoints(database: &TestDatabase) {
    let engine = with_blog(database);
    let add = |email: &str| text(format!("INSERT INTO users (email) VALUES ('{email}')"));
    let mut connection = engine.connect().unwrap();
    connection
        .transaction(|connection| {
            connection.execute(add("a"))?;
            let failed = connection.savepoint(|connection| {
                connection.execute(add("b"))?;
                connection.execute(add("a"))
            });
            assert_eq!(failed.unwrap_err().kind(), ErrorKind::UniqueViolation);
            connection.execute(add("c"))?;
            Ok(())
        })
        .unwrap();
    assert_eq!(count(&engine, "users"), 2);
    let failed: alchemy::Result<()> = connection.transaction(|connection| {
        connection.execute(add("d"))?;
        Err(Error::new(ErrorKind::InvalidRequest, "no"))
    });
    failed.unwrap_err();
    connection.execute(add("e")).unwrap();
    drop(connection);
    assert_eq!(count(&engine, "users"), 2);
    let result = engine
        .connect()
        .unwrap()
        .execute(text("INSERT INTO tags (name) VALUES ('x')"));
    assert_eq!(result.unwrap().last_insert_id, Some(1));
}

/// DDL commits here: the transaction of a guard is over, and says so.
#[test]
fn implicit_commits_are_noticed(database: &TestDatabase) {
    let engine = with_blog(database);
    let mut connection = engine.connect().unwrap();
    let mut transaction = connection.begin().unwrap();
    transaction
        .execute(text("INSERT INTO tags (name) VALUES ('a')"))
        .unwrap();
    transaction
        .execute(text("CREATE TABLE more (x INT)"))
        .unwrap();
    let error = transaction
        .execute(text("INSERT INTO tags (name) VALUES ('b')"))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    drop(transaction);
    assert_eq!(count(&engine, "tags"), 1);
}

#[test]
fn a_lost_connection_is_replaced(database: &TestDatabase) {
    with_blog(database);
    let engine = create_engine(&database.url_with("pool_size=1")).unwrap();
    let killer = database.engine().unwrap();
    let kill = |connection: &mut alchemy::engine::Connection| {
        let id = connection
            .one(text("SELECT connection_id()").columns::<u64>())
            .unwrap();
        killer.execute_script(&format!("KILL {id}")).unwrap();
    };
    let mut connection = engine.connect().unwrap();
    kill(&mut connection);
    let error = connection.execute(text("SELECT 1")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Disconnected, "{error}");
    assert!(!error.outcome_unknown());
    assert!(connection.is_broken());
    drop(connection);
    let mut connection = engine.connect().unwrap();
    kill(&mut connection);
    let error = connection.commit().unwrap_err();
    assert!(error.outcome_unknown(), "{error}");
    drop(connection);
    let mut session = Session::new(&engine);
    session.add(user("ann@example.org"));
    kill(session.connection().unwrap());
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Disconnected, "{error}");
    session.rollback().unwrap();
    session.add(user("bob@example.org"));
    session.commit().unwrap();
}

/// A column of every type.
#[derive(Model, Debug, Default, Clone, PartialEq)]
#[model(table = "everything")]
pub(crate) struct Everything {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// Integers.
    pub tiny: i8,
    /// Integers.
    pub small: i16,
    /// Integers.
    pub medium: i32,
    /// Integers.
    pub big: i64,
    /// Integers.
    pub byte: u8,
    /// Integers.
    pub word: u16,
    /// Integers.
    pub long: u32,
    /// Integers.
    pub unsigned: u64,
    /// Floating point.
    pub single: f32,
    /// Floating point.
    pub double: f64,
    /// A boolean.
    pub flag: bool,
    /// Text.
    pub text: String,
    /// Text of a length.
    #[column(length = 20)]
    pub short: Option<String>,
    /// Bytes.
    pub bytes: Vec<u8>,
    /// A decimal.
    pub amount: Decimal,
    /// A date.
    pub day: NaiveDate,
    /// A time of day.
    pub clock: NaiveTime,
    /// Date and time.
    pub local: NaiveDateTime,
    /// An instant.
    pub instant: DateTime<Utc>,
    /// A document.
    pub document: serde_json::Value,
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn extremes() -> [Everything; 2] {
    [
        Everything {
            tiny: i8::MIN,
            small: i16::MIN,
            medium: i32::MIN,
            big: i64::MIN,
            single: f32::MIN,
            double: f64::MIN,
            amount: "-12345678.0123456789".parse().unwrap(),
            day: NaiveDate::from_ymd_opt(1, 1, 1).unwrap(),
            local: instant("0001-01-01T00:00:00Z").naive_utc(),
            instant: instant("0001-01-01T00:00:00Z"),
            document: serde_json::json!({"a": [1, 2.5, null, "ü"]}),
            ..Everything::default()
        },
        Everything {
            tiny: i8::MAX,
            small: i16::MAX,
            medium: i32::MAX,
            big: i64::MAX,
            byte: u8::MAX,
            word: u16::MAX,
            long: u32::MAX,
            unsigned: u64::MAX,
            single: 0.1,
            double: 0.1,
            flag: true,
            text: "🦀 'x' \\ \"".to_owned(),
            short: Some(String::new()),
            bytes: (0..=255).collect(),
            amount: "999999999999999999.9999999999".parse().unwrap(),
            day: NaiveDate::from_ymd_opt(9999, 12, 31).unwrap(),
            clock: NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap(),
            local: instant("9999-12-31T23:59:59.999999Z").naive_utc(),
            instant: instant("9999-12-31T23:59:59.999999Z"),
            document: serde_json::json!([]),
            ..Everything::default()
        },
    ]
}

macro_rules! finds_by {
    ($connection:expr, $row:expr, $($column:ident)*) => {$(
        let found = $connection
            .all(select(Everything.id).filter(Everything.$column.eq($row.$column.clone())))
            .unwrap();
        assert_eq!(found.len(), 1, "{}: {:?}", stringify!($column), $row.$column);
    )*};
}

#[test]
fn every_rust_type(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    metadata![Everything].create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    for row in extremes() {
        session.add(row);
    }
    session.commit().unwrap();
    let mut connection = engine.connect().unwrap();
    let found = connection
        .all(select(Everything).order_by(Everything.id))
        .unwrap();
    for (found, expected) in found.into_iter().zip(extremes()) {
        let id = found.id;
        assert_eq!(found, Everything { id, ..expected });
    }
    for row in extremes() {
        finds_by!(
            connection, row,
            tiny small medium big byte word long unsigned single double flag text bytes amount
            day clock local instant
        );
    }
    // A second look changes nothing.
    let mut session = Session::new(&engine);
    let ((), statements) = statements_of(|| {
        let rows = session.all(select(Everything)).unwrap();
        for row in rows {
            let copy = session[row].clone();
            session[row] = copy;
        }
        session.commit().unwrap();
    });
    assert_eq!(statements.starting_with("UPDATE"), 0, "{statements:?}");
}

/// What the server fills in beside the key.
#[derive(Model, Debug, Default)]
#[model(table = "notes")]
pub(crate) struct Note {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The text.
    #[column(length = 50)]
    pub body: String,
    /// A default of the server.
    #[column(server_default = 3)]
    pub stars: Auto<i32>,
    /// A default of the server.
    #[column(server_default = text("CURRENT_TIMESTAMP(6)"))]
    pub written: Auto<DateTime<Utc>>,
}

/// The same with a key that is given.
#[derive(Model, Debug, Default)]
#[model(table = "labels")]
pub(crate) struct Label {
    /// The key.
    #[column(primary_key, length = 50)]
    pub name: String,
    /// A default of the server.
    #[column(server_default = 3)]
    pub stars: Auto<i32>,
}

/// MySQL has no RETURNING, so that it is read back; the first flush is the first connection, too.
#[test]
fn what_the_server_fills_in(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    metadata![Note, Label].create_all(&engine).unwrap();
    let (_, rest) = database
        .url()
        .split_once("://")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let engine = create_engine(&format!("mysql://{rest}")).unwrap();
    let mut session = Session::new(&engine);
    let notes: Vec<_> = ["a", "b", "c"]
        .into_iter()
        .map(|body| {
            session.add(Note {
                body: body.to_owned(),
                ..Note::default()
            })
        })
        .collect();
    let label = session.add(Label {
        name: "new".to_owned(),
        ..Label::default()
    });
    session.commit().unwrap();
    for (note, id) in notes.into_iter().zip(1..) {
        assert_eq!(session.key(note).unwrap(), id);
        assert_eq!(session[note].stars, 3);
        let written = session[note].written.get().unwrap();
        assert!((Utc::now() - written).num_minutes().abs() < 2, "{written}");
    }
    assert_eq!(session[label].stars, 3);
    let ((), statements) = statements_of(|| session.commit().unwrap());
    assert_eq!(statements.count(), 0, "{statements:?}");
}
