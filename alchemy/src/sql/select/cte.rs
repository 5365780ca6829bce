//! Common table expressions: subqueries that stand in WITH before the statement.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use smallvec::SmallVec;

use super::Select;
use super::derived::{CteBody, CteNode, DerivedBody, DerivedTable};
use super::derived_row::{DerivedColumn, DerivedRow};
use super::join::{IntoFrom, OnCondition};
use super::node::FromItem;
use super::subquery::Subquery;
use crate::sql::column::Column;
use crate::sql::entity::Entity;
use crate::sql::expr::Condition;
use crate::sql::source::Source;
use crate::types::ColumnValue;

/// A common table expression: a SELECT with a name that stands in `WITH` before the whole
/// statement, once, however often the statement uses it.
///
/// It is used like a [`Subquery`]: its columns are small copyable values, and the statement that
/// uses them names it.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let popular = select((Post.author_id, Post.title)).filter(Post.views.gt(100)).cte("popular");
/// let (author, title) = popular.columns();
/// let statement = select((User.email, title)).join(popular.on(author.eq(User.id)));
/// assert_sql!(
///     statement,
///     sqlite | mysql: "WITH popular AS (SELECT posts.author_id, posts.title FROM posts WHERE \
///         posts.views > ?) SELECT users.email, popular.title FROM users JOIN popular ON \
///         popular.author_id = users.id",
///     postgres: "WITH popular AS (SELECT posts.author_id, posts.title FROM posts WHERE \
///         posts.views > $1) SELECT users.email, popular.title FROM users JOIN popular ON \
///         popular.author_id = users.id",
/// );
/// ```
pub struct Cte<R> {
    cte: Arc<CteNode>,
    first: Subquery<R>,
}

impl<R: DerivedRow> Select<R> {
    /// The statement as a common table expression with this name.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let adults = select(User).filter(User.age.ge(18)).cte("adults");
    /// let adult = adults.entity(User);
    /// assert_sql!(
    ///     select(adult.email).select_from(&adults),
    ///     sqlite | mysql: "WITH adults AS (SELECT users.id, users.email, users.name, users.age, \
    ///         users.manager_id FROM users WHERE users.age >= ?) SELECT adults.email FROM \
    ///         adults",
    ///     postgres: "WITH adults AS (SELECT users.id, users.email, users.name, users.age, \
    ///         users.manager_id FROM users WHERE users.age >= $1) SELECT adults.email FROM \
    ///         adults",
    /// );
    /// ```
    #[must_use]
    pub fn cte(self, name: impl Into<Cow<'static, str>>) -> Cte<R> {
        Cte::new(
            Source::alias(),
            name.into(),
            CteBody::Select(Box::new(self.into_select_node())),
        )
    }

    /// Begins a recursive common table expression with the rows of this statement. What follows
    /// gives more rows to each of those that are there, until there are no new ones.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let staff = select((User.id, User.email, literal(0_i64).label("depth")))
    ///     .filter(User.manager_id.is_null())
    ///     .recursive_cte("staff")
    ///     .union_all(|staff| {
    ///         let (manager, _, depth) = staff.columns();
    ///         select((User.id, User.email, depth + 1)).join(staff.on(manager.eq(User.manager_id)))
    ///     });
    /// let (_, email, depth) = staff.columns();
    /// let statement = select((email, depth)).select_from(&staff).order_by(depth);
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "WITH RECURSIVE staff AS (SELECT users.id, users.email, ? AS depth \
    ///         FROM users WHERE users.manager_id IS NULL UNION ALL SELECT users.id, users.email, \
    ///         staff.depth + ? FROM users JOIN staff ON staff.id = users.manager_id) SELECT \
    ///         staff.email, staff.depth FROM staff ORDER BY staff.depth",
    ///     postgres: "WITH RECURSIVE staff AS (SELECT users.id, users.email, $1::bigint AS depth \
    ///         FROM users WHERE users.manager_id IS NULL UNION ALL SELECT users.id, users.email, \
    ///         staff.depth + $2::bigint FROM users JOIN staff ON staff.id = users.manager_id) \
    ///         SELECT staff.email, staff.depth FROM staff ORDER BY staff.depth",
    /// );
    /// ```
    pub fn recursive_cte(self, name: impl Into<Cow<'static, str>>) -> RecursiveCte<R> {
        RecursiveCte {
            name: name.into(),
            seed: self,
        }
    }
}

/// The beginning of a recursive common table expression: made by
/// [`Select::recursive_cte`].
#[derive(Debug)]
#[must_use = "it is a table after `union_all` or `union`"]
pub struct RecursiveCte<R> {
    name: Cow<'static, str>,
    seed: Select<R>,
}

