//! alchemy without a session: statements, rows and transactions of the Core.

use std::collections::HashMap;
use std::sync::Arc;

use alchemy::engine::{Connection, Engine, EngineOptions};
use alchemy::prelude::*;
use alchemy_dialects::create_engine;
use alchemy_dialects::sqlite::SqliteBackend;

use crate::contender::{Contender, Result};
use crate::models::{Post, User};
use crate::rows::{Family, NewUser};

/// The keys in one `IN` list.
const IN_CHUNK: usize = 500;

/// The contender: one connection, as with rusqlite by hand.
pub(crate) struct CoreContender {
    engine: Engine,
    connection: Option<Connection>,
}

impl CoreContender {
    /// Opens a database in memory.
    pub(crate) fn open() -> Result<Self> {
        let engine: Engine = create_engine("sqlite::memory:")?;
        Ok(Self {
            engine,
            connection: None,
        })
    }

    /// The same without the cache of compiled statements: what it saves.
    pub(crate) fn open_without_cache() -> Result<Self> {
        let backend = SqliteBackend::from_url("sqlite::memory:")?;
        let options = EngineOptions::new().statement_cache(0);
        Ok(Self {
            engine: Engine::new(Arc::new(backend), options),
            connection: None,
        })
    }

    /// The connection, which is kept from call to call.
    fn connection(&mut self) -> alchemy::Result<&mut Connection> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.engine.connect()?,
        };
        Ok(self.connection.insert(connection))
    }

    fn users_up_to(&mut self, last: i64) -> alchemy::Result<Vec<User>> {
        self.connection()?
            .all(select(User).filter(User.id.le(last)))
    }
}

fn insert_user(connection: &mut Connection, user: &NewUser) -> alchemy::Result<i64> {
    let statement = insert(User)
        .set(User.email, &user.email)
        .set(User.name, &user.name)
        .set(User.age, user.age)
        .returning(User.id);
    connection.one(statement)
}

impl Contender for CoreContender {
    fn batch(&mut self, sql: &str) -> Result<()> {
        // The database in memory has one connection only.
        self.connection = None;
        Ok(self.engine.execute_script(sql)?)
    }

    fn text(&mut self, sql: &str) -> Result<String> {
        Ok(self
            .connection()?
            .one(text(sql.to_owned()).columns::<String>())?)
    }

    fn select_one(&mut self, email: &str) -> Result<i64> {
        Ok(self
            .connection()?
            .one(select(User).filter(User.email.eq(email)))?
            .weight())
    }

    fn select_many(&mut self, last: i64) -> Result<i64> {
        Ok(self.users_up_to(last)?.iter().map(User::weight).sum())
    }

    fn get_by_key(&mut self, id: i64) -> Result<i64> {
        Ok(self
            .connection()?
            .one(select(User).filter(User.id.eq(id)))?
            .weight())
    }

    fn insert(&mut self, users: Vec<NewUser>) -> Result<i64> {
        let rows = users.iter().map(|user| (&user.email, &user.name, user.age));
        let statement = insert(User)
            .columns((User.email, User.name, User.age))
            .values(rows)
            .returning(User.id);
        let connection = self.connection()?;
        connection.commit()?;
        let keys = connection.all(statement)?;
        connection.commit()?;
        Ok(keys.iter().sum())
    }

    fn unit_of_work(&mut self, families: Vec<Family>) -> Result<i64> {
        let mut sum = 0;
        self.connection()?.commit()?;
        for Family { parent, children } in &families {
            let key = insert_user(self.connection()?, parent)?;
            let rows = children.iter().map(|post| (&post.title, post.views, key));
            let columns = (Post.title, Post.views, Post.user_id);
            self.connection()?
                .execute(insert(Post).columns(columns).values(rows))?;
            sum += key;
        }
        self.connection()?.commit()?;
        Ok(sum)
    }

    fn update(&mut self, last: i64) -> Result<i64> {
        self.connection()?.commit()?;
        let mut users = self.users_up_to(last)?;
        for user in &mut users {
            user.age += 1;
            let statement = update(User)
                .set(User.age, user.age)
                .filter(User.id.eq(user.id));
            self.connection()?.execute(statement)?;
        }
        self.connection()?.commit()?;
        Ok(users.iter().map(User::weight).sum())
    }

    fn load_children(&mut self, last: i64) -> Result<i64> {
        let users = self.users_up_to(last)?;
        let mut posts: HashMap<i64, Vec<Post>> = HashMap::new();
        for chunk in users.chunks(IN_CHUNK) {
            let keys = chunk.iter().map(|user| user.id);
            for post in self
                .connection()?
                .all(select(Post).filter(Post.user_id.in_(keys)))?
            {
                posts.entry(post.user_id).or_default().push(post);
            }
        }
        let mut sum = 0;
        for user in users {
            sum += user.weight();
            let own = user.id.get().and_then(|id| posts.get(&id));
            sum += own.into_iter().flatten().map(Post::weight).sum::<i64>();
        }
        Ok(sum)
    }
}
