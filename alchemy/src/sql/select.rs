//! SELECT: the typed statement and the tree under it.

mod clauses;
mod columns;
mod correspondence;
mod count;
mod criteria;
mod cte;
mod derived;
mod derived_row;
mod grouping;
mod join;
mod lock;
mod node;
mod page;
mod sample;
mod selectable;
mod subquery;
mod table_function;
mod values;

use std::fmt;
use std::marker::PhantomData;

pub use clauses::{Hint, HintPlace, SelectClauses};
pub use criteria::{LoaderCriteria, with_loader_criteria};
pub use cte::{Cte, RecursiveCte};
pub(crate) use derived::numbered_columns;
pub use derived::{
    CteBody, CteNode, DerivedBody, DerivedEntity, DerivedTable, TextBody, ValuesNode,
};
pub use derived_row::{ColumnCursor, Derived, DerivedColumn, DerivedRow};
pub use grouping::{
    GroupingElement, GroupingKind, GroupingSet, GroupingSets, GroupingTerm, IntoGrouping,
    IntoGroupingSets, cube, grouping_sets, rollup,
};
pub use join::{IntoFrom, JoinTarget, OnCondition};
pub use lock::{Lock, LockStrength, LockWait};
pub use node::{FromItem, Join, JoinKind, SelectItem, SelectNode, SelectRare, SetOperation};
pub use sample::{Sample, TableClause, TableClauseKind};
pub use selectable::Selectable;
pub use subquery::Subquery;
pub use table_function::{FunctionColumns, JsonTableSource, TableFunction, TableFunctionKind};
pub use values::{ValuesRow, values};

use super::entity::Entity;
use super::expr::{Condition, Expr, IntoOrder, IntoRowCount, Node, Window};
use super::row::Row;
use super::statement::{Query, Statement, StatementNode, StatementOption};
use crate::types::ColumnValue;

/// A SELECT whose rows become `R`. Whatever is joined, filtered or ordered, the type stays.
pub struct Select<R> {
    node: SelectNode,
    options: Vec<StatementOption>,
    row: PhantomData<fn() -> R>,
}

/// Begins a SELECT of an entity, a column, an expression or a tuple of them. The FROM list is
/// inferred from what is used.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// assert_sql!(
///     select((User.email, User.age + 1)),
///     sqlite | mysql: "SELECT email, age + ? FROM users",
///     postgres: "SELECT email, age + $1 FROM users",
/// );
/// // An entity is all its columns; its rows are `Post`s.
/// assert_sql!(select(Post), all: "SELECT id, title, views, author_id FROM posts");
/// ```
pub fn select<S: Selectable>(what: S) -> Select<S::Row> {
    let mut node = SelectNode::default();
    what.append_to(&mut node.items);
    Select {
        node,
        options: Vec::new(),
        row: PhantomData,
    }
}

impl<R> Select<R> {
    /// WHERE: the rows that are selected, or that groups are made of. Several calls are joined by
    /// AND. An aggregate is compared in [`having`](Self::having); here, where there are no groups
    /// yet, it is an error when the statement is compiled, as is a function over a window.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(User.email).filter(User.age.ge(18)).filter(User.name.is_null());
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "SELECT email FROM users WHERE age >= ? AND name IS NULL",
    ///     postgres: "SELECT email FROM users WHERE age >= $1 AND name IS NULL",
    /// );
    /// ```
    #[must_use]
    pub fn filter(mut self, condition: impl Condition) -> Self {
        Node::narrow(&mut self.node.filter, condition.into_node());
        self
    }

    /// JOIN along a relationship (`User.posts`, `Employee.manager.of(manager)`), on a condition
    /// (`Post.on(Post.author_id.eq(User.id))`), or of an entity that a foreign key joins to what
    /// stands in FROM already. Where none does, or several do, the statement isn't compiled and the
    /// error names them.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select((User.email, Post.title)).join(User.posts);
    /// assert_sql!(
    ///     statement,
    ///     all: "SELECT users.email, posts.title FROM users JOIN posts ON users.id = \
    ///         posts.author_id",
    /// );
    /// ```
    #[must_use]
    pub fn join(mut self, target: impl JoinTarget) -> Self {
        target.append_to(JoinKind::Inner, &mut self.node.joins);
        self
    }

