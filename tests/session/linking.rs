//! Changing relationships: both sides agree at once, loaded or not.

use alchemy::Result;
use alchemy::prelude::*;
use alchemy_test_support::models::blog::{Post, Profile, Tag, User};
use alchemy_test_support::models::company::{Employee, Message};
use alchemy_test_support::models::library::{Author, Book, Shelf};
use alchemy_test_support::models::warehouse::{Bin, Part};
use alchemy_test_support::{TestDatabase, statements_of};

use crate::setup::{
    another, author, blog, book, error_of, library, post, session, shelf, stored, tag, titles,
    writer,
};

/// The books by shelf, as the database has them.
fn places(session: &mut Session) -> Vec<(i64, Option<i64>)> {
    stored(session, select((Book.id, Book.shelf_id)).order_by(Book.id))
}

/// The rows of the association table.
fn written(session: &mut Session) -> Vec<(i64, i64)> {
    let pairs = select((Book.id, Author.id)).join(Book.authors);
    stored(session, pairs.order_by((Book.id, Author.id)))
}

/// A session, and what stands in it.
type Library = (
    Session,
    [Handle<Shelf>; 2],
    [Handle<Book>; 3],
    [Handle<Author>; 2],
);

/// Two shelves, the first with two books; a third book; two authors, the first of which wrote the
/// first book. In a session that has loaded nothing but the instances.
fn shelves(database: &TestDatabase) -> Library {
    let mut session = library(database);
    session.add(Shelf {
        books: [
            Book {
                authors: [writer("ann")].into(),
                ..book("a")
            },
            book("b"),
        ]
        .into(),
        ..shelf("one")
    });
    session.flush().unwrap();
    session.add(shelf("two"));
    session.add(book("c"));
    session.add(writer("ben"));
    session.commit().unwrap();
    let mut session = another(&mut session);
    let shelves = session.all(select(Shelf).order_by(Shelf.id)).unwrap();
    let books = session.all(select(Book).order_by(Book.id)).unwrap();
    let authors = session.all(select(Author).order_by(Author.id)).unwrap();
    (
        session,
        shelves.try_into().unwrap(),
        books.try_into().unwrap(),
        authors.try_into().unwrap(),
    )
}

#[test]
fn a_link_of_loaded_sides_agrees_at_once(database: &TestDatabase) {
    let (mut session, [one, two], [a, b, c], _) = shelves(database);
    for shelf in [one, two] {
        session.load(shelf, Shelf.books).unwrap();
    }
    let ((), statements) = statements_of(|| {
        session.link(two, Shelf.books, a).unwrap();
        session.link(c, Book.shelf, one).unwrap();
        assert_eq!(session.load(one, Shelf.books).unwrap(), [b, c]);
        assert_eq!(session.load(two, Shelf.books).unwrap(), [a]);
        assert_eq!(session.load(a, Book.shelf).unwrap(), Some(two));
        assert_eq!(session.load(c, Book.shelf).unwrap(), Some(one));
    });
    assert_eq!(statements.count(), 0, "{statements:?}");
    session.commit().unwrap();
    assert_eq!(
        places(&mut session),
        [(1, Some(2)), (2, Some(1)), (3, Some(1))]
    );
    assert_eq!(session[a].shelf_id, Some(2));
}

#[test]
fn a_link_of_unloaded_sides_is_written_and_seen(database: &TestDatabase) {
    let (mut session, [one, two], [a, b, c], _) = shelves(database);
    let ((), statements) = statements_of(|| {
        session.link(two, Shelf.books, a).unwrap();
        session.link(c, Book.shelf, one).unwrap();
    });
    assert_eq!(statements.count(), 0, "{statements:?}");
    assert_eq!(session.load(two, Shelf.books).unwrap(), [a]);
    assert_eq!(session.load(one, Shelf.books).unwrap(), [b, c]);
    assert_eq!(session.load(a, Book.shelf).unwrap(), Some(two));
    session.commit().unwrap();
    assert_eq!(
        places(&mut session),
        [(1, Some(2)), (2, Some(1)), (3, Some(1))]
    );
}

