//! The clauses of a SELECT that one database or another has of its own: locks, DISTINCT ON, ties,
//! prefixes, suffixes and hints.

use super::Select;
use super::join::IntoFrom;
use super::lock::Lock;
use super::node::FromItem;
use super::sample::TableClause;
use crate::sql::dialect_name::DialectName;
use crate::sql::expr::{Arg, IntoOrder};

/// The clauses that few statements have.
#[derive(Clone, Debug, Default)]
pub struct SelectClauses {
    /// `DISTINCT ON (…)`
    pub distinct_on: Vec<Arg>,
    /// Whether LIMIT takes the rows that are equal to the last one in the statement's order.
    pub with_ties: bool,
    /// FOR UPDATE and its kin.
    pub lock: Option<Lock>,
    /// Prefixes, suffixes and hints, in the order of the calls.
    pub hints: Vec<Hint>,
    /// What is said of tables in FROM.
    pub tables: Vec<TableClause>,
}

/// SQL that is written for one database and left out for the others.
#[derive(Clone, Debug)]
pub struct Hint {
    /// Where it stands.
    pub place: HintPlace,
    /// Which database.
    pub dialect: DialectName,
    /// The SQL, as it stands.
    pub sql: &'static str,
}

/// Where a hint stands.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum HintPlace {
    /// After the word SELECT, INSERT, UPDATE or DELETE.
    Prefix,
    /// At the end.
    Suffix,
    /// In a comment after that word, `/*+ … */`.
    Statement,
    /// After a table in FROM.
    Table(FromItem),
}

impl Hint {
    /// SQL for the dialect of this name.
    pub(in crate::sql) const fn new(
        place: HintPlace,
        dialect: DialectName,
        sql: &'static str,
    ) -> Self {
        Self {
            place,
            dialect,
            sql,
        }
    }
}

impl<R> Select<R> {
    fn clauses_mut(&mut self) -> &mut SelectClauses {
        &mut self.node.rare_mut().clauses
    }

    fn with_sql(mut self, place: HintPlace, dialect: DialectName, sql: &'static str) -> Self {
        let hint = Hint::new(place, dialect, sql);
        self.clauses_mut().hints.push(hint);
        self
    }

