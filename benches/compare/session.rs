//! alchemy with a session: identity map, change tracking and the unit of work.
//!
//! Each call opens a session of its own and closes it, and that is timed.

use alchemy::engine::Engine;
use alchemy::prelude::*;
use alchemy_dialects::create_engine;

use crate::contender::{Contender, Result};
use crate::models::{Post, User};
use crate::rows::{Family, NewUser};

/// The contender: an engine with one connection.
pub(crate) struct SessionContender {
    engine: Engine,
}

impl SessionContender {
    /// Opens a database in memory.
    pub(crate) fn open() -> Result<Self> {
        Ok(Self {
            engine: create_engine("sqlite::memory:")?,
        })
    }
}

fn new_user(NewUser { email, name, age }: NewUser) -> User {
    User {
        email,
        name,
        age,
        ..User::default()
    }
}

impl Contender for SessionContender {
    fn batch(&mut self, sql: &str) -> Result<()> {
        Ok(self.engine.execute_script(sql)?)
    }

    fn text(&mut self, sql: &str) -> Result<String> {
        let mut connection = self.engine.connect()?;
        Ok(connection.one(text(sql.to_owned()).columns::<String>())?)
    }

    fn select_one(&mut self, email: &str) -> Result<i64> {
        let mut session = Session::new(&self.engine);
        let user = session.one(select(User).filter(User.email.eq(email)))?;
        Ok(session[user].weight())
    }

    fn select_many(&mut self, last: i64) -> Result<i64> {
        let mut session = Session::new(&self.engine);
        let users = session.all(select(User).filter(User.id.le(last)))?;
        Ok(users.iter().map(|user| session[*user].weight()).sum())
    }

    fn get_by_key(&mut self, id: i64) -> Result<i64> {
        let mut session = Session::new(&self.engine);
        let user = session.get(User, id)?.ok_or("no such user")?;
        Ok(session[user].weight())
    }

    fn insert(&mut self, users: Vec<NewUser>) -> Result<i64> {
        let mut session = Session::new(&self.engine);
        let handles = session.add_all(users.into_iter().map(new_user));
        session.commit()?;
        let mut sum = 0;
        for handle in handles {
            sum += session.key(handle)?;
        }
        Ok(sum)
    }

    fn unit_of_work(&mut self, families: Vec<Family>) -> Result<i64> {
        let mut session = Session::new(&self.engine);
        let parents = session.add_all(families.into_iter().map(|Family { parent, children }| {
            let posts = children.into_iter().map(|post| Post {
                title: post.title,
                views: post.views,
                ..Post::default()
            });
            User {
                posts: posts.collect(),
                ..new_user(parent)
            }
        }));
        session.commit()?;
        let mut sum = 0;
        for parent in parents {
            sum += session.key(parent)?;
        }
        Ok(sum)
    }

    fn update(&mut self, last: i64) -> Result<i64> {
        let mut session = Session::new(&self.engine);
        let users = session.all(select(User).filter(User.id.le(last)))?;
        for user in &users {
            session[*user].age += 1;
        }
        session.commit()?;
        Ok(users.iter().map(|user| session[*user].weight()).sum())
    }

    fn load_children(&mut self, last: i64) -> Result<i64> {
        let mut session = Session::new(&self.engine);
        let statement = select(User)
            .filter(User.id.le(last))
            .options(selectinload(User.posts));
        let mut sum = 0;
        for user in session.all(statement)? {
            sum += session[user].weight();
            for post in session.load(user, User.posts)? {
                sum += session[post].weight();
            }
        }
        Ok(sum)
    }
}
