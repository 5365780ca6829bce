//! UPDATE.

use std::borrow::Cow;
use std::marker::PhantomData;

use smallvec::SmallVec;

use super::assign::{Assignable, IntoAssignments, Runs, default_arg, fitted};
use super::modify::{ModifyRare, row_count};
use crate::schema::{Table, UpdateDefault};
use crate::sql::column::Column;
use crate::sql::entity::Entity;
use crate::sql::expr::{Arg, Condition, IntoOrder, Node, Operand};
use crate::sql::row::Row;
use crate::sql::select::{IntoFrom, JoinKind, JoinTarget, SelectItem, Selectable};
use crate::sql::source::Source;
use crate::sql::statement::{Query, Statement, StatementNode};
use crate::sql::text::text;
use crate::types::{ColumnValue, Fits};

/// The tree of an UPDATE.
#[derive(Clone, Debug)]
pub struct UpdateNode {
    /// Which table.
    pub table: &'static Table,
    /// Which occurrence of it.
    pub source: Source,
    /// SET: columns by position, and what they become.
    pub assignments: Vec<(u16, Arg)>,
    /// WHERE.
    pub filter: Option<Node>,
    /// RETURNING.
    pub returning: SmallVec<[SelectItem; 1]>,
    /// What few statements have.
    pub rare: Option<Box<ModifyRare>>,
}

impl UpdateNode {
    /// An UPDATE of all rows that sets no column yet.
    #[must_use]
    pub fn new(table: &'static Table) -> Self {
        Self {
            table,
            source: Source::TABLE,
            assignments: Vec::new(),
            filter: None,
            returning: SmallVec::new(),
            rare: None,
        }
    }

    /// Adds the columns that were left out and have a default for updates.
    fn with_defaults(&self, runs: Runs) -> Option<Self> {
        let missing: Vec<(u16, Arg)> = (0u16..)
            .zip(self.table.columns.iter())
            .filter(|(index, _)| !self.assignments.iter().any(|(set, _)| set == index))
            .filter_map(|(index, column)| {
                let arg = match column.update_default.as_ref()? {
                    UpdateDefault::Value(value) => default_arg(runs, column.sql_type, *value),
                    UpdateDefault::Sql(sql) => sql_arg(sql.clone()),
                };
                Some((index, fitted(self.table, index, arg)))
            })
            .collect();
        // A statement that sets nothing is an error, which says so.
        if missing.is_empty() || self.assignments.is_empty() {
            return None;
        }
        let mut node = self.clone();
        node.assignments.extend(missing);
        Some(node)
    }

    /// The rare parts, made when they are first needed.
    pub fn rare_mut(&mut self) -> &mut ModifyRare {
        self.rare.get_or_insert_default()
    }
}

/// SQL as written, as what a column becomes.
pub(crate) fn sql_arg(sql: Cow<'static, str>) -> Arg {
    let text = text(sql).into_text_node();
    Node::Text(Box::new(text)).into()
}

/// An UPDATE of model `M` that gives rows of type `R`; `()` without `returning`.
pub struct Update<M, R = ()> {
    node: UpdateNode,
    types: PhantomData<fn() -> (M, R)>,
}

/// Begins an UPDATE of an entity's rows: of all of them, unless a filter follows.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let statement = update(User).set(User.age, User.age + 1).filter(User.email.eq("a@b.c"));
/// assert_sql!(
///     statement,
///     sqlite | mysql: "UPDATE users SET age = age + ? WHERE email = ?",
///     postgres: "UPDATE users SET age = age + $1 WHERE email = $2",
/// );
///
/// // An alias, where a subquery looks at the same table. MySQL makes such a subquery anew for each
/// // row, when others are changed already: there only one that doesn't refer to the row is taken.
/// let (boss, report) = (aliased(User), User);
/// let team = select(func::count(report.id)).filter(report.manager_id.eq(boss.id));
/// let statement = update(boss).set(boss.name, "Boss").filter(team.scalar_subquery().gt(9));
/// assert_sql!(
///     statement,
///     sqlite | mariadb: "UPDATE users AS users_1 SET name = ? WHERE (SELECT count(users.id) FROM \
///         users WHERE users.manager_id = users_1.id) > ?",
///     mysql: refused,
///     postgres: "UPDATE users AS users_1 SET name = $1 WHERE (SELECT count(users.id) FROM users \
///         WHERE users.manager_id = users_1.id) > $2::bigint",
/// );
/// ```
///
/// A column that the statement leaves out is set to its default for updates
/// (`#[column(update_default = …)]`), where it has one: a value is evaluated once for the statement.
pub fn update<E: Entity>(entity: E) -> Update<E::Model> {
    Update::from_node(UpdateNode {
        source: entity.source(),
        ..UpdateNode::new(entity.table())
    })
}

