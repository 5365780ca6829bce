//! What a contender implements: each scenario's work, without clock or checks.

use crate::rows::{Family, NewUser};

/// Any error of any contender.
pub(crate) type Error = Box<dyn std::error::Error + Send + Sync>;

/// The result of whatever may fail here.
pub(crate) type Result<T> = std::result::Result<T, Error>;

/// A library with an SQLite database in memory of its own.
///
/// [`measure::prepare`](crate::measure::prepare) fills the database through
/// [`batch`](Self::batch), [`measure::run`](crate::measure::run) holds the clock around the
/// methods below, checks what they return and puts the database back outside of the timed
/// part. So a method does its work and nothing else: it starts and commits the transactions
/// that the work needs, and decodes whole rows into structs that own their texts.
///
/// Nothing that a contender read in one call may answer another: a session begins empty in
/// each call, and beginning it belongs to the work. Prepared statements and compiled text may
/// be kept.
///
/// The sums returned are those of [`rows::weigh_user`](crate::rows::weigh_user) and
/// [`rows::weigh_post`](crate::rows::weigh_post) over the structs.
pub(crate) trait Contender {
    /// Runs statements that return nothing: the schema, the seed, the way back. Not timed.
    fn batch(&mut self, sql: &str) -> Result<()>;

    /// Runs a query and gives the text it returns in one row of one column. Not timed.
    fn text(&mut self, sql: &str) -> Result<String>;

    /// Loads the user of an address by a statement built anew; gives its weight.
    fn select_one(&mut self, email: &str) -> Result<i64>;

    /// Loads the users whose key is at most `last` by one statement; gives their weight.
    fn select_many(&mut self, last: i64) -> Result<i64>;

    /// Loads the user of a key; gives its weight.
    fn get_by_key(&mut self, id: i64) -> Result<i64>;

    /// Stores users in one transaction; gives the sum of the keys that the database made.
    fn insert(&mut self, users: Vec<NewUser>) -> Result<i64>;

    /// Stores users and their posts in one transaction; gives the sum of the users' keys.
    fn unit_of_work(&mut self, families: Vec<Family>) -> Result<i64>;

    /// Loads the users whose key is at most `last`, adds 1 to the age of each and stores them,
    /// all in one transaction; gives the weight after the change.
    fn update(&mut self, last: i64) -> Result<i64>;

    /// Loads the users whose key is at most `last`, each with a list of its posts; gives the
    /// weight of all of them.
    fn load_children(&mut self, last: i64) -> Result<i64>;
}