#[test]
fn what_was_linked_before_the_load_is_seen_without_a_flush_too(database: &TestDatabase) {
    let (mut session, [one, two], [a, b, c], _) = shelves(database);
    session.set_autoflush(false);
    session.link(two, Shelf.books, a).unwrap();
    session.link(c, Book.shelf, one).unwrap();
    session.unlink(one, Shelf.books, b).unwrap();
    assert_eq!(session.load(two, Shelf.books).unwrap(), [a]);
    assert_eq!(session.load(one, Shelf.books).unwrap(), [c]);
    session.commit().unwrap();
    assert_eq!(
        places(&mut session),
        [(1, Some(2)), (2, None), (3, Some(1))]
    );
    assert_eq!(session.load(one, Shelf.books).unwrap(), [c]);
    assert_eq!(session.load(b, Book.shelf).unwrap(), None);
}

#[test]
fn an_unlink_clears_the_key(database: &TestDatabase) {
    for loaded in [false, true] {
        let (mut session, [one, _], [a, b, _], _) = shelves(database);
        if loaded {
            session.load(one, Shelf.books).unwrap();
        }
        session.unlink(one, Shelf.books, a).unwrap();
        session.unlink(b, Book.shelf, one).unwrap();
        assert_eq!(
            session.load(one, Shelf.books).unwrap(),
            [],
            "loaded: {loaded}"
        );
        assert_eq!(
            session.load(a, Book.shelf).unwrap(),
            None,
            "loaded: {loaded}"
        );
        session.commit().unwrap();
        assert_eq!(places(&mut session), [(1, None), (2, None), (3, None)]);
        assert_eq!(session[b].shelf_id, None);
    }
}

#[test]
fn set_replaces_a_collection(database: &TestDatabase) {
    let (mut session, [one, two], [a, b, c], _) = shelves(database);
    session.set(one, Shelf.books, [c, b]).unwrap();
    assert_eq!(session.load(one, Shelf.books).unwrap(), [c, b]);
    assert_eq!(session.load(a, Book.shelf).unwrap(), None);
    session.set(two, Shelf.books, vec![a]).unwrap();
    session.commit().unwrap();
    assert_eq!(
        places(&mut session),
        [(1, Some(2)), (2, Some(1)), (3, Some(1))]
    );
    session.set(one, Shelf.books, []).unwrap();
    session.commit().unwrap();
    assert_eq!(places(&mut session), [(1, Some(2)), (2, None), (3, None)]);
}

#[test]
fn set_replaces_a_reference(database: &TestDatabase) {
    let (mut session, [one, two], [a, b, _], _) = shelves(database);
    session.load(one, Shelf.books).unwrap();
    session.set(a, Book.shelf, two).unwrap();
    session.set(b, Book.shelf, None).unwrap();
    assert_eq!(session.load(one, Shelf.books).unwrap(), []);
    session.commit().unwrap();
    assert_eq!(places(&mut session), [(1, Some(2)), (2, None), (3, None)]);
    assert_eq!(session.load(two, Shelf.books).unwrap(), [a]);
}

#[test]
fn set_of_a_new_instance_needs_no_flush(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &[]));
    let one = session.add(post("one"));
    let (result, statements) = statements_of(|| session.set(one, Post.author, alice));
    result.unwrap();
    assert_eq!(statements.count(), 0, "{statements:?}");
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(Post.author_id)), [1]);
}

#[test]
fn a_child_that_moves_twice_ends_where_it_was_put_last(database: &TestDatabase) {
    let (mut session, [one, two], [a, ..], _) = shelves(database);
    session.link(two, Shelf.books, a).unwrap();
    session.link(one, Shelf.books, a).unwrap();
    let (result, statements) = statements_of(|| session.commit());
    result.unwrap();
    assert_eq!(statements.rows("UPDATE"), 0, "{statements:?}");
    assert_eq!(places(&mut session)[0], (1, Some(1)));
    assert_eq!(session.load(two, Shelf.books).unwrap(), []);
    assert_eq!(session.load(one, Shelf.books).unwrap().len(), 2);
}

