//! MERGE.

use std::marker::PhantomData;
use std::sync::Arc;

use super::assign::IntoAssignments;
use crate::schema::Table;
use crate::sql::entity::Entity;
use crate::sql::expr::{Arg, Condition, Node};
use crate::sql::select::{Cte, CteNode, FromItem, IntoFrom};
use crate::sql::source::Source;
use crate::sql::statement::{Statement, StatementNode};

/// The tree of a MERGE.
#[derive(Clone, Debug)]
pub struct MergeNode {
    /// Into which table.
    pub table: &'static Table,
    /// Which occurrence of it.
    pub source: Source,
    /// What is merged into it.
    pub using: FromItem,
    /// Which of its rows belong to which of the table's.
    pub on: Node,
    /// What is done with the rows: the first that fits counts.
    pub whens: Vec<MergeWhen>,
    /// The common table expressions that were added.
    pub ctes: Vec<Arc<CteNode>>,
}

/// What a MERGE does with some of the rows.
#[derive(Clone, Debug)]
pub struct MergeWhen {
    /// Whether it is about rows that the table has.
    pub matched: bool,
    /// AND: only those of them for which this holds.
    pub filter: Option<Node>,
    /// What is done.
    pub action: MergeAction,
}

/// What a MERGE does with a row.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum MergeAction {
    /// Nothing.
    Nothing,
    /// The table's row goes.
    Delete,
    /// The table's row is updated: columns by position, and what they become.
    Update(Vec<(u16, Arg)>),
    /// A row is inserted: columns by position, and what they are.
    Insert(Vec<(u16, Arg)>),
}

/// A MERGE into the table of model `M`: made by [`merge_into`].
pub struct Merge<M> {
    node: MergeNode,
    model: PhantomData<fn() -> M>,
}

/// Begins a MERGE: rows of another table or of a subquery are compared with those of this entity,
/// which are updated, deleted or inserted.
///
/// PostgreSQL has it since version 15. Elsewhere it is an error when the statement is compiled;
/// [`on_conflict`](super::Insert::on_conflict) is what every database has for rows that are to be
/// inserted or updated.
///
/// Unlike an upsert it fails, with a unique violation, where another transaction inserts the same
/// key meanwhile. A row of the table that several rows of the other belong to is an error.
/// Instances of a session don't follow it.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::merge_into;
///
/// let authors = select((Post.author_id, func::max(Post.views).label("best")))
///     .group_by(Post.author_id)
///     .subquery()
///     .named("authors");
/// let (author, best) = authors.columns();
/// let statement = merge_into(User)
///     .using(&authors, User.id.eq(author))
///     .when_matched()
///     .filter(best.is_null())
///     .delete()
///     .when_matched()
///     .update(User.name.assign("an author"))
///     .when_not_matched()
///     .insert([User.id.assign(author), User.email.assign("?"), User.age.assign(0)]);
/// assert_sql!(
///     statement,
///     postgres: "MERGE INTO users USING (SELECT posts.author_id, max(posts.views) AS best FROM \
///         posts GROUP BY posts.author_id) AS authors ON users.id = authors.author_id WHEN MATCHED \
///         AND authors.best IS NULL THEN DELETE WHEN MATCHED THEN UPDATE SET name = $1 WHEN NOT \
///         MATCHED THEN INSERT (id, email, age) VALUES (authors.author_id, $2, $3)",
///     sqlite | mysql | mariadb: refused,
/// );
/// ```
pub fn merge_into<E: Entity>(entity: E) -> MergeInto<E::Model> {
    MergeInto {
        table: entity.table(),
        source: entity.source(),
        model: PhantomData,
    }
}

/// A MERGE whose table is named: made by [`merge_into`].
#[must_use = "it is a statement after `using` and `when_matched` or `when_not_matched`"]
pub struct MergeInto<M> {
    table: &'static Table,
    source: Source,
    model: PhantomData<fn() -> M>,
}

impl<M> MergeInto<M> {
    /// What is merged into the table, an entity or a `&subquery`, and which of its rows belong to
    /// which of the table's.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::merge_into;
    ///
    /// assert_sql!(
    ///     merge_into(User)
    ///         .using(Post, User.id.eq(Post.author_id))
    ///         .when_matched()
    ///         .update(User.name.assign(Post.title)),
    ///     postgres: "MERGE INTO users USING posts ON users.id = posts.author_id WHEN MATCHED \
    ///         THEN UPDATE SET name = posts.title",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn using(self, target: impl IntoFrom, on: impl Condition) -> Merge<M> {
        Merge {
            node: MergeNode {
                table: self.table,
                source: self.source,
                using: target.into_from(),
                on: on.into_node(),
                whens: Vec::new(),
                ctes: Vec::new(),
            },
            model: PhantomData,
        }
    }
}

