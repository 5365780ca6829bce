//! A table too large for memory, changed in chunks.

use alchemy::Result;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::blog::{Post, User};

use crate::setup::{author, blog, stored};

/// Names the author in the title of every post. Returns how many posts there are.
fn stamp_titles(session: &mut Session) -> Result<usize> {
    let mut seen = 0;
    session.for_each_chunk(select(Post).order_by(Post.id), 100, |session, posts| {
        for post in posts {
            let author = session.load(*post, Post.author)?;
            let email = session[author].email.clone();
            session[*post].title.insert_str(0, &format!("{email}: "));
            seen += 1;
        }
        session.commit()
    })?;
    Ok(seen)
}

#[test]
fn every_title_once(database: &TestDatabase) {
    let mut session = blog(database);
    let many: Vec<String> = (0..150).map(|number| format!("p{number}")).collect();
    let many: Vec<&str> = many.iter().map(|title| &**title).collect();
    session.add_all(["a", "b"].map(|email| author(email, &many)));
    session.commit().unwrap();

    let mut session = Session::new(session.engine());
    assert_eq!(stamp_titles(&mut session).unwrap(), 300);

    let count = |email: &str| {
        select(func::count_all())
            .select_from(Post)
            .filter(Post.title.starts_with(email))
    };
    assert_eq!(stored(&mut session, count("a: p")), [150]);
    assert_eq!(stored(&mut session, count("b: p")), [150]);
    assert_eq!(
        stored(&mut session, select(func::count_all()).select_from(User)),
        [2]
    );
}
