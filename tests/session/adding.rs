//! Adding: nested graphs, states, keys, the identity map.

use alchemy::orm::InstanceState;
use alchemy::prelude::*;
use alchemy_test_support::models::blog::{Post, Profile, Tag, User};
use alchemy_test_support::models::geography::{City, Country};
use alchemy_test_support::models::teams::{Player, Team};
use alchemy_test_support::models::warehouse::{Bin, Part};
use alchemy_test_support::{TestDatabase, statements_of};

use crate::setup::{another, author, blog, comment, error_of, post, session, stored, tag};

#[test]
fn a_nested_graph_goes_in_parents_first_and_keys_come_back(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(User {
        profile: Profile {
            text: "hi".to_owned(),
            ..Profile::default()
        }
        .into(),
        posts: [Post {
            tags: [tag("rust")].into(),
            comments: [comment("nice"), comment("really")].into(),
            ..post("one")
        }]
        .into(),
        ..author("alice", &[])
    });
    assert_eq!(session.state(alice), Some(InstanceState::Pending));

    let (result, statements) = statements_of(|| session.commit());
    result.unwrap();

    let tables: Vec<&str> = statements
        .list()
        .iter()
        .filter_map(|sql| sql.split(' ').nth(2))
        .collect();
    let at = |table: &str| tables.iter().position(|it| *it == table).unwrap();
    assert!(at("users") < at("profiles"), "{tables:?}");
    assert!(at("users") < at("posts"), "{tables:?}");
    assert!(at("posts") < at("comments"), "{tables:?}");
    assert!(at("posts") < at("post_tags") && at("tags") < at("post_tags"));
    assert_eq!(statements.rows("INSERT INTO comments"), 2);

    assert_eq!(session.state(alice), Some(InstanceState::Persistent));
    assert_eq!(session.key(alice).unwrap(), 1);
    let posts = session.load(alice, User.posts).unwrap();
    assert_eq!(session[posts[0]].author_id, 1);
    assert_eq!(session.load(posts[0], Post.author).unwrap(), alice);
    let rows = select((User.email, Profile.text)).join(User.profile);
    assert_eq!(
        stored(&mut session, rows),
        [("alice".to_owned(), "hi".to_owned())]
    );
    let rows = select((Post.author_id, Tag.name)).join(Post.tags);
    assert_eq!(stored(&mut session, rows), [(1, "rust".to_owned())]);
}

#[test]
fn a_child_brings_its_new_parent(database: &TestDatabase) {
    let mut session = blog(database);
    let one = session.add(Post {
        author: author("alice", &[]).into(),
        ..post("one")
    });
    session.commit().unwrap();
    let alice = session.load(one, Post.author).unwrap();
    assert_eq!(session[alice].email, "alice");
    assert_eq!(session.load(alice, User.posts).unwrap(), [one]);
    assert_eq!(stored(&mut session, select(Post.author_id)), [1]);
}

#[test]
fn a_child_is_added_by_key_alone(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &[]));
    session.commit().unwrap();
    let key = session.key(alice).unwrap();
    let one = session.add(Post {
        author_id: key,
        ..post("one")
    });
    session.commit().unwrap();
    assert_eq!(session.load(one, Post.author).unwrap(), alice);
}

#[test]
fn the_key_is_not_known_before_the_flush(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &[]));
    let error = error_of(session.key(alice));
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    session.flush().unwrap();
    assert_eq!(session.key(alice).unwrap(), 1);
    assert_eq!(session[alice].id, 1);
}

#[test]
fn one_row_is_one_instance(database: &TestDatabase) {
    let mut session = blog(database);
    session.add(author("alice", &["one"]));
    session.commit().unwrap();

    let mut session = another(&mut session);
    let by_query = session.one(select(User)).unwrap();
    let by_key = session.get(User, 1).unwrap().unwrap();
    let post = session.one(select(Post)).unwrap();
    let by_reference = session.load(post, Post.author).unwrap();
    assert_eq!((by_query, by_query), (by_key, by_reference));
}

#[test]
fn get_reads_memory_first(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &[]));
    session.commit().unwrap();
    let (found, statements) = statements_of(|| session.get(User, 1).unwrap());
    assert_eq!(found, Some(alice));
    assert_eq!(statements.count(), 0);

    let mut session = another(&mut session);
    let (found, statements) = statements_of(|| session.get(User, 1).unwrap());
    assert!(found.is_some());
    assert_eq!(statements.count(), 1);
    assert_eq!(session.get(User, 2).unwrap(), None);
}