impl<R: DerivedRow> RecursiveCte<R> {
    /// Goes on with `UNION ALL`: the closure is given the rows of the step before, and makes more.
    ///
    /// A circle in the data never ends: use [`union`](Self::union) there, or limit the depth.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let numbers = select(literal(1_i64).label("n"))
    ///     .recursive_cte("numbers")
    ///     .union_all(|numbers| {
    ///         let n = numbers.columns();
    ///         select(n + 1).select_from(numbers).filter(n.lt(10))
    ///     });
    /// assert_sql!(
    ///     select(func::sum(numbers.columns())).select_from(&numbers),
    ///     sqlite | mysql: "WITH RECURSIVE numbers AS (SELECT ? AS n UNION ALL SELECT numbers.n + \
    ///         ? FROM numbers WHERE numbers.n < ?) SELECT sum(numbers.n) FROM numbers",
    ///     postgres: "WITH RECURSIVE numbers AS (SELECT $1::bigint AS n UNION ALL SELECT \
    ///         numbers.n + $2::bigint FROM numbers WHERE numbers.n < $3::bigint) SELECT \
    ///         sum(numbers.n) FROM numbers",
    /// );
    /// ```
    pub fn union_all(self, step: impl FnOnce(&Subquery<R>) -> Select<R>) -> Cte<R> {
        self.recurse(true, step)
    }

    /// Goes on with `UNION`: rows that were there before are left out, so that a circle ends.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let chain = select(User.id)
    ///     .filter(User.email.eq("a@b.c"))
    ///     .recursive_cte("chain")
    ///     .union(|chain| select(User.id).join(chain.on(User.manager_id.eq(chain.columns()))));
    /// assert_sql!(
    ///     select(User.email).filter(User.id.in_(select(chain.columns()).select_from(&chain))),
    ///     sqlite | mysql: "WITH RECURSIVE chain AS (SELECT users.id FROM users WHERE \
    ///         users.email = ? UNION SELECT users.id FROM users JOIN chain ON users.manager_id = \
    ///         chain.id) SELECT users.email FROM users WHERE users.id IN (SELECT chain.id FROM \
    ///         chain)",
    ///     postgres: "WITH RECURSIVE chain AS (SELECT users.id FROM users WHERE users.email = $1 \
    ///         UNION SELECT users.id FROM users JOIN chain ON users.manager_id = chain.id) \
    ///         SELECT users.email FROM users WHERE users.id IN (SELECT chain.id FROM chain)",
    /// );
    /// ```
    pub fn union(self, step: impl FnOnce(&Subquery<R>) -> Select<R>) -> Cte<R> {
        self.recurse(false, step)
    }

    fn recurse(self, all: bool, step: impl FnOnce(&Subquery<R>) -> Select<R>) -> Cte<R> {
        let id = Source::alias();
        let seed = Box::new(self.seed.into_select_node());
        let itself = Subquery::new(DerivedBody::Itself(id), &seed.items);
        let step = Box::new(step(&itself).into_select_node());
        Cte::new(id, self.name, CteBody::Recursive { seed, step, all })
    }
}

impl Cte<()> {
    /// One that changes a table and gives no rows.
    pub(in crate::sql) fn without_rows(name: Cow<'static, str>, body: CteBody) -> Self {
        let id = Source::alias();
        let cte = Arc::new(CteNode::new(id, name, body));
        let first = Subquery::from_table(DerivedTable {
            source: Source::alias(),
            name: None,
            columns: None,
            entities: SmallVec::new(),
            body: DerivedBody::Cte(Arc::clone(&cte)),
        });
        Self { cte, first }
    }
}

impl CteNode {
    const fn new(id: Source, name: Cow<'static, str>, body: CteBody) -> Self {
        Self {
            id,
            name,
            columns: None,
            body,
            materialized: None,
            nesting: false,
        }
    }
}

impl<R: DerivedRow> Cte<R> {
    pub(in crate::sql) fn new(id: Source, name: Cow<'static, str>, body: CteBody) -> Self {
        Self::of(Arc::new(CteNode::new(id, name, body)))
    }

    /// One that changes a table and gives the rows of its RETURNING.
    pub(in crate::sql) fn modifying(name: Cow<'static, str>, body: CteBody) -> Self {
        Self::new(Source::alias(), name, body)
    }

    fn of(cte: Arc<CteNode>) -> Self {
        let first = Subquery::new(DerivedBody::Cte(Arc::clone(&cte)), cte.body.items());
        Self { cte, first }
    }

