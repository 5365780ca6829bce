//! Documents: what they hold is read, compared and changed.

use alchemy::ErrorKind;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use serde_json::{Value, json};

#[derive(Model, Debug)]
#[model(table = "users")]
struct User {
    #[column(primary_key)]
    id: i64,
    settings: Value,
    extra: Option<Value>,
}

fn users(database: &TestDatabase) -> alchemy::engine::Connection {
    let engine = database.with_tables(&metadata![User]).unwrap();
    let mut conn = engine.connect().unwrap();
    let settings = [
        json!({"name": "Ann", "age": 41, "size": 1.75, "dark": true, "tags": ["a", "b"],
               "deep": {"er": {"est": "x"}}}),
        json!({"name": "B\"o\\b 'ü", "age": 7.9, "size": 2, "dark": false, "nothing": null,
               "odd \"key'": 5, "big": i64::MAX}),
        json!({"name": 12, "age": "41", "size": true, "dark": "true", "tags": []}),
        json!([1, {"a": 2}]),
    ];
    let extras = [
        None,
        Some(Value::Null),
        Some(json!({})),
        Some(json!("text")),
    ];
    let users: Vec<User> = (1..)
        .zip(settings)
        .zip(extras)
        .map(|((id, settings), extra)| User {
            id,
            settings,
            extra,
        })
        .collect();
    conn.execute(insert(User).values(&users)).unwrap();
    conn
}

#[test]
fn parts_are_read(database: &TestDatabase) {
    let mut conn = users(database);
    let texts: Vec<Option<String>> = conn
        .all(select(User.settings.get("name").as_text()).order_by(User.id))
        .unwrap();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(texts, [text("Ann"), text("B\"o\\b 'ü"), text("12"), None]);
    let dark: Vec<Option<String>> = conn
        .all(select(User.settings.get("dark").as_text()).order_by(User.id))
        .unwrap();
    assert_eq!(dark, [text("true"), text("false"), text("true"), None]);
    let ages: Vec<Option<i64>> = conn
        .all(select(User.settings.get("age").as_i64()).order_by(User.id))
        .unwrap();
    assert_eq!(ages, [Some(41), Some(7), None, None]);
    let big: Option<i64> = conn
        .one(select(User.settings.get("big").as_i64()).filter(User.id.eq(2)))
        .unwrap();
    assert_eq!(big, Some(i64::MAX));
    let sizes: Vec<Option<f64>> = conn
        .all(select(User.settings.get("size").as_f64()).order_by(User.id))
        .unwrap();
    assert_eq!(sizes, [Some(1.75), Some(2.0), None, None]);
    let dark: Vec<Option<bool>> = conn
        .all(select(User.settings.get("dark").as_bool()).order_by(User.id))
        .unwrap();
    assert_eq!(dark, [Some(true), Some(false), None, None]);
    let deep: Option<String> = conn
        .one(select(User.settings.get("deep").get("er").get("est").as_text()).filter(User.id.eq(1)))
        .unwrap();
    assert_eq!(deep.as_deref(), Some("x"));
    let second: Option<String> = conn
        .one(select(User.settings.get("tags").item(1).as_text()).filter(User.id.eq(1)))
        .unwrap();
    assert_eq!(second.as_deref(), Some("b"));
    let inner: Option<i64> = conn
        .one(select(User.settings.item(1).get("a").as_i64()).filter(User.id.eq(4)))
        .unwrap();
    assert_eq!(inner, Some(2));
    let odd: Option<i64> = conn
        .one(select(User.settings.get("odd \"key'").as_i64()).filter(User.id.eq(2)))
        .unwrap();
    assert_eq!(odd, Some(5));
    let parts: Vec<Option<Value>> = conn
        .all(select(User.settings.get("tags").as_json()).order_by(User.id))
        .unwrap();
    assert_eq!(
        parts,
        [Some(json!(["a", "b"])), None, Some(json!([])), None]
    );
}

#[test]
fn null_of_the_document_is_not_null_of_the_database(database: &TestDatabase) {
    let mut conn = users(database);
    let nothing: Vec<Option<Value>> = conn
        .all(select(User.settings.get("nothing").as_json()).order_by(User.id))
        .unwrap();
    assert_eq!(nothing, [None, Some(Value::Null), None, None]);
    let texts: Vec<Option<String>> = conn
        .all(select(User.settings.get("nothing").as_text()).order_by(User.id))
        .unwrap();
    assert_eq!(texts, [None, None, None, None]);
    let mut ids = |condition: Expr<bool>| -> Vec<i64> {
        conn.all(select(User.id).filter(condition).order_by(User.id))
            .unwrap()
    };
    assert_eq!(ids(User.settings.get("nothing").exists()), [2]);
    assert_eq!(ids(User.settings.get("tags").exists()), [1, 3]);
    assert_eq!(ids(User.extra.is_null()), [1]);
    let extras: Vec<Option<Value>> = conn.all(select(User.extra).order_by(User.id)).unwrap();
    assert_eq!(
        extras,
        [
            None,
            Some(Value::Null),
            Some(json!({})),
            Some(json!("text"))
        ]
    );
}

