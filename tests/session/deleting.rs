//! Deleting: cascades, orphans, keys that are cleared.

use alchemy::orm::InstanceState;
use alchemy::prelude::*;
use alchemy_test_support::models::blog::{Comment, Post, Profile, Tag, User};
use alchemy_test_support::models::company::{Employee, Message};
use alchemy_test_support::models::library::{Author, Book, Shelf};
use alchemy_test_support::models::orders::{Order, OrderLine};
use alchemy_test_support::models::tree::Node;
use alchemy_test_support::{TestDatabase, statements_of};

use crate::setup::{
    another, author, blog, book, comment, error_of, forest, library, post, session, shelf, stored,
    tag, writer,
};

fn populated(database: &TestDatabase) -> (Session, Handle<User>) {
    let mut session = blog(database);
    let rust = session.add(tag("rust"));
    let alice = session.add(User {
        profile: Profile::default().into(),
        posts: [
            Post {
                tags: [rust].into(),
                comments: [comment("x"), comment("y")].into(),
                ..post("one")
            },
            post("two"),
        ]
        .into(),
        ..author("alice", &[])
    });
    session.commit().unwrap();
    (session, alice)
}

/// How many rows the tables have: users, profiles, posts, tags of posts, tags, comments.
fn counts(session: &mut Session) -> [i64; 6] {
    let tagged = select(func::count(Tag.id))
        .select_from(Post)
        .join(Post.tags);
    [
        stored(session, select(func::count(User.id)))[0],
        stored(session, select(func::count(Profile.id)))[0],
        stored(session, select(func::count(Post.id)))[0],
        stored(session, tagged)[0],
        stored(session, select(func::count(Tag.id)))[0],
        stored(session, select(func::count(Comment.id)))[0],
    ]
}

#[test]
fn a_cascade_takes_everything_loaded_or_not(database: &TestDatabase) {
    for loaded in [true, false] {
        let (mut session, alice) = populated(database);
        let alice = if loaded {
            alice
        } else {
            session = another(&mut session);
            session.get(User, 1).unwrap().unwrap()
        };
        session.delete(alice).unwrap();
        assert_eq!(session[alice].email, "alice");
        session.flush().unwrap();
        assert_eq!(session.state(alice), Some(InstanceState::Deleted));
        assert_eq!(session[alice].email, "alice");
        assert_eq!(session.get(User, 1).unwrap(), None);
        session.commit().unwrap();
        assert_eq!(session.state(alice), None);
        assert_eq!(counts(&mut session), [0, 0, 0, 0, 1, 0], "loaded: {loaded}");
    }
}

#[test]
fn deletes_go_children_first(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    session.delete(alice).unwrap();
    let (result, statements) = statements_of(|| session.flush());
    result.unwrap();
    let tables: Vec<&str> = statements
        .list()
        .iter()
        .filter(|sql| sql.starts_with("DELETE"))
        .map(|sql| sql.split(' ').nth(2).unwrap())
        .collect();
    let at = |table: &str| tables.iter().position(|it| *it == table).unwrap();
    assert!(at("comments") < at("posts"), "{tables:?}");
    assert!(at("post_tags") < at("posts"), "{tables:?}");
    assert!(at("posts") < at("users"), "{tables:?}");
    assert!(at("profiles") < at("users"), "{tables:?}");
    assert_eq!(tables.len(), 5);
}

#[test]
fn an_orphan_is_deleted(database: &TestDatabase) {
    for loaded in [true, false] {
        let (mut session, _) = populated(database);
        session = another(&mut session);
        let alice = session.get(User, 1).unwrap().unwrap();
        let one = session.get(Post, 1).unwrap().unwrap();
        if loaded {
            session.load(alice, User.posts).unwrap();
        }
        session.unlink(alice, User.posts, one).unwrap();
        session.commit().unwrap();
        assert_eq!(counts(&mut session), [1, 1, 1, 0, 1, 0], "loaded: {loaded}");
        assert!(session.get_ref(one).is_err());
        assert_eq!(session.load(alice, User.posts).unwrap().len(), 1);
    }
}

