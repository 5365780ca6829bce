//! INSERT, UPDATE and DELETE as common table expressions, and with some before them.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Delete, Insert, Update};
use crate::sql::select::{Cte, CteBody, DerivedRow};

impl<M, R: DerivedRow> Insert<M, R> {
    /// The rows that it returns as a common table expression. PostgreSQL only: elsewhere it is an
    /// error when the statement is compiled.
    ///
    /// It runs once, whoever reads from it. The rest of the statement doesn't see what it does but
    /// by what it returns. The library's defaults are computed here.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let author = insert(User).set(User.email, "a@b.c").set(User.age, 30).returning(User.id);
    /// let author = author.cte("author");
    /// let first = select((literal("Hello"), author.columns())).select_from(&author);
    /// assert_sql!(
    ///     insert(Post).columns((Post.title, Post.author_id)).from_select(first),
    ///     postgres: "WITH author AS (INSERT INTO users (email, age) VALUES ($1, $2) RETURNING \
    ///         users.id) INSERT INTO posts (title, author_id) SELECT $3::text, author.id FROM author",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn cte(self, name: impl Into<Cow<'static, str>>) -> Cte<R> {
        let node = self.into_node_with_defaults();
        Cte::modifying(name.into(), CteBody::Insert(Box::new(node)))
    }
}

impl<M> Insert<M> {
    /// A common table expression without rows, for `add_cte`. PostgreSQL only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let log = insert(Post).set(Post.title, "gone").set(Post.author_id, 1).cte("log");
    /// assert_sql!(
    ///     delete(User).filter(User.id.eq(7)).add_cte(&log),
    ///     postgres: "WITH log AS (INSERT INTO posts (title, author_id) VALUES ($1, $2)) DELETE FROM \
    ///         users WHERE users.id = $3",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn cte(self, name: impl Into<Cow<'static, str>>) -> Cte<()> {
        let node = self.into_node_with_defaults();
        Cte::without_rows(name.into(), CteBody::Insert(Box::new(node)))
    }
}

impl<M, R: DerivedRow> Update<M, R> {
    /// The rows that it returns as a common table expression, as [`Insert::cte`]. PostgreSQL only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let seen = update(Post)
    ///     .set(Post.views, Post.views + 1)
    ///     .filter(Post.id.eq(7))
    ///     .returning((Post.title, Post.author_id))
    ///     .cte("seen");
    /// let (title, author) = seen.columns();
    /// assert_sql!(
    ///     select((title, User.email)).join(seen.on(author.eq(User.id))),
    ///     postgres: "WITH seen AS (UPDATE posts SET views = posts.views + $1 WHERE \
    ///         posts.id = $2 RETURNING posts.title, posts.author_id) SELECT seen.title, \
    ///         users.email FROM users JOIN seen ON seen.author_id = users.id",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn cte(self, name: impl Into<Cow<'static, str>>) -> Cte<R> {
        Cte::modifying(
            name.into(),
            CteBody::Update(Box::new(self.into_node_with_defaults())),
        )
    }
}

impl<M> Update<M> {
    /// A common table expression without rows, for `add_cte`. PostgreSQL only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let reset = update(Post).set(Post.views, 0).filter(Post.author_id.eq(7)).cte("reset");
    /// assert_sql!(
    ///     update(User).set(User.name, "gone").filter(User.id.eq(7)).add_cte(&reset),
    ///     postgres: "WITH reset AS (UPDATE posts SET views = $1 WHERE posts.author_id = $2) UPDATE \
    ///         users SET name = $3 WHERE users.id = $4",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn cte(self, name: impl Into<Cow<'static, str>>) -> Cte<()> {
        Cte::without_rows(
            name.into(),
            CteBody::Update(Box::new(self.into_node_with_defaults())),
        )
    }
}

impl<R: DerivedRow> Delete<R> {
    /// The rows that it returns as a common table expression, as [`Insert::cte`]. PostgreSQL only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let gone = delete(Post).filter(Post.views.eq(0)).returning(Post).cte("gone");
    /// let post = gone.columns();
    /// assert_sql!(
    ///     select((post.author_id, func::count_all())).select_from(&gone).group_by(post.author_id),
    ///     postgres: "WITH gone AS (DELETE FROM posts WHERE posts.views = $1 RETURNING \
    ///         posts.id, posts.title, posts.views, posts.author_id) SELECT gone.author_id, \
    ///         count(*) FROM gone GROUP BY gone.author_id",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn cte(self, name: impl Into<Cow<'static, str>>) -> Cte<R> {
        Cte::modifying(name.into(), CteBody::Delete(Box::new(self.into_node())))
    }
}

