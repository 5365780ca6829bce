//! Finds the column of a derived table that a column of what it selects from became.

use super::derived::{CteBody, DerivedBody, DerivedTable};
use super::node::{FromItem, SelectItem, SelectNode};
use crate::sql::column::ColumnRef;
use crate::sql::expr::Arg;

/// Which column of a derived table corresponds to another column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Correspondence {
    /// The one at this position.
    Column {
        /// Counted from zero.
        position: usize,
        /// Whether it is selected as one that may be NULL.
        nullable: bool,
    },
    /// None.
    Missing,
    /// Several, and none of them is the column itself.
    Several,
}

/// Looks for the column itself among what is selected, then for columns that came from it through
/// the derived tables within.
pub(super) fn of(table: &DerivedTable, wanted: &ColumnRef) -> Correspondence {
    let (items, select) = selected(&table.body);
    let mut passed_on = Correspondence::Missing;
    let mut position = 0;
    for item in items {
        let (candidates, nullable) = columns(item);
        for candidate in candidates {
            let here = Correspondence::Column { position, nullable };
            position += 1;
            let Some(candidate) = candidate else {
                continue;
            };
            if is_same(&candidate, wanted) {
                return here;
            }
            if select.is_some_and(|select| came_from(&candidate, wanted, select)) {
                passed_on = match passed_on {
                    Correspondence::Missing => here,
                    _ => Correspondence::Several,
                };
            }
        }
    }
    passed_on
}

/// What a derived table selects, and the SELECT whose FROM that is of.
fn selected(body: &DerivedBody) -> (&[SelectItem], Option<&SelectNode>) {
    match body {
        DerivedBody::Select { select, .. } => (&select.items, Some(select)),
        DerivedBody::Cte(cte) => match &cte.body {
            CteBody::Select(select) | CteBody::Recursive { seed: select, .. } => {
                (&select.items, Some(select))
            }
            body => (body.items(), None),
        },
        DerivedBody::Text(body) => (&body.text.items, None),
        DerivedBody::Values(_) | DerivedBody::Itself(_) | DerivedBody::Function(_) => (&[], None),
    }
}

/// The columns of what is selected, where they are columns.
fn columns(item: &SelectItem) -> (Vec<Option<ColumnRef>>, bool) {
    match item {
        SelectItem::Entity {
            table,
            source,
            optional,
        } => {
            let numbers = (0..).zip(table.columns.iter());
            let columns = numbers.map(|(index, _)| {
                Some(ColumnRef {
                    table,
                    source: *source,
                    index,
                })
            });
            (columns.collect(), *optional)
        }
        SelectItem::Expr { arg, nullable, .. } => match arg {
            Arg::Column(column) => (vec![Some(*column)], *nullable),
            Arg::Node(_) | Arg::Bind(_) => (vec![None], *nullable),
        },
    }
}

fn is_same(one: &ColumnRef, other: &ColumnRef) -> bool {
    one.index == other.index && one.source == other.source && one.table.is(other.table)
}

/// Whether a column of a derived table in this statement's FROM is what the wanted one became.
fn came_from(column: &ColumnRef, wanted: &ColumnRef, select: &SelectNode) -> bool {
    if !column.occurrence().is_derived() {
        return false;
    }
    let Some(inner) = derived_in(select, column) else {
        return false;
    };
    match of(inner, wanted) {
        Correspondence::Column { position, .. } => position_of(inner, column) == Some(position),
        Correspondence::Missing | Correspondence::Several => false,
    }
}

/// The derived table of a column, in the FROM of a statement or of the first operand of a set
/// operation, whose names are the whole's.
fn derived_in<'s>(select: &'s SelectNode, column: &ColumnRef) -> Option<&'s DerivedTable> {
    let joined = select.joins.iter().map(|join| &join.item);
    let found = select
        .from
        .iter()
        .chain(joined)
        .find_map(|item| match item {
            FromItem::Derived(derived) if derived.source.id() == column.source.id() => {
                Some(&**derived)
            }
            _ => None,
        });
    let first = || select.rare.as_ref()?.operands.first();
    found.or_else(|| derived_in(first()?, column))
}

/// Where a column of a derived table stands among all of them.
fn position_of(table: &DerivedTable, column: &ColumnRef) -> Option<usize> {
    let begin = match usize::try_from(column.source.part()).ok()?.checked_sub(1) {
        None => 0,
        Some(entity) => usize::from(table.entities.get(entity)?.begin),
    };
    Some(begin + usize::from(column.index))
}