impl<M, R> Update<M, R> {
    /// A typed shell around a tree. The caller answers for the type of its rows.
    #[must_use]
    pub const fn from_node(node: UpdateNode) -> Self {
        Self {
            node,
            types: PhantomData,
        }
    }

    /// Sets a column to a value, a column, an expression or a scalar subquery.
    ///
    /// A fraction doesn't go into a column of integers by itself:
    ///
    /// ```compile_fail,E0277
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let _ = update(User).set(User.age, User.age / 2);
    /// ```
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let half = func::round(User.age / 2).cast::<i32>();
    /// assert_sql!(
    ///     update(User).set(User.age, half),
    ///     sqlite: "UPDATE users SET age = CAST(round(age / (? + 0.0)) AS INTEGER)",
    ///     postgres: "UPDATE users SET age = CAST(round(CAST(CAST(age / ($1::bigint + 0.0) AS TEXT) \
    ///         AS NUMERIC)) AS INTEGER)",
    ///     mysql: "UPDATE users SET age = CAST(CASE WHEN abs(age / (? + 0e0)) < 1e30 THEN \
    ///         round(CAST(age / (? + 0e0) AS DECIMAL(65, 30))) ELSE age / (? + 0e0) END AS SIGNED)",
    /// );
    /// ```
    ///
    /// MySQL and MariaDB compute from left to right: a column that was set before is new there. A
    /// subquery of the same table about the row that is changed sees on SQLite what was done to the
    /// rows before; an alias that is joined, `.from(…)`, doesn't.
    #[must_use]
    pub fn set<T, V, By>(mut self, column: Column<M, T>, value: V) -> Self
    where
        T: ColumnValue,
        V: Operand<T::Sql, By>,
        V::Type: Assignable<T>,
        <V::Type as ColumnValue>::Sql: Fits<T::Sql>,
    {
        let index = column.index();
        let arg = fitted(self.node.table, index, value.into_arg());
        self.node.assignments.push((index, arg));
        self
    }

    /// Sets the columns of a list of assignments, made when the program runs.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let (email, age) = (Some("a@b.c"), None::<i32>);
    /// let changes = [email.map(|email| User.email.assign(email)), age.map(|age| User.age.assign(age))];
    /// let statement = update(User).set_all(changes.into_iter().flatten());
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "UPDATE users SET email = ?",
    ///     postgres: "UPDATE users SET email = $1",
    /// );
    /// ```
    #[must_use]
    pub fn set_all(mut self, assignments: impl IntoAssignments<M>) -> Self {
        let mut list = Vec::new();
        assignments.append_to(&mut list);
        let table = self.node.table;
        self.node.assignments.extend(
            list.into_iter()
                .map(|assignment| assignment.into_pair_of(table)),
        );
        self
    }

    /// FROM: another table whose rows decide what is changed, and to what. The filter connects it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = update(Post)
    ///     .set(Post.title, User.email)
    ///     .from(User)
    ///     .filter(Post.author_id.eq(User.id));
    /// assert_sql!(statement,
    ///     sqlite | postgres: "UPDATE posts SET title = users.email FROM users \
    ///         WHERE posts.author_id = users.id",
    ///     mysql: "UPDATE posts CROSS JOIN users SET posts.title = users.email \
    ///         WHERE posts.author_id = users.id");
    /// ```
    ///
    /// Where several rows of the other table belong to one, which of them decides isn't defined.
    #[must_use]
    pub fn from(mut self, target: impl IntoFrom) -> Self {
        self.node.rare_mut().from.push(target.into_from());
        self
    }

    /// JOIN along a relationship or on a condition, with the table that is updated or with one that
    /// was named before.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = update(Post).join(Post.author).set(Post.views, 0).filter(User.age.lt(18));
    /// assert_sql!(statement,
    ///     sqlite: "UPDATE posts SET views = ? FROM users \
    ///         WHERE posts.author_id = users.id AND users.age < ?",
    ///     postgres: "UPDATE posts SET views = $1 FROM users \
    ///         WHERE posts.author_id = users.id AND users.age < $2",
    ///     mysql: "UPDATE posts JOIN users ON posts.author_id = users.id SET posts.views = ? \
    ///         WHERE users.age < ?");
    /// ```
    #[must_use]
    pub fn join(mut self, target: impl JoinTarget) -> Self {
        target.append_to(JoinKind::Inner, &mut self.node.rare_mut().joins);
        self
    }