impl<M> Merge<M> {
    /// Begins what is done with rows of the table that a row of the other belongs to. The first
    /// that fits counts.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::merge_into;
    ///
    /// assert_sql!(
    ///     merge_into(User)
    ///         .using(Post, User.id.eq(Post.author_id))
    ///         .when_matched()
    ///         .filter(Post.views.eq(0))
    ///         .delete()
    ///         .when_matched()
    ///         .update(User.name.assign("seen")),
    ///     postgres: "MERGE INTO users USING posts ON users.id = posts.author_id WHEN MATCHED \
    ///         AND posts.views = $1 THEN DELETE WHEN MATCHED THEN UPDATE SET name = $2",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    pub fn when_matched(self) -> WhenMatched<M> {
        WhenMatched {
            merge: self,
            filter: None,
        }
    }

    /// Begins what is done with rows of the other that no row of the table belongs to. The first
    /// that fits counts.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::merge_into;
    ///
    /// assert_sql!(
    ///     merge_into(User)
    ///         .using(Post, User.email.eq(Post.title))
    ///         .when_not_matched()
    ///         .insert([User.email.assign(Post.title), User.age.assign(1)]),
    ///     postgres: "MERGE INTO users USING posts ON users.email = posts.title WHEN NOT \
    ///         MATCHED THEN INSERT (email, age) VALUES (posts.title, $1)",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    pub fn when_not_matched(self) -> WhenNotMatched<M> {
        WhenNotMatched {
            merge: self,
            filter: None,
        }
    }

    /// Puts a common table expression before the statement, as
    /// [`Insert::add_cte`](super::Insert::add_cte).
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::merge_into;
    ///
    /// let log = delete(Post).filter(Post.views.eq(0)).cte("log");
    /// let statement = merge_into(User)
    ///     .using(Post, User.id.eq(Post.author_id))
    ///     .when_matched()
    ///     .delete()
    ///     .add_cte(&log);
    /// assert_sql!(
    ///     statement,
    ///     postgres: "WITH log AS (DELETE FROM posts WHERE posts.views = $1) MERGE INTO users \
    ///         USING posts ON users.id = posts.author_id WHEN MATCHED THEN DELETE",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn add_cte<C>(mut self, cte: &Cte<C>) -> Self {
        self.node.ctes.push(Arc::clone(cte.node()));
        self
    }

    /// The tree.
    #[must_use]
    pub const fn merge_node(&self) -> &MergeNode {
        &self.node
    }

    pub(in crate::sql) const fn merge_node_mut(&mut self) -> &mut MergeNode {
        &mut self.node
    }

    fn when(mut self, matched: bool, filter: Option<Node>, action: MergeAction) -> Self {
        self.node.whens.push(MergeWhen {
            matched,
            filter,
            action,
        });
        self
    }

    fn assignments(&self, assignments: impl IntoAssignments<M>) -> Vec<(u16, Arg)> {
        let mut list = Vec::new();
        assignments.append_to(&mut list);
        let pairs = list.into_iter();
        pairs
            .map(|assignment| assignment.into_pair_of(self.node.table))
            .collect()
    }
}

/// Rows that both tables have, waiting for what is done with them.
#[must_use = "a MERGE does nothing with them until `update`, `delete` or `do_nothing` follows"]
pub struct WhenMatched<M> {
    merge: Merge<M>,
    filter: Option<Node>,
}

