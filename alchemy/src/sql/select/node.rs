//! The untyped tree of a SELECT. What is rare sits behind one box.

use std::borrow::Cow;
use std::sync::Arc;

use smallvec::SmallVec;

use super::clauses::SelectClauses;
use super::criteria::LoaderCriteria;
use super::derived::{CteNode, DerivedTable};
use super::grouping::GroupingElement;
use crate::schema::Table;
use crate::sql::expr::{Arg, Node, OrderTerm, RowCount, Window};
use crate::sql::source::{Occurrence, Source};

/// What stands in a FROM list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FromItem {
    /// An occurrence of a table.
    Table {
        /// The table.
        table: &'static Table,
        /// Which occurrence.
        source: Source,
    },
    /// A subquery, or what else gives rows in a FROM list.
    Derived(Arc<DerivedTable>),
}

impl FromItem {
    /// The occurrence that it is.
    #[must_use]
    pub fn occurrence(&self) -> Occurrence {
        match self {
            Self::Table { table, source } => Occurrence {
                table,
                source: *source,
            },
            Self::Derived(derived) => Occurrence::derived(derived.source),
        }
    }
}

impl From<Occurrence> for FromItem {
    /// A table, or an alias of one.
    fn from(occurrence: Occurrence) -> Self {
        let Occurrence { table, source } = occurrence;
        Self::Table { table, source }
    }
}

impl FromItem {
    /// Whether both are the same occurrence of the same table.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.occurrence().is(&other.occurrence())
    }
}

/// The kinds of join.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JoinKind {
    /// `JOIN`
    Inner,
    /// `LEFT OUTER JOIN`
    LeftOuter,
    /// `FULL OUTER JOIN`
    FullOuter,
    /// `CROSS JOIN`
    Cross,
    /// `JOIN` to what stands before it, as one in the outer join of that:
    /// `LEFT JOIN (post_tags JOIN tags ON …) ON …`
    Nested,
    /// `JOIN` that a foreign key answers for: it is written only where loader criteria limit what
    /// is joined.
    Implied,
}

/// A join.
#[derive(Clone, Debug)]
pub struct Join {
    /// Its kind.
    pub kind: JoinKind,
    /// What is joined.
    pub item: FromItem,
    /// What it is joined to, where a relationship tells; it is in FROM even if nothing else of it
    /// is used.
    pub left: Option<Occurrence>,
    /// ON. None for a cross join, and where the foreign keys tell.
    pub on: Option<Node>,
}

/// What is selected.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SelectItem {
    /// All columns of an entity, in the table's order.
    Entity {
        /// The table.
        table: &'static Table,
        /// Which occurrence.
        source: Source,
        /// Whether its row is an `Option`.
        optional: bool,
    },
    /// An expression.
    Expr {
        /// The expression.
        arg: Arg,
        /// Its name in the result.
        label: Option<Cow<'static, str>>,
        /// Whether its Rust type takes NULL.
        nullable: bool,
    },
}

impl SelectItem {
    /// The occurrence of the entity that it is.
    #[must_use]
    pub const fn entity(&self) -> Option<Occurrence> {
        match self {
            Self::Entity { table, source, .. } => Some(Occurrence {
                table,
                source: *source,
            }),
            Self::Expr { .. } => None,
        }
    }
}

/// The set operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetOperation {
    /// `UNION`
    Union,
    /// `INTERSECT`
    Intersect,
    /// `EXCEPT`
    Except,
}

/// A SELECT.
#[derive(Clone, Debug, Default)]
pub struct SelectNode {
    /// What is selected.
    pub items: SmallVec<[SelectItem; 1]>,
    /// What was named for FROM; the rest is inferred.
    pub from: SmallVec<[FromItem; 1]>,
    /// The joins, in order.
    pub joins: Vec<Join>,
    /// WHERE.
    pub filter: Option<Node>,
    /// ORDER BY.
    pub order_by: Vec<OrderTerm>,
    /// LIMIT.
    pub limit: Option<RowCount>,
    /// OFFSET.
    pub offset: Option<RowCount>,
    /// What few statements have.
    pub rare: Option<Box<SelectRare>>,
}

/// What few SELECTs have.
#[derive(Clone, Debug, Default)]
pub struct SelectRare {
    /// `DISTINCT`
    pub distinct: bool,
    /// What one database or another has of its own.
    pub clauses: SelectClauses,
    /// GROUP BY.
    pub group_by: Vec<GroupingElement>,
    /// HAVING.
    pub having: Option<Node>,
    /// WINDOW.
    pub windows: Vec<Window>,
    /// The set operation that this is, and whether it keeps duplicates (`ALL`). Items, order,
    /// limit and offset are then the whole's, everything else is in the operands.
    pub operation: Option<(SetOperation, bool)>,
    /// The operands of the set operation.
    pub operands: Vec<SelectNode>,
    /// The common table expressions that only text names.
    pub ctes: Vec<Arc<CteNode>>,
    /// What is left to the enclosing statement's FROM.
    pub correlate: Vec<FromItem>,
    /// All that isn't left to it.
    pub correlate_except: Option<Vec<FromItem>>,
    /// The conditions on entities wherever this has them.
    pub criteria: Vec<LoaderCriteria>,
}

impl SelectNode {
    /// The conditions on entities wherever this has them.
    #[must_use]
    pub fn criteria(&self) -> &[LoaderCriteria] {
        self.rare.as_ref().map_or(&[], |rare| &rare.criteria)
    }

    /// Names a table in FROM, where it was inferred from something that is going to be left out.
    pub(crate) fn keep_in_from(&mut self, table: Occurrence) {
        let joined = self.joins.iter().map(|join| &join.item);
        let known = self.from.iter().chain(joined);
        if !known.map(FromItem::occurrence).any(|item| item.is(&table)) {
            self.from.push(table.into());
        }
    }

    /// The rare parts, made when they are first needed.
    pub fn rare_mut(&mut self) -> &mut SelectRare {
        self.rare.get_or_insert_default()
    }
}