    /// Its columns by position, as [`Subquery::columns`].
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let ages = select((User.age, func::count_all().label("n"))).group_by(User.age).cte("ages");
    /// let (age, n) = ages.columns();
    /// assert_sql!(
    ///     select(age).select_from(&ages).filter(n.gt(1)),
    ///     sqlite | mysql: "WITH ages AS (SELECT users.age, count(*) AS n FROM users GROUP BY \
    ///         users.age) SELECT ages.age FROM ages WHERE ages.n > ?",
    ///     postgres: "WITH ages AS (SELECT users.age, count(*) AS n FROM users GROUP BY \
    ///         users.age) SELECT ages.age FROM ages WHERE ages.n > $1::bigint",
    /// );
    /// ```
    #[must_use]
    pub fn columns(&self) -> R::Columns {
        self.first.columns()
    }

    /// The same once more, to use it twice in one FROM list.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let ages = select(User.age).distinct().cte("ages");
    /// let others = ages.alias();
    /// let (age, other) = (ages.columns(), others.columns());
    /// assert_sql!(
    ///     select((age, other)).select_from(&ages).join(others.on(age.lt(other))),
    ///     all: "WITH ages AS (SELECT DISTINCT users.age FROM users) SELECT ages.age, ages_1.age \
    ///         FROM ages JOIN ages AS ages_1 ON ages.age < ages_1.age",
    /// );
    /// ```
    #[must_use]
    pub fn alias(&self) -> Subquery<R> {
        self.first.alias()
    }

    /// Has the database compute it once, on its own: `AS MATERIALIZED`. For PostgreSQL and SQLite;
    /// elsewhere it is an error when the statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let ages = select(User.age).cte("ages").materialized();
    /// assert_sql!(
    ///     select(ages.columns()).select_from(&ages),
    ///     sqlite | postgres: "WITH ages AS MATERIALIZED (SELECT users.age FROM users) SELECT \
    ///         ages.age FROM ages",
    ///     mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn materialized(self) -> Self {
        self.hinted(true)
    }

    /// Has the database plan it together with the rest of the statement: `AS NOT MATERIALIZED`. For
    /// PostgreSQL and SQLite; elsewhere it is an error when the statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let ages = select(User.age).cte("ages").not_materialized();
    /// assert_sql!(
    ///     select(ages.columns()).select_from(&ages),
    ///     sqlite | postgres: "WITH ages AS NOT MATERIALIZED (SELECT users.age FROM users) \
    ///         SELECT ages.age FROM ages",
    ///     mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn not_materialized(self) -> Self {
        self.hinted(false)
    }

    fn hinted(self, materialized: bool) -> Self {
        self.changed(|cte| cte.materialized = Some(materialized))
    }

    /// Puts it before the SELECT that uses it, not before the whole statement. It may refer to what
    /// stands around that SELECT then, but on MariaDB, where that is an error when the statement is
    /// compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let own = select(Post.views).filter(Post.author_id.eq(User.id)).cte("own").nesting();
    /// let most = select(func::max(own.columns())).select_from(&own);
    /// assert_sql!(
    ///     select((User.email, most.scalar_subquery())),
    ///     sqlite | postgres | mysql: "SELECT users.email, (WITH own AS (SELECT posts.views FROM \
    ///         posts WHERE posts.author_id = users.id) SELECT max(own.views) FROM own) FROM users",
    ///     mariadb: refused,
    /// );
    /// ```
    #[must_use]
    pub fn nesting(self) -> Self {
        self.changed(|cte| cte.nesting = true)
    }

    /// Gives its columns names, as [`Subquery::with_column_names`].
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let ages = select((User.age, func::count_all()))
    ///     .group_by(User.age)
    ///     .cte("ages")
    ///     .with_column_names(["age", "how_many"]);
    /// assert_sql!(
    ///     select(text("how_many").typed::<i64>()).select_from(&ages),
    ///     all: "WITH ages AS (SELECT users.age, count(*) AS how_many FROM users GROUP BY \
    ///         users.age) SELECT how_many FROM ages",
    /// );
    /// ```
    #[must_use]
    pub fn with_column_names<N: Into<Cow<'static, str>>>(
        self,
        names: impl IntoIterator<Item = N>,
    ) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        self.changed(|cte| cte.columns = Some(names))
    }

    fn changed(self, change: impl FnOnce(&mut CteNode)) -> Self {
        let Self { cte, first } = self;
        // The other holder goes first, so that nothing has to be copied.
        drop(first);
        let mut node = Arc::unwrap_or_clone(cte);
        change(&mut node);
        Self::of(Arc::new(node))
    }
}

impl<R> Cte<R> {
    /// An entity that it selects, as [`Subquery::entity`].
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let popular = select(Post).filter(Post.views.gt(100)).cte("popular");
    /// let post = popular.entity(Post);
    /// let statement = select((post.title, User.email)).select_from(&popular).join(post.author);
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "WITH popular AS (SELECT posts.id, posts.title, posts.views, \
    ///         posts.author_id FROM posts WHERE posts.views > ?) SELECT popular.title, \
    ///         users.email FROM popular JOIN users ON popular.author_id = users.id",
    ///     postgres: "WITH popular AS (SELECT posts.id, posts.title, posts.views, \
    ///         posts.author_id FROM posts WHERE posts.views > $1) SELECT popular.title, \
    ///         users.email FROM popular JOIN users ON popular.author_id = users.id",
    /// );
    /// ```
    #[must_use]
    pub fn entity<E: Entity>(&self, entity: E) -> E {
        self.first.entity(entity)
    }

