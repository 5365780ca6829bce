//! INSERT from SELECT, and what an INSERT does where a key is there already.

use alchemy::sql::{func, insert, literal, select};
use insta::assert_snapshot;

use crate::model::{Order, Post, User};
use crate::show::show;

#[test]
fn from_select() {
    let adults = select((User.email, User.id)).filter(User.age.gt(17));
    let titles = insert(Post).columns((Post.title, Post.author_id));
    assert_snapshot!(show(&titles.from_select(adults)), @"
    sqlite: INSERT INTO posts (title, author_id) SELECT users.email, users.id FROM users WHERE users.age > ?
    postgresql: INSERT INTO posts (title, author_id) SELECT users.email, users.id FROM users WHERE users.age > $1
    mysql: INSERT INTO posts (title, author_id) SELECT users.email, users.id FROM users WHERE users.age > ?
    ");
    // The SELECT is a statement of its own, even where it reads the same tables.
    let copies = select((Post.title, User.id)).filter(Post.author_id.eq(User.id));
    let titles = insert(Post).columns((Post.title, Post.author_id));
    assert_snapshot!(show(&titles.from_select(copies).returning(Post.id)), @"
    sqlite: INSERT INTO posts (title, author_id) SELECT posts.title, users.id FROM posts, users WHERE posts.author_id = users.id RETURNING posts.id
    postgresql: INSERT INTO posts (title, author_id) SELECT posts.title, users.id FROM posts, users WHERE posts.author_id = users.id RETURNING posts.id
    mysql: error: INSERT … RETURNING can't be expressed in mysql
    help: `all` and its kin find rows by keys that are given as values or counted by the database; else select them after it, in the same transaction
    ");
    let union = select(literal("a")).union(select(User.email));
    let emails = insert(User).columns(User.email).from_select(union);
    assert_snapshot!(show(&emails.set(User.age, 3)), @"
    sqlite: INSERT INTO users (email, age) SELECT ?, ? UNION SELECT email, ? FROM users
    postgresql: INSERT INTO users (email, age) SELECT $1::text, $2::bigint UNION SELECT email, $3::bigint FROM users
    mysql: INSERT INTO users (email, age) SELECT ?, ? UNION SELECT email, ? FROM users
    ");
}

#[test]
fn on_conflict() {
    let row = insert(User).set(User.email, "a").set(User.age, 1);
    let nothing = row.clone().on_conflict(User.email).do_nothing();
    assert_snapshot!(show(&nothing), @"
    sqlite: INSERT INTO users (email, age) VALUES (?, ?) ON CONFLICT (email) DO NOTHING
    postgresql: INSERT INTO users (email, age) VALUES ($1, $2) ON CONFLICT (email) DO NOTHING
    mysql: INSERT INTO users (email, age) VALUES (?, ?) ON DUPLICATE KEY UPDATE id = users.id
    ");
    let update = row
        .clone()
        .on_conflict(User.email)
        .do_update(|old, new| [old.age.assign(old.age + new.age), old.name.assign("x")]);
    assert_snapshot!(show(&update), @"
    sqlite: INSERT INTO users (email, age) VALUES (?, ?) ON CONFLICT (email) DO UPDATE SET age = users.age + excluded.age, name = ?
    postgresql: INSERT INTO users (email, age) VALUES ($1, $2) ON CONFLICT (email) DO UPDATE SET age = users.age + excluded.age, name = $3
    mysql: INSERT INTO users (email, age) VALUES (?, ?) AS new ON DUPLICATE KEY UPDATE age = users.age + new.age, name = ?
    ");
    let returning = update.returning((User.id, func::length(User.email)));
    assert_snapshot!(show(&returning), @"
    sqlite: INSERT INTO users (email, age) VALUES (?, ?) ON CONFLICT (email) DO UPDATE SET age = users.age + excluded.age, name = ? RETURNING users.id, length(users.email)
    postgresql: INSERT INTO users (email, age) VALUES ($1, $2) ON CONFLICT (email) DO UPDATE SET age = users.age + excluded.age, name = $3 RETURNING users.id, length(users.email)
    mysql: error: INSERT … RETURNING can't be expressed in mysql
    help: `all` and its kin find rows by keys that are given as values or counted by the database; else select them after it, in the same transaction
    ");
    let filtered = row
        .on_conflict(User.email)
        .index_filter(User.age.gt(17) & User.name.eq("o'x"))
        .filter(|old, new| old.age.lt(new.age))
        .do_update(|old, _| old.name.assign(None::<String>));
    assert_snapshot!(show(&filtered), @"
    sqlite: INSERT INTO users (email, age) VALUES (?, ?) ON CONFLICT (email) WHERE age > 17 AND name = 'o''x' DO UPDATE SET name = ? WHERE users.age < excluded.age
    postgresql: INSERT INTO users (email, age) VALUES ($1, $2) ON CONFLICT (email) WHERE age > 17 AND name = 'o''x' DO UPDATE SET name = $3 WHERE users.age < excluded.age
    mysql: error: an upsert on a partial index can't be expressed in mysql
    ");
    let composite = insert(Order)
        .columns((Order.group, Order.hi))
        .values([(1, 2)])
        .on_conflict((Order.hi, Order.group))
        .do_nothing();
    assert_snapshot!(show(&composite), @r#"
    sqlite: INSERT INTO "order" ("Group", "say ""hi""") VALUES (?, ?) ON CONFLICT ("say ""hi""", "Group") DO NOTHING
    postgresql: INSERT INTO "order" ("Group", "say ""hi""") VALUES ($1, $2) ON CONFLICT ("say ""hi""", "Group") DO NOTHING
    mysql: INSERT INTO `order` (`Group`, `say "hi"`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `Group` = `order`.`Group`
    "#);
}

#[test]
fn on_conflict_from_select() {
    let copies = select((User.email, User.age)).filter(User.id.gt(1));
    let statement = insert(User)
        .columns((User.email, User.age))
        .from_select(copies)
        .on_conflict(User.email)
        .do_update(|old, new| old.age.assign(new.age + old.age));
    assert_snapshot!(show(&statement), @"
    sqlite: INSERT INTO users (email, age) SELECT * FROM (SELECT users.email, users.age FROM users WHERE users.id > ?) WHERE 1 ON CONFLICT (email) DO UPDATE SET age = excluded.age + users.age
    postgresql: INSERT INTO users (email, age) SELECT users.email, users.age FROM users WHERE users.id > $1 ON CONFLICT (email) DO UPDATE SET age = excluded.age + users.age
    mysql: INSERT INTO users (email, age) SELECT * FROM (SELECT users.email, users.age FROM users WHERE users.id > ?) AS new (email, age) ON DUPLICATE KEY UPDATE age = new.age + users.age
    ");
}

#[test]
fn conflicts_with_a_key_that_is_not_meant() {
    let both = insert(User).set(User.id, 1).set(User.email, "a");
    let statement = both.clone().on_conflict(User.email).do_nothing();
    assert_snapshot!(show(&statement), @"
    sqlite: INSERT INTO users (id, email) VALUES (?, ?) ON CONFLICT (email) DO NOTHING
    postgresql: INSERT INTO users (id, email) VALUES ($1, $2) ON CONFLICT (email) DO NOTHING
    mysql: error: an upsert on the key (email) of `users` that leaves the key (id) alone can't be expressed in mysql
    help: `.on_duplicate_key_update(…)` says that any key is meant
    ");
    let any = both.on_duplicate_key_update(|old, new| old.email.assign(new.email));
    assert_snapshot!(show(&any), @"
    sqlite: INSERT INTO users (id, email) VALUES (?, ?) ON CONFLICT DO UPDATE SET email = excluded.email
    postgresql: error: an upsert that updates the row of any key can't be expressed in postgresql
    help: name the columns of the key: `.on_conflict(…)`
    mysql: INSERT INTO users (id, email) VALUES (?, ?) AS new ON DUPLICATE KEY UPDATE email = new.email
    ");
}