#[test]
fn a_query_does_not_overwrite_what_was_changed(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &[]));
    session.commit().unwrap();
    session.set_autoflush(false);
    session[alice].name = Some("Alice".to_owned());
    let found = session.one(select(User)).unwrap();
    assert_eq!(found, alice);
    assert_eq!(session[alice].name.as_deref(), Some("Alice"));
}

#[test]
fn a_natural_key_is_written_as_it_is(database: &TestDatabase) {
    let mut session = session(database, &metadata![Country, City]);
    let city = |name: &str| City {
        name: name.to_owned(),
        ..City::default()
    };
    session.add(Country {
        code: "AT".to_owned(),
        name: "Austria".to_owned(),
        cities: [city("Wien"), city("Graz")].into(),
    });
    session.commit().unwrap();
    let rows = select((City.name, City.country_code)).order_by(City.name);
    assert_eq!(
        stored(&mut session, rows),
        [("Graz".into(), "AT".into()), ("Wien".into(), "AT".into())]
    );
    let mut session = another(&mut session);
    let austria = session.get(Country, "AT").unwrap().unwrap();
    let cities = session.load(austria, Country.cities).unwrap();
    assert_eq!(session[cities[0]].name, "Graz");
    assert_eq!(session.key(austria).unwrap(), "AT");
}

#[test]
fn a_composite_key_is_copied_whole(database: &TestDatabase) {
    let mut session = session(database, &metadata![Bin, Part]);
    let part = |name: &str| Part {
        name: name.to_owned(),
        ..Part::default()
    };
    for (aisle, number, name) in [("a", 1, "bolt"), ("a", 2, "nut"), ("b", 1, "gear")] {
        session.add(Bin {
            aisle: aisle.to_owned(),
            number,
            capacity: 10,
            parts: [part(name)].into(),
        });
    }
    session.commit().unwrap();
    let mut session = another(&mut session);
    let bin = session.get(Bin, ("a", 2)).unwrap().unwrap();
    let parts = session.load(bin, Bin.parts).unwrap();
    assert_eq!(session[parts[0]].name, "nut");
    let all = session.all(select(Part).order_by(Part.id)).unwrap();
    let gear = session.load(all[2], Part.bin).unwrap().unwrap();
    assert_eq!(session.key(gear).unwrap(), ("b".to_owned(), 1));
    let bolt = session.load(all[0], Part.bin).unwrap().unwrap();
    assert_eq!(session.key(bolt).unwrap(), ("a".to_owned(), 1));
}

#[test]
fn rows_that_point_to_each_other_take_a_second_statement(database: &TestDatabase) {
    let mut session = session(database, &metadata![Team, Player]);
    let player = |name: &str| Player {
        name: name.to_owned(),
        ..Player::default()
    };
    let team = session.add(Team {
        name: "Reds".to_owned(),
        players: [player("Ann"), player("Ben")].into(),
        ..Team::default()
    });
    let ben = session[team].players.loaded().unwrap()[1];
    session.set(team, Team.captain, ben).unwrap();
    let (result, statements) = statements_of(|| session.commit());
    result.unwrap();
    assert_eq!(statements.rows("UPDATE teams"), 1, "{statements:?}");
    assert_eq!(stored(&mut session, select(Team.captain_id)), [Some(2)]);
    assert_eq!(stored(&mut session, select(Player.team_id)), [1, 1]);

    session.delete(team).unwrap();
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(Team.id)), [0; 0]);
    assert_eq!(stored(&mut session, select(Player.id)), [0; 0]);
}

#[test]
fn values_may_reach_one_instance_twice(database: &TestDatabase) {
    let mut session = blog(database);
    let rust = session.add(tag("rust"));
    session.add(User {
        posts: [
            Post {
                tags: [rust].into(),
                ..post("one")
            },
            Post {
                tags: [rust].into(),
                ..post("two")
            },
        ]
        .into(),
        ..author("alice", &[])
    });
    session.commit().unwrap();
    let posts = session.load(rust, Tag.posts).unwrap();
    assert_eq!(posts.len(), 2);
    let rows = select((Post.id, Tag.id)).join(Post.tags).order_by(Post.id);
    assert_eq!(stored(&mut session, rows), [(1, 1), (2, 1)]);
}
