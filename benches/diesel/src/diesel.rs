//! The scenarios in Diesel.

use diesel::connection::SimpleConnection as _;
use diesel::dsl::sql;
use diesel::prelude::{
    BelongingToDsl as _, Connection as _, ExpressionMethods as _, GroupedBy as _, QueryDsl as _,
    QueryResult, RunQueryDsl as _, SelectableHelper as _,
};
use diesel::sql_types::Text;
use diesel::{SqliteConnection, insert_into, update};

use crate::contender::{Contender, Result};
use crate::models::{NewPost, NewUser, Post, User};
use crate::rows::{self, Family};
use crate::schema::{posts, users};

/// The posts in one `INSERT`; the size at which Diesel was fastest.
const INSERT_CHUNK: usize = 500;

/// The contender: a connection with its cache of prepared statements.
pub(crate) struct Diesel {
    connection: SqliteConnection,
}

impl Diesel {
    /// Opens a database in memory, on a SQLite that was built with the query planner stability
    /// guarantee (QPSG).
    pub(crate) fn open() -> Result<Self> {
        let mut diesel = Self {
            connection: SqliteConnection::establish(":memory:")?,
        };
        let qpsg = "SELECT CAST(sqlite_compileoption_used('ENABLE_QPSG') AS TEXT)";
        if diesel.text(qpsg)? != "1" {
            return Err("SQLite was built without QPSG: build from inside of the package".into());
        }
        Ok(diesel)
    }
}

impl Contender for Diesel {
    fn batch(&mut self, sql: &str) -> Result<()> {
        Ok(self.connection.batch_execute(sql)?)
    }

    fn text(&mut self, query: &str) -> Result<String> {
        let query = format!("({query})");
        Ok(diesel::select(sql::<Text>(&query)).get_result(&mut self.connection)?)
    }

    fn select_one(&mut self, email: &str) -> Result<i64> {
        let user: User = users::table
            .filter(users::email.eq(email))
            .select(User::as_select())
            .get_result(&mut self.connection)?;
        Ok(user.weight())
    }

    fn select_many(&mut self, last: i64) -> Result<i64> {
        let users = users_up_to(&mut self.connection, last)?;
        Ok(users.iter().map(User::weight).sum())
    }

    fn get_by_key(&mut self, id: i64) -> Result<i64> {
        let user: User = users::table
            .find(id)
            .select(User::as_select())
            .get_result(&mut self.connection)?;
        Ok(user.weight())
    }

    fn insert(&mut self, users: Vec<rows::NewUser>) -> Result<i64> {
        let keys = self.connection.transaction(|connection| {
            let users: Vec<_> = users.iter().map(NewUser::from).collect();
            insert_users(connection, &users)
        })?;
        Ok(keys.iter().sum())
    }

    fn unit_of_work(&mut self, families: Vec<Family>) -> Result<i64> {
        let keys = self
            .connection
            .transaction(|connection| insert_families(connection, &families))?;
        Ok(keys.iter().sum())
    }

    fn update(&mut self, last: i64) -> Result<i64> {
        let users = self.connection.transaction(|connection| {
            let mut users = users_up_to(connection, last)?;
            for user in &mut users {
                user.age += 1;
                update(users::table.find(user.id))
                    .set(users::age.eq(user.age))
                    .execute(connection)?;
            }
            QueryResult::Ok(users)
        })?;
        Ok(users.iter().map(User::weight).sum())
    }

    fn load_children(&mut self, last: i64) -> Result<i64> {
        let users = users_up_to(&mut self.connection, last)?;
        let posts = Post::belonging_to(&users)
            .select(Post::as_select())
            .load(&mut self.connection)?
            .grouped_by(&users);
        let families: Vec<(User, Vec<Post>)> = users.into_iter().zip(posts).collect();
        let sum = |(user, posts): &(User, Vec<Post>)| {
            user.weight() + posts.iter().map(Post::weight).sum::<i64>()
        };
        Ok(families.iter().map(sum).sum())
    }
}

/// Loads the users whose key is at most `last`.
fn users_up_to(connection: &mut SqliteConnection, last: i64) -> QueryResult<Vec<User>> {
    users::table
        .filter(users::id.le(last))
        .select(User::as_select())
        .load(connection)
}

/// Stores users by one statement and gives their keys.
///
/// A statement for each user would take four times as long. SQLite doesn't promise the order of
/// the keys, so what relies on it is checked after each run.
fn insert_users(connection: &mut SqliteConnection, users: &[NewUser<'_>]) -> QueryResult<Vec<i64>> {
    insert_into(users::table)
        .values(users)
        .returning(users::id)
        .get_results(connection)
}

/// Stores users with their posts and gives the users' keys.
fn insert_families(
    connection: &mut SqliteConnection,
    families: &[Family],
) -> QueryResult<Vec<i64>> {
    let parents: Vec<_> = families
        .iter()
        .map(|family| NewUser::from(&family.parent))
        .collect();
    let keys = insert_users(connection, &parents)?;
    let posts: Vec<_> = families
        .iter()
        .zip(&keys)
        .flat_map(|(family, &key)| {
            let children = family.children.iter();
            children.map(move |post| NewPost::of(key, post))
        })
        .collect();
    for chunk in posts.chunks(INSERT_CHUNK) {
        insert_into(posts::table)
            .values(chunk)
            .execute(connection)?;
    }
    Ok(keys)
}
