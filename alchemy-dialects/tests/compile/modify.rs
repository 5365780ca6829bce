//! INSERT, UPDATE and DELETE.

use alchemy::sql::{delete, exists, insert, select, update};
use insta::assert_snapshot;

use crate::model::{Order, Post, User};
use crate::show::show;

#[test]
fn inserts() {
    let user = insert(User).set(User.email, "a").set(User.age, 1);
    assert_snapshot!(show(&user), @"
    sqlite: INSERT INTO users (email, age) VALUES (?, ?)
    postgresql: INSERT INTO users (email, age) VALUES ($1, $2)
    mysql: INSERT INTO users (email, age) VALUES (?, ?)
    ");
    let rows = insert(User)
        .columns((User.email, User.age))
        .values([("a", 1), ("b", 2)]);
    assert_snapshot!(show(&rows), @"
    sqlite: INSERT INTO users (email, age) VALUES (?, ?), (?, ?)
    postgresql: INSERT INTO users (email, age) VALUES ($1, $2), ($3, $4)
    mysql: INSERT INTO users (email, age) VALUES (?, ?), (?, ?)
    ");
    assert_snapshot!(show(&insert(Order)), @r#"
    sqlite: INSERT INTO "order" DEFAULT VALUES
    postgresql: INSERT INTO "order" DEFAULT VALUES
    mysql: INSERT INTO `order` () VALUES ()
    "#);
    assert_snapshot!(show(&user.returning(User.id)), @"
    sqlite: INSERT INTO users (email, age) VALUES (?, ?) RETURNING id
    postgresql: INSERT INTO users (email, age) VALUES ($1, $2) RETURNING id
    mysql: error: INSERT … RETURNING can't be expressed in mysql
    help: `all` and its kin find rows by keys that are given as values or counted by the database; else select them after it, in the same transaction
    ");
}

#[test]
fn updates() {
    let older = update(User)
        .set(User.age, User.age + 1)
        .filter(User.id.eq(7));
    assert_snapshot!(show(&older), @"
    sqlite: UPDATE users SET age = age + ? WHERE id = ?
    postgresql: UPDATE users SET age = age + $1 WHERE id = $2
    mysql: UPDATE users SET age = age + ? WHERE id = ?
    ");
    assert_snapshot!(show(&older.returning(User)), @"
    sqlite: UPDATE users SET age = age + ? WHERE id = ? RETURNING id, email, name, age, active, manager_id, score
    postgresql: UPDATE users SET age = age + $1 WHERE id = $2 RETURNING id, email, name, age, active, manager_id, score
    mysql: error: UPDATE … RETURNING can't be expressed in mysql
    help: select the rows after it, in the same transaction
    ");
    let posts = select(Post.id).filter(Post.author_id.eq(User.id));
    assert_snapshot!(show(&update(User).set(User.active, false).filter(!exists(posts))), @"
    sqlite: UPDATE users SET active = ? WHERE NOT EXISTS (SELECT posts.id FROM posts WHERE posts.author_id = users.id)
    postgresql: UPDATE users SET active = $1 WHERE NOT EXISTS (SELECT posts.id FROM posts WHERE posts.author_id = users.id)
    mysql: UPDATE users SET active = ? WHERE NOT EXISTS (SELECT posts.id FROM posts WHERE posts.author_id = users.id)
    ");
}

#[test]
fn deletes() {
    assert_snapshot!(show(&delete(User).filter(User.id.in_([1, 2]))), @"
    sqlite: DELETE FROM users WHERE id IN (?, ?)
    postgresql: DELETE FROM users WHERE id IN ($1, $2)
    mysql: DELETE FROM users WHERE id IN (?, ?)
    ");
    assert_snapshot!(show(&delete(Post).returning(Post.title)), @"
    sqlite: DELETE FROM posts RETURNING title
    postgresql: DELETE FROM posts RETURNING title
    mysql: error: DELETE … RETURNING can't be expressed in mysql
    help: select the rows before it with `.for_update()`, in the same transaction
    ");
}
