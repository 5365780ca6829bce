//! What a SELECT groups by, where other parts of it repeat that with bound values in it.
//!
//! A database that numbers its placeholders is given the same numbers again, so that it sees one
//! expression. To one that doesn't, and that compares placeholders, the repetition is written as
//! `min(…)` of it, which is the same: in all rows of a group the expression has one value.

use super::ansi::terms::{label_of, labelled};
use super::context::Context;
use super::key::{Addresses, Key, repeated};
use super::walk::Walk;
use crate::sql::{
    AggregateNode, Arg, ColumnRef, Function, GroupingElement, Node, SelectItem, SelectNode,
    SelectRare,
};
use crate::{Error, ErrorKind, Result};

/// The aggregates that databases have by themselves: what stands in them isn't of the group.
const AGGREGATES: [&str; 35] = [
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "bool_and",
    "bool_or",
    "corr",
    "count",
    "covar_pop",
    "covar_samp",
    "every",
    "group_concat",
    "json_agg",
    "json_arrayagg",
    "json_group_array",
    "json_group_object",
    "json_object_agg",
    "json_objectagg",
    "jsonb_agg",
    "jsonb_object_agg",
    "max",
    "min",
    "range_agg",
    "range_intersect_agg",
    "std",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "string_agg",
    "sum",
    "total",
    "var_pop",
    "var_samp",
    "variance",
];

/// Whether the function gives one value for many rows.
pub(super) fn is_aggregate(function: &Function) -> bool {
    let mut names = AGGREGATES.iter();
    names.any(|name| function.name.eq_ignore_ascii_case(name))
}

/// What makes the rows of a SELECT others than those of its tables, if anything does. Set
/// operations aside.
#[must_use]
pub fn computed_rows(select: &SelectNode) -> Option<&'static str> {
    let mut walk = Walk::default();
    walk.items(&select.items);
    select.order_by.iter().for_each(|term| walk.arg(&term.arg));
    let rare = select.rare.as_deref();
    let has = |part: fn(&SelectRare) -> bool| rare.is_some_and(part);
    let found = [
        (has(|rare| rare.distinct), "DISTINCT"),
        (
            has(|rare| !rare.clauses.distinct_on.is_empty()),
            "DISTINCT ON",
        ),
        (has(|rare| !rare.group_by.is_empty()), "GROUP BY"),
        (has(|rare| rare.having.is_some()), "HAVING"),
        (walk.aggregate, "an aggregate"),
        (walk.window, "a window"),
    ];
    found
        .iter()
        .find(|(there, _)| *there)
        .map(|(_, what)| *what)
}

/// What one SELECT groups by.
#[derive(Debug, Default)]
pub(super) struct Grouped {
    /// What it groups by.
    by: Vec<Arg>,
    /// What holds values, of that and of what it is distinct by.
    terms: Vec<Term>,
    /// The positions of what is selected that GROUP BY names.
    positions: Vec<u64>,
    /// Whether there are rows of totals, where what is grouped by is NULL.
    totals: bool,
    /// Whether this place is one where it can be repeated.
    pub(super) active: bool,
}

/// An expression that holds values.
#[derive(Clone, Debug)]
pub(super) struct Term {
    arg: Arg,
    /// Whether it is grouped by.
    grouped: bool,
    /// The numbers of its values and lists in the walk over the statement.
    values: Vec<Option<usize>>,
    lists: Vec<Option<usize>>,
}

impl Grouped {
    /// What the SELECT groups by, its values known by their addresses.
    pub(super) fn of(select: &SelectNode, addresses: Option<&Addresses>) -> Result<Self> {
        let mut grouped = Self::default();
        let Some(rare) = select.rare.as_deref() else {
            return Ok(grouped);
        };
        for element in &rare.group_by {
            grouped.totals |= matches!(element, GroupingElement::Sets(..));
            for arg in element.expressions() {
                let position = match label_of(arg) {
                    Some(label) => Some(labelled(&select.items, label)?),
                    None => repeated(&select.items, arg),
                };
                grouped.positions.extend(position);
                let named = label_of(arg).and(position);
                let term = named.and_then(|position| item_at(&select.items, position));
                let term = term.unwrap_or(arg);
                grouped.by.push(term.clone());
                grouped.add(term, true, addresses);
            }
        }
        let distinct = rare.distinct.then_some(&select.items);
        let selected = distinct
            .into_iter()
            .flatten()
            .filter_map(|item| match item {
                SelectItem::Expr { arg, .. } => Some(arg),
                SelectItem::Entity { .. } => None,
            });
        selected
            .chain(&rare.clauses.distinct_on)
            .for_each(|arg| grouped.add(arg, false, addresses));
        Ok(grouped)
    }

    /// The arguments of an aggregate, where they are distinct and it is ordered by them.
    pub(super) fn of_aggregate(node: &AggregateNode, addresses: Option<&Addresses>) -> Self {
        let mut grouped = Self::default();
        if node.function.distinct && !node.order_by.is_empty() {
            for arg in &node.function.args {
                grouped.add(arg, false, addresses);
            }
        }
        grouped.active = true;
        grouped
    }

    fn add(&mut self, arg: &Arg, grouped: bool, addresses: Option<&Addresses>) {
        // A value alone is of no group, and literals are compared as they are.
        let (Arg::Node(_), Some(addresses)) = (arg, addresses) else {
            return;
        };
        let key = Key::of_arg(arg);
        if !key.is_without_values() {
            let values = key.values.iter().map(|value| addresses.value(value));
            let lists = key.lists.iter().map(|list| addresses.list(list));
            self.terms.push(Term {
                arg: arg.clone(),
                grouped,
                values: values.collect(),
                lists: lists.collect(),
            });
        }
    }