#[test]
fn an_orphan_from_the_childs_side_is_deleted(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    let one = session.load(alice, User.posts).unwrap()[0];
    session.unlink(one, Post.author, alice).unwrap();
    session.commit().unwrap();
    assert_eq!(counts(&mut session), [1, 1, 1, 0, 1, 0]);
}

#[test]
fn lines_that_are_replaced_are_deleted(database: &TestDatabase) {
    let mut session = session(database, &metadata![Order, OrderLine]);
    let line = |product: &str| OrderLine {
        product: product.to_owned(),
        ..OrderLine::default()
    };
    let order = session.add(Order {
        lines: [line("pen"), line("ink"), line("cap")].into(),
        ..Order::default()
    });
    session.commit().unwrap();
    let lines = session.load(order, Order.lines).unwrap();
    let desk = session.add(line("desk"));
    session.set(order, Order.lines, [lines[1], desk]).unwrap();
    session.commit().unwrap();
    let products = select(OrderLine.product).order_by(OrderLine.id);
    assert_eq!(stored(&mut session, products.clone()), ["ink", "desk"]);
    session[order].lines = [line("new")].into();
    session.commit().unwrap();
    assert_eq!(stored(&mut session, products), ["new"]);
}

#[test]
fn a_pending_orphan_is_never_inserted(database: &TestDatabase) {
    let mut session = session(database, &metadata![Order, OrderLine]);
    let order = session.add(Order {
        lines: [OrderLine::default(), OrderLine::default()].into(),
        ..Order::default()
    });
    let lines = session.load(order, Order.lines);
    let lines = lines.unwrap();
    assert_eq!(lines.len(), 2);
    let third = session.add(OrderLine::default());
    session.link(order, Order.lines, third).unwrap();
    session.unlink(order, Order.lines, third).unwrap();
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(func::count(OrderLine.id))), [2]);
}

#[test]
fn without_a_cascade_the_children_lose_their_key(database: &TestDatabase) {
    for loaded in [true, false] {
        let mut session = library(database);
        session.add(Shelf {
            books: [book("a"), book("b")].into(),
            ..shelf("one")
        });
        session.commit().unwrap();
        session = another(&mut session);
        let one = session.get(Shelf, 1).unwrap().unwrap();
        let a = session.get(Book, 1).unwrap().unwrap();
        if loaded {
            session.load(one, Shelf.books).unwrap();
        }
        session.delete(one).unwrap();
        session.commit().unwrap();
        let keys = stored(&mut session, select(Book.shelf_id));
        assert_eq!(keys, [None, None], "loaded: {loaded}");
        assert_eq!(session[a].shelf_id, None);
        assert_eq!(session.load(a, Book.shelf).unwrap(), None);
    }
}

#[test]
fn children_that_must_have_a_parent_keep_it_from_being_deleted(database: &TestDatabase) {
    let mut session = session(database, &metadata![Employee, Message]);
    let ada = session.add(Employee::default());
    let tim = session.add(Employee::default());
    session.add(Message {
        sender: ada.into(),
        recipient: tim.into(),
        ..Message::default()
    });
    session.commit().unwrap();
    session.delete(ada).unwrap();
    let error = error_of(session.commit());
    assert_eq!(error.kind(), ErrorKind::Flush);
    assert_eq!(error.message(), "`Message.sender` is required");
    assert_eq!(session.state(ada), Some(InstanceState::Persistent));
    assert_eq!(stored(&mut session, select(func::count(Employee.id))), [2]);
}

#[test]
fn a_deleted_instance_leaves_collections_that_named_it(database: &TestDatabase) {
    let mut session = library(database);
    let a = session.add(Book {
        authors: [writer("ann"), writer("ben")].into(),
        ..book("a")
    });
    let one = session.add(Shelf {
        books: [a].into(),
        ..shelf("one")
    });
    session.commit().unwrap();
    let authors = session.load(a, Book.authors).unwrap();
    session.delete(authors[0]).unwrap();
    session.commit().unwrap();
    assert_eq!(session.load(a, Book.authors).unwrap(), [authors[1]]);
    session.delete(a).unwrap();
    session.commit().unwrap();
    assert_eq!(session.load(one, Shelf.books).unwrap(), []);
    assert_eq!(session.load(authors[1], Author.books).unwrap(), []);
}

