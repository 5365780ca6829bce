//! INSERT.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::Arc;

use smallvec::SmallVec;

use super::assign::{Assignable, Runs, default_arg, fitted};
use super::conflict::ConflictNode;
use super::insert_columns::{InsertColumns, InsertRow, InsertTuple};
use crate::schema::Table;
use crate::sql::column::Column;
use crate::sql::entity::Entity;
use crate::sql::expr::{Arg, Operand};
use crate::sql::row::Row;
use crate::sql::select::{CteNode, Hint, Select, SelectItem, SelectNode, Selectable};
use crate::sql::source::Source;
use crate::sql::statement::{Query, Statement, StatementNode};
use crate::types::{ColumnValue, FieldValue, Fits};

/// Where an INSERT's rows come from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum InsertSource {
    /// Rows of values. `None` leaves the column to the database; a row without columns is
    /// `DEFAULT VALUES`.
    Rows(Vec<Vec<Option<Arg>>>),
    /// The rows of a SELECT, a column for each of the INSERT's.
    Select(Box<SelectNode>),
}

/// The tree of an INSERT.
#[derive(Clone, Debug)]
pub struct InsertNode {
    /// Into which table.
    pub table: &'static Table,
    /// Which columns, by position.
    pub columns: Vec<u16>,
    /// The rows, each as long as `columns`.
    pub source: InsertSource,
    /// RETURNING.
    pub returning: SmallVec<[SelectItem; 1]>,
    /// What few statements have.
    pub rare: Option<Box<InsertRare>>,
}

/// What few INSERTs have.
#[derive(Clone, Debug)]
pub struct InsertRare {
    /// The occurrence that was named: a table has to be.
    pub target: Source,
    /// `INSERT IGNORE`
    pub ignore: bool,
    /// Whether keys that the database counts must count up in the order of the rows.
    pub ordered: bool,
    /// What happens where a row's key is there already.
    pub conflict: Option<ConflictNode>,
    /// The common table expressions that were added.
    pub ctes: Vec<Arc<CteNode>>,
    /// Prefixes and hints, in the order of the calls.
    pub hints: Vec<Hint>,
}

impl Default for InsertRare {
    fn default() -> Self {
        Self {
            target: Source::TABLE,
            ignore: false,
            ordered: false,
            conflict: None,
            ctes: Vec::new(),
            hints: Vec::new(),
        }
    }
}

impl InsertNode {
    /// An INSERT of one row that sets no column yet.
    #[must_use]
    pub fn new(table: &'static Table) -> Self {
        Self {
            table,
            columns: Vec::new(),
            source: InsertSource::Rows(vec![Vec::new()]),
            returning: SmallVec::new(),
            rare: None,
        }
    }

    /// The rare parts, made when they are first needed.
    pub fn rare_mut(&mut self) -> &mut InsertRare {
        self.rare.get_or_insert_default()
    }

    /// What happens where a row's key is there already.
    #[must_use]
    pub fn conflict(&self) -> Option<&ConflictNode> {
        self.rare.as_ref()?.conflict.as_ref()
    }

    /// Sets a column of every row, evaluating the value anew for each.
    fn append(&mut self, index: u16, mut value: impl FnMut() -> Arg) {
        self.columns.push(index);
        let table = self.table;
        let mut value = || fitted(table, index, value());
        match &mut self.source {
            InsertSource::Rows(rows) => rows.iter_mut().for_each(|row| row.push(Some(value()))),
            InsertSource::Select(select) => append_item(select, &value()),
        }
    }

    /// Adds the columns that were left out and have a default, evaluated anew for each row; once
    /// for the rows of a SELECT.
    fn with_defaults(&self, runs: Runs) -> Option<Self> {
        let missing: Vec<_> = (0u16..)
            .zip(self.table.columns.iter())
            .filter(|(index, _)| !self.columns.contains(index))
            .filter_map(|(index, column)| Some((index, column.sql_type, column.default?)))
            .collect();
        if missing.is_empty() {
            return None;
        }
        let mut node = self.clone();
        for (index, sql_type, default) in missing {
            node.append(index, || default_arg(runs, sql_type, default));
        }
        Some(node)
    }