    /// The column that a column of what is selected from became, as [`Subquery::column`].
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let popular = select(Post).filter(Post.views.gt(100)).cte("popular");
    /// assert_sql!(
    ///     select(popular.column(Post.title)).select_from(&popular),
    ///     sqlite | mysql: "WITH popular AS (SELECT posts.id, posts.title, posts.views, \
    ///         posts.author_id FROM posts WHERE posts.views > ?) SELECT popular.title FROM popular",
    ///     postgres: "WITH popular AS (SELECT posts.id, posts.title, posts.views, \
    ///         posts.author_id FROM posts WHERE posts.views > $1) SELECT popular.title FROM popular",
    /// );
    /// ```
    #[must_use]
    pub fn column<M, T: ColumnValue>(&self, column: Column<M, T>) -> DerivedColumn<T> {
        self.first.column(column)
    }

    /// As [`column`](Self::column), of a column that may be NULL because it stood on the optional
    /// side of an outer join: as [`Subquery::optional_column`].
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let titles = select((User.id, Post.title.optional())).outer_join(User.posts).cte("titles");
    /// assert_sql!(
    ///     select(titles.optional_column(Post.title)).select_from(&titles),
    ///     all: "WITH titles AS (SELECT users.id, posts.title FROM users LEFT JOIN posts ON users.id = \
    ///         posts.author_id) SELECT titles.title FROM titles",
    /// );
    /// ```
    #[must_use]
    pub fn optional_column<M, T: ColumnValue>(
        &self,
        column: Column<M, T>,
    ) -> DerivedColumn<Option<T::Type>> {
        self.first.optional_column(column)
    }

    /// A join of it on a condition, as [`Subquery::on`].
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let popular = select(Post.author_id).filter(Post.views.gt(100)).distinct().cte("popular");
    /// let author = popular.columns();
    /// assert_sql!(
    ///     select(User.email).join(popular.on(author.eq(User.id))),
    ///     sqlite | mysql: "WITH popular AS (SELECT DISTINCT posts.author_id FROM posts WHERE \
    ///         posts.views > ?) SELECT users.email FROM users JOIN popular ON popular.author_id = \
    ///         users.id",
    ///     postgres: "WITH popular AS (SELECT DISTINCT posts.author_id FROM posts WHERE \
    ///         posts.views > $1) SELECT users.email FROM users JOIN popular ON popular.author_id \
    ///         = users.id",
    /// );
    /// ```
    #[must_use]
    pub fn on(&self, condition: impl Condition) -> OnCondition {
        self.first.on(condition)
    }

    /// The node in the tree.
    #[must_use]
    pub const fn node(&self) -> &Arc<CteNode> {
        &self.cte
    }
}

impl<R> Select<R> {
    /// Puts a common table expression before the statement that only its
    /// [`text`](crate::sql::text) names. Those in FROM come by themselves.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let adults = select(User.id).filter(User.age.ge(18)).cte("adults");
    /// let statement = select(Post.title)
    ///     .add_cte(&adults)
    ///     .filter(text("author_id IN (SELECT id FROM adults)"));
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "WITH adults AS (SELECT users.id FROM users WHERE users.age >= ?) \
    ///         SELECT posts.title FROM posts WHERE author_id IN (SELECT id FROM adults)",
    ///     postgres: "WITH adults AS (SELECT users.id FROM users WHERE users.age >= $1) SELECT \
    ///         posts.title FROM posts WHERE author_id IN (SELECT id FROM adults)",
    /// );
    /// ```
    #[must_use]
    pub fn add_cte<C>(mut self, cte: &Cte<C>) -> Self {
        self.node.rare_mut().ctes.push(Arc::clone(&cte.cte));
        self
    }
}

impl<R: DerivedRow> IntoFrom for &Cte<R> {
    fn into_from(self) -> FromItem {
        (&self.first).into_from()
    }
}

impl<R: DerivedRow> IntoFrom for Cte<R> {
    fn into_from(self) -> FromItem {
        self.first.into_from()
    }
}

impl<R> Clone for Cte<R> {
    /// The same, with the same columns.
    fn clone(&self) -> Self {
        Self {
            cte: Arc::clone(&self.cte),
            first: self.first.clone(),
        }
    }
}

impl<R> fmt::Debug for Cte<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cte.fmt(f)
    }
}