#[test]
fn a_field_that_is_assigned_is_honoured(database: &TestDatabase) {
    let (mut session, [one, two], [a, b, c], [ann, ben]) = shelves(database);
    session.load(two, Shelf.books).unwrap();
    session.load(a, Book.authors).unwrap();
    session[a].shelf = two.into();
    session[two].books = vec![b].into();
    session[a].authors = [ben, ann].into();
    session[c].shelf = Some(shelf("new")).into();
    session.commit().unwrap();
    assert_eq!(
        places(&mut session),
        [(1, Some(2)), (2, Some(2)), (3, Some(3))]
    );
    assert_eq!(written(&mut session), [(1, 1), (1, 2)]);
    let mut on_two = session.load(two, Shelf.books).unwrap();
    on_two.sort_unstable();
    assert_eq!(on_two, [a, b]);
    assert_eq!(session.load(one, Shelf.books).unwrap(), []);
    assert_eq!(session.load(ben, Author.books).unwrap(), [a]);
}

#[test]
fn many_to_many_from_both_sides_is_one_row(database: &TestDatabase) {
    for loaded in [false, true] {
        let (mut session, _, [a, b, c], [ann, ben]) = shelves(database);
        if loaded {
            session.load_all(&[a, b, c], Book.authors).unwrap();
            session.load_all(&[ann, ben], Author.books).unwrap();
        }
        session.link(a, Book.authors, ben).unwrap();
        session.link(ben, Author.books, a).unwrap();
        session.link(ben, Author.books, c).unwrap();
        session.unlink(ann, Author.books, a).unwrap();
        session.unlink(a, Book.authors, ann).unwrap();
        session.link(b, Book.authors, ann).unwrap();
        session.commit().unwrap();
        assert_eq!(
            written(&mut session),
            [(1, 2), (2, 1), (3, 2)],
            "loaded: {loaded}"
        );
        assert_eq!(session.load(a, Book.authors).unwrap(), [ben]);
        assert_eq!(session.load(b, Book.authors).unwrap(), [ann]);
        assert_eq!(session.load(ben, Author.books).unwrap(), [a, c]);
        assert_eq!(session.load(ann, Author.books).unwrap(), [b]);
    }
}

#[test]
fn a_link_taken_back_before_the_flush_writes_nothing(database: &TestDatabase) {
    for loaded in [false, true] {
        let (mut session, _, [a, b, _], [ann, ben]) = shelves(database);
        if loaded {
            session.load_all(&[a, b], Book.authors).unwrap();
        }
        session.link(b, Book.authors, ben).unwrap();
        session.unlink(b, Book.authors, ben).unwrap();
        session.unlink(a, Book.authors, ann).unwrap();
        session.link(a, Book.authors, ann).unwrap();
        let (result, statements) = statements_of(|| session.commit());
        result.unwrap();
        assert_eq!(statements.count(), 0, "loaded: {loaded} {statements:?}");
        assert_eq!(written(&mut session), [(1, 1)]);
    }
}

#[test]
fn a_link_that_is_there_already_is_no_change(database: &TestDatabase) {
    let (mut session, _, [a, ..], [ann, _]) = shelves(database);
    session.load(a, Book.authors).unwrap();
    session.link(a, Book.authors, ann).unwrap();
    session.link(ann, Author.books, a).unwrap();
    let (result, statements) = statements_of(|| session.commit());
    result.unwrap();
    assert_eq!(statements.count(), 0, "{statements:?}");
}

#[test]
fn set_of_many_to_many(database: &TestDatabase) {
    let (mut session, _, [a, b, c], [ann, ben]) = shelves(database);
    session.set(a, Book.authors, [ben]).unwrap();
    session.set(ann, Author.books, [b, c]).unwrap();
    session.commit().unwrap();
    assert_eq!(written(&mut session), [(1, 2), (2, 1), (3, 1)]);
    assert_eq!(session.load(ben, Author.books).unwrap(), [a]);
}

