//! Functions whose rows stand in FROM.

use std::borrow::Cow;

use super::{Argument, Arguments};
use crate::sql::expr::Arg;
use crate::sql::select::{
    DerivedBody, DerivedRow, FunctionColumns, JsonTableSource, Subquery, TableFunction,
    TableFunctionKind, ValuesRow,
};
use crate::types::{ArrayElement, ColumnType, ColumnValue, Integer, SqlType};

/// A function that gives rows, by its name: made by [`table_valued`].
///
/// What it becomes in FROM is a [`Subquery`], whose columns are typed by the type of the rows.
#[derive(Clone, Debug)]
#[must_use = "say what its columns are: `.columns::<…>([…])`"]
pub struct TableValued {
    name: Cow<'static, str>,
    args: Vec<Arg>,
    ordinality: bool,
}

/// Any function that gives rows, by its name, to stand in FROM. It may look at what stands before it
/// there, for each row anew.
///
/// SQLite has `json_each` and `json_tree`, PostgreSQL `jsonb_each`, `jsonb_array_elements`,
/// `regexp_matches`, `string_to_table` and many more, and both have those that an application adds.
/// That the database has a function of this name is the caller's to know. MySQL and MariaDB have
/// none but [`json_table`]: there it is an error when the statement is compiled.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let tags = func::table_valued("tags_of", (Post.id,)).columns::<(i64, String)>(["number", "tag"]);
/// let (number, tag) = tags.columns();
/// assert_sql!(
///     select((Post.title, tag)).join(&tags).filter(number.lt(3)),
///     sqlite: "SELECT posts.title, tags_of_1.tag FROM posts JOIN tags_of(posts.id) AS tags_of_1 \
///         ON 1 = 1 WHERE tags_of_1.number < ?",
///     postgres: "SELECT posts.title, tags_of_1.tag FROM posts JOIN tags_of(posts.id) AS tags_of_1 \
///         ON TRUE WHERE tags_of_1.number < $1::bigint",
///     mysql: refused,
/// );
/// ```
///
/// The name is checked when the statement is compiled: letters, digits, `_` and `.`.
pub fn table_valued(name: impl Into<Cow<'static, str>>, arguments: impl Arguments) -> TableValued {
    TableValued {
        name: name.into(),
        args: arguments.into_arguments(),
        ordinality: false,
    }
}

impl TableValued {
    /// Appends a column that counts the rows from one: `WITH ORDINALITY`. It is the last of the
    /// columns that are named, and `ordinality` where they have their names from the function.
    ///
    /// PostgreSQL has it; elsewhere it is an error when the statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let words = func::table_valued("string_to_table", ("a b c", " "))
    ///     .with_ordinality()
    ///     .render_derived::<(String, i64)>(["word", "number"]);
    /// let (word, number) = words.columns();
    /// assert_sql!(
    ///     select(word).select_from(&words).order_by(number.desc()),
    ///     postgres: "SELECT string_to_table_1.word FROM string_to_table($1::text, $2::text) WITH \
    ///         ORDINALITY AS string_to_table_1 (word, number) ORDER BY string_to_table_1.number DESC",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    pub const fn with_ordinality(mut self) -> Self {
        self.ordinality = true;
        self
    }

    /// The function as a table, of whose columns these are read. They have their names from the
    /// function, as `key` and `value` of `json_each`. Others that it has don't matter.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let tags = func::table_valued("tags_of", (5,)).columns::<String>(["tag"]).named("tags");
    /// assert_sql!(
    ///     select(tags.columns()).select_from(&tags),
    ///     sqlite: "SELECT tags.tag FROM tags_of(?) AS tags",
    ///     postgres: "SELECT tags.tag FROM tags_of($1::bigint) AS tags",
    ///     mysql: refused,
    /// );
    /// ```
    pub fn columns<R: DerivedRow>(self, names: impl Names) -> Subquery<R> {
        self.table(names.into_names(), FunctionColumns::Own)
    }

    /// The function as a table whose columns get these names, in their order: `AS f (a, b)`. A
    /// function that gives one value a row has no name for it but this.
    ///
    /// PostgreSQL has it; elsewhere it is an error when the statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let pairs = func::table_valued("json_each_text", (text("'{\"a\": 1}'").typed::<String>(),))
    ///     .render_derived::<(String, Option<String>)>(["field", "content"]);
    /// let (field, content) = pairs.columns();
    /// assert_sql!(
    ///     select((field, content)).select_from(&pairs),
    ///     postgres: "SELECT json_each_text_1.field, json_each_text_1.content FROM \
    ///         json_each_text('{\"a\": 1}') AS json_each_text_1 (field, content)",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    pub fn render_derived<R: DerivedRow>(self, names: impl Names) -> Subquery<R> {
        self.table(names.into_names(), FunctionColumns::Listed)
    }

    /// The function as a table whose columns get these names and the types of the row: `AS f (a
    /// bigint, b text)`, for a function that gives records which the database doesn't know.
    ///
    /// PostgreSQL has it; elsewhere it is an error when the statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let sent = text("'[{\"id\": 1, \"name\": \"a\"}]'").typed::<String>();
    /// let people = func::table_valued("json_to_recordset", (sent,))
    ///     .column_definitions::<(i64, Option<String>)>(["id", "name"]);
    /// let (id, name) = people.columns();
    /// assert_sql!(
    ///     select((id, name)).select_from(&people),
    ///     postgres: "SELECT json_to_recordset_1.id, json_to_recordset_1.name FROM \
    ///         json_to_recordset('[{\"id\": 1, \"name\": \"a\"}]') AS json_to_recordset_1 \
    ///         (id BIGINT, name TEXT)",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    pub fn column_definitions<R: ValuesRow>(self, names: impl Names) -> Subquery<R> {
        let types = types_of::<R>();
        self.table(names.into_names(), FunctionColumns::Defined(types))
    }

    /// The function as a table of one column, `value`, for a function that gives one value a row.
    ///
    /// PostgreSQL has it; elsewhere it is an error when the statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// let words = func::table_valued("string_to_table", ("a b c", " ")).column_valued::<String>();
    /// assert_sql!(
    ///     select(words.columns().upper()).select_from(&words),
    ///     postgres: "SELECT upper(string_to_table_1.value) FROM string_to_table($1::text, \
    ///         $2::text) AS string_to_table_1 (value)",
    ///     sqlite | mysql | mariadb: refused,
    /// );
    /// ```
    pub fn column_valued<T: DerivedRow + ColumnValue>(self) -> Subquery<T> {
        self.table(vec!["value".into()], FunctionColumns::Listed)
    }

    fn table<R: DerivedRow>(
        self,
        names: Vec<Cow<'static, str>>,
        columns: FunctionColumns,
    ) -> Subquery<R> {
        let kind = TableFunctionKind::Named {
            name: self.name,
            columns,
            ordinality: self.ordinality,
        };
        table(kind, self.args, names)
    }
}

