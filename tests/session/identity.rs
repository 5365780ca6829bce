//! One row is one instance, whatever the database takes for equal.

use alchemy::prelude::*;
use alchemy_test_support::models::blog::User;
use alchemy_test_support::models::geography::{City, Country};
use alchemy_test_support::{DatabaseKind, TestDatabase};

use crate::setup::{author, blog, session, stored};

#[test]
fn a_row_that_has_the_value_already_is_not_stale(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &[]));
    let bob = session.add(author("bob", &[]));
    session.commit().unwrap();
    // Somebody else wrote it first: the UPDATE matches the row and changes nothing.
    let before = update(User).set(User.name, "same");
    session.connection().unwrap().execute(before).unwrap();
    session[alice].name = Some("same".to_owned());
    session[bob].name = Some("same".to_owned());
    session.commit().unwrap();
    let names = stored(&mut session, select(User.name).distinct());
    assert_eq!(names, [Some("same".to_owned())]);
}

#[test]
fn the_identity_is_what_the_row_says(database: &TestDatabase) {
    let mut session = session(database, &metadata![Country, City]);
    session.add(Country {
        code: "at".to_owned(),
        ..Country::default()
    });
    session.commit().unwrap();
    session.clear();
    // MySQL's and MariaDB's collation takes `AT` for `at`.
    let upper = session.get(Country, "AT").unwrap();
    let lower = session.get(Country, "at").unwrap();
    assert!(lower.is_some());
    let alike = matches!(database.kind(), DatabaseKind::MARIADB | DatabaseKind::MYSQL);
    assert_eq!(upper, lower.filter(|_| alike));
    let all = session.all(select(Country)).unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(Some(all[0]), lower);
    assert_eq!(session[all[0]].code, "at");
}

#[test]
fn the_key_of_a_deleted_row_is_not_given_again(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &[]));
    session.commit().unwrap();
    let before = session.key(alice).unwrap();
    session.delete(alice).unwrap();
    session.commit().unwrap();
    let bob = session.add(author("bob", &[]));
    session.commit().unwrap();
    assert!(session.key(bob).unwrap() > before);
    assert_eq!(session.get(User, before).unwrap(), None);
}
