//! The names by which SQL is written for one database only.

use std::fmt;

/// The name of a dialect, for SQL that is written for one database and left out for the others.
///
/// A dialect's crate has it as a constant, so that a misspelt one doesn't compile: a text that no
/// dialect goes by would leave the SQL out everywhere.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DialectName(&'static str);

impl DialectName {
    /// The name of a dialect: what its [`name`](crate::compiler::Dialect::name) answers.
    ///
    /// ```
    /// use alchemy::sql::DialectName;
    ///
    /// const HARBOUR: DialectName = DialectName::new("harbour");
    /// assert_eq!(HARBOUR.to_string(), "harbour");
    /// ```
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for DialectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
