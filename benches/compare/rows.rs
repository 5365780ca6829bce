//! What is stored: the schema, the rows it is filled with and the rows that are written.
//!
//! Every contender fills a database of its own from here, and a row is a function of its
//! number alone, so that all of them work on equal databases.

use std::fmt::Write as _;

use crate::contender::Result;

/// The users stored before the first measurement, with the keys 1 to `USERS`.
pub(crate) const USERS: i64 = 10_000;

/// The users that have posts: the ones with the keys 1 to `PARENTS`.
pub(crate) const PARENTS: i64 = 1_000;

/// The posts of each user that has any.
pub(crate) const CHILDREN: i64 = 5;

/// The stored posts, with the keys 1 to `POSTS`.
pub(crate) const POSTS: i64 = PARENTS * CHILDREN;

/// The users in one statement of the seed.
const SEED_CHUNK: i64 = 500;

/// The settings and the tables, as every contender has them.
pub(crate) const SCHEMA: &str = "
PRAGMA foreign_keys = ON;
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    email VARCHAR(200) NOT NULL UNIQUE,
    name VARCHAR,
    age INTEGER NOT NULL
);
CREATE TABLE posts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    title VARCHAR NOT NULL,
    views INTEGER NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id)
);
CREATE INDEX ix_posts_user_id ON posts (user_id);
";

/// A user to be stored, its key left to the database.
#[derive(Clone, Debug)]
pub(crate) struct NewUser {
    /// Unique among all users.
    pub(crate) email: String,
    /// NULL for every third user.
    pub(crate) name: Option<String>,
    /// Between 18 and 77.
    pub(crate) age: i64,
}

/// A post to be stored, its key and that of its user left to the database.
#[derive(Clone, Debug)]
pub(crate) struct NewPost {
    /// Names the user and the post's place among that user's posts.
    pub(crate) title: String,
    /// Between 0 and 996.
    pub(crate) views: i64,
}

/// A user to be stored together with its posts.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    /// The user.
    pub(crate) parent: NewUser,
    /// The user's posts.
    pub(crate) children: Vec<NewPost>,
}

/// The user of a number; a stored one's number is its key.
pub(crate) fn user(number: i64) -> NewUser {
    NewUser {
        email: email(number),
        name: (number % 3 != 0).then(|| format!("User Number {number}")),
        age: 18 + number % 60,
    }
}

/// The email address of the user of a number.
pub(crate) fn email(number: i64) -> String {
    format!("user{number:05}@example.org")
}

/// The post of a user, by the user's number and the post's place from 1 to `CHILDREN`.
pub(crate) fn post(user: i64, place: i64) -> NewPost {
    NewPost {
        title: format!("Post {place} of user {user}"),
        views: (user * 31 + place * 7) % 997,
    }
}

/// As many users as asked for, none of them stored yet.
pub(crate) fn new_users(count: i64) -> Vec<NewUser> {
    (USERS + 1..=USERS + count).map(user).collect()
}

/// As many users with their posts as asked for, none of them stored yet.
pub(crate) fn new_families(count: i64) -> Vec<Family> {
    (USERS + 1..=USERS + count)
        .map(|number| Family {
            parent: user(number),
            children: (1..=CHILDREN).map(|place| post(number, place)).collect(),
        })
        .collect()
}

/// The statements that store the rows every measurement begins with.
pub(crate) fn seed() -> Result<String> {
    let mut sql = String::from("BEGIN;\n");
    for first in (1..=USERS).step_by(usize::try_from(SEED_CHUNK)?) {
        seed_users(&mut sql, first)?;
    }
    for parent in 1..=PARENTS {
        seed_posts(&mut sql, parent)?;
    }
    sql.push_str("COMMIT;\n");
    Ok(sql)
}

/// Writes the statement that stores a chunk of users.
fn seed_users(sql: &mut String, first: i64) -> Result<()> {
    sql.push_str("INSERT INTO users (id, email, name, age) VALUES\n");
    for number in first..first + SEED_CHUNK {
        let NewUser { email, name, age } = user(number);
        let name = name.map_or_else(|| "NULL".into(), |name| format!("'{name}'"));
        let comma = if number == first { "" } else { "," };
        writeln!(sql, "{comma}({number}, '{email}', {name}, {age})")?;
    }
    sql.push_str(";\n");
    Ok(())
}

/// Writes the statement that stores the posts of a user.
fn seed_posts(sql: &mut String, parent: i64) -> Result<()> {
    sql.push_str("INSERT INTO posts (title, views, user_id) VALUES\n");
    for place in 1..=CHILDREN {
        let NewPost { title, views } = post(parent, place);
        let comma = if place == 1 { "" } else { "," };
        writeln!(sql, "{comma}('{title}', {views}, {parent})")?;
    }
    sql.push_str(";\n");
    Ok(())
}

/// What a loaded user adds to the sum that its contender returns.
///
/// It looks at every column but the key, so no contender gets away with decoding less.
pub(crate) fn weigh_user(email: &str, name: Option<&str>, age: i64) -> i64 {
    age + length(email) + name.map_or(0, length)
}

/// What a loaded post adds to the sum that its contender returns.
pub(crate) fn weigh_post(title: &str, views: i64) -> i64 {
    views + length(title)
}

/// The length of a text, as a number of the kind that the sums are made of.
fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}
