//! The conditions on entities that hold where the compiler is.

use super::context::Context;
use super::precedence::Level;
use crate::sql::{ColumnRef, JoinKind, LoaderCriteria, Occurrence, SelectNode};
use crate::{Error, ErrorKind, Result};

/// The conditions on entities that hold at a place of the statement.
#[derive(Debug, Default)]
pub(super) struct ActiveCriteria {
    list: Vec<LoaderCriteria>,
    /// In the condition that is being written: what stands for which occurrence.
    standing: Option<(Occurrence, Occurrence)>,
}

impl ActiveCriteria {
    /// Begins a SELECT. How many held before, for [`leave`](Self::leave).
    pub(super) fn enter(&mut self, select: &SelectNode) -> usize {
        let before = self.list.len();
        for criteria in select.criteria() {
            if !self.list.iter().any(|known| known.is(criteria)) {
                self.list.push(criteria.clone());
            }
        }
        before
    }

    pub(super) const fn entered_since(&self, before: usize) -> bool {
        self.list.len() > before
    }

    pub(super) fn leave(&mut self, before: usize) {
        self.list.truncate(before);
    }

    /// Those on an occurrence.
    pub(super) fn on(&self, occurrence: &Occurrence) -> Vec<LoaderCriteria> {
        let list = self.list.iter();
        list.filter(|criteria| criteria.applies_to(occurrence))
            .cloned()
            .collect()
    }

    /// The column that is meant, where a condition names a stand-in's.
    pub(super) fn resolve(&self, column: &ColumnRef) -> ColumnRef {
        match &self.standing {
            Some((stand_in, occurrence)) if column.source == stand_in.source => ColumnRef {
                source: occurrence.source,
                ..*column
            },
            _ => *column,
        }
    }
}

/// Writes the conditions on an occurrence, each after what stands between.
pub(super) fn write(
    cx: &mut Context<'_>,
    occurrence: &Occurrence,
    mut between: impl FnMut(&mut Context<'_>),
) -> Result<()> {
    for criteria in cx.criteria.on(occurrence) {
        between(cx);
        // The condition is as its author wrote it: no other one holds in its subqueries.
        let around = std::mem::take(&mut cx.criteria);
        cx.criteria.standing = Some((criteria.stand_in(), *occurrence));
        cx.scopes.enter(vec![criteria.stand_in()]);
        let written = cx.node_within(criteria.condition(), Level::And);
        cx.scopes.leave();
        cx.criteria = around;
        written?;
    }
    Ok(())
}

/// A full join keeps the rows that its condition leaves out.
pub(super) fn check(cx: &Context<'_>, select: &SelectNode, visible: &[Occurrence]) -> Result<()> {
    let full = select
        .joins
        .iter()
        .any(|join| join.kind == JoinKind::FullOuter);
    if !full {
        return Ok(());
    }
    let limited = visible
        .iter()
        .find(|occurrence| !cx.criteria.on(occurrence).is_empty());
    let Some(limited) = limited else {
        return Ok(());
    };
    let name = limited.described();
    let message = format!(
        "loader criteria limit {name}, which takes part in a FULL JOIN: that keeps the rows that \
         its condition leaves out"
    );
    Err(Error::new(ErrorKind::Compile, message)
        .with_table(limited.table.name.as_ref())
        .with_help("join a subquery that selects the rows that are wanted"))
}