    /// DISTINCT ON: of the rows that are equal in these, the first in the statement's order. The
    /// order begins with the same expressions. PostgreSQL has it; elsewhere it is refused.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// // The post of each author that was seen most.
    /// let statement = select(Post.title)
    ///     .distinct_on(Post.author_id)
    ///     .order_by((Post.author_id, Post.views.desc()));
    /// assert_sql!(
    ///     statement,
    ///     postgres: "SELECT DISTINCT ON (author_id) title FROM posts ORDER BY author_id, views DESC",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn distinct_on(mut self, terms: impl IntoOrder) -> Self {
        let mut list = Vec::new();
        terms.append_to(&mut list);
        let args = list.into_iter().map(|term| term.arg);
        self.clauses_mut().distinct_on.extend(args);
        self
    }

    /// Lets LIMIT go on over the rows that are equal to the last one in the statement's order.
    /// PostgreSQL and MariaDB have it; elsewhere it is refused.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(User.email).order_by(User.age.desc()).limit(3).with_ties();
    /// assert_sql!(
    ///     statement,
    ///     postgres: "SELECT email FROM users ORDER BY age DESC FETCH FIRST $1 ROWS WITH TIES",
    ///     mariadb: "SELECT email FROM users ORDER BY age DESC FETCH FIRST ? ROWS WITH TIES",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn with_ties(mut self) -> Self {
        self.clauses_mut().with_ties = true;
        self
    }

    /// FOR UPDATE: locks the rows until the transaction ends. [`with_lock`](Self::with_lock) takes
    /// the other locks.
    ///
    /// SQLite locks the whole database when a transaction writes, so nothing is written there.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(User.age).filter(User.id.eq(1)).for_update(),
    ///     sqlite: "SELECT age FROM users WHERE id = ?",
    ///     postgres: "SELECT age FROM users WHERE id = $1 FOR UPDATE",
    ///     mysql: "SELECT age FROM users WHERE id = ? FOR UPDATE",
    /// );
    /// ```
    #[must_use]
    pub fn for_update(self) -> Self {
        self.with_lock(Lock::for_update())
    }

    /// Locks the rows until the transaction ends. The last call counts.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// # use alchemy::sql::Lock;
    /// let statement = select(User.age).with_lock(Lock::for_share().nowait());
    /// assert_sql!(
    ///     statement,
    ///     sqlite: "SELECT age FROM users",
    ///     postgres | mysql: "SELECT age FROM users FOR SHARE NOWAIT",
    ///     mariadb: "SELECT age FROM users LOCK IN SHARE MODE NOWAIT",
    /// );
    /// ```
    #[must_use]
    pub fn with_lock(mut self, lock: Lock) -> Self {
        self.clauses_mut().lock = Some(lock);
        self
    }

    /// Writes SQL after the word SELECT, for the dialect of this name only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy_dialects::MYSQL;
    ///
    /// assert_sql!(
    ///     select(User.age).prefix_with(MYSQL, "HIGH_PRIORITY"),
    ///     mysql: "SELECT HIGH_PRIORITY age FROM users",
    ///     sqlite | postgres | mariadb: "SELECT age FROM users",
    /// );
    /// ```
    #[must_use]
    pub fn prefix_with(self, dialect: DialectName, sql: &'static str) -> Self {
        self.with_sql(HintPlace::Prefix, dialect, sql)
    }

    /// Writes SQL at the end of the statement, for the dialect of this name only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy_dialects::MARIADB;
    ///
    /// assert_sql!(
    ///     select(User.age).suffix_with(MARIADB, "LIMIT ROWS EXAMINED 10000"),
    ///     mariadb: "SELECT age FROM users LIMIT ROWS EXAMINED 10000",
    ///     sqlite | postgres | mysql: "SELECT age FROM users",
    /// );
    /// ```
    #[must_use]
    pub fn suffix_with(self, dialect: DialectName, sql: &'static str) -> Self {
        self.with_sql(HintPlace::Suffix, dialect, sql)
    }

    /// Writes a hint after a table in FROM, for the dialect of this name only: one for `mysql` isn't
    /// one for `mariadb`.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy_dialects::{MYSQL, SQLITE};
    ///
    /// let statement = select(User.age)
    ///     .with_hint(User, MYSQL, "USE INDEX (PRIMARY)")
    ///     .with_hint(User, SQLITE, "NOT INDEXED");
    /// assert_sql!(
    ///     statement,
    ///     sqlite: "SELECT age FROM users NOT INDEXED",
    ///     postgres: "SELECT age FROM users",
    ///     mysql: "SELECT age FROM users USE INDEX (PRIMARY)",
    ///     mariadb: "SELECT age FROM users",
    /// );
    /// ```
    #[must_use]
    pub fn with_hint(self, target: impl IntoFrom, dialect: DialectName, sql: &'static str) -> Self {
        self.with_sql(HintPlace::Table(target.into_from()), dialect, sql)
    }

    /// Writes a hint for the optimizer in a comment, for the dialect of this name only. Several
    /// stand in one comment.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy_dialects::MYSQL;
    ///
    /// let statement = select(User.age)
    ///     .with_statement_hint(MYSQL, "MAX_EXECUTION_TIME(1000)")
    ///     .with_statement_hint(MYSQL, "NO_ICP(users)");
    /// assert_sql!(
    ///     statement,
    ///     mysql: "SELECT /*+ MAX_EXECUTION_TIME(1000) NO_ICP(users) */ age FROM users",
    ///     sqlite | postgres | mariadb: "SELECT age FROM users",
    /// );
    /// ```
    #[must_use]
    pub fn with_statement_hint(self, dialect: DialectName, sql: &'static str) -> Self {
        self.with_sql(HintPlace::Statement, dialect, sql)
    }
}
