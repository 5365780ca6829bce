//! The untyped tree of what stands in FROM without being a table.

use std::borrow::Cow;
use std::sync::Arc;

use smallvec::SmallVec;

use super::node::{SelectItem, SelectNode};
use super::table_function::TableFunction;
use crate::sql::dml::{DeleteNode, InsertNode, UpdateNode};
use crate::sql::source::{Occurrence, Source};
use crate::sql::text::TextNode;
use crate::types::{SqlType, Value};

/// What stands in FROM without being a table: its rows come from a part of the statement.
#[derive(Clone, Debug)]
pub struct DerivedTable {
    /// Which occurrence.
    pub source: Source,
    /// Its name; made by the compiler where none is given.
    pub name: Option<Cow<'static, str>>,
    /// The names of its columns, where they were given.
    pub columns: Option<Vec<Cow<'static, str>>>,
    /// The entities among its columns.
    pub entities: SmallVec<[DerivedEntity; 1]>,
    /// Where its rows come from.
    pub body: DerivedBody,
}

/// An entity that a derived table selects.
#[derive(Clone, Copy, Debug)]
pub struct DerivedEntity {
    /// The column that it begins with.
    pub begin: u16,
    /// The occurrence that is selected.
    pub of: Occurrence,
}

/// Where the rows of a derived table come from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum DerivedBody {
    /// `(SELECT …)`
    Select {
        /// The statement.
        select: Box<SelectNode>,
        /// Whether it sees what stands before it in FROM.
        lateral: bool,
    },
    /// `(VALUES …)`
    Values(ValuesNode),
    /// SQL as written.
    Text(TextBody),
    /// A function that gives rows.
    Function(Box<TableFunction>),
    /// A common table expression, by its name.
    Cte(Arc<CteNode>),
    /// The recursive common table expression that this stands in, by its name.
    Itself(Source),
}

/// SQL as written that gives rows.
#[derive(Clone, Debug)]
pub struct TextBody {
    /// The SQL.
    pub text: Box<TextNode>,
    /// How many columns its rows have.
    pub width: usize,
}

/// `column1`, `column2` …
pub(crate) fn numbered_columns(width: usize) -> Vec<String> {
    (1..=width)
        .map(|number| format!("column{number}"))
        .collect()
}

/// Rows that the program gives.
#[derive(Clone, Debug)]
pub struct ValuesNode {
    /// The types of the columns.
    pub types: Vec<SqlType>,
    /// The values, row after row.
    pub values: Vec<Value>,
}

impl ValuesNode {
    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = &[Value]> {
        self.values.chunks(self.types.len().max(1))
    }
}

/// A common table expression.
#[derive(Clone, Debug)]
pub struct CteNode {
    /// What tells it from another one.
    pub id: Source,
    /// Its name.
    pub name: Cow<'static, str>,
    /// The names of its columns, where they were given.
    pub columns: Option<Vec<Cow<'static, str>>>,
    /// Its statement.
    pub body: CteBody,
    /// `MATERIALIZED`, `NOT MATERIALIZED`, or as the database likes.
    pub materialized: Option<bool>,
    /// Whether it stands before the SELECT that uses it, not before the whole statement.
    pub nesting: bool,
}

impl CteNode {
    /// Whether it changes a table.
    #[must_use]
    pub const fn modifies(&self) -> bool {
        matches!(
            self.body,
            CteBody::Insert(_) | CteBody::Update(_) | CteBody::Delete(_)
        )
    }

    /// Whether it stands before the SELECT that uses it. One that changes a table can't.
    #[must_use]
    pub const fn is_nested(&self) -> bool {
        self.nesting && !self.modifies()
    }
}

/// The statement of a common table expression.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CteBody {
    /// `SELECT …`
    Select(Box<SelectNode>),
    /// SQL as written.
    Text(TextBody),
    /// `seed UNION [ALL] step`
    Recursive {
        /// What it begins with.
        seed: Box<SelectNode>,
        /// What makes more of the rows of the step before.
        step: Box<SelectNode>,
        /// Whether rows that were there before are kept.
        all: bool,
    },
    /// `INSERT … [RETURNING …]`
    Insert(Box<InsertNode>),
    /// `UPDATE … [RETURNING …]`
    Update(Box<UpdateNode>),
    /// `DELETE … [RETURNING …]`
    Delete(Box<DeleteNode>),
}

impl CteBody {
    /// What its columns are made of, and get their names from.
    pub(crate) fn items(&self) -> &[SelectItem] {
        match self {
            Self::Select(select) | Self::Recursive { seed: select, .. } => &select.items,
            Self::Text(body) => &body.text.items,
            Self::Insert(insert) => &insert.returning,
            Self::Update(update) => &update.returning,
            Self::Delete(delete) => &delete.returning,
        }
    }
}