#[test]
fn compared(database: &TestDatabase) {
    let mut conn = users(database);
    let mut ids = |condition: Expr<Option<bool>>| -> Vec<i64> {
        conn.all(select(User.id).filter(condition).order_by(User.id))
            .unwrap()
    };
    assert_eq!(ids(User.settings.get("name").as_text().eq("Ann")), [1]);
    assert_eq!(ids(User.settings.get("age").as_i64().gt(10)), [1]);
    assert_eq!(ids(User.settings.get("dark").as_bool().eq(false)), [2]);
    assert_eq!(ids(User.settings.eq(json!([1, {"a": 2}])).optional()), [4]);
    assert_eq!(
        ids(User.settings.ne(json!([1, {"a": 2}])).optional()),
        [1, 2, 3]
    );
    assert_eq!(
        ids(User.settings.get("tags").as_json().eq(json!(["a", "b"]))),
        [1]
    );
    assert_eq!(ids(User.extra.eq(json!({}))), [3]);
    assert_eq!(ids(User.extra.eq(Value::Null)), [2]);
}

#[test]
fn changed(database: &TestDatabase) {
    let mut conn = users(database);
    let mut changed = |id: i64, to: Expr<Value>| -> Value {
        conn.execute(update(User).set(User.settings, to).filter(User.id.eq(id)))
            .unwrap();
        conn.one(select(User.settings).filter(User.id.eq(id)))
            .unwrap()
    };
    let found = changed(
        1,
        User.settings
            .get("deep")
            .get("new")
            .with(json!({"k": [1, null]})),
    );
    assert_eq!(
        found["deep"],
        json!({"er": {"est": "x"}, "new": {"k": [1, null]}})
    );
    let found = changed(1, User.settings.get("dark").with("now text"));
    assert_eq!(found["dark"], "now text");
    let found = changed(1, User.settings.get("tags").item(0).removed());
    assert_eq!(found["tags"], json!(["b"]));
    let found = changed(2, User.settings.get("nothing").removed());
    assert!(
        found.get("nothing").is_none() && found["dark"] == json!(false),
        "{found}"
    );
}

#[test]
fn contained(database: &TestDatabase) {
    let mut conn = users(database);
    let statement = select(User.id)
        .filter(User.settings.contains(json!({"name": "Ann", "dark": true})))
        .order_by(User.id);
    let found: alchemy::Result<Vec<i64>> = conn.all(statement);
    if database.kind().name() == "sqlite" {
        assert_eq!(found.unwrap_err().kind(), ErrorKind::Compile);
        return;
    }
    assert_eq!(found.unwrap(), [1]);
    let found: Vec<i64> = conn
        .all(select(User.id).filter(literal(json!({"a": 1})).contained_by(User.settings)))
        .unwrap();
    assert_eq!(found, Vec::<i64>::new());
}

#[test]
fn keys_are_looked_for(database: &TestDatabase) {
    let mut conn = users(database);
    let mut ids = |condition: Expr<bool>| -> Vec<i64> {
        conn.all(select(User.id).filter(condition).order_by(User.id))
            .unwrap()
    };
    let odd = "odd \"key'";
    assert_eq!(ids(User.settings.has_any_key(["tags", odd])), [1, 2, 3]);
    assert_eq!(ids(!User.settings.has_any_key(["tags", odd])), [4]);
    assert_eq!(ids(User.settings.has_all_keys(["tags", "deep"])), [1]);
    assert_eq!(ids(User.settings.has_all_keys(["nothing", odd])), [2]);
    assert_eq!(ids(User.settings.has_any_key([])), Vec::<i64>::new());
    assert_eq!(ids(User.settings.has_all_keys([])), [1, 2, 3, 4]);
    let found: Vec<Option<bool>> = conn
        .all(select(User.extra.has_any_key(["name"])).order_by(User.id))
        .unwrap();
    assert_eq!(found, [None, Some(false), Some(false), Some(false)]);
}

#[test]
fn paths_of_sql_json(database: &TestDatabase) {
    let mut conn = users(database);
    let exists = select(User.id)
        .filter(User.settings.path_exists("$.tags[*] ? (@ == \"b\")"))
        .order_by(User.id);
    if database.kind().name() != "postgres" {
        assert_eq!(conn.all(exists).unwrap_err().kind(), ErrorKind::Compile);
        return;
    }
    assert_eq!(conn.all(exists).unwrap(), [1]);
    let matches = select(User.id).filter(User.settings.path_matches("$.age > 40"));
    assert_eq!(conn.all(matches).unwrap(), [1]);
    let wrong = select(User.id).filter(User.settings.path_exists("no path"));
    assert_eq!(conn.all(wrong).unwrap_err().kind(), ErrorKind::Statement);
}
