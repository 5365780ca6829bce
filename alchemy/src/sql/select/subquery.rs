//! Subqueries in FROM: typed shells around derived tables.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use smallvec::SmallVec;

use super::correspondence::{self, Correspondence};
use super::derived::{DerivedBody, DerivedEntity, DerivedTable};
use super::derived_row::{ColumnCursor, DerivedColumn, DerivedRow};
use super::join::{IntoFrom, OnCondition};
use super::node::{FromItem, SelectItem};
use super::{Select, SelectNode};
use crate::sql::column::{Column, ColumnRef};
use crate::sql::entity::Entity;
use crate::sql::expr::Condition;
use crate::sql::source::{Occurrence, Source};
use crate::types::ColumnValue;

/// A SELECT that stands in another one's FROM list.
///
/// Its columns are taken by [`columns`](Self::columns). They are small copyable values which don't
/// carry the subquery, so the statement that uses them names it: `.join(counts.on(…))`,
/// `.select_from(&counts)`.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let counts = select((Post.author_id, func::count(Post.id).label("posts")))
///     .group_by(Post.author_id)
///     .subquery();
/// let (author, posts) = counts.columns();
/// let busy: Select<(String, i64)> = select((User.email, posts))
///     .join(counts.on(author.eq(User.id)))
///     .filter(posts.gt(10));
/// assert_sql!(
///     busy,
///     sqlite | mysql: "SELECT users.email, subquery_1.posts FROM users JOIN (SELECT \
///         posts.author_id, count(posts.id) AS posts FROM posts GROUP BY posts.author_id) AS \
///         subquery_1 ON subquery_1.author_id = users.id WHERE subquery_1.posts > ?",
///     postgres: "SELECT users.email, subquery_1.posts FROM users JOIN (SELECT posts.author_id, \
///         count(posts.id) AS posts FROM posts GROUP BY posts.author_id) AS subquery_1 ON \
///         subquery_1.author_id = users.id WHERE subquery_1.posts > $1::bigint",
/// );
/// ```
pub struct Subquery<R> {
    table: Arc<DerivedTable>,
    row: PhantomData<fn() -> R>,
}

impl<R: DerivedRow> Select<R> {
    /// The statement as a table in another one's FROM. It sees nothing of that statement.
    ///
    /// Columns without a name of their own get one: give those that [`text`](crate::sql::text)
    /// refers to a [`label`](crate::sql::Expr::label).
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let adults = select(User.email).filter(User.age.ge(18)).subquery();
    /// let email = adults.columns();
    /// assert_sql!(
    ///     select(email).select_from(&adults).filter(email.like("a%")),
    ///     sqlite | mysql: "SELECT subquery_1.email FROM (SELECT users.email FROM users WHERE \
    ///         users.age >= ?) AS subquery_1 WHERE subquery_1.email LIKE ?",
    ///     postgres: "SELECT subquery_1.email FROM (SELECT users.email FROM users WHERE \
    ///         users.age >= $1) AS subquery_1 WHERE subquery_1.email LIKE $2::text",
    /// );
    /// ```
    #[must_use]
    pub fn subquery(self) -> Subquery<R> {
        Subquery::of(self.node, false)
    }

    /// The statement as a table in another one's FROM, made anew for every row of what stands
    /// before it there: it may use those tables.
    ///
    /// PostgreSQL and MySQL have it. SQLite and MariaDB don't: there it is an error when the
    /// statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let best = select((Post.title, Post.views))
    ///     .filter(Post.author_id.eq(User.id))
    ///     .order_by(Post.views.desc())
    ///     .limit(2)
    ///     .lateral()
    ///     .named("best");
    /// let (title, _) = best.columns();
    /// assert_sql!(
    ///     select((User.email, title)).cross_join(&best),
    ///     sqlite | mariadb: refused,
    ///     postgres: "SELECT users.email, best.title FROM users CROSS JOIN LATERAL (SELECT \
    ///         posts.title, posts.views FROM posts WHERE posts.author_id = users.id ORDER BY \
    ///         posts.views DESC LIMIT $1) AS best",
    ///     mysql: "SELECT users.email, best.title FROM users CROSS JOIN LATERAL (SELECT \
    ///         posts.title, posts.views FROM posts WHERE posts.author_id = users.id ORDER BY \
    ///         posts.views DESC LIMIT ?) AS best",
    /// );
    /// ```
    #[must_use]
    pub fn lateral(self) -> Subquery<R> {
        Subquery::of(self.node, true)
    }
}

