//! What can be said of a table in FROM: a sample of its rows, and its rows without those of the
//! tables that inherit from it.

use std::borrow::Cow;

use super::Select;
use super::join::IntoFrom;
use super::node::FromItem;
use crate::sql::entity::Entity;
use crate::sql::expr::Literal;
use crate::types::Value;

/// What a statement says of one of the tables in its FROM.
#[derive(Clone, Debug)]
pub struct TableClause {
    /// The table.
    pub item: FromItem,
    /// Which of the clauses.
    pub kind: TableClauseKind,
}

/// The clauses of a table in FROM.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TableClauseKind {
    /// `ONLY` before it.
    Only,
    /// `TABLESAMPLE …` after it.
    Sample(Sample),
}

/// A part of a table's rows, taken at random: for [`Select::tablesample`].
#[derive(Clone, Debug)]
pub struct Sample {
    /// The method's name.
    pub method: Cow<'static, str>,
    /// What the method takes, such as a percentage.
    pub argument: Value,
    /// What the choice depends on; each statement chooses anew without one.
    pub seed: Option<Value>,
}

impl Sample {
    /// Each row with this probability, in percent. The whole table is read.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::Sample;
    ///
    /// assert_sql!(
    ///     select(Post.id).tablesample(Post, Sample::bernoulli(2.5)),
    ///     postgres: "SELECT id FROM posts TABLESAMPLE BERNOULLI ($1)",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn bernoulli(percent: f64) -> Self {
        Self::by("BERNOULLI", percent)
    }

    /// Each page of the table with this probability, in percent: faster, and rows that were written
    /// together come together.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::Sample;
    ///
    /// assert_sql!(
    ///     select(Post.id).tablesample(Post, Sample::system(2.5)),
    ///     postgres: "SELECT id FROM posts TABLESAMPLE SYSTEM ($1)",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn system(percent: f64) -> Self {
        Self::by("SYSTEM", percent)
    }

    /// By a method of an extension, such as `system_rows`.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::Sample;
    ///
    /// assert_sql!(
    ///     select(Post.id).tablesample(Post, Sample::by("system_rows", 100)),
    ///     postgres: "SELECT id FROM posts TABLESAMPLE system_rows ($1)",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn by(method: impl Into<Cow<'static, str>>, argument: impl Literal) -> Self {
        Self {
            method: method.into(),
            argument: argument.into_value(),
            seed: None,
        }
    }

    /// Takes the same rows every time, as long as the table stays the same.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::Sample;
    ///
    /// assert_sql!(
    ///     select(Post.id).tablesample(Post, Sample::bernoulli(2.5).repeatable(7.0)),
    ///     postgres: "SELECT id FROM posts TABLESAMPLE BERNOULLI ($1) REPEATABLE ($2)",
    ///     sqlite | mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn repeatable(mut self, seed: f64) -> Self {
        self.seed = Some(seed.into_value());
        self
    }
}

impl<R> Select<R> {
    fn with_table_clause(mut self, entity: impl Entity, kind: TableClauseKind) -> Self {
        let item = entity.into_from();
        let tables = &mut self.node.rare_mut().clauses.tables;
        tables.push(TableClause { item, kind });
        self
    }

    /// TABLESAMPLE: takes a part of a table's rows, at random. PostgreSQL has it; elsewhere it is an
    /// error when the statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::Sample;
    ///
    /// let views = select(func::avg(Post.views)).tablesample(Post, Sample::bernoulli(10.0));
    /// assert_sql!(
    ///     views,
    ///     postgres: "SELECT avg(views) FROM posts TABLESAMPLE BERNOULLI ($1)",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// let same = select(Post.id).tablesample(Post, Sample::system(1.5).repeatable(42.0));
    /// assert_sql!(
    ///     same,
    ///     postgres: "SELECT id FROM posts TABLESAMPLE SYSTEM ($1) REPEATABLE ($2)",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn tablesample(self, entity: impl Entity, sample: Sample) -> Self {
        self.with_table_clause(entity, TableClauseKind::Sample(sample))
    }

    /// ONLY: leaves out the rows of the tables that inherit from this one. PostgreSQL has it;
    /// elsewhere it is an error when the statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(Post.title).only(Post),
    ///     postgres: "SELECT title FROM ONLY posts",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn only(self, entity: impl Entity) -> Self {
        self.with_table_clause(entity, TableClauseKind::Only)
    }
}
