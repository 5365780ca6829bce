//! Aggregates, and expressions that a SELECT groups by.

use hashbrown::{HashMap, HashSet};

use super::{BindMode, Context};
use crate::Result;
use crate::compiler::buffer::BindSlot;
use crate::compiler::capability::{GroupedByKey, Placeholder};
use crate::compiler::grouped::{self, Grouped, Term};
use crate::sql::{AggregateNode, Arg, ColumnRef, Function, GroupingElement, Node, SelectNode};

/// Which values and lists are written as which others.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    pub(super) values: HashMap<usize, usize>,
    pub(super) lists: HashMap<usize, usize>,
}

impl Context<'_> {
    /// Writes an aggregate. What it is ordered by is the same as its arguments to the database.
    pub(super) fn ordered_aggregate(
        &mut self,
        node: &Node,
        aggregate: &AggregateNode,
    ) -> Result<()> {
        self.check_arrays(&aggregate.function)?;
        let addresses = match self.binds {
            BindMode::Placeholders(addresses) => Some(addresses),
            BindMode::Literals => None,
        };
        let arguments = Grouped::of_aggregate(aggregate, addresses);
        self.grouped.push(arguments);
        let result = self.visit(node);
        self.grouped.pop();
        result
    }

    pub(super) fn check_arrays(&self, function: &Function) -> Result<()> {
        if function.name == "array_agg" && !self.capability().aggregates.arrays {
            return Err(self
                .unsupported("`array_agg`")
                .with_help("put texts together by `func::aggregate_strings`"));
        }
        Ok(())
    }

    /// Writes again what the SELECT groups by or is distinct by.
    pub(super) fn repetition(&mut self, node: &Node, term: &Term) -> Result<()> {
        let BindMode::Placeholders(addresses) = self.binds else {
            return self.outside_groups(|cx| cx.visit(node));
        };
        let capability = self.capability();
        if capability.placeholder == Placeholder::Numbered {
            let [values, lists] = term.pairs(node, addresses);
            self.repeated.values.extend(values);
            self.repeated.lists.extend(lists);
        } else if term.is_grouped() && !capability.repeated_binds {
            if self.has_totals() {
                return Err(self
                    .unsupported("an expression with bound values that ROLLUP and another part of the statement have in common")
                    .with_help("compute the expression in a subquery, and group by its column"));
            }
            self.push("min(");
            self.outside_groups(|cx| cx.visit(node))?;
            self.push(")");
            return Ok(());
        }
        self.outside_groups(|cx| cx.visit(node))
    }

    /// What stands at several places with placeholders of the same numbers.
    pub(in crate::compiler) fn shared_slots(&self) -> HashSet<BindSlot> {
        let values = self.repeated.values.values().copied().map(BindSlot::Value);
        let lists = self.repeated.lists.values().copied().map(BindSlot::List);
        values.chain(lists).collect()
    }

    /// Begins a SELECT that may group.
    pub(in crate::compiler) fn enter_groups(&mut self, select: &SelectNode) -> Result<()> {
        let addresses = match self.binds {
            BindMode::Placeholders(addresses) => Some(addresses),
            BindMode::Literals => None,
        };
        self.grouped.push(Grouped::of(select, addresses)?);
        Ok(())
    }

    /// Ends it.
    pub(in crate::compiler) fn leave_groups(&mut self) {
        self.grouped.pop();
    }

    /// Writes a part of a SELECT where what it groups by can be repeated.
    pub(in crate::compiler) fn among_groups(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.with_groups(true, write)
    }

    /// Writes what isn't of the group: the arguments of an aggregate.
    pub(super) fn outside_groups(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.with_groups(false, write)
    }

    pub(super) fn with_groups(
        &mut self,
        active: bool,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let Some(grouped) = self.grouped.last_mut() else {
            return write(self);
        };
        let before = std::mem::replace(&mut grouped.active, active);
        let result = write(self);
        if let Some(grouped) = self.grouped.last_mut() {
            grouped.active = before;
        }
        result
    }

    /// Whether the SELECT around this place has rows of totals.
    pub(in crate::compiler) fn has_totals(&self) -> bool {
        self.grouped.last().is_some_and(Grouped::has_totals)
    }

    /// The columns that an entity's primary key groups by, where GROUP BY has to name them.
    pub(in crate::compiler) fn grouped_by_key(
        &self,
        select: &SelectNode,
        elements: &[GroupingElement],
    ) -> Vec<ColumnRef> {
        let known = self.capability().grouped_by_key;
        if known == GroupedByKey::Everywhere || self.has_totals() {
            return Vec::new();
        }
        grouped::by_key(select, elements, known == GroupedByKey::Nowhere)
    }

    /// Writes what is selected at a position. What GROUP BY names by its position stands as it is,
    /// unless its placeholders have numbers.
    pub(in crate::compiler) fn selected(&mut self, position: u64, arg: &Arg) -> Result<()> {
        let named = self
            .grouped
            .last()
            .is_some_and(|grouped| grouped.names(position));
        if named && self.capability().placeholder == Placeholder::Question {
            return self.outside_groups(|cx| cx.arg(arg));
        }
        self.arg(arg)
    }
}