impl Delete {
    /// A common table expression without rows, for `add_cte`. PostgreSQL only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let posts = delete(Post).filter(Post.author_id.eq(7)).cte("gone");
    /// assert_sql!(
    ///     update(User).set(User.name, "gone").filter(User.id.eq(7)).add_cte(&posts),
    ///     postgres: "WITH gone AS (DELETE FROM posts WHERE posts.author_id = $1) UPDATE users SET \
    ///         name = $2 WHERE users.id = $3",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn cte(self, name: impl Into<Cow<'static, str>>) -> Cte<()> {
        Cte::without_rows(name.into(), CteBody::Delete(Box::new(self.into_node())))
    }
}

impl<M, R> Insert<M, R> {
    /// Puts a common table expression before the statement that nothing else in it names: one that
    /// changes a table, or one that only [`text`](crate::sql::text) names. Those in FROM come by
    /// themselves.
    ///
    /// MySQL and MariaDB have it before the SELECT that the rows come from, and nowhere else.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let adults = select(User.id).filter(User.age.ge(18)).cte("adults");
    /// let rows = select((User.email, User.id)).filter(text("users.id IN (SELECT id FROM adults)"));
    /// assert_sql!(
    ///     insert(Post).columns((Post.title, Post.author_id)).from_select(rows).add_cte(&adults),
    ///     sqlite: "WITH adults AS (SELECT users.id FROM users WHERE users.age >= ?) INSERT INTO \
    ///         posts (title, author_id) SELECT users.email, users.id FROM users WHERE users.id IN \
    ///         (SELECT id FROM adults)",
    ///     postgres: "WITH adults AS (SELECT users.id FROM users WHERE users.age >= $1) INSERT INTO \
    ///         posts (title, author_id) SELECT users.email, users.id FROM users WHERE users.id IN \
    ///         (SELECT id FROM adults)",
    ///     mysql | mariadb: "INSERT INTO posts (title, author_id) WITH adults AS (SELECT users.id \
    ///         FROM users WHERE users.age >= ?) SELECT users.email, users.id FROM users WHERE \
    ///         users.id IN (SELECT id FROM adults)",
    /// );
    /// ```
    #[must_use]
    pub fn add_cte<C>(mut self, cte: &Cte<C>) -> Self {
        self.insert_node_mut()
            .rare_mut()
            .ctes
            .push(Arc::clone(cte.node()));
        self
    }
}

impl<M, R> Update<M, R> {
    /// Puts a common table expression before the statement, as [`Insert::add_cte`]. MariaDB doesn't
    /// have it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let busy = select(Post.author_id).filter(Post.views.gt(100)).cte("busy");
    /// let statement = update(User)
    ///     .set(User.name, "busy")
    ///     .filter(text("id IN (SELECT author_id FROM busy)"))
    ///     .add_cte(&busy);
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "WITH busy AS (SELECT posts.author_id FROM posts WHERE posts.views > ?) \
    ///         UPDATE users SET name = ? WHERE id IN (SELECT author_id FROM busy)",
    ///     postgres: "WITH busy AS (SELECT posts.author_id FROM posts WHERE posts.views > $1) \
    ///         UPDATE users SET name = $2 WHERE id IN (SELECT author_id FROM busy)",
    ///     mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn add_cte<C>(mut self, cte: &Cte<C>) -> Self {
        self.update_node_mut()
            .rare_mut()
            .ctes
            .push(Arc::clone(cte.node()));
        self
    }
}

impl<R> Delete<R> {
    /// Puts a common table expression before the statement, as [`Insert::add_cte`]. MariaDB doesn't
    /// have it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let authors = select(Post.author_id).cte("authors");
    /// let idle = text("id NOT IN (SELECT author_id FROM authors)");
    /// assert_sql!(
    ///     delete(User).filter(idle).add_cte(&authors),
    ///     sqlite | postgres | mysql: "WITH authors AS (SELECT posts.author_id FROM posts) DELETE \
    ///         FROM users WHERE id NOT IN (SELECT author_id FROM authors)",
    ///     mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn add_cte<C>(mut self, cte: &Cte<C>) -> Self {
        self.delete_node_mut()
            .rare_mut()
            .ctes
            .push(Arc::clone(cte.node()));
        self
    }
}
