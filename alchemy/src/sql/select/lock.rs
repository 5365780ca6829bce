//! Row locks: FOR UPDATE and its kin.

use super::join::IntoFrom;
use super::node::FromItem;

/// A lock on the rows that a SELECT gives, held until the transaction ends: what
/// [`with_lock`](super::Select::with_lock) takes.
///
/// The strength is the least that is promised: MySQL and MariaDB have no locks of keys alone, and
/// take the stronger lock of the row. SQLite locks the whole database when a transaction writes,
/// and nothing is written there.
#[derive(Clone, Debug)]
pub struct Lock {
    /// Against what it stands.
    pub strength: LockStrength,
    /// The tables whose rows are locked; none means all.
    pub of: Vec<FromItem>,
    /// What happens where another transaction holds a row.
    pub wait: LockWait,
}

/// Against what a row lock stands, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LockStrength {
    /// `FOR UPDATE`: against any other lock.
    Update,
    /// `FOR NO KEY UPDATE`: lets others refer to the row.
    NoKeyUpdate,
    /// `FOR SHARE`: others may read and share, not change.
    Share,
    /// `FOR KEY SHARE`: others may change all but the key.
    KeyShare,
}

/// What happens where another transaction holds a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LockWait {
    /// The statement waits.
    #[default]
    Wait,
    /// `NOWAIT`: the statement fails.
    NoWait,
    /// `SKIP LOCKED`: the row is left out.
    SkipLocked,
}

impl Lock {
    const fn new(strength: LockStrength) -> Self {
        Self {
            strength,
            of: Vec::new(),
            wait: LockWait::Wait,
        }
    }

    /// Against any other lock: the rows are about to be changed.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// # use alchemy::sql::Lock;
    /// assert_sql!(
    ///     select(User.age).with_lock(Lock::for_update()),
    ///     sqlite: "SELECT age FROM users",
    ///     postgres | mysql: "SELECT age FROM users FOR UPDATE",
    /// );
    /// ```
    #[must_use]
    pub const fn for_update() -> Self {
        Self::new(LockStrength::Update)
    }

    /// For a change that leaves the key alone, so that others may insert rows that refer to it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// # use alchemy::sql::Lock;
    /// assert_sql!(
    ///     select(User.age).with_lock(Lock::for_no_key_update()),
    ///     sqlite: "SELECT age FROM users",
    ///     postgres: "SELECT age FROM users FOR NO KEY UPDATE",
    ///     mysql: "SELECT age FROM users FOR UPDATE",
    /// );
    /// ```
    #[must_use]
    pub const fn for_no_key_update() -> Self {
        Self::new(LockStrength::NoKeyUpdate)
    }

    /// Against changes: others may read and share the rows.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// # use alchemy::sql::Lock;
    /// assert_sql!(
    ///     select(User.age).with_lock(Lock::for_share()),
    ///     sqlite: "SELECT age FROM users",
    ///     postgres | mysql: "SELECT age FROM users FOR SHARE",
    ///     mariadb: "SELECT age FROM users LOCK IN SHARE MODE",
    /// );
    /// ```
    #[must_use]
    pub const fn for_share() -> Self {
        Self::new(LockStrength::Share)
    }

    /// Against changes of the key and deletion.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// # use alchemy::sql::Lock;
    /// assert_sql!(
    ///     select(User.age).with_lock(Lock::for_key_share()),
    ///     sqlite: "SELECT age FROM users",
    ///     postgres: "SELECT age FROM users FOR KEY SHARE",
    ///     mysql: "SELECT age FROM users FOR SHARE",
    ///     mariadb: "SELECT age FROM users LOCK IN SHARE MODE",
    /// );
    /// ```
    #[must_use]
    pub const fn for_key_share() -> Self {
        Self::new(LockStrength::KeyShare)
    }

    /// Locks the rows of this table only. Several calls name several tables. MariaDB has no such
    /// thing.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// # use alchemy::sql::Lock;
    /// let statement = select(Post.id).join(Post.author).with_lock(Lock::for_update().of(Post));
    /// assert_sql!(
    ///     statement,
    ///     sqlite: "SELECT posts.id FROM posts JOIN users ON posts.author_id = users.id",
    ///     postgres | mysql: "SELECT posts.id FROM posts JOIN users ON posts.author_id = users.id \
    ///         FOR UPDATE OF posts",
    ///     mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn of(mut self, target: impl IntoFrom) -> Self {
        self.of.push(target.into_from());
        self
    }

    /// Fails where another transaction holds a row, instead of waiting for it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// # use alchemy::sql::Lock;
    /// assert_sql!(
    ///     select(User.age).with_lock(Lock::for_update().nowait()),
    ///     sqlite: "SELECT age FROM users",
    ///     postgres | mysql: "SELECT age FROM users FOR UPDATE NOWAIT",
    /// );
    /// ```
    #[must_use]
    pub const fn nowait(mut self) -> Self {
        self.wait = LockWait::NoWait;
        self
    }

    /// Leaves out the rows that another transaction holds: how workers share a queue.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// # use alchemy::sql::Lock;
    /// assert_sql!(
    ///     select(Post).order_by(Post.id).limit(1).with_lock(Lock::for_update().skip_locked()),
    ///     sqlite: "SELECT id, title, views, author_id FROM posts ORDER BY id LIMIT ?",
    ///     postgres: "SELECT id, title, views, author_id FROM posts ORDER BY id LIMIT $1 \
    ///         FOR UPDATE SKIP LOCKED",
    ///     mysql: "SELECT id, title, views, author_id FROM posts ORDER BY id LIMIT ? \
    ///         FOR UPDATE SKIP LOCKED",
    /// );
    /// ```
    #[must_use]
    pub const fn skip_locked(mut self) -> Self {
        self.wait = LockWait::SkipLocked;
        self
    }
}
