//! Tables and sessions.

use alchemy::ErrorKind;
use alchemy::prelude::*;
use alchemy::sql::{func, select};
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::{accounts, blog, teams, tree};
use blog::{Comment, Post, Profile, Tag, User};

fn blog(database: &TestDatabase) -> alchemy::engine::Engine {
    let engine = database.engine().unwrap();
    metadata![User, Profile, Post, Tag, Comment]
        .create_all(&engine)
        .unwrap();
    engine
}

#[test]
fn tables_come_and_go(database: &TestDatabase) {
    let engine = blog(database);
    let has = |name: &str| engine.connect().unwrap().has_table(None, name).unwrap();
    let metadata = metadata![User, Profile, Post, Tag, Comment];
    metadata.create_all(&engine).unwrap();
    assert!(has("users") && has("post_tags") && !has("post"));
    metadata.drop_all(&engine).unwrap();
    assert!(!has("users") && !has("post_tags"));
    metadata.drop_all(&engine).unwrap();
}

fn user(name: &str, posts: usize) -> User {
    User {
        email: format!("{name}@example.org"),
        name: Some(name.to_owned()),
        posts: (0..posts)
            .map(|n| Post {
                title: format!("{name} {n}"),
                tags: [Tag {
                    name: format!("{name}/{n}"),
                    ..Tag::default()
                }]
                .into(),
                ..Post::default()
            })
            .collect(),
        ..User::default()
    }
}

#[test]
fn a_graph_is_written_and_read(database: &TestDatabase) {
    let engine = blog(database);
    let mut session = Session::new(&engine);
    for n in 0..20 {
        session.add(user(&format!("u{n}"), n % 4));
    }
    session.commit().unwrap();

    let mut session = Session::new(&engine);
    let users = session
        .all(
            select(User)
                .order_by(User.id)
                .options(selectinload(User.posts).then(Post.tags)),
        )
        .unwrap();
    assert_eq!(users.len(), 20);
    for (n, user) in users.into_iter().enumerate() {
        let posts = session.load(user, User.posts).unwrap();
        assert_eq!(posts.len(), n % 4);
        for (at, post) in posts.into_iter().enumerate() {
            assert_eq!(session[post].title, format!("u{n} {at}"));
            let tags = session.load(post, Post.tags).unwrap();
            assert_eq!(session[tags[0]].name, format!("u{n}/{at}"));
        }
    }
}

#[test]
fn changes_and_deletes(database: &TestDatabase) {
    let engine = blog(database);
    let mut session = Session::new(&engine);
    let ann = session.add(user("ann", 3));
    let bob = session.add(user("bob", 2));
    session.commit().unwrap();
    session[ann].name = None;
    session[ann].email = "ann@example.com".to_owned();
    let posts = session.load(ann, User.posts).unwrap();
    session[posts[0]].title = "changed".to_owned();
    session.delete(posts[1]).unwrap();
    session.delete(bob).unwrap();
    session.commit().unwrap();

    let mut conn = engine.connect().unwrap();
    let titles: Vec<String> = conn.all(select(Post.title).order_by(Post.title)).unwrap();
    assert_eq!(titles, ["ann 2", "changed"]);
    let users: Vec<(String, Option<String>)> = conn.all(select((User.email, User.name))).unwrap();
    assert_eq!(users, [("ann@example.com".to_owned(), None)]);
    let counts: Vec<(String, i64)> = conn
        .all(
            select((User.email, func::count(Post.id)))
                .join(User.posts)
                .group_by(User.email),
        )
        .unwrap();
    assert_eq!(counts, [("ann@example.com".to_owned(), 2)]);
}

#[test]
fn cycles_and_trees(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    metadata![teams::Team, teams::Player, tree::Node]
        .create_all(&engine)
        .unwrap();
    let mut session = Session::new(&engine);
    let leaf = |name: &str| tree::Node::new(name, Vec::new());
    session.add(tree::Node::new(
        "root",
        vec![tree::Node::new("a", vec![leaf("b"), leaf("c")]), leaf("d")],
    ));
    let team = session.add(teams::Team {
        name: "Reds".to_owned(),
        players: [teams::Player {
            name: "Ann".to_owned(),
            ..teams::Player::default()
        }]
        .into(),
        ..teams::Team::default()
    });
    session.flush().unwrap();
    let players = session.load(team, teams::Team.players).unwrap();
    session
        .set(team, teams::Team.captain, Some(players[0]))
        .unwrap();
    session.commit().unwrap();
    let mut conn = engine.connect().unwrap();
    let nodes: i64 = conn.one(select(func::count(tree::Node.id))).unwrap();
    assert_eq!(nodes, 5);
    let captains: Vec<Option<i64>> = conn.all(select(teams::Team.captain_id)).unwrap();
    assert!(captains[0].is_some());
}