    /// LEFT OUTER JOIN. What is selected from its right side is `.optional()`.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select((User.email, Post.title.optional())).outer_join(User.posts);
    /// assert_sql!(
    ///     statement,
    ///     all: "SELECT users.email, posts.title FROM users LEFT JOIN posts ON users.id = \
    ///         posts.author_id",
    /// );
    /// ```
    #[must_use]
    pub fn outer_join(mut self, target: impl JoinTarget) -> Self {
        target.append_to(JoinKind::LeftOuter, &mut self.node.joins);
        self
    }

    /// FULL OUTER JOIN: the rows of both sides, joined where the condition holds. What is selected
    /// from either side is `.optional()`.
    ///
    /// MySQL and MariaDB don't have it: there it is an error when the statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select((User.email.optional(), Post.title.optional())).full_join(User.posts);
    /// assert_sql!(
    ///     statement,
    ///     sqlite | postgres: "SELECT users.email, posts.title FROM users FULL JOIN posts ON \
    ///         users.id = posts.author_id",
    ///     mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn full_join(mut self, target: impl JoinTarget) -> Self {
        target.append_to(JoinKind::FullOuter, &mut self.node.joins);
        self
    }

    /// JOIN to a certain entity, where several in FROM could be meant.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let reader = aliased(User);
    /// let statement = select((reader.email, Post.title))
    ///     .select_from(User)
    ///     .join(reader.on(reader.manager_id.eq(User.id)))
    ///     .join_from(reader, Post);
    /// assert_sql!(
    ///     statement,
    ///     all: "SELECT users_1.email, posts.title FROM users JOIN users AS users_1 ON \
    ///         users_1.manager_id = users.id JOIN posts ON users_1.id = posts.author_id",
    /// );
    /// ```
    #[must_use]
    pub fn join_from(mut self, left: impl Entity, target: impl JoinTarget) -> Self {
        let first = self.node.joins.len();
        target.append_to(JoinKind::Inner, &mut self.node.joins);
        if let Some(join) = self.node.joins.get_mut(first) {
            join.left
                .get_or_insert_with(|| left.into_from().occurrence());
        }
        self
    }

    /// CROSS JOIN: every row with every row, on purpose.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let other = aliased(User);
    /// assert_sql!(
    ///     select((User.email, other.email)).cross_join(other),
    ///     all: "SELECT users.email, users_1.email FROM users CROSS JOIN users AS users_1",
    /// );
    /// ```
    #[must_use]
    pub fn cross_join(mut self, target: impl IntoFrom) -> Self {
        let item = target.into_from();
        self.node.joins.push(Join {
            kind: JoinKind::Cross,
            item,
            left: None,
            on: None,
        });
        self
    }

    /// Names what stands first in FROM, where it can't be inferred.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(func::count_all()).select_from(User);
    /// assert_sql!(statement, all: "SELECT count(*) FROM users");
    /// ```
    #[must_use]
    pub fn select_from(mut self, target: impl IntoFrom) -> Self {
        self.node.from.push(target.into_from());
        self
    }

    /// ORDER BY. Several calls append.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(User.email).order_by((User.age.desc(), User.email));
    /// assert_sql!(statement, all: "SELECT email FROM users ORDER BY age DESC, email");
    /// ```
    #[must_use]
    pub fn order_by(mut self, terms: impl IntoOrder) -> Self {
        terms.append_to(&mut self.node.order_by);
        self
    }

    /// Takes back ORDER BY, so that a statement made elsewhere gets another order, or none.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let eldest_first = select(User.email).order_by(User.age.desc());
    /// let by_email = eldest_first.unordered().order_by(User.email);
    /// assert_sql!(by_email, all: "SELECT email FROM users ORDER BY email");
    /// ```
    #[must_use]
    pub fn unordered(mut self) -> Self {
        self.node.order_by.clear();
        self
    }

    /// GROUP BY. Several calls append.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select((Post.author_id, func::sum(Post.views))).group_by(Post.author_id);
    /// assert_sql!(statement, all: "SELECT author_id, sum(views) FROM posts GROUP BY author_id");
    /// ```
    ///
    /// A database takes two expressions with placeholders for different ones. So a term that holds
    /// values and is selected too is written as its position, and where HAVING or another part of
    /// the statement repeats it, PostgreSQL gets the same parameter again and MySQL and MariaDB
    /// `min(…)` of it, which is the same in a group:
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let rest = || Post.views % 7;
    /// let statement = select((rest(), func::count_all())).group_by(rest()).having(rest().gt(2));
    /// assert_sql!(
    ///     statement,
    ///     sqlite: "SELECT views % ?, count(*) FROM posts GROUP BY 1 HAVING views % ? > ?",
    ///     postgres: "SELECT views % $1, count(*) FROM posts GROUP BY 1 \
    ///         HAVING views % $1 > $2::bigint",
    ///     mysql: "SELECT views % ?, count(*) FROM posts GROUP BY 1 HAVING min(views % ?) > ?",
    /// );
    /// ```
    ///
    /// A table's columns can be selected where it is grouped by its primary key; MariaDB is told
    /// their names. [`label`](crate::sql::label) names what is selected under a label, and [`rollup`], [`cube`] and [`grouping_sets`] group by
    /// several lists at once.
    #[must_use]
    pub fn group_by(mut self, elements: impl IntoGrouping) -> Self {
        elements.append_to(&mut self.node.rare_mut().group_by);
        self
    }

    /// HAVING: the groups that are selected. Several calls are joined by AND.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(Post.author_id)
    ///     .group_by(Post.author_id)
    ///     .having(func::count_all().gt(3));
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "SELECT author_id FROM posts GROUP BY author_id HAVING count(*) > ?",
    ///     postgres: "SELECT author_id FROM posts GROUP BY author_id HAVING count(*) > $1::bigint",
    /// );
    /// ```
    #[must_use]
    pub fn having(mut self, condition: impl Condition) -> Self {
        Node::narrow(&mut self.node.rare_mut().having, condition.into_node());
        self
    }

    /// WINDOW: a named window that functions refer to by `over().window(&w)`.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::window;
    ///
    /// let w = window("w").order_by(Post.views);
    /// let statement = select(func::rank().over().window(&w)).window(&w);
    /// assert_sql!(statement, all: "SELECT rank() OVER w FROM posts WINDOW w AS (ORDER BY views)");
    /// ```
    #[must_use]
    pub fn window(mut self, window: &Window) -> Self {
        self.node.rare_mut().windows.push(window.clone());
        self
    }

    /// SELECT DISTINCT.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(select(User.age).distinct(), all: "SELECT DISTINCT age FROM users");
    /// ```
    #[must_use]
    pub fn distinct(mut self) -> Self {
        self.node.rare_mut().distinct = true;
        self
    }

    /// LIMIT: a `u64`, or a [parameter](crate::sql::bindparam) of an `i64`. `None` is no limit, and
    /// takes back one that was set before.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(User.age).limit(5),
    ///     sqlite | mysql: "SELECT age FROM users LIMIT ?",
    ///     postgres: "SELECT age FROM users LIMIT $1",
    /// );
    /// assert_sql!(select(User.age).limit(5).limit(None), all: "SELECT age FROM users");
    /// ```
    #[must_use]
    pub fn limit(mut self, rows: impl IntoRowCount) -> Self {
        self.node.limit = rows.into_row_count();
        self
    }

    /// OFFSET: a `u64`, or a [parameter](crate::sql::bindparam) of an `i64`. `None` is no offset,
    /// and takes back one that was set before.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     select(User.age).limit(5).offset(10),
    ///     sqlite | mysql: "SELECT age FROM users LIMIT ? OFFSET ?",
    ///     postgres: "SELECT age FROM users LIMIT $1 OFFSET $2",
    /// );
    /// assert_sql!(select(User.age).offset(10).offset(None), all: "SELECT age FROM users");
    /// ```
    #[must_use]
    pub fn offset(mut self, rows: impl IntoRowCount) -> Self {
        self.node.offset = rows.into_row_count();
        self
    }

    fn combine(self, operation: SetOperation, all: bool, other: Self) -> Self {
        let mut node = SelectNode {
            items: self.node.items.clone(),
            ..SelectNode::default()
        };
        let rare = node.rare_mut();
        rare.operation = Some((operation, all));
        rare.operands = vec![self.node, other.node];
        Self {
            node,
            options: self.options,
            row: PhantomData,
        }
    }

    /// UNION: the rows of both without duplicates. Order and limit that follow are the whole's.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(User.id).union(select(Post.author_id)).order_by(User.id);
    /// assert_sql!(
    ///     statement,
    ///     all: "SELECT users.id FROM users UNION SELECT posts.author_id FROM posts ORDER BY 1",
    /// );
    /// ```
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        self.combine(SetOperation::Union, false, other)
    }

    /// UNION ALL: the rows of both.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(User.id).union_all(select(Post.author_id));
    /// assert_sql!(
    ///     statement,
    ///     all: "SELECT users.id FROM users UNION ALL SELECT posts.author_id FROM posts",
    /// );
    /// ```
    #[must_use]
    pub fn union_all(self, other: Self) -> Self {
        self.combine(SetOperation::Union, true, other)
    }

    /// INTERSECT: the rows that are in both.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(User.id).intersect(select(Post.author_id));
    /// assert_sql!(
    ///     statement,
    ///     all: "SELECT users.id FROM users INTERSECT SELECT posts.author_id FROM posts",
    /// );
    /// ```
    #[must_use]
    pub fn intersect(self, other: Self) -> Self {
        self.combine(SetOperation::Intersect, false, other)
    }

    /// INTERSECT ALL: the rows that are in both, as often as in the one that has fewer of them.
    /// SQLite doesn't have it: there it is an error when the statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(User.id).intersect_all(select(Post.author_id));
    /// assert_sql!(
    ///     statement,
    ///     postgres | mysql | mariadb: "SELECT users.id FROM users INTERSECT ALL SELECT \
    ///         posts.author_id FROM posts",
    ///     sqlite: refused,
    /// );
    /// ```
    #[must_use]
    pub fn intersect_all(self, other: Self) -> Self {
        self.combine(SetOperation::Intersect, true, other)
    }

    /// EXCEPT: the rows of this that aren't in the other.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(User.id).except(select(Post.author_id));
    /// assert_sql!(
    ///     statement,
    ///     all: "SELECT users.id FROM users EXCEPT SELECT posts.author_id FROM posts",
    /// );
    /// ```
    #[must_use]
    pub fn except(self, other: Self) -> Self {
        self.combine(SetOperation::Except, false, other)
    }

    /// EXCEPT ALL: the rows of this without those of the other, each of which takes away one.
    /// SQLite doesn't have it: there it is an error when the statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = select(User.id).except_all(select(Post.author_id));
    /// assert_sql!(
    ///     statement,
    ///     postgres | mysql | mariadb: "SELECT users.id FROM users EXCEPT ALL SELECT \
    ///         posts.author_id FROM posts",
    ///     sqlite: refused,
    /// );
    /// ```
    #[must_use]
    pub fn except_all(self, other: Self) -> Self {
        self.combine(SetOperation::Except, true, other)
    }

    /// Leaves these tables, and no others, to the enclosing statement's FROM.
    ///
    /// Without it all tables are left that stand in FROM there too, unless none would remain: then
    /// it is an error when the statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// // Posts stand in both statements; only the users are the same.
    /// let posts = select(func::count(Post.id)).filter(Post.author_id.eq(User.id)).correlate(User);
    /// assert_sql!(
    ///     select((Post.title, posts.scalar_subquery())).join(Post.author),
    ///     all: "SELECT posts.title, (SELECT count(posts.id) FROM posts WHERE posts.author_id = \
    ///         users.id) FROM posts JOIN users ON posts.author_id = users.id",
    /// );
    /// ```
    #[must_use]
    pub fn correlate(mut self, target: impl IntoFrom) -> Self {
        let item = target.into_from();
        self.node.rare_mut().correlate.push(item);
        self
    }

    /// Leaves all tables but these to the enclosing statement's FROM, as far as they stand there.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let posts = select(func::count(Post.id))
    ///     .filter(Post.author_id.eq(User.id))
    ///     .correlate_except(Post);
    /// assert_sql!(
    ///     select((User.email, posts.scalar_subquery())),
    ///     all: "SELECT users.email, (SELECT count(posts.id) FROM posts WHERE posts.author_id = \
    ///         users.id) FROM users",
    /// );
    /// ```
    #[must_use]
    pub fn correlate_except(mut self, target: impl IntoFrom) -> Self {
        let item = target.into_from();
        let except = &mut self.node.rare_mut().correlate_except;
        except.get_or_insert_default().push(item);
        self
    }

    /// Whether the statement gives a row, as a condition of another one.
    ///
    /// What it uses of the other statement's tables is that statement's.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let posts = select(Post.id).filter(Post.author_id.eq(User.id));
    /// assert_sql!(
    ///     select(User.email).filter(!posts.exists()),
    ///     all: "SELECT users.email FROM users WHERE NOT EXISTS (SELECT posts.id FROM posts \
    ///         WHERE posts.author_id = users.id)",
    /// );
    /// ```
    #[must_use]
    pub fn exists(self) -> Expr<bool> {
        exists(self)
    }

    /// The tree.
    #[must_use]
    pub const fn select_node(&self) -> &SelectNode {
        &self.node
    }

    /// The tree, to put values in the place of parameters.
    pub(in crate::sql) const fn select_node_mut(&mut self) -> &mut SelectNode {
        &mut self.node
    }

    /// The tree, out of its typed shell.
    #[must_use]
    pub fn into_select_node(self) -> SelectNode {
        self.node
    }

    /// A typed shell around a tree. The caller answers for the type of its rows.
    #[must_use]
    pub const fn from_node(node: SelectNode) -> Self {
        Self {
            node,
            options: Vec::new(),
            row: PhantomData,
        }
    }

    /// Adds a condition on an entity wherever the statement has it.
    pub(crate) fn push_criteria(&mut self, criteria: LoaderCriteria) {
        self.node.rare_mut().criteria.push(criteria);
    }

    pub(crate) fn push_option(&mut self, option: StatementOption) {
        self.options.push(option);
    }
}

