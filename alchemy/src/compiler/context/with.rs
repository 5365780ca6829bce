//! Where common table expressions stand.

use std::sync::Arc;

use super::Context;
use crate::compiler::walk::Walk;
use crate::sql::{
    CteNode, DerivedBody, DerivedTable, FromItem, InsertSource, SelectNode, Source, StatementNode,
};
use crate::{Error, ErrorKind, Result};

/// What is to be done when a SELECT ends.
#[derive(Debug)]
pub(in crate::compiler) struct Within {
    ctes_within: bool,
    nested: usize,
}

impl Context<'_> {
    /// Writes the body of a common table expression. One that nests sees what stands around it,
    /// where the database has that.
    pub(in crate::compiler) fn cte_body(
        &mut self,
        cte: &CteNode,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let target = self.target.take();
        let bars = cte.is_nested() && !self.capability().correlated_derived_table;
        let barred = bars.then(|| self.scopes.bar());
        let result = self.derived(cte.id, cte.is_nested(), write);
        if let Some(barred) = barred {
            self.scopes.unbar(barred);
        }
        self.target = target;
        result
    }

    /// Writes the common table expressions that stand before this SELECT: those that are to nest,
    /// and all that it uses where they can't stand before the statement that it is a part of.
    pub(in crate::compiler) fn with_within(&mut self, select: &SelectNode) -> Result<Within> {
        let within = Within {
            ctes_within: self.ctes_within,
            nested: self.nested.len(),
        };
        let mut own = Vec::new();
        nested(select, &self.nested, &mut own);
        if !self.ctes_within && own.is_empty() {
            return Ok(within);
        }
        let added = std::mem::take(&mut self.added);
        let mut walk = Walk::deep();
        walk.added(&added);
        walk.select(select);
        let ctes = standing(&walk, &own, self.ctes_within);
        self.nested.extend(&own);
        self.ctes_within = self.ctes_within && ctes.is_empty();
        if !ctes.is_empty() {
            self.dialect.visit_with(self, &ctes)?;
        }
        Ok(within)
    }

    /// Ends what [`with_within`](Self::with_within) began.
    pub(in crate::compiler) fn end_with_within(&mut self, within: &Within) {
        self.ctes_within = within.ctes_within;
        self.nested.truncate(within.nested);
    }

    /// Writes a common table expression in FROM as a subquery with those that it is made of before
    /// it, where they can't stand before the statement. Whether it did.
    pub(in crate::compiler) fn derived_with(
        &mut self,
        derived: &DerivedTable,
        cte: &CteNode,
    ) -> Result<bool> {
        if !self.ctes_within {
            return Ok(false);
        }
        let mut walk = Walk::deep();
        walk.derived(derived);
        let ctes = standing(&walk, &[cte.id], true);
        self.ctes_within = false;
        self.push("(");
        self.dialect.visit_with(self, &ctes)?;
        self.push("SELECT * FROM ");
        self.cte_name(cte.id)?;
        self.push(")");
        self.ctes_within = true;
        Ok(true)
    }

    /// Begins a SELECT: its conditions on entities hold within it.
    pub(in crate::compiler) fn enter_criteria(&mut self, select: &SelectNode) -> Result<usize> {
        let before = self.criteria.enter(select);
        if self.criteria.entered_since(before) && !self.ctes_within {
            let mut own = Vec::new();
            nested(select, &self.nested, &mut own);
            let mut walk = Walk::deep();
            walk.select(select);
            if walk.ctes.iter().any(|cte| !own.contains(&cte.id)) {
                return Err(criteria_of_a_part());
            }
        }
        Ok(before)
    }

    /// What was added to a statement that nothing can stand before. Only the SELECT of an INSERT
    /// has a place for it.
    pub(super) fn added_to(&self, node: &StatementNode<'_>) -> Result<Vec<Arc<CteNode>>> {
        let (ctes, name) = match node {
            StatementNode::Insert(insert) => {
                let ctes = insert.rare.as_ref().map(|rare| &rare.ctes);
                (ctes, "INSERT")
            }
            StatementNode::Update(update) => {
                let ctes = update.rare.as_ref().map(|rare| &rare.ctes);
                (ctes, "UPDATE")
            }
            StatementNode::Delete(delete) => {
                let ctes = delete.rare.as_ref().map(|rare| &rare.ctes);
                (ctes, "DELETE")
            }
            StatementNode::Select(_) | StatementNode::Merge(_) | StatementNode::Text(_) => {
                (None, "")
            }
        };
        let ctes = ctes.cloned().unwrap_or_default();
        let has_place = matches!(
            node,
            StatementNode::Insert(insert) if matches!(insert.source, InsertSource::Select(_))
        );
        if ctes.is_empty() || has_place {
            return Ok(ctes);
        }
        Err(self
            .unsupported(&format!("WITH before {name}"))
            .with_help("those that a SELECT of the statement names in FROM come by themselves"))
    }
}

/// The common table expressions that stand before a statement or a SELECT, each after those that it
/// uses: those that nest in it, and with `hoisted` all that don't nest.
pub(super) fn standing(walk: &Walk<'_>, own: &[Source], hoisted: bool) -> Vec<Arc<CteNode>> {
    let stands = |cte: &&&Arc<CteNode>| match cte.is_nested() {
        true => own.contains(&cte.id),
        false => hoisted,
    };
    let here = walk.ctes.iter().filter(stands);
    here.map(|cte| Arc::clone(cte)).collect()
}

/// The common table expressions that are to nest in a SELECT or a set operation, but for those that
/// stand around it already.
pub(super) fn nested(select: &SelectNode, known: &[Source], found: &mut Vec<Source>) {
    let rare = select.rare.as_deref();
    let joined = select.joins.iter().map(|join| &join.item);
    let in_from = select
        .from
        .iter()
        .chain(joined)
        .filter_map(|item| match item {
            FromItem::Derived(derived) => match &derived.body {
                DerivedBody::Cte(cte) => Some(cte),
                _ => None,
            },
            FromItem::Table { .. } => None,
        });
    for cte in in_from.chain(rare.into_iter().flat_map(|rare| &rare.ctes)) {
        if cte.is_nested() && !known.contains(&cte.id) && !found.contains(&cte.id) {
            found.push(cte.id);
        }
    }
    for operand in rare.into_iter().flat_map(|rare| &rare.operands) {
        nested(operand, known, found);
    }
}

/// Common table expressions stand before the whole statement, out of reach of a part of it.
fn criteria_of_a_part() -> Error {
    let message = "loader criteria stand on a part of the statement, and don't reach the common \
                   table expressions that it uses";
    Error::new(ErrorKind::Compile, message)
        .with_help("give them to the whole statement: `.options(with_loader_criteria(…))`")
}