    /// Leaves out the columns that no row sets.
    fn without_unset(mut self) -> Self {
        let InsertSource::Rows(rows) = &mut self.source else {
            return self;
        };
        let used: Vec<bool> = (0..self.columns.len())
            .map(|at| {
                rows.iter()
                    .any(|row| row.get(at).is_some_and(Option::is_some))
            })
            .collect();
        let mut keep = used.iter().copied();
        self.columns.retain(|_| keep.next().unwrap_or(true));
        for row in rows {
            let mut keep = used.iter().copied();
            row.retain(|_| keep.next().unwrap_or(true));
        }
        self
    }
}

/// Selects a value more. The same value in every row changes neither what is distinct nor what a
/// set operation finds equal.
fn append_item(select: &mut SelectNode, arg: &Arg) {
    select.items.push(SelectItem::Expr {
        arg: arg.clone(),
        label: None,
        nullable: true,
    });
    if let Some(rare) = &mut select.rare {
        for operand in &mut rare.operands {
            append_item(operand, arg);
        }
    }
}

/// A struct that an INSERT can take its values from, and the entity beside it. The derive
/// implements it.
pub trait Record: Row {
    /// The entity beside the struct.
    type Entity: Entity<Model = Self>;

    /// The entity beside the struct.
    const ENTITY: &'static Self::Entity;

    /// What it says about the column at a position.
    fn field_value(&self, index: u16) -> FieldValue;
}

/// An INSERT of model `M` that gives rows of type `R`; `()` without `returning`.
pub struct Insert<M, R = ()> {
    node: InsertNode,
    types: PhantomData<fn() -> (M, R)>,
}

/// Begins an INSERT into an entity's table.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// // One row by columns.
/// let statement = insert(User).set(User.email, "a@b.c").set(User.age, 30);
/// assert_sql!(
///     statement,
///     sqlite | mysql: "INSERT INTO users (email, age) VALUES (?, ?)",
///     postgres: "INSERT INTO users (email, age) VALUES ($1, $2)",
/// );
///
/// // Rows of values.
/// let statement = insert(User).columns((User.email, User.age)).values([("a", 1), ("b", 2)]);
/// assert_sql!(
///     statement,
///     sqlite | mysql: "INSERT INTO users (email, age) VALUES (?, ?), (?, ?)",
///     postgres: "INSERT INTO users (email, age) VALUES ($1, $2), ($3, $4)",
/// );
///
/// // Structs; an `Auto` that is unset is left to the database.
/// let posts = [Post { title: "Hello".into(), author_id: 1, ..Post::default() }];
/// let statement = insert(Post).values(&posts);
/// assert_sql!(
///     statement,
///     sqlite | mysql: "INSERT INTO posts (title, views, author_id) VALUES (?, ?, ?)",
///     postgres: "INSERT INTO posts (title, views, author_id) VALUES ($1, $2, $3)",
/// );
///
/// // What a SELECT finds.
/// let statement = insert(Post)
///     .columns((Post.title, Post.author_id))
///     .from_select(select((User.email, User.id)).filter(User.age.gt(17)));
/// assert_sql!(
///     statement,
///     sqlite | mysql: "INSERT INTO posts (title, author_id) SELECT users.email, users.id FROM \
///         users WHERE users.age > ?",
///     postgres: "INSERT INTO posts (title, author_id) SELECT users.email, users.id FROM users \
///         WHERE users.age > $1",
/// );
/// ```
///
/// A column that the statement leaves out gets its default (`#[column(default = …)]`), evaluated
/// for each row; NULL that is given is no reason for it.
pub fn insert<E: Entity>(entity: E) -> Insert<E::Model> {
    let mut node = InsertNode::new(entity.table());
    if !entity.source().is_table() {
        node.rare_mut().target = entity.source();
    }
    Insert::from_node(node)
}

impl<M, R> Insert<M, R> {
    /// A typed shell around a tree. The caller answers for the type of its rows.
    #[must_use]
    pub const fn from_node(node: InsertNode) -> Self {
        Self {
            node,
            types: PhantomData,
        }
    }

    /// The tree with the values of the library's defaults.
    pub(super) fn into_node_with_defaults(self) -> InsertNode {
        self.node.with_defaults(Runs::One).unwrap_or(self.node)
    }

    pub(in crate::sql) const fn insert_node_mut(&mut self) -> &mut InsertNode {
        &mut self.node
    }