/// The names of the columns of a function: texts.
pub trait Names {
    /// The names.
    fn into_names(self) -> Vec<Cow<'static, str>>;
}

impl<N: Into<Cow<'static, str>>, I: IntoIterator<Item = N>> Names for I {
    fn into_names(self) -> Vec<Cow<'static, str>> {
        self.into_iter().map(Into::into).collect()
    }
}

fn types_of<R: ValuesRow>() -> Vec<SqlType> {
    let mut types = Vec::with_capacity(R::WIDTH);
    R::append_types(&mut types);
    types
}

fn table<R: DerivedRow>(
    kind: TableFunctionKind,
    args: Vec<Arg>,
    names: Vec<Cow<'static, str>>,
) -> Subquery<R> {
    let function = TableFunction {
        kind,
        args,
        names,
        width: R::WIDTH,
    };
    Subquery::new(DerivedBody::Function(Box::new(function)), &[])
}

/// The integers from one to another, both included, as rows in FROM; none where the first is
/// greater. The column is `value`.
///
/// PostgreSQL has the function. Elsewhere the rows are made in a subquery, which on MariaDB and
/// SQLite can't look at the tables before it.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let ages = func::generate_series(18, 99);
/// let age = ages.columns();
/// let statement = select((age, func::count(User.id)))
///     .select_from(&ages)
///     .outer_join(User.on(User.age.eq(age)))
///     .group_by(age);
/// assert_sql!(
///     statement,
///     sqlite: "SELECT generate_series_1.value, count(users.id) FROM (WITH RECURSIVE \
///         generate_series_1 (value) AS (SELECT ? UNION ALL SELECT value + 1 FROM generate_series_1 \
///         WHERE value < ?) SELECT value FROM generate_series_1 WHERE value <= ?) AS \
///         generate_series_1 LEFT JOIN users ON users.age = generate_series_1.value GROUP BY \
///         generate_series_1.value",
///     postgres: "SELECT generate_series_1.value, count(users.id) FROM generate_series(CAST($1 AS \
///         INTEGER), CAST($2 AS INTEGER)) AS generate_series_1 (value) LEFT JOIN users ON \
///         users.age = generate_series_1.value GROUP BY generate_series_1.value",
///     mysql: "SELECT generate_series_1.`value`, count(users.id) FROM (SELECT CAST(? AS SIGNED) + \
///         (CAST(number AS SIGNED) - 1) AS `value` FROM JSON_TABLE(CONCAT('[0', \
///         COALESCE(REPEAT(',0', \
///         CAST(? AS SIGNED) - CAST(? AS SIGNED)), 'too many'), ']'), '$[*]' COLUMNS (number FOR \
///         ORDINALITY)) AS numbers WHERE CAST(? AS SIGNED) <= CAST(? AS SIGNED)) AS \
///         generate_series_1 LEFT JOIN users ON users.age = generate_series_1.`value` GROUP BY \
///         generate_series_1.`value`",
/// );
/// ```
#[must_use]
pub fn generate_series<T>(
    start: impl Argument<Type = T>,
    end: impl Argument<Type = T>,
) -> Subquery<T>
where
    T: ColumnType<Sql = Integer>,
{
    let kind = TableFunctionKind::GenerateSeries(T::SQL_TYPE);
    let args = vec![start.into_argument(), end.into_argument()];
    table(kind, args, vec!["value".into()])
}