#[test]
fn one_to_one_follows_from_both_sides(database: &TestDatabase) {
    let profile = |text: &str| Profile {
        text: text.to_owned(),
        ..Profile::default()
    };
    let mut session = blog(database);
    let alice = session.add(User {
        profile: profile("a").into(),
        ..author("alice", &[])
    });
    let bob = session.add(author("bob", &[]));
    session.commit().unwrap();
    let hers = session.load(alice, User.profile).unwrap().unwrap();
    assert_eq!(session.load(hers, Profile.user).unwrap(), alice);

    session.set(bob, User.profile, hers).unwrap();
    assert_eq!(session.load(alice, User.profile).unwrap(), None);
    assert_eq!(session.load(hers, Profile.user).unwrap(), bob);
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(Profile.user_id)), [2]);

    // The one that is replaced is an orphan.
    let mut session = another(&mut session);
    let bob = session.get(User, 2).unwrap().unwrap();
    session.set(bob, User.profile, None).unwrap();
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(Profile.id)), [0; 0]);
}

#[test]
fn two_relationships_to_one_target_stay_apart(database: &TestDatabase) {
    let mut session = session(database, &metadata![Employee, Message]);
    let employee = |name: &str| Employee {
        name: name.to_owned(),
        ..Employee::default()
    };
    let ada = session.add(employee("ada"));
    let tim = session.add(employee("tim"));
    let note = session.add(Message {
        text: "hi".to_owned(),
        sender: ada.into(),
        recipient: tim.into(),
        ..Message::default()
    });
    session.commit().unwrap();
    assert_eq!(session.load(ada, Employee.sent).unwrap(), [note]);
    assert_eq!(session.load(ada, Employee.received).unwrap(), []);
    assert_eq!(session.load(tim, Employee.received).unwrap(), [note]);

    session.link(tim, Employee.sent, note).unwrap();
    session.link(ada, Employee.received, note).unwrap();
    session.commit().unwrap();
    let ends = stored(
        &mut session,
        select((Message.sender_id, Message.recipient_id)),
    );
    assert_eq!(ends, [(2, 1)]);
    assert_eq!(session.load(ada, Employee.sent).unwrap(), []);
}

#[test]
fn a_composite_key_moves_whole(database: &TestDatabase) {
    let mut session = session(database, &metadata![Bin, Part]);
    let bin = |aisle: &str, number| Bin {
        aisle: aisle.to_owned(),
        number,
        ..Bin::default()
    };
    let one = session.add(bin("a", 1));
    let two = session.add(bin("b", 1));
    let part = session.add(Part {
        bin: one.into(),
        ..Part::default()
    });
    session.commit().unwrap();
    session.link(two, Bin.parts, part).unwrap();
    session.commit().unwrap();
    let place = |session: &mut Session| stored(session, select((Part.bin_aisle, Part.bin_number)));
    assert_eq!(place(&mut session), [(Some("b".to_owned()), Some(1))]);
    session.set(part, Part.bin, None).unwrap();
    session.commit().unwrap();
    assert_eq!(place(&mut session), [(None, None)]);
}

#[test]
fn linking_a_deleted_instance_is_refused(database: &TestDatabase) {
    let (mut session, [one, _], [a, ..], _) = shelves(database);
    session.delete(a).unwrap();
    session.flush().unwrap();
    let error = error_of(session.link(one, Shelf.books, a));
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[test]
fn removing_what_the_database_does_not_have_is_stale(database: &TestDatabase) {
    let (mut session, _, [_, b, _], [ann, _]) = shelves(database);
    session.unlink(b, Book.authors, ann).unwrap();
    let error = error_of(session.commit());
    assert_eq!(error.kind(), ErrorKind::StaleData);
    session.commit().unwrap();
    assert_eq!(written(&mut session), [(1, 1)]);
}

#[test]
fn pending_instances_are_linked_before_they_have_keys(database: &TestDatabase) -> Result<()> {
    let mut session = blog(database);
    let alice = session.add(author("alice", &[]));
    let one = session.add(post("one"));
    let rust = session.add(tag("rust"));
    session.link(alice, User.posts, one)?;
    session.link(rust, Tag.posts, one)?;
    assert_eq!(session[alice].posts.loaded()?, [one]);
    assert_eq!(session[one].tags.loaded()?, [rust]);
    assert_eq!(session[one].author.loaded()?, alice);
    session.commit()?;
    let rows = stored(
        &mut session,
        select((Post.author_id, Tag.name)).join(Post.tags),
    );
    assert_eq!(rows, [(1, "rust".to_owned())]);
    let posts = session.load(alice, User.posts)?;
    assert_eq!(titles(&session, &posts), ["one"]);
    Ok(())
}
