//! Making one user of two: the children move, then the duplicate goes.

use alchemy::Result;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::{Post, User};

use crate::setup::{author, blog, stored, titles};

/// Gives everything of a duplicate to the user that stays.
fn merge_users(session: &mut Session, duplicate: Handle<User>, into: Handle<User>) -> Result<()> {
    for post in session.load(duplicate, User.posts)? {
        session.link(into, User.posts, post)?;
    }
    session.delete(duplicate)?;
    session.commit()
}

#[test]
fn the_posts_survive_their_author(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &["one"]));
    let double = session.add(author("alice@", &["two", "three"]));
    session.commit().unwrap();

    merge_users(&mut session, double, alice).unwrap();

    let posts = session.load(alice, User.posts).unwrap();
    assert_eq!(titles(&session, &posts), ["one", "two", "three"]);
    assert_eq!(stored(&mut session, select(User.email)), ["alice"]);
    assert_eq!(stored(&mut session, select(Post.author_id)), [1, 1, 1]);
    assert!(session.get_ref(double).is_err());
}
