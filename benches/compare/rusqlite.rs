//! rusqlite by hand, against which everything else is measured.
//!
//! It is written as someone would who cares about speed: each statement is prepared once and
//! kept, rows are decoded by position, and nothing is done twice.

use std::collections::HashMap;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, Row, Transaction, params, params_from_iter};

use crate::contender::{Contender, Result};
use crate::rows::{Family, NewPost, NewUser, weigh_post, weigh_user};

/// The keys in one `IN` list.
const IN_CHUNK: usize = 500;

/// The statement that stores a user.
const INSERT_USER: &str = "INSERT INTO users (email, name, age) VALUES (?, ?, ?)";

/// The statement that stores a post.
const INSERT_POST: &str = "INSERT INTO posts (title, views, user_id) VALUES (?, ?, ?)";

/// The statement that loads the users up to a key.
const SELECT_USERS: &str = "SELECT id, email, name, age FROM users WHERE id <= ?";

/// A user as it is stored.
struct User {
    id: i64,
    email: String,
    name: Option<String>,
    age: i64,
}

impl User {
    /// Decodes a row of the columns `id, email, name, age`.
    fn decode(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            email: row.get(1)?,
            name: row.get(2)?,
            age: row.get(3)?,
        })
    }

    /// What the user adds to a sum.
    fn weight(&self) -> i64 {
        weigh_user(&self.email, self.name.as_deref(), self.age)
    }
}

/// A post as it is stored.
struct Post {
    #[expect(
        dead_code,
        reason = "a loaded row has its key, whether someone asks for it or not"
    )]
    id: i64,
    title: String,
    views: i64,
    user_id: i64,
}

impl Post {
    /// Decodes a row of the columns `id, title, views, user_id`.
    fn decode(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            title: row.get(1)?,
            views: row.get(2)?,
            user_id: row.get(3)?,
        })
    }

    /// What the post adds to a sum.
    fn weight(&self) -> i64 {
        weigh_post(&self.title, self.views)
    }
}

/// The contender: a connection with its cache of prepared statements.
pub(crate) struct Rusqlite {
    connection: Connection,
}

impl Rusqlite {
    /// Opens a database in memory, with the query planner stability guarantee (QPSG) on.
    pub(crate) fn open() -> Result<Self> {
        let connection = Connection::open_in_memory()?;
        if !connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)? {
            return Err("SQLite refused to turn QPSG on".into());
        }
        Ok(Self { connection })
    }
}

impl Contender for Rusqlite {
    fn batch(&mut self, sql: &str) -> Result<()> {
        Ok(self.connection.execute_batch(sql)?)
    }

    fn text(&mut self, sql: &str) -> Result<String> {
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    fn select_one(&mut self, email: &str) -> Result<i64> {
        let sql = "SELECT id, email, name, age FROM users WHERE email = ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([email], User::decode)?.weight())
    }

    fn select_many(&mut self, last: i64) -> Result<i64> {
        let users = users_up_to(&self.connection, last)?;
        Ok(users.iter().map(User::weight).sum())
    }

    fn get_by_key(&mut self, id: i64) -> Result<i64> {
        let sql = "SELECT id, email, name, age FROM users WHERE id = ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([id], User::decode)?.weight())
    }

    fn insert(&mut self, users: Vec<NewUser>) -> Result<i64> {
        let transaction = self.connection.transaction()?;
        let keys = insert_users(&transaction, &users)?;
        transaction.commit()?;
        Ok(keys.iter().sum())
    }

    fn unit_of_work(&mut self, families: Vec<Family>) -> Result<i64> {
        let transaction = self.connection.transaction()?;
        let sum = insert_families(&transaction, &families)?;
        transaction.commit()?;
        Ok(sum)
    }

    fn update(&mut self, last: i64) -> Result<i64> {
        let transaction = self.connection.transaction()?;
        let mut users = users_up_to(&transaction, last)?;
        for user in &mut users {
            user.age += 1;
        }
        store_ages(&transaction, &users)?;
        transaction.commit()?;
        Ok(users.iter().map(User::weight).sum())
    }

    fn load_children(&mut self, last: i64) -> Result<i64> {
        let users = users_up_to(&self.connection, last)?;
        let families = with_posts(&self.connection, users)?;
        let sum = |(user, posts): &(User, Vec<Post>)| {
            user.weight() + posts.iter().map(Post::weight).sum::<i64>()
        };
        Ok(families.iter().map(sum).sum())
    }
}

/// Loads the users whose key is at most `last`.
fn users_up_to(connection: &Connection, last: i64) -> Result<Vec<User>> {
    let mut statement = connection.prepare_cached(SELECT_USERS)?;
    let users = statement.query_map([last], User::decode)?;
    Ok(users.collect::<rusqlite::Result<_>>()?)
}

/// Stores users and gives their keys.
fn insert_users(transaction: &Transaction<'_>, users: &[NewUser]) -> Result<Vec<i64>> {
    let mut statement = transaction.prepare_cached(INSERT_USER)?;
    let mut keys = Vec::with_capacity(users.len());
    for NewUser { email, name, age } in users {
        keys.push(statement.insert(params![email, name, age])?);
    }
    Ok(keys)
}

/// Stores users, each with its posts, and gives the sum of the users' keys.
fn insert_families(transaction: &Transaction<'_>, families: &[Family]) -> Result<i64> {
    let mut users = transaction.prepare_cached(INSERT_USER)?;
    let mut posts = transaction.prepare_cached(INSERT_POST)?;
    let mut sum = 0;
    for Family { parent, children } in families {
        let key = users.insert(params![parent.email, parent.name, parent.age])?;
        for NewPost { title, views } in children {
            posts.execute(params![title, views, key])?;
        }
        sum += key;
    }
    Ok(sum)
}

/// Stores the age of each user.
fn store_ages(transaction: &Transaction<'_>, users: &[User]) -> Result<()> {
    let mut statement = transaction.prepare_cached("UPDATE users SET age = ? WHERE id = ?")?;
    for User { id, age, .. } in users {
        statement.execute([age, id])?;
    }
    Ok(())
}

/// Loads the posts of users and puts each with its user.
fn with_posts(connection: &Connection, users: Vec<User>) -> Result<Vec<(User, Vec<Post>)>> {
    let mut families: Vec<_> = users.into_iter().map(|user| (user, Vec::new())).collect();
    for chunk in families.chunks_mut(IN_CHUNK) {
        let places: HashMap<i64, usize> = chunk
            .iter()
            .enumerate()
            .map(|(place, (user, _))| (user.id, place))
            .collect();
        let mut statement = connection.prepare_cached(&select_posts(chunk.len()))?;
        let keys = chunk.iter().map(|(user, _)| user.id);
        let mut rows = statement.query(params_from_iter(keys))?;
        while let Some(row) = rows.next()? {
            let post = Post::decode(row)?;
            chunk[places[&post.user_id]].1.push(post);
        }
    }
    Ok(families)
}

/// The statement that loads the posts of that many users.
fn select_posts(users: usize) -> String {
    let binds = vec!["?"; users].join(",");
    format!("SELECT id, title, views, user_id FROM posts WHERE user_id IN ({binds})")
}
