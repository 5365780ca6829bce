//! What an INSERT does where a row's key is there already: an upsert.

use std::borrow::Cow;

use super::assign::IntoAssignments;
use super::insert::{Insert, Record};
use super::insert_columns::InsertColumns;
use crate::sql::entity::Entity;
use crate::sql::expr::{Arg, Condition, Node};
use crate::sql::source::Source;

/// What an INSERT does where a row's key is there already.
#[derive(Clone, Debug)]
pub struct ConflictNode {
    /// Which keys are meant.
    pub target: ConflictTarget,
    /// What is done with the row that is there.
    pub action: ConflictAction,
}

/// Which keys an upsert means.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ConflictTarget {
    /// Every key of the table.
    Any,
    /// The key over these columns.
    Columns {
        /// By position.
        columns: Vec<u16>,
        /// The condition of a partial index.
        filter: Option<Node>,
    },
    /// The constraint of this name.
    Constraint(Cow<'static, str>),
}

/// What an upsert does with the row that is there.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ConflictAction {
    /// Nothing: it stays, and the new one is dropped.
    Nothing,
    /// An update.
    Update {
        /// SET: columns by position, and what they become.
        assignments: Vec<(u16, Arg)>,
        /// WHERE: the rows that are updated; others stay.
        filter: Option<Node>,
    },
}

impl<M, R> Insert<M, R> {
    /// Begins an upsert: what happens where the key over these columns, the primary key or a unique
    /// one, is there already. `do_update` or `do_nothing` follows.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = insert(User)
    ///     .set(User.email, "a@b.c")
    ///     .set(User.age, 30)
    ///     .on_conflict(User.email)
    ///     .do_update(|old, new| [old.age.assign(old.age + new.age), old.name.assign("again")]);
    /// assert_sql!(statement,
    ///     sqlite: "INSERT INTO users (email, age) VALUES (?, ?) \
    ///         ON CONFLICT (email) DO UPDATE SET age = users.age + excluded.age, name = ?",
    ///     postgres: "INSERT INTO users (email, age) VALUES ($1, $2) \
    ///         ON CONFLICT (email) DO UPDATE SET age = users.age + excluded.age, name = $3",
    ///     mysql: "INSERT INTO users (email, age) VALUES (?, ?) AS new \
    ///         ON DUPLICATE KEY UPDATE age = users.age + new.age, name = ?",
    ///     mariadb: "INSERT INTO users (email, age) VALUES (?, ?) \
    ///         ON DUPLICATE KEY UPDATE age = users.age + VALUES(age), name = ?");
    /// ```
    ///
    /// MySQL and MariaDB take any key for the one that is meant. Where the statement gives values
    /// for another key of the table too, it is refused there;
    /// [`on_duplicate_key_update`](Self::on_duplicate_key_update) says that any key is meant. They
    /// count a row that was updated as two.
    pub fn on_conflict<C: InsertColumns<M>>(self, key: C) -> OnConflict<M, R> {
        let target = ConflictTarget::Columns {
            columns: key.positions(),
            filter: None,
        };
        OnConflict {
            insert: self,
            target,
        }
    }

    /// Begins an upsert on a constraint by its name. PostgreSQL only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = insert(User)
    ///     .set(User.email, "a@b.c")
    ///     .on_conflict_constraint("users_email_key")
    ///     .do_nothing();
    /// assert_sql!(statement,
    ///     postgres: "INSERT INTO users (email) VALUES ($1) \
    ///         ON CONFLICT ON CONSTRAINT users_email_key DO NOTHING",
    ///     sqlite | mysql: refused);
    /// ```
    pub fn on_conflict_constraint(self, name: impl Into<Cow<'static, str>>) -> OnConflict<M, R> {
        OnConflict {
            insert: self,
            target: ConflictTarget::Constraint(name.into()),
        }
    }

    /// Drops a row whose key is there already, whichever key that is.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = insert(User).set(User.email, "a@b.c").on_conflict_do_nothing();
    /// // On MySQL an update that changes nothing: `INSERT IGNORE` would forgive other mistakes too.
    /// assert_sql!(statement,
    ///     sqlite: "INSERT INTO users (email) VALUES (?) ON CONFLICT DO NOTHING",
    ///     postgres: "INSERT INTO users (email) VALUES ($1) ON CONFLICT DO NOTHING",
    ///     mysql: "INSERT INTO users (email) VALUES (?) ON DUPLICATE KEY UPDATE id = users.id");
    /// ```
    #[must_use]
    pub fn on_conflict_do_nothing(self) -> Self {
        OnConflict {
            insert: self,
            target: ConflictTarget::Any,
        }
        .do_nothing()
    }