    /// LEFT OUTER JOIN with a table that [`from`](Self::from) named; on MySQL and MariaDB with the
    /// updated one too.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement =
    ///     update(User).outer_join(User.posts).set(User.name, "a reader").filter(Post.id.is_null());
    /// assert_sql!(
    ///     statement,
    ///     mysql: "UPDATE users LEFT JOIN posts ON users.id = posts.author_id SET users.name = ? \
    ///         WHERE posts.id IS NULL",
    ///     sqlite | postgres: refused,
    /// );
    /// ```
    #[must_use]
    pub fn outer_join(mut self, target: impl JoinTarget) -> Self {
        target.append_to(JoinKind::LeftOuter, &mut self.node.rare_mut().joins);
        self
    }

    /// WHERE: the rows that are updated, all without it. Several calls are joined by AND.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     update(User).set(User.age, 18).filter(User.age.lt(18)).filter(User.name.is_not_null()),
    ///     sqlite | mysql: "UPDATE users SET age = ? WHERE age < ? AND name IS NOT NULL",
    ///     postgres: "UPDATE users SET age = $1 WHERE age < $2 AND name IS NOT NULL",
    /// );
    /// ```
    #[must_use]
    pub fn filter(mut self, condition: impl Condition) -> Self {
        Node::narrow(&mut self.node.filter, condition.into_node());
        self
    }

    /// ORDER BY: which rows are updated first. MySQL and MariaDB.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = update(User).set(User.age, 1).order_by(User.id.desc()).limit(3);
    /// assert_sql!(statement,
    ///     mysql: "UPDATE users SET age = ? ORDER BY id DESC LIMIT ?",
    ///     sqlite | postgres: refused);
    /// ```
    #[must_use]
    pub fn order_by(mut self, terms: impl IntoOrder) -> Self {
        terms.append_to(&mut self.node.rare_mut().order_by);
        self
    }

    /// LIMIT: how many rows are updated at most. Only MySQL and MariaDB have it.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     update(User).set(User.age, 18).filter(User.age.lt(18)).limit(1_000),
    ///     mysql: "UPDATE users SET age = ? WHERE age < ? LIMIT ?",
    ///     sqlite | postgres: refused,
    /// );
    /// ```
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.node.rare_mut().limit = Some(row_count(rows));
        self
    }

    /// RETURNING: the rows as they are now, or parts of them.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = update(User).set(User.age, 1).returning(User.id);
    /// assert_sql!(
    ///     statement,
    ///     sqlite: "UPDATE users SET age = ? RETURNING id",
    ///     postgres: "UPDATE users SET age = $1 RETURNING id",
    ///     mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn returning<S: Selectable>(mut self, what: S) -> Update<M, S::Row> {
        self.node.returning.clear();
        what.append_to(&mut self.node.returning);
        Update::from_node(self.node)
    }

    /// The tree with the columns' defaults for updates.
    pub(super) fn into_node_with_defaults(self) -> UpdateNode {
        self.node.with_defaults(Runs::One).unwrap_or(self.node)
    }

    /// The tree.
    #[must_use]
    pub const fn update_node(&self) -> &UpdateNode {
        &self.node
    }

    /// The tree, to put values in the place of parameters.
    pub(in crate::sql) const fn update_node_mut(&mut self) -> &mut UpdateNode {
        &mut self.node
    }
}

impl<M, R> Clone for Update<M, R> {
    fn clone(&self) -> Self {
        Self::from_node(self.node.clone())
    }
}

impl<M, R> std::fmt::Debug for Update<M, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.node.fmt(f)
    }
}

impl<M, R> Statement for Update<M, R> {
    fn node(&self) -> StatementNode<'_> {
        StatementNode::Update(match self.node.with_defaults(Runs::One) {
            Some(node) => Cow::Owned(node),
            None => Cow::Borrowed(&self.node),
        })
    }

    fn node_of_many(&self) -> StatementNode<'_> {
        StatementNode::Update(match self.node.with_defaults(Runs::Many) {
            Some(node) => Cow::Owned(node),
            None => Cow::Borrowed(&self.node),
        })
    }
}

impl<M, R: Row> Query for Update<M, R> {
    type Row = R;
}
