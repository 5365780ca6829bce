//! An import that skips what the database refuses: a savepoint a record.

use alchemy::Result;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::User;

use crate::setup::{author, blog, stored};

/// Adds users, leaving out those whose address is taken. Returns the addresses left out.
fn import(session: &mut Session, emails: &[&str]) -> Result<Vec<String>> {
    let mut refused = Vec::new();
    for email in emails {
        let added = session.begin_nested(|session| {
            session.add(author(email, &["hello"]));
            Ok(())
        });
        match added {
            Err(error) if error.kind() == ErrorKind::UniqueViolation => {
                refused.push((*email).to_owned());
            }
            other => other?,
        }
    }
    session.commit()?;
    Ok(refused)
}

#[test]
fn the_rest_goes_in(database: &TestDatabase) {
    let mut session = blog(database);
    let refused = import(&mut session, &["a", "b", "a", "c", "b"]).unwrap();
    assert_eq!(refused, ["a", "b"]);
    assert_eq!(
        stored(&mut session, select(User.email).order_by(User.id)),
        ["a", "b", "c"]
    );
    let posts = select(func::count_all()).select_from(alchemy_test_support::models::blog::Post);
    assert_eq!(stored(&mut session, posts), [3]);
}
