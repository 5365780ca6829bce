//! Full-text search.

use std::borrow::Cow;

use super::Expr;
use super::node::{Arg, Node};
use super::operation::{Operation, OperationKind};
use crate::sql::column::Column;
use crate::types::{ColumnValue, Document, Text, Value};

/// How a search reads what it looks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SearchMode {
    /// Words, of which all must be found (of MySQL: the more, the better). Everywhere.
    #[default]
    Words,
    /// Words that follow one another. Not on MySQL.
    Phrase,
    /// As search engines have it: `"a phrase" or -without`. PostgreSQL's.
    Web,
    /// The database's own notation: `cat & !dog` of PostgreSQL, `+cat -dog` of MySQL, `cat NOT dog`
    /// of SQLite. What isn't in the notation is an error of the database's.
    Native,
    /// Words, and then what is often found with them. MySQL's.
    Expansion,
}

/// What a search answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SearchOp {
    /// Whether the texts match. What is looked for comes first, as it was given and as words in
    /// quotes; the texts follow.
    Matches(SearchMode),
    /// How well they do, with the same operands.
    Rank(SearchMode),
    /// Whether a document that is ready for search matches, with the same operands.
    DocumentMatches(SearchMode),
    /// How well it does.
    DocumentRank(SearchMode),
}

impl OperationKind for SearchOp {
    fn number(self) -> u16 {
        match self {
            Self::Matches(mode) => (mode as u16) << 8,
            Self::Rank(mode) => 1 | (mode as u16) << 8,
            Self::DocumentMatches(mode) => 2 | (mode as u16) << 8,
            Self::DocumentRank(mode) => 3 | (mode as u16) << 8,
        }
    }

    fn name(self) -> &'static str {
        "full-text search"
    }
}

/// A column that can be searched: of text, or a document made ready for it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be searched",
    label = "expected a column of text, several in a tuple, or a `TSVECTOR`"
)]
pub trait Searched {
    /// The columns, and whether they are a document made ready.
    #[doc(hidden)]
    fn into_searched(self) -> (Vec<Arg>, bool);
}

/// The families that can be searched.
#[doc(hidden)]
pub trait SearchedFamily {
    /// Whether it is a document made ready.
    const READY: bool;
}

impl SearchedFamily for Text {
    const READY: bool = false;
}

impl SearchedFamily for Document {
    const READY: bool = true;
}

impl<M, T: ColumnValue> Searched for Column<M, T>
where
    T::Sql: SearchedFamily,
{
    fn into_searched(self) -> (Vec<Arg>, bool) {
        (vec![Arg::Column(self.column_ref())], T::Sql::READY)
    }
}

macro_rules! tuples {
    ($($($marker:ident $name:ident)+;)*) => {$(
        impl<$($marker, $name: ColumnValue<Sql = Text>),+> Searched
            for ($(Column<$marker, $name>,)+)
        {
            #[expect(non_snake_case, reason = "one variable a type parameter")]
            fn into_searched(self) -> (Vec<Arg>, bool) {
                let ($($name,)+) = self;
                (vec![$(Arg::Column($name.column_ref())),+], false)
            }
        }
    )*};
}

tuples! { MA A MB B; MA A MB B MC C; MA A MB B MC C MD D; }

/// A search, made by [`search`].
#[derive(Clone, Debug)]
pub struct Search {
    columns: Vec<Arg>,
    ready: bool,
    query: String,
    mode: SearchMode,
    language: Option<Cow<'static, str>>,
}

/// Searches columns of text for words.
///
/// PostgreSQL makes a document of the columns and compares it by `@@`; MySQL and MariaDB need a
/// `FULLTEXT` index over exactly these columns for their `MATCH … AGAINST`; SQLite needs a virtual
/// table of FTS5, and searches one column at a time.
///
/// ```
/// # use alchemy_documentation::*;
/// use alchemy::prelude::*;
/// use alchemy::sql::search;
/// # use alchemy::ErrorKind;
///
/// let found = select(Post.id).filter(search(Post.title, "cat").language("english").matches());
/// assert_sql!(
///     found,
///     sqlite: "SELECT id FROM posts WHERE title MATCH ?",
///     postgres: "SELECT id FROM posts WHERE to_tsvector('english', title) @@ \
///                plainto_tsquery('english', $1::text)",
///     mysql: "SELECT id FROM posts WHERE MATCH (title) AGAINST (?)"
/// );
/// ```
#[must_use]
pub fn search(columns: impl Searched, query: impl Into<String>) -> Search {
    let (columns, ready) = columns.into_searched();
    Search {
        columns,
        ready,
        query: query.into(),
        mode: SearchMode::default(),
        language: None,
    }
}