    /// `ON DUPLICATE KEY UPDATE`: updates the row whose key, whichever it is, is there already.
    /// MySQL, MariaDB and SQLite; PostgreSQL wants to know the key: [`on_conflict`](Self::on_conflict).
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = insert(User)
    ///     .set(User.email, "a@b.c")
    ///     .set(User.age, 30)
    ///     .on_duplicate_key_update(|old, new| old.age.assign(new.age));
    /// assert_sql!(statement,
    ///     mysql: "INSERT INTO users (email, age) VALUES (?, ?) AS new \
    ///         ON DUPLICATE KEY UPDATE age = new.age",
    ///     mariadb: "INSERT INTO users (email, age) VALUES (?, ?) \
    ///         ON DUPLICATE KEY UPDATE age = VALUES(age)",
    ///     sqlite: "INSERT INTO users (email, age) VALUES (?, ?) \
    ///         ON CONFLICT DO UPDATE SET age = excluded.age",
    ///     postgres: refused);
    /// ```
    #[must_use]
    pub fn on_duplicate_key_update<A: IntoAssignments<M>>(
        self,
        update: impl FnOnce(M::Entity, M::Entity) -> A,
    ) -> Self
    where
        M: Record,
    {
        OnConflict {
            insert: self,
            target: ConflictTarget::Any,
        }
        .do_update(update)
    }

    /// `INSERT IGNORE`: drops the rows that the database refuses. MySQL, MariaDB and SQLite.
    ///
    /// MySQL and MariaDB forgive more than duplicate keys: a value that doesn't fit is stored cut,
    /// and a missing one as zero. [`on_conflict_do_nothing`](Self::on_conflict_do_nothing) forgives
    /// duplicate keys only.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = insert(User).set(User.email, "a@b.c").ignore();
    /// assert_sql!(statement,
    ///     mysql: "INSERT IGNORE INTO users (email) VALUES (?)",
    ///     sqlite: "INSERT OR IGNORE INTO users (email) VALUES (?)",
    ///     postgres: refused);
    /// ```
    #[must_use]
    pub fn ignore(mut self) -> Self {
        self.insert_node_mut().rare_mut().ignore = true;
        self
    }
}

/// An upsert whose key is named, waiting for what is to be done.
#[must_use = "an upsert does nothing until `do_update` or `do_nothing` follows"]
pub struct OnConflict<M, R> {
    insert: Insert<M, R>,
    target: ConflictTarget,
}

impl<M, R> OnConflict<M, R> {
    /// The condition of the partial index that the key stands in. SQLite and PostgreSQL.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = insert(User)
    ///     .set(User.name, "Alice")
    ///     .on_conflict(User.name)
    ///     .index_filter(User.age.gt(17))
    ///     .do_nothing();
    /// assert_sql!(statement,
    ///     sqlite: "INSERT INTO users (name) VALUES (?) ON CONFLICT (name) WHERE age > 17 DO NOTHING",
    ///     postgres: "INSERT INTO users (name) VALUES ($1) ON CONFLICT (name) WHERE age > 17 DO NOTHING",
    ///     mysql: refused);
    /// ```
    pub fn index_filter(mut self, condition: impl Condition) -> Self {
        if let ConflictTarget::Columns { filter, .. } = &mut self.target {
            Node::narrow(filter, condition.into_node());
        }
        self
    }

    /// WHERE of the update: which rows are updated; others stay as they are. SQLite and PostgreSQL;
    /// elsewhere the condition can stand in the values: `case()`.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = insert(User)
    ///     .set(User.email, "a@b.c")
    ///     .set(User.age, 30)
    ///     .on_conflict(User.email)
    ///     .filter(|old, new| old.age.lt(new.age))
    ///     .do_update(|old, new| old.age.assign(new.age));
    /// assert_sql!(statement,
    ///     sqlite: "INSERT INTO users (email, age) VALUES (?, ?) ON CONFLICT (email) \
    ///         DO UPDATE SET age = excluded.age WHERE users.age < excluded.age",
    ///     postgres: "INSERT INTO users (email, age) VALUES ($1, $2) ON CONFLICT (email) \
    ///         DO UPDATE SET age = excluded.age WHERE users.age < excluded.age",
    ///     mysql: refused);
    /// ```
    pub fn filter<C: Condition>(
        self,
        condition: impl FnOnce(M::Entity, M::Entity) -> C,
    ) -> OnConflictFiltered<M, R>
    where
        M: Record,
    {
        let (old, new) = rows::<M>();
        OnConflictFiltered {
            filter: condition(old, new).into_node(),
            conflict: self,
        }
    }

