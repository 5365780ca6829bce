//! The untyped tree of what stands in FROM without being a table.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::node::SelectNode;
use crate::sql::source::Source;

/// What stands in FROM without being a table: its rows come from a part of the statement.
#[derive(Clone, Debug)]
pub struct DerivedTable {
    /// Which occurrence.
    pub source: Source,
    /// Its name; made by the compiler where none is given.
    pub name: Option<Cow<'static, str>>,
    /// Where the entities among its columns begin.
    pub entities: SmallVec<[u16; 1]>,
    /// Where its rows come from.
    pub body: DerivedBody,
}

/// Where the rows of a derived table come from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum DerivedBody {
    /// `(SELECT …)`
    Select {
        /// The statement.
        select: SelectNode,
        /// Whether it sees what stands before it in FROM.
        lateral: bool,
    },
}