/// Each word in quotes, so that none is an operator.
fn quoted(query: &str, mode: SearchMode) -> String {
    match mode {
        SearchMode::Native => query.to_owned(),
        SearchMode::Phrase => format!("\"{}\"", query.replace('"', "\"\"")),
        _ => {
            let words = query.split_whitespace();
            let quoted: Vec<_> = words
                .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
                .collect();
            quoted.join(" ")
        }
    }
}

impl Search {
    /// How what is looked for is read: [`SearchMode::Words`] where nothing is said. A mode that the
    /// database doesn't have is an error when the statement is compiled.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::{SearchMode, search};
    ///
    /// let found = search(Post.title, "red cats").mode(SearchMode::Phrase).matches();
    /// assert_sql!(
    ///     select(Post.id).filter(found),
    ///     sqlite: "SELECT id FROM posts WHERE title MATCH ?",
    ///     postgres: "SELECT id FROM posts WHERE to_tsvector(title) @@ phraseto_tsquery($1::text)",
    ///     mysql: refused,
    /// );
    /// ```
    #[must_use]
    pub const fn mode(mut self, mode: SearchMode) -> Self {
        self.mode = mode;
        self
    }

    /// The language, or another configuration of PostgreSQL's: it is written as a literal, so that
    /// an index over the same expression is used. Other databases say it where the index or the
    /// table is made, and have nothing here.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::search;
    ///
    /// let found = search(Post.title, "chats").language("french").matches();
    /// assert_sql!(
    ///     select(Post.id).filter(found),
    ///     sqlite: "SELECT id FROM posts WHERE title MATCH ?",
    ///     postgres: "SELECT id FROM posts WHERE to_tsvector('french', title) @@ \
    ///         plainto_tsquery('french', $1::text)",
    ///     mysql: "SELECT id FROM posts WHERE MATCH (title) AGAINST (?)",
    /// );
    /// ```
    #[must_use]
    pub fn language(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.language = Some(name.into());
        self
    }

    fn node(self, op: SearchOp) -> Node {
        let words = quoted(&self.query, self.mode);
        let mut args = vec![
            Arg::Bind(Value::Text(self.query)),
            Arg::Bind(Value::Text(words)),
        ];
        args.extend(self.columns);
        Node::Search(Box::new(Operation {
            op,
            args,
            constant: self.language,
        }))
    }

    /// Whether the columns match: what `filter` takes. Where a column is NULL it doesn't.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::search;
    ///
    /// assert_sql!(
    ///     select(Post.id).filter(search(Post.title, "cat").matches()),
    ///     sqlite: "SELECT id FROM posts WHERE title MATCH ?",
    ///     postgres: "SELECT id FROM posts WHERE to_tsvector(title) @@ plainto_tsquery($1::text)",
    ///     mysql: "SELECT id FROM posts WHERE MATCH (title) AGAINST (?)",
    /// );
    /// ```
    #[must_use]
    pub fn matches(self) -> Expr<Option<bool>> {
        let op = match (self.ready, self.mode) {
            (true, mode) => SearchOp::DocumentMatches(mode),
            (false, mode) => SearchOp::Matches(mode),
        };
        Expr::from_node(self.node(op))
    }

    /// How well the columns match, for ORDER BY: `ts_rank` on PostgreSQL, `MATCH … AGAINST` on
    /// MySQL and MariaDB. Numbers of different databases don't compare; SQLite has none for a
    /// column.
    ///
    /// ```
    /// # use alchemy_documentation::*;
    /// # use alchemy::prelude::*;
    /// use alchemy::sql::search;
    ///
    /// let search = search(Post.title, "cat");
    /// assert_sql!(
    ///     select(Post.id).order_by(search.rank().desc()),
    ///     postgres: "SELECT id FROM posts ORDER BY CAST(ts_rank(to_tsvector(title), \
    ///         plainto_tsquery($1::text)) AS DOUBLE PRECISION) DESC",
    ///     mysql: "SELECT id FROM posts ORDER BY MATCH (title) AGAINST (?) DESC",
    ///     sqlite: refused,
    /// );
    /// ```
    #[must_use]
    pub fn rank(self) -> Expr<Option<f64>> {
        let op = match (self.ready, self.mode) {
            (true, mode) => SearchOp::DocumentRank(mode),
            (false, mode) => SearchOp::Rank(mode),
        };
        Expr::from_node(self.node(op))
    }
}