    /// Sets a column of every row to a value, an expression or a scalar subquery.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let eldest = select(func::max(User.age)).scalar_subquery();
    /// let statement = insert(User)
    ///     .set(User.email, literal("A@B.C").lower())
    ///     .set(User.age, func::coalesce(eldest, 0) + 1);
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mariadb: "INSERT INTO users (email, age) VALUES (lower(?), coalesce((SELECT \
    ///         max(users.age) FROM users), ?) + ?)",
    ///     // The table that a statement changes is read in a derived table only.
    ///     mysql: "INSERT INTO users (email, age) VALUES (lower(?), coalesce((SELECT /*+ \
    ///         NO_MERGE(subquery) */ * FROM (SELECT max(users.age) AS max FROM users) AS \
    ///         subquery), ?) + ?)",
    ///     postgres: "INSERT INTO users (email, age) VALUES (lower($1::text), coalesce((SELECT \
    ///         max(users.age) FROM users), $2::bigint) + $3::bigint)",
    /// );
    /// ```
    #[must_use]
    pub fn set<T, V, By>(mut self, column: Column<M, T>, value: V) -> Self
    where
        T: ColumnValue,
        V: Operand<T::Sql, By>,
        V::Type: Assignable<T>,
        <V::Type as ColumnValue>::Sql: Fits<T::Sql>,
    {
        let arg = value.into_arg();
        self.node.append(column.index(), || arg.clone());
        self
    }

    /// The rows of structs, by reference: `values(&users)`, `values([&user])`.
    ///
    /// A field that is unset (`Auto`) is left to the database.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let users = [
    ///     User { email: "a@b.c".into(), ..User::default() },
    ///     User { email: "b@b.c".into(), ..User::default() },
    /// ];
    /// assert_sql!(
    ///     insert(User).values(&users),
    ///     sqlite | mysql: "INSERT INTO users (email, name, age, manager_id) VALUES (?, ?, ?, ?), \
    ///         (?, ?, ?, ?)",
    ///     postgres: "INSERT INTO users (email, name, age, manager_id) VALUES ($1, $2, $3, $4), \
    ///         ($5, $6, $7, $8)",
    /// );
    /// ```
    #[must_use]
    pub fn values<'a, I>(mut self, records: I) -> Self
    where
        M: Record + 'a,
        I: IntoIterator<Item = &'a M>,
    {
        let table = self.node.table;
        let count = u16::try_from(table.columns.len()).unwrap_or(u16::MAX);
        let rows = records
            .into_iter()
            .map(|record| {
                (0..count)
                    .map(|index| {
                        let mut value = match record.field_value(index) {
                            FieldValue::Set(value) => value,
                            FieldValue::Unset => table.column(index)?.default?(),
                        };
                        table.fit(index, &mut value);
                        Some(Arg::Bind(value))
                    })
                    .collect()
            })
            .collect();
        self.node.columns = (0..count).collect();
        self.node.source = InsertSource::Rows(rows);
        self.node = self.node.without_unset();
        self
    }

    /// Names the columns of the rows that follow: tuples (`.values([…])`) or those of a SELECT
    /// (`.from_select(…)`).
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = insert(User).columns((User.email, User.age)).values([("a@b.c", 20), ("b@b.c", 30)]);
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "INSERT INTO users (email, age) VALUES (?, ?), (?, ?)",
    ///     postgres: "INSERT INTO users (email, age) VALUES ($1, $2), ($3, $4)",
    /// );
    /// ```
    #[must_use]
    pub fn columns<C: InsertColumns<M>>(self, columns: C) -> InsertValues<M, R, C> {
        InsertValues {
            insert: self,
            columns,
        }
    }

    /// RETURNING: the rows as they were stored, or parts of them.
    ///
    /// MySQL doesn't have it, so there is no SQL of it there. `all`, `one`, `first` and their kin, of
    /// a connection or a session, give the rows nevertheless, by a SELECT in the same transaction
    /// that finds them by their keys, in whose order they come: where the statement inserts values
    /// (no SELECT, no upsert, no `ignore`, no prefix) and gives each row's primary key as a value or
    /// leaves it to `AUTO_INCREMENT`. With [AUTOCOMMIT](crate::engine::IsolationLevel::Autocommit)
    /// other connections may come between the two.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let statement = insert(User).set(User.email, "a@b.c").returning(User.id);
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mariadb: "INSERT INTO users (email) VALUES (?) RETURNING id",
    ///     postgres: "INSERT INTO users (email) VALUES ($1) RETURNING id",
    ///     mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub fn returning<S: Selectable>(mut self, what: S) -> Insert<M, S::Row> {
        self.node.returning.clear();
        what.append_to(&mut self.node.returning);
        Insert::from_node(self.node)
    }

    /// The tree.
    #[must_use]
    pub const fn insert_node(&self) -> &InsertNode {
        &self.node
    }
}