    /// Updates the row that is there. The closure gets it, as it is now, and the one that was to be
    /// inserted.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = insert(User)
    ///     .set(User.email, "a@b.c")
    ///     .set(User.age, 30)
    ///     .on_conflict(User.email)
    ///     .do_update(|old, new| [old.age.assign(new.age), old.name.assign(old.email)]);
    /// assert_sql!(
    ///     statement,
    ///     sqlite: "INSERT INTO users (email, age) VALUES (?, ?) ON CONFLICT (email) DO UPDATE \
    ///         SET age = excluded.age, name = users.email",
    ///     postgres: "INSERT INTO users (email, age) VALUES ($1, $2) ON CONFLICT (email) DO \
    ///         UPDATE SET age = excluded.age, name = users.email",
    ///     mysql: "INSERT INTO users (email, age) VALUES (?, ?) AS new ON DUPLICATE KEY UPDATE \
    ///         age = new.age, name = users.email",
    ///     mariadb: "INSERT INTO users (email, age) VALUES (?, ?) ON DUPLICATE KEY UPDATE age = \
    ///         VALUES(age), name = users.email",
    /// );
    /// ```
    #[must_use]
    pub fn do_update<A: IntoAssignments<M>>(
        self,
        update: impl FnOnce(M::Entity, M::Entity) -> A,
    ) -> Insert<M, R>
    where
        M: Record,
    {
        self.update(update, None)
    }

    fn update<A: IntoAssignments<M>>(
        self,
        update: impl FnOnce(M::Entity, M::Entity) -> A,
        filter: Option<Node>,
    ) -> Insert<M, R>
    where
        M: Record,
    {
        let (old, new) = rows::<M>();
        let mut assignments = Vec::new();
        update(old, new).append_to(&mut assignments);
        let table = self.insert.insert_node().table;
        let assignments = assignments
            .into_iter()
            .map(|assignment| assignment.into_pair_of(table))
            .collect();
        self.with(ConflictAction::Update {
            assignments,
            filter,
        })
    }

    /// Leaves the row that is there alone, and drops the new one.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = insert(User).set(User.email, "a@b.c").on_conflict(User.email).do_nothing();
    /// assert_sql!(
    ///     statement,
    ///     sqlite: "INSERT INTO users (email) VALUES (?) ON CONFLICT (email) DO NOTHING",
    ///     postgres: "INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO NOTHING",
    ///     mysql: "INSERT INTO users (email) VALUES (?) ON DUPLICATE KEY UPDATE id = users.id",
    /// );
    /// ```
    #[must_use]
    pub fn do_nothing(self) -> Insert<M, R> {
        self.with(ConflictAction::Nothing)
    }

    fn with(self, action: ConflictAction) -> Insert<M, R> {
        let mut insert = self.insert;
        insert.insert_node_mut().rare_mut().conflict = Some(ConflictNode {
            target: self.target,
            action,
        });
        insert
    }
}

/// An upsert that updates some of the rows that are there, waiting for what is to be done.
#[must_use = "an upsert does nothing until `do_update` follows"]
pub struct OnConflictFiltered<M, R> {
    conflict: OnConflict<M, R>,
    filter: Node,
}

impl<M: Record, R> OnConflictFiltered<M, R> {
    /// Updates the rows that the condition holds for.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = insert(User)
    ///     .set(User.email, "a@b.c")
    ///     .on_conflict(User.email)
    ///     .filter(|old, _| old.name.is_null())
    ///     .do_update(|old, new| old.age.assign(new.age));
    /// assert_sql!(
    ///     statement,
    ///     sqlite: "INSERT INTO users (email) VALUES (?) ON CONFLICT (email) DO UPDATE SET age = \
    ///         excluded.age WHERE users.name IS NULL",
    ///     postgres: "INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO UPDATE SET age \
    ///         = excluded.age WHERE users.name IS NULL",
    ///     mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn do_update<A: IntoAssignments<M>>(
        self,
        update: impl FnOnce(M::Entity, M::Entity) -> A,
    ) -> Insert<M, R> {
        self.conflict.update(update, Some(self.filter))
    }
}

/// The row that is there, and the one that was to be inserted.
fn rows<M: Record>() -> (M::Entity, M::Entity) {
    (*M::ENTITY, M::ENTITY.with_source(Source::PROPOSED))
}