impl<R: DerivedRow> Subquery<R> {
    fn of(select: SelectNode, lateral: bool) -> Self {
        let entities = entities::<R>(&select.items);
        Self::from_table(DerivedTable {
            source: Source::alias(),
            name: None,
            columns: None,
            entities,
            body: DerivedBody::Select {
                select: Box::new(select),
                lateral,
            },
        })
    }

    /// A derived table with these columns.
    pub(crate) fn new(body: DerivedBody, items: &[SelectItem]) -> Self {
        Self::from_table(DerivedTable {
            source: Source::alias(),
            name: None,
            columns: None,
            entities: entities::<R>(items),
            body,
        })
    }

    /// Its columns by position: one for a statement that selects one, a tuple for one that selects
    /// a tuple. What it selects as an entity comes as the entity.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let pairs = select((User, func::length(User.email))).subquery();
    /// let (user, length) = pairs.columns();
    /// assert_sql!(
    ///     select(user.email).select_from(&pairs).filter(length.gt(20)),
    ///     sqlite: "SELECT subquery_1.email FROM (SELECT users.id, users.email, users.name, \
    ///         users.age, users.manager_id, length(users.email) AS length FROM users) AS \
    ///         subquery_1 WHERE subquery_1.length > ?",
    ///     postgres: "SELECT subquery_1.email FROM (SELECT users.id, users.email, users.name, \
    ///         users.age, users.manager_id, length(users.email) AS length FROM users) AS \
    ///         subquery_1 WHERE subquery_1.length > $1::bigint",
    ///     mysql: "SELECT subquery_1.email FROM (SELECT users.id, users.email, users.name, \
    ///         users.age, users.manager_id, char_length(users.email) AS length FROM users) AS \
    ///         subquery_1 WHERE subquery_1.length > ?",
    /// );
    /// ```
    #[must_use]
    pub fn columns(&self) -> R::Columns {
        R::columns(&mut ColumnCursor::new(self.table.source))
    }
}

impl<R> Subquery<R> {
    pub(super) fn from_table(table: DerivedTable) -> Self {
        Self {
            table: Arc::new(table),
            row: PhantomData,
        }
    }

    /// The node in the tree.
    #[must_use]
    pub const fn derived_table(&self) -> &Arc<DerivedTable> {
        &self.table
    }

    /// An entity that it selects, to write its columns with and to load it. Relationships of it
    /// start from the subquery.
    ///
    /// A statement that uses it although the subquery doesn't select the entity is refused when it
    /// is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let adults = select(User).filter(User.age.ge(18)).subquery().named("adults");
    /// let adult = adults.entity(User);
    /// let statement = select((adult.email, Post.title))
    ///     .select_from(&adults)
    ///     .join(adult.posts);
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "SELECT adults.email, posts.title FROM (SELECT users.id, users.email, \
    ///         users.name, users.age, users.manager_id FROM users WHERE users.age >= ?) AS \
    ///         adults JOIN posts ON adults.id = posts.author_id",
    ///     postgres: "SELECT adults.email, posts.title FROM (SELECT users.id, users.email, \
    ///         users.name, users.age, users.manager_id FROM users WHERE users.age >= $1) AS \
    ///         adults JOIN posts ON adults.id = posts.author_id",
    /// );
    /// ```
    #[must_use]
    pub fn entity<E: Entity>(&self, entity: E) -> E {
        let wanted = Occurrence {
            table: entity.table(),
            source: entity.source(),
        };
        let part = part_of(&self.table.entities, &wanted).unwrap_or(Source::MISSING_PART);
        entity.with_source(self.table.source.with_part(part))
    }