impl<T: ColumnValue> Select<T> {
    /// The statement as a value in another one: NULL where it gives no row. It must not give more
    /// than one.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let posts = select(func::count(Post.id)).filter(Post.author_id.eq(User.id));
    /// assert_sql!(
    ///     select((User.email, posts.scalar_subquery())),
    ///     all: "SELECT users.email, (SELECT count(posts.id) FROM posts WHERE posts.author_id = \
    ///         users.id) FROM users",
    /// );
    /// ```
    #[must_use]
    pub fn scalar_subquery(self) -> Expr<Option<T::Type>> {
        Expr::from_node(Node::Scalar(Box::new(self.node)))
    }
}

/// Whether a statement gives a row, as a condition of another one: [`Select::exists`] as a
/// function.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let posts = select(Post.id).filter(Post.author_id.eq(User.id));
/// assert_sql!(
///     select(User.email).filter(exists(posts)),
///     all: "SELECT users.email FROM users WHERE EXISTS (SELECT posts.id FROM posts WHERE \
///         posts.author_id = users.id)",
/// );
/// ```
#[must_use]
pub fn exists<R>(select: Select<R>) -> Expr<bool> {
    Expr::from_node(Node::Exists {
        select: Box::new(select.into_select_node()),
        negated: false,
    })
}

impl<R> Clone for Select<R> {
    fn clone(&self) -> Self {
        Self {
            node: self.node.clone(),
            options: self.options.clone(),
            row: PhantomData,
        }
    }
}

impl<R> fmt::Debug for Select<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

impl<R> Statement for Select<R> {
    fn node(&self) -> StatementNode<'_> {
        StatementNode::Select(&self.node)
    }

    fn options(&self) -> &[StatementOption] {
        &self.options
    }
}

impl<R: Row> Query for Select<R> {
    type Row = R;
}