impl<M, R> Clone for Insert<M, R> {
    fn clone(&self) -> Self {
        Self::from_node(self.node.clone())
    }
}

impl<M, R> std::fmt::Debug for Insert<M, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.node.fmt(f)
    }
}

impl<M, R> Statement for Insert<M, R> {
    fn node(&self) -> StatementNode<'_> {
        StatementNode::Insert(match self.node.with_defaults(Runs::One) {
            Some(node) => Cow::Owned(node),
            None => Cow::Borrowed(&self.node),
        })
    }

    fn node_of_many(&self) -> StatementNode<'_> {
        StatementNode::Insert(match self.node.with_defaults(Runs::Many) {
            Some(node) => Cow::Owned(node),
            None => Cow::Borrowed(&self.node),
        })
    }
}

impl<M, R: Row> Query for Insert<M, R> {
    type Row = R;
}

/// An INSERT with its columns named, waiting for the rows.
pub struct InsertValues<M, R, C> {
    insert: Insert<M, R>,
    columns: C,
}

impl<M, R, C: InsertColumns<M>> InsertValues<M, R, C> {
    /// The rows, each a tuple of values for the named columns.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// assert_sql!(
    ///     insert(Post).columns((Post.title, Post.views)).values([("Hello", 1)]),
    ///     sqlite | mysql: "INSERT INTO posts (title, views) VALUES (?, ?)",
    ///     postgres: "INSERT INTO posts (title, views) VALUES ($1, $2)",
    /// );
    /// assert_sql!(
    ///     insert(Post).columns(Post.title).values(["Hello", "World"]),
    ///     sqlite | mysql: "INSERT INTO posts (title) VALUES (?), (?)",
    ///     postgres: "INSERT INTO posts (title) VALUES ($1), ($2)",
    /// );
    /// ```
    #[must_use]
    pub fn values<V, By>(self, rows: impl IntoIterator<Item = V>) -> Insert<M, R>
    where
        C: InsertTuple<V, By>,
    {
        let (table, columns) = (self.insert.node.table, self.columns.positions());
        let fit = |(arg, index): (Option<Arg>, &u16)| Some(fitted(table, *index, arg?));
        let rows = rows
            .into_iter()
            .map(|row| C::args(row).into_iter().zip(&columns).map(fit).collect())
            .collect();
        self.with(InsertSource::Rows(rows))
    }

    /// The rows that a SELECT finds, a value for each of the named columns; their number and their
    /// types are checked when the program is compiled. A default of a column that is left out is
    /// evaluated once for all rows.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let titles = select((Post.title, literal(1))).filter(Post.views.eq(0));
    /// let statement = insert(User).columns((User.email, User.age)).from_select(titles);
    /// assert_sql!(
    ///     statement,
    ///     sqlite | mysql: "INSERT INTO users (email, age) SELECT posts.title, ? FROM posts \
    ///         WHERE posts.views = ?",
    ///     postgres: "INSERT INTO users (email, age) SELECT posts.title, $1::bigint FROM posts \
    ///         WHERE posts.views = $2",
    /// );
    /// ```
    ///
    /// ```compile_fail,E0277
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// // An author isn't an email address.
    /// let _ = insert(User).columns(User.email).from_select(select(Post.author_id));
    /// ```
    #[must_use]
    pub fn from_select<S>(self, select: Select<S>) -> Insert<M, R>
    where
        C: InsertRow<S>,
    {
        self.with(InsertSource::Select(Box::new(select.into_select_node())))
    }

    fn with(self, source: InsertSource) -> Insert<M, R> {
        let mut insert = self.insert;
        insert.node.columns = self.columns.positions();
        insert.node.source = source;
        insert
    }
}