    /// Gives it a name, for [`text`](crate::sql::text) to refer to and for people to read. Without
    /// one it is `subquery_1`.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let emails = select(User.email).subquery().named("emails");
    /// assert_sql!(
    ///     select(emails.columns()).select_from(&emails),
    ///     all: "SELECT emails.email FROM (SELECT users.email FROM users) AS emails",
    /// );
    /// ```
    #[must_use]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self::from_table(DerivedTable {
            name: Some(name.into()),
            ..Arc::unwrap_or_clone(self.table)
        })
    }

    /// Gives its columns names, for [`text`](crate::sql::text) to refer to and for people to read:
    /// as many as there are columns. VALUES call theirs `column1`, `column2` without.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::values;
    ///
    /// let raises = values([(1_i64, 10_i32)]).named("raises").with_column_names(["id", "years"]);
    /// let (id, years) = raises.columns();
    /// assert_sql!(
    ///     select(User.age + years).join(raises.on(id.eq(User.id))),
    ///     sqlite: "SELECT users.age + raises.years FROM users JOIN (WITH raises (id, years) AS \
    ///         (VALUES (?, ?)) SELECT * FROM raises) AS raises ON raises.id = users.id",
    ///     postgres: "SELECT users.age + raises.years FROM users JOIN (VALUES (CAST($1 AS BIGINT), \
    ///         CAST($2 AS INTEGER))) AS raises (id, years) ON raises.id = users.id",
    ///     mysql: "SELECT users.age + raises.years FROM users JOIN (VALUES ROW(CAST(? AS SIGNED), \
    ///         CAST(? AS SIGNED))) AS raises (id, years) ON raises.id = users.id",
    ///     mariadb: "SELECT users.age + raises.years FROM users JOIN (SELECT ? AS id, ? AS years) \
    ///         AS raises ON raises.id = users.id",
    /// );
    /// // What a SELECT calls its columns is renamed.
    /// let emails = select(User.email).subquery().named("e").with_column_names(["address"]);
    /// assert_sql!(
    ///     select(emails.columns()).select_from(&emails),
    ///     all: "SELECT e.address FROM (SELECT users.email AS address FROM users) AS e",
    /// );
    /// // Names must be as many as columns.
    /// let wrong = select(User.email).subquery().with_column_names(["a", "b"]);
    /// assert_sql!(select(wrong.columns()).select_from(&wrong), all: refused);
    /// ```
    #[must_use]
    pub fn with_column_names<N: Into<Cow<'static, str>>>(
        self,
        names: impl IntoIterator<Item = N>,
    ) -> Self {
        Self::from_table(DerivedTable {
            columns: Some(names.into_iter().map(Into::into).collect()),
            ..Arc::unwrap_or_clone(self.table)
        })
    }

    /// The column that a column of what is selected from became, wherever it stands among what is
    /// selected: a column of a table, of an alias, or of a derived table within. It is found through
    /// subqueries of subqueries too.
    ///
    /// A statement that uses it although the subquery doesn't select it, or selects it as
    /// [`optional`](crate::sql::Column::optional), is refused when it is compiled:
    /// [`optional_column`](Self::optional_column) takes those.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let adults = select((User.id, User.email)).filter(User.age.ge(18)).subquery();
    /// let first = select(adults.column(User.email)).select_from(&adults).limit(3).subquery();
    /// assert_sql!(
    ///     select(first.column(User.email)).select_from(&first),
    ///     sqlite | mysql: "SELECT subquery_1.email FROM (SELECT subquery_2.email FROM (SELECT \
    ///         users.id, users.email FROM users WHERE users.age >= ?) AS subquery_2 LIMIT ?) AS \
    ///         subquery_1",
    ///     postgres: "SELECT subquery_1.email FROM (SELECT subquery_2.email FROM (SELECT \
    ///         users.id, users.email FROM users WHERE users.age >= $1) AS subquery_2 LIMIT $2) AS \
    ///         subquery_1",
    /// );
    /// // The age isn't selected.
    /// assert_sql!(select(adults.column(User.age)).select_from(&adults), all: refused);
    /// ```
    #[must_use]
    pub fn column<M, T: ColumnValue>(&self, column: Column<M, T>) -> DerivedColumn<T> {
        DerivedColumn::corresponding(self.corresponding(&column.column_ref(), T::NULLABLE))
    }

    /// As [`column`](Self::column), of a column that may be NULL because it stood on the optional
    /// side of an outer join.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let titles = select((User.id, Post.title.optional())).outer_join(User.posts).subquery();
    /// let title = titles.optional_column(Post.title);
    /// let query: Select<Option<String>> = select(title).select_from(&titles);
    /// assert_sql!(
    ///     query,
    ///     all: "SELECT subquery_1.title FROM (SELECT users.id, posts.title FROM users LEFT JOIN \
    ///         posts ON users.id = posts.author_id) AS subquery_1",
    /// );
    /// ```
    #[must_use]
    pub fn optional_column<M, T: ColumnValue>(
        &self,
        column: Column<M, T>,
    ) -> DerivedColumn<Option<T::Type>> {
        DerivedColumn::corresponding(self.corresponding(&column.column_ref(), true))
    }

    /// The reference to a column's counterpart; to one that isn't there, which is told when the
    /// statement is compiled.
    fn corresponding(&self, column: &ColumnRef, takes_null: bool) -> ColumnRef {
        let absent = |part| ColumnRef {
            source: self.table.source.with_part(part),
            ..*column
        };
        match correspondence::of(&self.table, column) {
            Correspondence::Column { nullable, .. } if nullable && !takes_null => {
                absent(Source::OPTIONAL_PART)
            }
            Correspondence::Column { position, .. } => ColumnRef {
                table: Occurrence::derived(self.table.source).table,
                source: self.table.source,
                index: u16::try_from(position).unwrap_or(u16::MAX),
            },
            Correspondence::Missing => absent(Source::MISSING_PART),
            Correspondence::Several => absent(Source::SEVERAL_PARTS),
        }
    }

    /// The same subquery once more, to use it twice in one FROM list. It has columns of its own
    /// and no name.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let ages = select(User.age).distinct().subquery();
    /// let others = ages.alias();
    /// let (age, other) = (ages.columns(), others.columns());
    /// assert_sql!(
    ///     select((age, other)).select_from(&ages).join(others.on(age.lt(other))),
    ///     all: "SELECT subquery_1.age, subquery_2.age FROM (SELECT DISTINCT users.age FROM \
    ///         users) AS subquery_1 JOIN (SELECT DISTINCT users.age FROM users) AS subquery_2 ON \
    ///         subquery_1.age < subquery_2.age",
    /// );
    /// ```
    #[must_use]
    pub fn alias(&self) -> Self {
        Self::from_table(DerivedTable {
            source: Source::alias(),
            name: None,
            ..DerivedTable::clone(&self.table)
        })
    }

    /// A join of it on a condition: `.join(counts.on(author.eq(User.id)))`.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let views = select((Post.author_id, func::max(Post.views).label("most")))
    ///     .group_by(Post.author_id)
    ///     .subquery();
    /// let (author, most) = views.columns();
    /// assert_sql!(
    ///     select((User.email, most)).outer_join(views.on(author.eq(User.id))),
    ///     all: "SELECT users.email, subquery_1.most FROM users LEFT JOIN (SELECT \
    ///         posts.author_id, max(posts.views) AS most FROM posts GROUP BY posts.author_id) AS \
    ///         subquery_1 ON subquery_1.author_id = users.id",
    /// );
    /// ```
    #[must_use]
    pub fn on(&self, condition: impl Condition) -> OnCondition {
        OnCondition::new(self.into_from(), condition.into_node())
    }
}

