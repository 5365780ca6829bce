//! SQL that is written into INSERT, UPDATE and DELETE for one database.

use super::{Delete, Insert, Update};
use crate::sql::dialect_name::DialectName;
use crate::sql::select::{Hint, HintPlace};

impl<M, R> Insert<M, R> {
    /// Writes SQL after the word INSERT, for the dialect of this name only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy_dialects::SQLITE;
    ///
    /// assert_sql!(
    ///     insert(User).set(User.email, "a").prefix_with(SQLITE, "OR REPLACE"),
    ///     sqlite: "INSERT OR REPLACE INTO users (email) VALUES (?)",
    ///     postgres: "INSERT INTO users (email) VALUES ($1)",
    ///     mysql | mariadb: "INSERT INTO users (email) VALUES (?)",
    /// );
    /// ```
    #[must_use]
    pub fn prefix_with(mut self, dialect: DialectName, sql: &'static str) -> Self {
        let hint = Hint::new(HintPlace::Prefix, dialect, sql);
        self.insert_node_mut().rare_mut().hints.push(hint);
        self
    }

    /// Gives the optimizer a hint in a comment, `/*+ … */`, for the dialect of this name only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy_dialects::MYSQL;
    ///
    /// assert_sql!(
    ///     insert(User).set(User.email, "a").with_statement_hint(MYSQL, "SET_VAR(foreign_key_checks=OFF)"),
    ///     mysql: "INSERT /*+ SET_VAR(foreign_key_checks=OFF) */ INTO users (email) VALUES (?)",
    ///     sqlite | mariadb: "INSERT INTO users (email) VALUES (?)",
    ///     postgres: "INSERT INTO users (email) VALUES ($1)",
    /// );
    /// ```
    #[must_use]
    pub fn with_statement_hint(mut self, dialect: DialectName, sql: &'static str) -> Self {
        let hint = Hint::new(HintPlace::Statement, dialect, sql);
        self.insert_node_mut().rare_mut().hints.push(hint);
        self
    }
}

impl<M, R> Update<M, R> {
    /// Writes SQL after the word UPDATE, for the dialect of this name only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy_dialects::MYSQL;
    ///
    /// assert_sql!(
    ///     update(User).set(User.age, 1).prefix_with(MYSQL, "LOW_PRIORITY"),
    ///     mysql: "UPDATE LOW_PRIORITY users SET age = ?",
    ///     sqlite | mariadb: "UPDATE users SET age = ?",
    ///     postgres: "UPDATE users SET age = $1",
    /// );
    /// ```
    #[must_use]
    pub fn prefix_with(mut self, dialect: DialectName, sql: &'static str) -> Self {
        let hint = Hint::new(HintPlace::Prefix, dialect, sql);
        self.update_node_mut().rare_mut().hints.push(hint);
        self
    }

    /// Gives the optimizer a hint in a comment, `/*+ … */`, for the dialect of this name only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy_dialects::MYSQL;
    ///
    /// assert_sql!(
    ///     update(User).set(User.age, 1).with_statement_hint(MYSQL, "NO_INDEX(users)"),
    ///     mysql: "UPDATE /*+ NO_INDEX(users) */ users SET age = ?",
    ///     sqlite | mariadb: "UPDATE users SET age = ?",
    ///     postgres: "UPDATE users SET age = $1",
    /// );
    /// ```
    #[must_use]
    pub fn with_statement_hint(mut self, dialect: DialectName, sql: &'static str) -> Self {
        let hint = Hint::new(HintPlace::Statement, dialect, sql);
        self.update_node_mut().rare_mut().hints.push(hint);
        self
    }
}

impl<R> Delete<R> {
    /// Writes SQL after the word DELETE, for the dialect of this name only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy_dialects::MARIADB;
    ///
    /// assert_sql!(
    ///     delete(User).prefix_with(MARIADB, "QUICK"),
    ///     mariadb: "DELETE QUICK FROM users",
    ///     sqlite | postgres | mysql: "DELETE FROM users",
    /// );
    /// ```
    #[must_use]
    pub fn prefix_with(mut self, dialect: DialectName, sql: &'static str) -> Self {
        let hint = Hint::new(HintPlace::Prefix, dialect, sql);
        self.delete_node_mut().rare_mut().hints.push(hint);
        self
    }

    /// Gives the optimizer a hint in a comment, `/*+ … */`, for the dialect of this name only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy_dialects::MYSQL;
    ///
    /// assert_sql!(
    ///     delete(User).with_statement_hint(MYSQL, "NO_INDEX(users)"),
    ///     mysql: "DELETE /*+ NO_INDEX(users) */ FROM users",
    ///     sqlite | postgres | mariadb: "DELETE FROM users",
    /// );
    /// ```
    #[must_use]
    pub fn with_statement_hint(mut self, dialect: DialectName, sql: &'static str) -> Self {
        let hint = Hint::new(HintPlace::Statement, dialect, sql);
        self.delete_node_mut().rare_mut().hints.push(hint);
        self
    }
}