    /// Whether GROUP BY names what is selected at this position.
    pub(super) fn names(&self, position: u64) -> bool {
        self.positions.contains(&position)
    }

    /// The term that the node repeats.
    pub(super) fn repeated(&self, node: &Node) -> Option<&Term> {
        if !self.active || self.terms.is_empty() {
            return None;
        }
        let wanted = Key::of_node(node);
        let mut terms = self.terms.iter();
        terms.find(|term| Key::of_arg(&term.arg).same(&wanted))
    }

    /// Whether the rows may be totals.
    pub(super) const fn has_totals(&self) -> bool {
        self.totals
    }

    fn groups_by(&self, arg: &Arg) -> bool {
        let wanted = Key::of_arg(arg);
        self.by.iter().any(|known| Key::of_arg(known).same(&wanted))
    }
}

impl Term {
    /// Whether it is grouped by, rather than distinct.
    pub(super) const fn is_grouped(&self) -> bool {
        self.grouped
    }

    /// The numbers that the values of a repetition have, each with the number of the same value
    /// here; those of values, and those of lists.
    pub(super) fn pairs(
        &self,
        repetition: &Node,
        addresses: &Addresses,
    ) -> [Vec<(usize, usize)>; 2] {
        let key = Key::of_node(repetition);
        let values = key.values.iter().map(|value| addresses.value(value));
        let lists = key.lists.iter().map(|list| addresses.list(list));
        let pairs = |(own, known): (Option<usize>, &Option<usize>)| own.zip(*known);
        [
            values.zip(&self.values).filter_map(pairs).collect(),
            lists.zip(&self.lists).filter_map(pairs).collect(),
        ]
    }
}

/// What is selected at a position, counted from one.
fn item_at(items: &[SelectItem], wanted: u64) -> Option<&Arg> {
    let mut position = 0;
    for item in items {
        match item {
            SelectItem::Entity { table, .. } => position += table.columns.len() as u64,
            SelectItem::Expr { arg, .. } => {
                position += 1;
                if position == wanted {
                    return Some(arg);
                }
            }
        }
    }
    None
}

/// The columns that are used where only what is grouped by can be, and that are grouped by through
/// the primary keys of their tables: in HAVING, or everywhere.
pub(super) fn by_key(
    select: &SelectNode,
    elements: &[GroupingElement],
    everywhere: bool,
) -> Vec<ColumnRef> {
    let mut by: Vec<ColumnRef> = elements
        .iter()
        .flat_map(GroupingElement::expressions)
        .filter_map(|arg| match arg {
            Arg::Column(column) => Some(*column),
            _ => None,
        })
        .collect();
    let given = by.len();
    for column in used(select, everywhere) {
        let key = &column.table.primary_key;
        let in_key = |index: &u16| {
            by.iter()
                .any(|known| known.occurrence().is(&column.occurrence()) && known.index == *index)
        };
        if !key.is_empty() && key.iter().all(in_key) && !in_key(&column.index) {
            by.push(column);
        }
    }
    by.split_off(given)
}

/// The columns in HAVING, and everywhere those in what is selected and in ORDER BY as well.
fn used(select: &SelectNode, everywhere: bool) -> Vec<ColumnRef> {
    let mut walk = Walk::for_columns();
    let rare = select.rare.iter();
    rare.filter_map(|rare| rare.having.as_ref())
        .for_each(|having| walk.node(having));
    if everywhere {
        walk.items(&select.items);
        select.order_by.iter().for_each(|term| walk.arg(&term.arg));
    }
    walk.columns.unwrap_or_default()
}

/// Refuses an order of distinct values by something else than they.
pub(super) fn check_distinct_order(node: &AggregateNode) -> Result<()> {
    let args = &node.function.args;
    let other = node.order_by.iter().any(|term| {
        let wanted = Key::of_arg(&term.arg);
        !args.iter().any(|arg| Key::of_arg(arg).same(&wanted))
    });
    if !other {
        return Ok(());
    }
    let name = &node.function.name;
    let message = format!("`{name}` of distinct values is ordered by something else");
    Err(Error::new(ErrorKind::Compile, message).with_help("order it by its argument"))
}

/// Refuses `grouping(…)` of what the SELECT isn't grouped by, and where there is none.
pub(super) fn check_grouping(
    cx: &Context<'_>,
    grouped: Option<&Grouped>,
    function: &Function,
) -> Result<()> {
    if !cx.capability().grouping_sets.has_function() {
        return Err(cx.unsupported("`grouping`").with_help(
            "where nothing that is grouped by is NULL by itself, a NULL tells a total",
        ));
    }
    let unknown = |arg: &&Arg| !grouped.is_some_and(|grouped| grouped.groups_by(arg));
    if let Some(arg) = function.args.iter().find(unknown) {
        let what = match arg {
            Arg::Column(column) => format!(
                "{} of {}",
                column.described(),
                column.occurrence().described()
            ),
            _ => "an expression".to_owned(),
        };
        let message =
            format!("`grouping` is asked about {what}, which the statement isn't grouped by");
        return Err(Error::new(ErrorKind::Compile, message)
            .with_help("give it what stands in `.group_by(…)`"));
    }
    let holds_values = |arg: &Arg| !Key::of_arg(arg).is_without_values();
    if !cx.capability().repeated_binds && function.args.iter().any(holds_values) {
        return Err(cx
            .unsupported("`grouping` of an expression with bound values")
            .with_help("compute the expression in a subquery, and group by its column"));
    }
    Ok(())
}