/// The entities among the columns of a row: where each begins, and which it is.
fn entities<R: DerivedRow>(items: &[SelectItem]) -> SmallVec<[DerivedEntity; 1]> {
    let mut cursor = ColumnCursor::new(Source::TABLE);
    let _ = R::columns(&mut cursor);
    let mut entities = cursor.into_entities();
    // Which occurrence it is tells only what was selected; the row knows the table.
    let selected = items.iter().filter_map(SelectItem::entity);
    for (entity, of) in entities.iter_mut().zip(selected) {
        entity.of = of;
    }
    entities
}

/// Which of the entities of a derived table this is, counted from 1.
fn part_of(entities: &[DerivedEntity], wanted: &Occurrence) -> Option<u16> {
    let numbered = || (1..).zip(entities);
    let same = numbered().find(|(_, entity)| entity.of.is(wanted));
    if let Some((part, _)) = same {
        return Some(part);
    }
    // Not the occurrence itself, but one that came through another subquery.
    let mut of_table = numbered().filter(|(_, entity)| entity.of.table.is(wanted.table));
    match (of_table.next(), of_table.next()) {
        (Some((part, _)), None) => Some(part),
        _ => None,
    }
}

impl<R> IntoFrom for &Subquery<R> {
    fn into_from(self) -> FromItem {
        FromItem::Derived(Arc::clone(&self.table))
    }
}

impl<R> IntoFrom for Subquery<R> {
    fn into_from(self) -> FromItem {
        FromItem::Derived(self.table)
    }
}

impl<R> Clone for Subquery<R> {
    /// The same occurrence, with the same columns.
    fn clone(&self) -> Self {
        Self {
            table: Arc::clone(&self.table),
            row: PhantomData,
        }
    }
}

impl<R> fmt::Debug for Subquery<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table.fmt(f)
    }
}