impl<M> WhenMatched<M> {
    /// AND: only where this holds. Several calls are joined by AND.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::merge_into;
    ///
    /// assert_sql!(
    ///     merge_into(User)
    ///         .using(Post, User.id.eq(Post.author_id))
    ///         .when_matched()
    ///         .filter(Post.views.gt(9) & User.age.lt(3))
    ///         .delete(),
    ///     postgres: "MERGE INTO users USING posts ON users.id = posts.author_id WHEN MATCHED \
    ///         AND posts.views > $1 AND users.age < $2 THEN DELETE",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    pub fn filter(mut self, condition: impl Condition) -> Self {
        Node::narrow(&mut self.filter, condition.into_node());
        self
    }

    /// Updates the table's row.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::merge_into;
    ///
    /// assert_sql!(
    ///     merge_into(User)
    ///         .using(Post, User.id.eq(Post.author_id))
    ///         .when_matched()
    ///         .update([User.age.assign(User.age + 1), User.name.assign(Post.title)]),
    ///     postgres: "MERGE INTO users USING posts ON users.id = posts.author_id WHEN MATCHED \
    ///         THEN UPDATE SET age = users.age + $1, name = posts.title",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn update(self, assignments: impl IntoAssignments<M>) -> Merge<M> {
        let list = self.merge.assignments(assignments);
        self.merge
            .when(true, self.filter, MergeAction::Update(list))
    }

    /// Deletes the table's row.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::merge_into;
    ///
    /// assert_sql!(
    ///     merge_into(User)
    ///         .using(Post, User.id.eq(Post.author_id))
    ///         .when_matched()
    ///         .delete(),
    ///     postgres: "MERGE INTO users USING posts ON users.id = posts.author_id WHEN MATCHED \
    ///         THEN DELETE",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn delete(self) -> Merge<M> {
        self.merge.when(true, self.filter, MergeAction::Delete)
    }

    /// Leaves the table's row alone.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::merge_into;
    ///
    /// assert_sql!(
    ///     merge_into(User)
    ///         .using(Post, User.id.eq(Post.author_id))
    ///         .when_matched()
    ///         .filter(User.age.lt(18))
    ///         .do_nothing()
    ///         .when_matched()
    ///         .delete(),
    ///     postgres: "MERGE INTO users USING posts ON users.id = posts.author_id WHEN MATCHED \
    ///         AND users.age < $1 THEN DO NOTHING WHEN MATCHED THEN DELETE",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn do_nothing(self) -> Merge<M> {
        self.merge.when(true, self.filter, MergeAction::Nothing)
    }
}

/// Rows that only the other table has, waiting for what is done with them.
#[must_use = "a MERGE does nothing with them until `insert` or `do_nothing` follows"]
pub struct WhenNotMatched<M> {
    merge: Merge<M>,
    filter: Option<Node>,
}

impl<M> WhenNotMatched<M> {
    /// AND: only where this holds, of the other table's columns. Several calls are joined by AND.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::merge_into;
    ///
    /// assert_sql!(
    ///     merge_into(User)
    ///         .using(Post, User.email.eq(Post.title))
    ///         .when_not_matched()
    ///         .filter(Post.views.gt(9))
    ///         .insert([User.email.assign(Post.title), User.age.assign(0)]),
    ///     postgres: "MERGE INTO users USING posts ON users.email = posts.title WHEN NOT \
    ///         MATCHED AND posts.views > $1 THEN INSERT (email, age) VALUES (posts.title, $2)",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    pub fn filter(mut self, condition: impl Condition) -> Self {
        Node::narrow(&mut self.filter, condition.into_node());
        self
    }

    /// Inserts a row of values, and of columns of the other table. What isn't set has its default.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::merge_into;
    ///
    /// assert_sql!(
    ///     merge_into(User)
    ///         .using(Post, User.email.eq(Post.title))
    ///         .when_not_matched()
    ///         .insert([User.email.assign(Post.title.lower()), User.age.assign(0)]),
    ///     postgres: "MERGE INTO users USING posts ON users.email = posts.title WHEN NOT \
    ///         MATCHED THEN INSERT (email, age) VALUES (lower(posts.title), $1)",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn insert(self, assignments: impl IntoAssignments<M>) -> Merge<M> {
        let mut list = self.merge.assignments(assignments);
        let columns = (0u16..).zip(self.merge.node.table.columns.iter());
        let missing: Vec<_> = columns
            .filter(|(index, _)| !list.iter().any(|(set, _)| set == index))
            .filter_map(|(index, column)| Some((index, Arg::Bind(column.default?()))))
            .collect();
        list.extend(missing);
        self.merge
            .when(false, self.filter, MergeAction::Insert(list))
    }

    /// Leaves them out.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::merge_into;
    ///
    /// assert_sql!(
    ///     merge_into(User)
    ///         .using(Post, User.email.eq(Post.title))
    ///         .when_matched()
    ///         .delete()
    ///         .when_not_matched()
    ///         .do_nothing(),
    ///     postgres: "MERGE INTO users USING posts ON users.email = posts.title WHEN MATCHED \
    ///         THEN DELETE WHEN NOT MATCHED THEN DO NOTHING",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn do_nothing(self) -> Merge<M> {
        self.merge.when(false, self.filter, MergeAction::Nothing)
    }
}

impl<M> Clone for Merge<M> {
    fn clone(&self) -> Self {
        Self {
            node: self.node.clone(),
            model: PhantomData,
        }
    }
}

impl<M> std::fmt::Debug for Merge<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.node.fmt(f)
    }
}

impl<M> Statement for Merge<M> {
    fn node(&self) -> StatementNode<'_> {
        StatementNode::Merge(&self.node)
    }
}
