//! UPDATE and DELETE that look at other tables, and at a part of the rows.

use alchemy::sql::{EntityExt, aliased, delete, func, select, update};
use insta::assert_snapshot;

use crate::model::{Post, User};
use crate::show::show;

#[test]
fn updates() {
    let statement = update(Post)
        .set(Post.title, User.email)
        .from(User)
        .filter(Post.author_id.eq(User.id) & User.age.gt(3));
    assert_snapshot!(show(&statement), @"
    sqlite: UPDATE posts SET title = users.email FROM users WHERE posts.author_id = users.id AND users.age > ?
    postgresql: UPDATE posts SET title = users.email FROM users WHERE posts.author_id = users.id AND users.age > $1
    mysql: UPDATE posts CROSS JOIN users SET posts.title = users.email WHERE posts.author_id = users.id AND users.age > ?
    ");
    assert_snapshot!(show(&statement.returning((Post.id, Post.title))), @"
    sqlite: UPDATE posts SET title = users.email FROM users WHERE posts.author_id = users.id AND users.age > ? RETURNING posts.id, posts.title
    postgresql: UPDATE posts SET title = users.email FROM users WHERE posts.author_id = users.id AND users.age > $1 RETURNING posts.id, posts.title
    mysql: error: UPDATE … RETURNING can't be expressed in mysql
    help: select the rows after it, in the same transaction
    ");
    let boss = aliased(User);
    let statement = update(Post)
        .set(Post.title, boss.email)
        .join(User.on(User.id.eq(Post.author_id)))
        .join(boss.on(boss.id.eq(User.manager_id)))
        .filter(User.age.lt(3) | boss.age.gt(4));
    assert_snapshot!(show(&statement), @"
    sqlite: UPDATE posts SET title = users_1.email FROM users, users AS users_1 WHERE users.id = posts.author_id AND users_1.id = users.manager_id AND (users.age < ? OR users_1.age > ?)
    postgresql: UPDATE posts SET title = users_1.email FROM users, users AS users_1 WHERE users.id = posts.author_id AND users_1.id = users.manager_id AND (users.age < $1 OR users_1.age > $2)
    mysql: UPDATE posts JOIN users ON users.id = posts.author_id JOIN users AS users_1 ON users_1.id = users.manager_id SET posts.title = users_1.email WHERE users.age < ? OR users_1.age > ?
    ");
    let statement = update(Post)
        .set(Post.title, func::coalesce(boss.email, ""))
        .from(User)
        .outer_join(boss.on(boss.id.eq(User.manager_id)))
        .filter(Post.author_id.eq(User.id));
    assert_snapshot!(show(&statement), @"
    sqlite: UPDATE posts SET title = coalesce(users_1.email, ?) FROM users LEFT JOIN users AS users_1 ON users_1.id = users.manager_id WHERE posts.author_id = users.id
    postgresql: UPDATE posts SET title = coalesce(users_1.email, $1) FROM users LEFT JOIN users AS users_1 ON users_1.id = users.manager_id WHERE posts.author_id = users.id
    mysql: UPDATE posts CROSS JOIN users LEFT JOIN users AS users_1 ON users_1.id = users.manager_id SET posts.title = coalesce(users_1.email, ?) WHERE posts.author_id = users.id
    ");
    let statement = update(boss)
        .set(boss.name, User.email)
        .from(User)
        .filter(boss.manager_id.eq(User.id))
        .returning(boss.id);
    assert_snapshot!(show(&statement), @"
    sqlite: UPDATE users AS users_1 SET name = users.email FROM users WHERE users_1.manager_id = users.id RETURNING id
    postgresql: UPDATE users AS users_1 SET name = users.email FROM users WHERE users_1.manager_id = users.id RETURNING users_1.id
    mysql: error: UPDATE … RETURNING can't be expressed in mysql
    help: select the rows after it, in the same transaction
    ");
    let statement = update(Post)
        .set(Post.title, "x")
        .order_by(Post.id.desc())
        .limit(2);
    assert_snapshot!(show(&statement), @"
    sqlite: error: UPDATE … ORDER BY … LIMIT can't be expressed in sqlite
    help: choose the rows by `.filter(key.in_(select(key)….limit(…)))`
    postgresql: error: UPDATE … ORDER BY … LIMIT can't be expressed in postgresql
    help: choose the rows by `.filter(key.in_(select(key)….limit(…)))`
    mysql: UPDATE posts SET title = ? ORDER BY id DESC LIMIT ?
    ");
}

#[test]
fn deletes() {
    let statement = delete(Post)
        .using(User)
        .filter(Post.author_id.eq(User.id) & User.age.gt(3));
    assert_snapshot!(show(&statement), @"
    sqlite: DELETE FROM posts WHERE EXISTS (SELECT 1 FROM users WHERE posts.author_id = users.id AND users.age > ?)
    postgresql: DELETE FROM posts USING users WHERE posts.author_id = users.id AND users.age > $1
    mysql: DELETE posts FROM posts CROSS JOIN users WHERE posts.author_id = users.id AND users.age > ?
    ");
    let boss = aliased(User);
    let statement = delete(Post)
        .join(User.on(User.id.eq(Post.author_id)))
        .join(boss.on(boss.id.eq(User.manager_id)))
        .filter(User.age.lt(3) | boss.age.gt(4));
    assert_snapshot!(show(&statement), @"
    sqlite: DELETE FROM posts WHERE EXISTS (SELECT 1 FROM users, users AS users_1 WHERE users.id = posts.author_id AND users_1.id = users.manager_id AND (users.age < ? OR users_1.age > ?))
    postgresql: DELETE FROM posts USING users, users AS users_1 WHERE users.id = posts.author_id AND users_1.id = users.manager_id AND (users.age < $1 OR users_1.age > $2)
    mysql: DELETE posts FROM posts JOIN users ON users.id = posts.author_id JOIN users AS users_1 ON users_1.id = users.manager_id WHERE users.age < ? OR users_1.age > ?
    ");
    let older = aliased(User);
    let eldest = select(func::max(User.age)).filter(User.name.eq(older.name));
    let statement = delete(older).filter(older.age.lt(eldest));
    assert_snapshot!(show(&statement), @"
    sqlite: DELETE FROM users AS users_1 WHERE users_1.age < (SELECT max(users.age) FROM users WHERE users.name = users_1.name)
    postgresql: DELETE FROM users AS users_1 WHERE users_1.age < (SELECT max(users.age) FROM users WHERE users.name = users_1.name)
    mysql: error: a subquery that has to become a derived table and refers to `name` of the statement around it can't be expressed in mysql
    help: join an alias of what it selects from, or a `.subquery()` of that
    ");
    let eldest = select(func::max(User.age));
    assert_snapshot!(show(&delete(older).filter(older.age.eq(eldest))), @"
    sqlite: DELETE FROM users AS users_1 WHERE users_1.age = (SELECT max(users.age) FROM users)
    postgresql: DELETE FROM users AS users_1 WHERE users_1.age = (SELECT max(users.age) FROM users)
    mysql: DELETE users_1 FROM users AS users_1 WHERE users_1.age = (SELECT /*+ NO_MERGE(subquery) */ * FROM (SELECT max(users.age) AS max FROM users) AS subquery)
    ");
    assert_snapshot!(show(&delete(older).returning(older.id)), @"
    sqlite: DELETE FROM users AS users_1 RETURNING id
    postgresql: DELETE FROM users AS users_1 RETURNING id
    mysql: error: DELETE … RETURNING can't be expressed in mysql
    help: select the rows before it with `.for_update()`, in the same transaction
    ");
    assert_snapshot!(show(&delete(Post).limit(2)), @"
    sqlite: error: DELETE … ORDER BY … LIMIT can't be expressed in sqlite
    help: choose the rows by `.filter(key.in_(select(key)….limit(…)))`
    postgresql: error: DELETE … ORDER BY … LIMIT can't be expressed in postgresql
    help: choose the rows by `.filter(key.in_(select(key)….limit(…)))`
    mysql: DELETE FROM posts LIMIT ?
    ");
}

#[test]
fn what_is_refused() {
    let nothing = update(Post).set(Post.title, "x").from(User);
    assert_snapshot!(show(&nothing), @"
    error: nothing connects `posts` and `users`: every row of one would be combined with every row of the other
    help: connect them with `.join(…)` or a comparison in `.filter(…)`, or say `.cross_join(…)` if all combinations are meant
    ");
    let twice = delete(Post).using(Post).filter(Post.id.eq(1));
    assert_snapshot!(show(&twice), @"
    error: `posts` stands in the statement twice
    help: use an alias of it: `aliased(…)`
    ");
    let missing = update(Post).set(Post.title, User.email);
    assert_snapshot!(show(&missing), @"
    error: `email` of `users` is used where `users` isn't in FROM
    help: use it in a subquery: `exists(…)`, or `.in_(select(…))`
    ");
    let left = delete(Post)
        .outer_join(User.on(User.id.eq(Post.author_id)))
        .filter(User.id.is_null());
    assert_snapshot!(show(&left), @"
    sqlite: error: an outer join of `users` in UPDATE or DELETE that doesn't hang on one table of its FROM list can't be expressed in sqlite
    postgresql: error: an outer join of `users` in UPDATE or DELETE that doesn't hang on one table of its FROM list can't be expressed in postgresql
    mysql: DELETE posts FROM posts LEFT JOIN users ON users.id = posts.author_id WHERE users.id IS NULL
    ");
    let other = update(Post)
        .set(Post.title, "x")
        .from(User)
        .filter(Post.author_id.eq(User.id))
        .returning((Post.id, User.id));
    assert_snapshot!(show(&other), @"
    sqlite: error: UPDATE … RETURNING of `users` can't be expressed in sqlite
    postgresql: UPDATE posts SET title = $1 FROM users WHERE posts.author_id = users.id RETURNING posts.id, users.id
    mysql: error: UPDATE … RETURNING of `users` can't be expressed in mysql
    ");
}
