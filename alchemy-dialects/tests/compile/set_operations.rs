//! UNION, INTERSECT and EXCEPT.

use alchemy::sql::{func, label, select};
use insta::assert_snapshot;

use crate::model::{Post, User};
use crate::show::show;

#[test]
fn operations() {
    let users = || select(User.id);
    let authors = || select(Post.author_id);
    assert_snapshot!(show(&users().union(authors())), @"SELECT users.id FROM users UNION SELECT posts.author_id FROM posts");
    assert_snapshot!(show(&users().union_all(authors()).union_all(select(Post.id))), @"SELECT users.id FROM users UNION ALL SELECT posts.author_id FROM posts UNION ALL SELECT posts.id FROM posts");
    assert_snapshot!(show(&users().intersect(authors()).except(select(Post.id))), @"
    sqlite: SELECT * FROM (SELECT users.id FROM users INTERSECT SELECT posts.author_id FROM posts) EXCEPT SELECT posts.id FROM posts
    postgresql: (SELECT users.id FROM users INTERSECT SELECT posts.author_id FROM posts) EXCEPT SELECT posts.id FROM posts
    mysql: SELECT * FROM (SELECT users.id FROM users INTERSECT SELECT posts.author_id FROM posts) AS nested EXCEPT SELECT posts.id FROM posts
    ");
    assert_snapshot!(show(&users().except(authors().union(select(Post.id)))), @"
    sqlite: SELECT users.id FROM users EXCEPT SELECT * FROM (SELECT posts.author_id FROM posts UNION SELECT posts.id FROM posts)
    postgresql: SELECT users.id FROM users EXCEPT (SELECT posts.author_id FROM posts UNION SELECT posts.id FROM posts)
    mysql: SELECT users.id FROM users EXCEPT SELECT * FROM (SELECT posts.author_id FROM posts UNION SELECT posts.id FROM posts) AS nested
    ");
}

#[test]
fn orders_and_limits() {
    let users = || select(User.id);
    let authors = || select(Post.author_id);
    assert_snapshot!(show(&users().union(authors()).order_by(User.id).limit(3).offset(1)), @"
    sqlite: SELECT users.id FROM users UNION SELECT posts.author_id FROM posts ORDER BY 1 LIMIT ? OFFSET ?
    postgresql: SELECT users.id FROM users UNION SELECT posts.author_id FROM posts ORDER BY 1 LIMIT $1 OFFSET $2
    mysql: SELECT users.id FROM users UNION SELECT posts.author_id FROM posts ORDER BY 1 LIMIT ? OFFSET ?
    ");
    assert_snapshot!(show(&users().order_by(User.age).limit(1).union_all(authors().order_by(Post.id.desc()).limit(1))), @"
    sqlite: SELECT * FROM (SELECT users.id FROM users ORDER BY users.age LIMIT ?) UNION ALL SELECT * FROM (SELECT posts.author_id FROM posts ORDER BY posts.id DESC LIMIT ?)
    postgresql: (SELECT users.id FROM users ORDER BY users.age LIMIT $1) UNION ALL (SELECT posts.author_id FROM posts ORDER BY posts.id DESC LIMIT $2)
    mysql: (SELECT users.id FROM users ORDER BY users.age LIMIT ?) UNION ALL (SELECT posts.author_id FROM posts ORDER BY posts.id DESC LIMIT ?)
    ");
    let labelled =
        select(func::lower(User.email).label("word")).union(select(func::lower(Post.title)));
    assert_snapshot!(show(&labelled.order_by(label("word"))), @"SELECT lower(users.email) AS word FROM users UNION SELECT lower(posts.title) FROM posts ORDER BY 1");
}

#[test]
fn within_other_statements() {
    let ids = || select(User.id).union(select(Post.author_id));
    assert_snapshot!(show(&select(User.email).filter(User.id.in_(ids()))), @"SELECT users.email FROM users WHERE users.id IN (SELECT users.id FROM users UNION SELECT posts.author_id FROM posts)");
    let ids = ids().subquery().named("ids");
    assert_snapshot!(show(&select(func::count_all()).select_from(&ids)), @"SELECT count(*) FROM (SELECT users.id FROM users UNION SELECT posts.author_id FROM posts) AS ids");
}
