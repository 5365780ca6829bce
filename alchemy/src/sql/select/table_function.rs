//! The untyped tree of a function whose rows stand in FROM.

use std::borrow::Cow;

use crate::sql::expr::Arg;
use crate::types::SqlType;

/// A function in FROM. It sees what stands before it there.
#[derive(Clone, Debug)]
pub struct TableFunction {
    /// Which function.
    pub kind: TableFunctionKind,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// The names of its columns.
    pub names: Vec<Cow<'static, str>>,
    /// How many columns the type of its rows has.
    pub width: usize,
}

impl TableFunction {
    /// What its table is called where it has no name: the name of the function without its schema.
    pub(crate) fn base_name(&self) -> &str {
        match &self.kind {
            TableFunctionKind::Named { name, .. } => name.rsplit('.').next().unwrap_or(name),
            TableFunctionKind::GenerateSeries(_) => "generate_series",
            TableFunctionKind::JsonTable { .. } => "json_table",
        }
    }
}

/// The functions that stand in FROM.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TableFunctionKind {
    /// One by its name.
    Named {
        /// The name.
        name: Cow<'static, str>,
        /// Where its columns have their names from.
        columns: FunctionColumns,
        /// Whether a column that counts the rows follows.
        ordinality: bool,
    },
    /// Integers of this type from the first argument to the second, by the third.
    GenerateSeries(SqlType),
    /// `JSON_TABLE`: the parts of a document that a path finds, as rows.
    JsonTable {
        /// The path.
        path: Cow<'static, str>,
        /// Its columns, and the type of each.
        columns: Vec<(JsonTableSource, SqlType)>,
    },
}

/// Where the columns of a function have their names from.
#[derive(Clone, Debug)]
pub enum FunctionColumns {
    /// From the function.
    Own,
    /// From the statement: `… AS f (a, b)`.
    Listed,
    /// From the statement, and their types too: `… AS f (a bigint, b text)`.
    Defined(Vec<SqlType>),
}

/// What a column of `JSON_TABLE` is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum JsonTableSource {
    /// The row's number from one.
    Ordinality,
    /// What the path finds in the row's part of the document.
    Path(Cow<'static, str>),
    /// Whether the path finds anything there.
    Exists(Cow<'static, str>),
}