/// As [`generate_series`], by steps of this size; downwards where it is negative.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let even = func::generate_series_by(10_i64, 2, -2);
/// assert_sql!(
///     select(even.columns()).select_from(&even),
///     sqlite: "SELECT generate_series_1.value FROM (WITH RECURSIVE generate_series_1 (value) AS \
///         (SELECT ? UNION ALL SELECT value + ? FROM generate_series_1 WHERE CASE WHEN ? > 0 THEN \
///         value < ? WHEN ? < 0 THEN value > ? END) SELECT value FROM generate_series_1 WHERE CASE \
///         WHEN ? > 0 THEN value <= ? WHEN ? < 0 THEN value >= ? END) AS generate_series_1",
///     postgres: "SELECT generate_series_1.value FROM generate_series(CAST($1 AS BIGINT), CAST($2 \
///         AS BIGINT), CAST($3 AS BIGINT)) AS generate_series_1 (value)",
///     mysql: "SELECT generate_series_1.`value` FROM (SELECT CAST(? AS SIGNED) + (CAST(number AS \
///         SIGNED) - 1) * CAST(? AS SIGNED) AS `value` FROM JSON_TABLE(CONCAT('[0', COALESCE(\
///         REPEAT(',0', (CAST(? AS SIGNED) - CAST(? AS SIGNED)) DIV CAST(? AS SIGNED)), \
///         'too many'), ']'), '$[*]' COLUMNS (number FOR ORDINALITY)) AS numbers WHERE CASE WHEN \
///         CAST(? AS SIGNED) > 0 THEN CAST(? AS SIGNED) <= CAST(? AS SIGNED) ELSE CAST(? AS \
///         SIGNED) >= CAST(? AS SIGNED) END) AS generate_series_1",
/// );
/// ```
#[must_use]
pub fn generate_series_by<T>(
    start: impl Argument<Type = T>,
    end: impl Argument<Type = T>,
    step: impl Argument<Type = T>,
) -> Subquery<T>
where
    T: ColumnType<Sql = Integer>,
{
    let kind = TableFunctionKind::GenerateSeries(T::SQL_TYPE);
    let args = vec![
        start.into_argument(),
        end.into_argument(),
        step.into_argument(),
    ];
    table(kind, args, vec!["value".into()])
}

/// The elements of an array as rows in FROM. The column is `value`.
///
/// PostgreSQL has arrays; elsewhere it is an error when the statement is compiled.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// let numbers = func::unnest(vec![3_i64, 5]);
/// assert_sql!(
///     select(numbers.columns()).select_from(&numbers),
///     postgres: "SELECT unnest_1.value FROM unnest($1::BIGINT[]) AS unnest_1 (value)",
///     sqlite | mysql | mariadb: refused,
/// );
/// ```
#[must_use]
pub fn unnest<A, E>(array: A) -> Subquery<E>
where
    A: Argument,
    A::Type: ColumnValue<Type = Vec<E>>,
    E: ArrayElement + DerivedRow + ColumnValue,
{
    table_valued("unnest", (array,)).column_valued()
}

/// A document's parts as rows, one for each that a path finds: made by [`json_table`].
#[derive(Clone, Debug)]
#[must_use = "say what its columns are: `.columns::<…>([…])`"]
pub struct JsonTable {
    document: Arg,
    path: Cow<'static, str>,
}