#[test]
fn a_deleted_instance_leaves_collections_it_did_not_know_of(database: &TestDatabase) {
    let mut session = library(database);
    session.add(Shelf {
        books: [Book {
            authors: [writer("ann"), writer("ben")].into(),
            ..book("a")
        }]
        .into(),
        ..shelf("one")
    });
    session.commit().unwrap();
    let mut session = another(&mut session);
    let a = session.get(Book, 1).unwrap().unwrap();
    let authors = session.load(a, Book.authors).unwrap();
    session.delete(authors[0]).unwrap();
    session.flush().unwrap();
    assert_eq!(session.load(a, Book.authors).unwrap(), [authors[1]]);
    session.rollback().unwrap();
    assert_eq!(session.load(a, Book.authors).unwrap(), authors);
    session.delete(authors[0]).unwrap();
    session.commit().unwrap();
    assert_eq!(session.load(a, Book.authors).unwrap(), [authors[1]]);
}

#[test]
fn a_deleted_manager_is_forgotten_by_those_who_knew_it(database: &TestDatabase) {
    let mut session = session(database, &metadata![Employee, Message]);
    let employee = |name: &str| Employee {
        name: name.to_owned(),
        ..Employee::default()
    };
    let boss = session.add(Employee {
        reports: [employee("ada")].into(),
        ..employee("boss")
    });
    session.commit().unwrap();
    let ada = session.load(boss, Employee.reports).unwrap()[0];
    session.delete(boss).unwrap();
    session.commit().unwrap();
    assert_eq!(session.load(ada, Employee.manager).unwrap(), None);
    assert_eq!(session[ada].manager_id, None);
}

#[test]
fn a_tree_goes_leaves_first(database: &TestDatabase) {
    let mut session = forest(database);
    let leaf = |name: &str| Node::new(name, Vec::new());
    session.add(Node::new(
        "root",
        vec![Node::new("a", vec![leaf("b"), leaf("c")]), leaf("d")],
    ));
    session.commit().unwrap();
    let mut session = another(&mut session);
    let root = session
        .one(select(Node).filter(Node.parent_id.is_null()))
        .unwrap();
    session.delete(root).unwrap();
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(Node.id)), [0; 0]);
}

#[test]
fn a_new_instance_is_not_to_be_deleted(database: &TestDatabase) {
    let mut session = blog(database);
    let alice = session.add(author("alice", &[]));
    let error = error_of(session.delete(alice));
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.help().unwrap().contains("expunge"));
}

#[test]
fn a_delete_is_taken_back_by_adding_the_handle(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    let tag = session.one(select(Tag)).unwrap();
    session.delete(tag).unwrap();
    session.add(tag);
    session.commit().unwrap();
    assert_eq!(counts(&mut session)[4], 1);
    assert_eq!(session.state(alice), Some(InstanceState::Persistent));
}

#[test]
fn a_delete_and_a_move_in_one_flush(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    let bob = session.add(author("bob", &[]));
    session.commit().unwrap();
    let posts = session.load(alice, User.posts).unwrap();
    session.link(bob, User.posts, posts[0]).unwrap();
    session.delete(alice).unwrap();
    session.commit().unwrap();
    assert_eq!(counts(&mut session), [1, 0, 1, 1, 1, 2]);
    assert_eq!(stored(&mut session, select(Post.author_id)), [2]);
}

#[test]
fn a_move_after_the_delete_saves_the_child(database: &TestDatabase) {
    let (mut session, alice) = populated(database);
    let bob = session.add(author("bob", &[]));
    session.commit().unwrap();
    let posts = session.load(alice, User.posts).unwrap();
    // Both go with her; the first is taken back.
    session.delete(alice).unwrap();
    session.add(posts[0]);
    session.link(bob, User.posts, posts[0]).unwrap();
    session.commit().unwrap();
    assert_eq!(stored(&mut session, select(Post.author_id)), [2]);
}