#[test]
fn a_failed_flush(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    metadata![accounts::Account].create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    let account = session.add(accounts::Account {
        owner: "ann".to_owned(),
        balance: 10,
        ..accounts::Account::default()
    });
    session.commit().unwrap();
    session[account].balance = -1;
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CheckViolation, "{error}");
    session.rollback().unwrap();
    assert_eq!(session[account].balance, 10);
    session[account].balance = 7;
    session.commit().unwrap();
    let nested = session.begin_nested(|session| {
        session.add(accounts::Account {
            owner: "ann".to_owned(),
            ..accounts::Account::default()
        });
        session.flush()
    });
    assert_eq!(nested.unwrap_err().kind(), ErrorKind::UniqueViolation);
    session[account].balance = 8;
    session.commit().unwrap();
    let mut conn = engine.connect().unwrap();
    let found: Vec<i64> = conn.all(select(accounts::Account.balance)).unwrap();
    assert_eq!(found, [8]);
}

#[derive(Model, Debug, Default, Clone, PartialEq)]
#[model(table = "kinds")]
struct Kinds {
    #[column(primary_key)]
    id: Auto<i32>,
    a: i8,
    b: i16,
    c: i32,
    d: i64,
    e: u8,
    f: u16,
    g: u32,
    h: u64,
    i: f32,
    j: f64,
    k: bool,
    l: String,
    #[column(length = 20)]
    m: Option<String>,
    n: Vec<u8>,
    o: rust_decimal::Decimal,
    p: chrono::NaiveDate,
    q: chrono::NaiveTime,
    r: chrono::NaiveDateTime,
    s: chrono::DateTime<chrono::Utc>,
    t: uuid::Uuid,
    u: serde_json::Value,
}

#[test]
fn every_type(database: &TestDatabase) {
    let engine = database.engine().unwrap();
    metadata![Kinds].create_all(&engine).unwrap();
    let low = Kinds {
        a: i8::MIN,
        b: i16::MIN,
        c: i32::MIN,
        d: i64::MIN,
        i: f32::MIN,
        j: f64::MIN,
        o: "-0.0000000001".parse().unwrap(),
        p: chrono::NaiveDate::from_ymd_opt(1, 1, 1).unwrap(),
        ..Kinds::default()
    };
    let high = Kinds {
        a: i8::MAX,
        b: i16::MAX,
        c: i32::MAX,
        d: i64::MAX,
        e: u8::MAX,
        f: u16::MAX,
        g: u32::MAX,
        h: u64::MAX,
        i: f32::MAX,
        j: f64::MAX,
        k: true,
        l: "ä漢🦀".to_owned(),
        m: Some("x".repeat(20)),
        n: vec![0, 255],
        o: "9999999999999999999999.5".parse().unwrap(),
        t: uuid::Uuid::max(),
        u: serde_json::json!({"a": [1, null, "x"]}),
        ..Kinds::default()
    };
    let mut session = Session::new(&engine);
    let handles = [low.clone(), high.clone()].map(|kinds| session.add(kinds));
    session.commit().unwrap();
    session.clear();
    let _ = handles;
    let mut conn = engine.connect().unwrap();
    let mut found: Vec<Kinds> = conn.all(select(Kinds).order_by(Kinds.id)).unwrap();
    for (found, expected) in found.iter_mut().zip([low, high]) {
        found.id = expected.id;
        assert_eq!(*found, expected);
    }
    let again: Vec<i32> = conn
        .all(
            select(Kinds.id)
                .filter(Kinds.h.eq(u64::MAX) & Kinds.t.eq(uuid::Uuid::max()))
                .filter(Kinds.i.eq(f32::MAX) & Kinds.a.eq(i8::MAX) & Kinds.g.eq(u32::MAX)),
        )
        .unwrap();
    assert_eq!(again.len(), 1);
}