/// `JSON_TABLE`: a document's parts as rows in FROM, one for each that the path finds. It may look
/// at what stands before it there, for each row anew.
///
/// MySQL and MariaDB have it; elsewhere it is an error when the statement is compiled. What the
/// other two have is a [`table_valued`] function.
///
/// ```
/// # use alchemy_documentation::*;
/// # use alchemy::prelude::*;
/// use alchemy::sql::func::JsonColumn;
///
/// let lines = func::json_table(User.name, "$.lines[*]")
///     .columns::<(i64, Option<String>)>([
///         JsonColumn::ordinality("number"),
///         JsonColumn::path("text", "$.text"),
///     ])
///     .named("line");
/// let (number, content) = lines.columns();
/// assert_sql!(
///     select((User.email, content)).join(&lines).filter(number.le(3)),
///     mysql: "SELECT users.email, line.text FROM users JOIN JSON_TABLE(users.name, \
///         '$.lines[*]' COLUMNS (number FOR ORDINALITY, text LONGTEXT PATH '$.text')) AS line ON \
///         TRUE WHERE line.number <= ?",
///     sqlite | postgres: refused,
/// );
/// ```
pub fn json_table(document: impl Argument, path: impl Into<Cow<'static, str>>) -> JsonTable {
    JsonTable {
        document: document.into_argument(),
        path: path.into(),
    }
}

/// A column of [`json_table`].
#[derive(Clone, Debug)]
pub struct JsonColumn {
    name: Cow<'static, str>,
    source: JsonTableSource,
}

impl JsonColumn {
    /// The row's number from one.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::func::JsonColumn;
    ///
    /// let lines = func::json_table(User.name, "$[*]")
    ///     .columns::<i64>([JsonColumn::ordinality("n")])
    ///     .named("line");
    /// assert_sql!(
    ///     select(lines.columns()).join(&lines),
    ///     mysql: "SELECT line.n FROM users JOIN JSON_TABLE(users.name, '$[*]' COLUMNS (n FOR ORDINALITY)) \
    ///         AS line ON TRUE",
    ///     sqlite | postgres: refused,
    /// );
    /// ```
    #[must_use]
    pub fn ordinality(name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            source: JsonTableSource::Ordinality,
        }
    }

    /// What the path finds in the row's part of the document: NULL where it finds nothing.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::func::JsonColumn;
    ///
    /// let lines = func::json_table(User.name, "$[*]")
    ///     .columns::<Option<i64>>([JsonColumn::path("size", "$.size")])
    ///     .named("line");
    /// assert_sql!(
    ///     select(lines.columns()).join(&lines),
    ///     mysql: "SELECT line.size FROM users JOIN JSON_TABLE(users.name, '$[*]' COLUMNS (size BIGINT PATH '$.size')) \
    ///         AS line ON TRUE",
    ///     sqlite | postgres: refused,
    /// );
    /// ```
    #[must_use]
    pub fn path(name: impl Into<Cow<'static, str>>, path: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            source: JsonTableSource::Path(path.into()),
        }
    }

    /// Whether the path finds anything there, as a number or as a `bool`.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::func::JsonColumn;
    ///
    /// let lines = func::json_table(User.name, "$[*]")
    ///     .columns::<bool>([JsonColumn::exists("sized", "$.size")])
    ///     .named("line");
    /// assert_sql!(
    ///     select(lines.columns()).join(&lines),
    ///     mysql: "SELECT line.sized FROM users JOIN JSON_TABLE(users.name, '$[*]' COLUMNS (sized BOOLEAN EXISTS PATH '$.size')) \
    ///         AS line ON TRUE",
    ///     sqlite | postgres: refused,
    /// );
    /// ```
    #[must_use]
    pub fn exists(name: impl Into<Cow<'static, str>>, path: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            source: JsonTableSource::Exists(path.into()),
        }
    }
}

impl JsonTable {
    /// The table with these columns, of the types of the row.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::func::JsonColumn;
    ///
    /// let lines = func::json_table(User.name, "$[*]")
    ///     .columns::<String>([JsonColumn::path("word", "$")])
    ///     .named("line");
    /// assert_sql!(
    ///     select(lines.columns()).join(&lines),
    ///     mysql: "SELECT line.word FROM users JOIN JSON_TABLE(users.name, '$[*]' COLUMNS (word LONGTEXT PATH '$')) \
    ///         AS line ON TRUE",
    ///     sqlite | postgres: refused,
    /// );
    /// ```
    pub fn columns<R: ValuesRow>(
        self,
        columns: impl IntoIterator<Item = JsonColumn>,
    ) -> Subquery<R> {
        let (names, sources): (Vec<_>, Vec<_>) = columns
            .into_iter()
            .map(|column| (column.name, column.source))
            .unzip();
        let kind = TableFunctionKind::JsonTable {
            path: self.path,
            columns: sources.into_iter().zip(types_of::<R>()).collect(),
        };
        table(kind, vec![self.document], names)
    }
}
