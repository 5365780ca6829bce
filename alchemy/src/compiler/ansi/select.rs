//! SELECT and set operations in standard SQL.

use super::{clauses, terms};
use crate::compiler::context::Context;
use crate::compiler::criteria;
use crate::compiler::from::{From, Step};
use crate::compiler::optional;
use crate::compiler::output;
use crate::compiler::place::Place;
use crate::compiler::precedence::Level;
use crate::compiler::totals;
use crate::schema::Table;
use crate::sql::{
    Arg, ColumnRef, FromItem, Join, JoinKind, Node, NullsOrder, Occurrence, OrderTerm, RowCount,
    SelectItem, SelectNode, SetOperation, Source,
};
use crate::types::Value;
use crate::{Error, ErrorKind, Result};

/// A SELECT or a set operation.
///
/// # Errors
/// [`ErrorKind::Compile`] when it contradicts itself.
pub fn select(cx: &mut Context<'_>, select: &SelectNode) -> Result<()> {
    let operation = select.rare.as_ref().and_then(|rare| rare.operation);
    let names = cx.take_output();
    let criteria = cx.enter_criteria(select)?;
    let with = cx.with_within(select)?;
    cx.at(Place::ANYWHERE, |cx| match operation {
        None => simple(cx, select, names.as_deref()),
        Some((operation, all)) => {
            cx.set_output(names);
            compound(cx, select, operation, all)
        }
    })?;
    cx.criteria.leave(criteria);
    cx.end_with_within(&with);
    Ok(())
}

fn simple(cx: &mut Context<'_>, select: &SelectNode, names: Option<&[String]>) -> Result<()> {
    if select.items.is_empty() {
        return Err(Error::new(ErrorKind::Compile, "nothing is selected"));
    }
    if cx.scopes.is_empty() {
        optional::check(select)?;
        totals::check(select)?;
    }
    let from = From::infer(select, &cx.scopes)?;
    clauses::check(select, &from.visible)?;
    criteria::check(cx, select, &from.visible)?;
    cx.scopes.enter(from.visible);
    let rare = select.rare.as_deref();
    cx.enter_windows(rare.map_or(&[], |rare| &rare.windows))?;
    cx.enter_groups(select)?;
    cx.push("SELECT ");
    clauses::before_items(cx, select)?;
    cx.among_groups(|cx| match names {
        None => items(cx, &select.items),
        Some(names) => named_items(cx, &select.items, names),
    })?;
    from_clause(cx, select, &from.groups)?;
    cx.at(Place::WHERE, |cx| filter(cx, select, &from.groups))?;
    if let Some(rare) = rare {
        if !rare.group_by.is_empty() {
            cx.push(" GROUP BY ");
            cx.at(Place::GROUP_BY, |cx| {
                terms::group_by(cx, select, &rare.group_by)
            })?;
        }
        if let Some(having) = &rare.having {
            cx.push(" HAVING ");
            cx.at(Place::HAVING, |cx| cx.among_groups(|cx| cx.node(having)))?;
        }
    }
    if let Some(rare) = rare
        && !rare.windows.is_empty()
    {
        cx.among_groups(|cx| super::window::clause(cx, &rare.windows))?;
    }
    if !select.order_by.is_empty() {
        cx.push(" ORDER BY ");
        cx.among_groups(|cx| terms::order_by(cx, select))?;
    }
    limits(cx, select)?;
    clauses::at_end(cx, select)?;
    cx.leave_groups();
    cx.leave_windows();
    cx.scopes.leave();
    Ok(())
}

/// WHERE, with the conditions on what begins a group of joins or is cross joined.
fn filter(cx: &mut Context<'_>, select: &SelectNode, groups: &[Vec<Step<'_>>]) -> Result<()> {
    let own = groups.iter().flatten().filter_map(|step| match step {
        Step::Base(base) => Some(*base),
        Step::Join(join) if join.kind == JoinKind::Cross => Some(join.item.occurrence()),
        _ => None,
    });
    let limited: Vec<Occurrence> = own
        .filter(|occurrence| !cx.criteria.on(occurrence).is_empty())
        .collect();
    let mut begun = false;
    if let Some(filter) = &select.filter {
        begun = true;
        cx.push(" WHERE ");
        if limited.is_empty() {
            cx.node(filter)?;
        } else {
            cx.node_within(filter, Level::And)?;
        }
    }
    for occurrence in &limited {
        criteria::write(cx, occurrence, |cx| {
            cx.push(if begun { " AND " } else { " WHERE " });
            begun = true;
        })?;
    }
    Ok(())
}

fn limits(cx: &mut Context<'_>, select: &SelectNode) -> Result<()> {
    if select.limit.is_none() && select.offset.is_none() {
        return Ok(());
    }
    let ties = clauses::of(select).is_some_and(|clauses| clauses.with_ties);
    let limit = row_count(cx, select.limit.as_ref())?;
    let offset = row_count(cx, select.offset.as_ref())?;
    match (limit, ties) {
        (Some(limit), true) => cx.dialect().visit_limit_with_ties(cx, limit, offset),
        (limit, _) => cx.dialect().visit_limit(cx, limit, offset),
    }
}

fn row_count<'s>(cx: &Context<'_>, rows: Option<&'s RowCount>) -> Result<Option<&'s Value>> {
    match rows {
        Some(RowCount::Parameter(parameter)) if cx.writes_literals() && parameter.is_required() => {
            Err(parameter.without_value())
        }
        rows => Ok(rows.map(RowCount::value)),
    }
}

/// The list of what is selected.
///
/// # Errors
/// What the expressions' visits answer.
pub fn items(cx: &mut Context<'_>, items: &[SelectItem]) -> Result<()> {
    let mut position = 0;
    cx.list(items, ", ", |cx, item| match item {
        SelectItem::Entity { table, source, .. } => {
            position += table.columns.len() as u64;
            cx.list(columns(table, *source), ", ", |cx, column| {
                cx.dialect().visit_column(cx, &column)
            })
        }
        SelectItem::Expr { arg, label, .. } => {
            position += 1;
            cx.selected(position, arg)?;
            if let Some(label) = label {
                cx.push(" AS ");
                cx.identifier(label)?;
            }
            Ok(())
        }
    })
}

/// The list of what a derived table selects or returns: a name is written where the database
/// wouldn't give the column this one by itself.
pub(super) fn named_items(
    cx: &mut Context<'_>,
    items: &[SelectItem],
    names: &[String],
) -> Result<()> {
    let mut names = names.iter();
    let mut position = 0;
    cx.list(items, ", ", |cx, item| {
        let mut natural = Vec::new();
        output::each_column(item, cx.names(), |name, _| {
            natural.push(name.map(std::borrow::Cow::into_owned));
        });
        position += natural.len() as u64;
        match item {
            SelectItem::Entity { table, source, .. } => {
                let columns = columns(table, *source).zip(natural);
                cx.list(columns, ", ", |cx, (column, natural)| {
                    cx.dialect().visit_column(cx, &column)?;
                    named(cx, natural.as_deref(), names.next())
                })
            }
            SelectItem::Expr { arg, label, .. } => {
                cx.selected(position, arg)?;
                let natural = natural.first().and_then(Option::as_deref);
                let natural = if label.is_some() { None } else { natural };
                named(cx, natural, names.next())
            }
        }
    })
}

fn named(cx: &mut Context<'_>, natural: Option<&str>, name: Option<&String>) -> Result<()> {
    match name {
        Some(name) if natural != Some(name) => {
            cx.push(" AS ");
            cx.identifier(name)
        }
        _ => Ok(()),
    }
}

/// The columns of an entity, in the table's order.
fn columns(table: &'static Table, source: Source) -> impl Iterator<Item = ColumnRef> {
    (0..)
        .zip(table.columns.iter())
        .map(move |(index, _)| ColumnRef {
            table,
            source,
            index,
        })
}

fn from_clause(cx: &mut Context<'_>, select: &SelectNode, groups: &[Vec<Step<'_>>]) -> Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    cx.push(" FROM ");
    cx.list(groups, ", ", |cx, group| {
        for (position, step) in group.iter().enumerate() {
            match step {
                Step::Base(base) => {
                    if position > 0 {
                        cx.push(" CROSS JOIN ");
                    }
                    clauses::table(cx, select, base)?;
                }
                Step::Derived(derived) => {
                    if position > 0 {
                        cx.push(" CROSS JOIN ");
                    }
                    cx.dialect().visit_derived(cx, derived)?;
                    clauses::after_table(cx, select, &step.occurrence());
                }
                Step::Join(join) if is_needless(cx, join) => {}
                Step::Join(join) if join.kind == JoinKind::Nested => {
                    let before = position.checked_sub(1).and_then(|at| group.get(at));
                    written_within(join, before)?;
                }
                Step::Join(join) => {
                    let next = group.get(position + 1);
                    let nested = next.and_then(Step::nested);
                    joined(cx, select, join, nested)?;
                    cx.at(Place::ON, |cx| condition(cx, join))?;
                }
                Step::Inferred(join, way) => {
                    joined(cx, select, join, None)?;
                    cx.push(" ON ");
                    cx.list(&way.pairs, " AND ", |cx, (left, right)| {
                        cx.dialect().visit_column(cx, left)?;
                        cx.push(" = ");
                        cx.dialect().visit_column(cx, right)
                    })?;
                    criteria::write(cx, &join.item.occurrence(), and)?;
                }
            }
        }
        Ok(())
    })
}

/// Whether a foreign key answers for what is joined.
fn is_needless(cx: &Context<'_>, join: &Join) -> bool {
    join.kind == JoinKind::Implied && cx.criteria.on(&join.item.occurrence()).is_empty()
}

/// A join within an outer join was written there, if nothing came between.
fn written_within(join: &Join, before: Option<&Step<'_>>) -> Result<()> {
    let outer = before.map(Step::occurrence);
    let adjacent = join
        .left
        .is_some_and(|left| outer.is_some_and(|outer| outer.is(&left)));
    if adjacent {
        return Ok(());
    }
    let name = join.item.occurrence().described();
    let message = format!("the outer join of {name} refers to a table that is joined elsewhere");
    Err(Error::new(ErrorKind::Compile, message)
        .with_help("join that table before it, or move its condition to `.filter(…)`"))
}

/// A join up to its condition, with what is joined within it.
fn joined(
    cx: &mut Context<'_>,
    select: &SelectNode,
    join: &Join,
    nested: Option<&Join>,
) -> Result<()> {
    if join.kind == JoinKind::FullOuter && !cx.capability().full_join {
        return Err(cx
            .unsupported("FULL JOIN")
            .with_help("unite an outer join of each side: `.union_all(…)`"));
    }
    cx.push(match join.kind {
        JoinKind::Inner | JoinKind::Nested | JoinKind::Implied => " JOIN ",
        JoinKind::LeftOuter => " LEFT JOIN ",
        JoinKind::FullOuter => " FULL JOIN ",
        JoinKind::Cross => " CROSS JOIN ",
    });
    if nested.is_some() {
        cx.push("(");
    }
    let item = join.item.occurrence();
    match &join.item {
        FromItem::Table { .. } => clauses::table(cx, select, &item)?,
        FromItem::Derived(_) => {
            cx.from_item(&join.item)?;
            clauses::after_table(cx, select, &item);
        }
    }
    if let Some(nested) = nested {
        joined(cx, select, nested, None)?;
        condition(cx, nested)?;
        cx.push(")");
    }
    Ok(())
}

fn and(cx: &mut Context<'_>) {
    cx.push(" AND ");
}

/// ON, where the join has a condition. A lateral subquery has its condition within.
fn condition(cx: &mut Context<'_>, join: &Join) -> Result<()> {
    match &join.on {
        Some(on) => {
            cx.push(" ON ");
            let item = join.item.occurrence();
            if cx.criteria.on(&item).is_empty() {
                return cx.node(on);
            }
            cx.node_within(on, Level::And)?;
            criteria::write(cx, &item, and)?;
        }
        None if join.kind != JoinKind::Cross => {
            cx.push(if cx.capability().boolean_literals {
                " ON TRUE"
            } else {
                " ON 1 = 1"
            });
        }
        None => {}
    }
    Ok(())
}

/// A term of ORDER BY. Where the database has no NULLS FIRST, another term before it says it.
///
/// # Errors
/// What the expression's visit answers.
pub fn order_term(cx: &mut Context<'_>, term: &OrderTerm) -> Result<()> {
    let native = cx.capability().nulls_order;
    if let (Some(nulls), false) = (term.nulls, native) {
        cx.push("(");
        cx.operand(&term.arg, Level::Concat)?;
        cx.push(match nulls {
            NullsOrder::First => " IS NULL) DESC, ",
            NullsOrder::Last => " IS NULL), ",
        });
    }
    cx.arg(&term.arg)?;
    direction(cx, term);
    Ok(())
}

/// The direction of a term, and where NULL stands where the database has words for it.
pub(super) fn direction(cx: &mut Context<'_>, term: &OrderTerm) {
    if term.descending {
        cx.push(" DESC");
    }
    if cx.capability().nulls_order {
        match term.nulls {
            None => {}
            Some(NullsOrder::First) => cx.push(" NULLS FIRST"),
            Some(NullsOrder::Last) => cx.push(" NULLS LAST"),
        }
    }
}

/// LIMIT and OFFSET.
///
/// # Errors
/// What the values' visits answer.
pub fn limit(cx: &mut Context<'_>, limit: Option<&Value>, offset: Option<&Value>) -> Result<()> {
    match (limit, cx.capability().unlimited) {
        (Some(limit), _) => {
            cx.push(" LIMIT ");
            cx.bind(limit)?;
        }
        (None, Some(unlimited)) => {
            cx.push(" LIMIT ");
            cx.push(unlimited);
        }
        (None, None) => {}
    }
    if let Some(offset) = offset {
        cx.push(" OFFSET ");
        cx.bind(offset)?;
    }
    Ok(())
}

fn compound(
    cx: &mut Context<'_>,
    node: &SelectNode,
    operation: SetOperation,
    all: bool,
) -> Result<()> {
    clauses::check_compound(node)?;
    if all && operation != SetOperation::Union && !cx.capability().intersect_all {
        let (name, without) = match operation {
            SetOperation::Intersect => ("INTERSECT ALL", "`.intersect(…)`"),
            _ => ("EXCEPT ALL", "`.except(…)`"),
        };
        return Err(cx
            .unsupported(name)
            .with_help(format!("{without} gives each row once")));
    }
    let operands = node.rare.as_ref().map_or(&[][..], |rare| &rare.operands);
    let word = match (operation, all) {
        (SetOperation::Union, false) => " UNION ",
        (SetOperation::Union, true) => " UNION ALL ",
        (SetOperation::Intersect, false) => " INTERSECT ",
        (SetOperation::Intersect, true) => " INTERSECT ALL ",
        (SetOperation::Except, false) => " EXCEPT ",
        (SetOperation::Except, true) => " EXCEPT ALL ",
    };
    for (position, operand) in operands.iter().enumerate() {
        if position > 0 {
            cx.push(word);
        }
        let same = position == 0 && continues(operand, operation, all);
        if !same && is_compound(operand) && needs_derived_table(cx) {
            cx.push("SELECT * FROM (");
            name_columns(cx, operand);
            cx.dialect().visit_select(cx, operand)?;
            cx.push(") AS nested");
        } else {
            compound_operand(cx, operand, same)?;
        }
    }
    if !node.order_by.is_empty() {
        cx.push(" ORDER BY ");
        cx.list(&node.order_by, ", ", |cx, term| {
            compound_order_term(cx, &node.items, term)
        })?;
    }
    limits(cx, node)?;
    clauses::at_end(cx, node)
}

/// Whether the first operand is the same operation and can stand without parentheses.
fn continues(operand: &SelectNode, operation: SetOperation, all: bool) -> bool {
    let same = operand
        .rare
        .as_ref()
        .is_some_and(|rare| rare.operation == Some((operation, all)));
    same && !has_tail(operand)
}

/// Whether ORDER BY, LIMIT, OFFSET or the like follow, which would be taken for the whole's.
pub(super) fn has_tail(select: &SelectNode) -> bool {
    !select.order_by.is_empty()
        || select.limit.is_some()
        || select.offset.is_some()
        || clauses::has_tail(select)
}

fn is_compound(select: &SelectNode) -> bool {
    let rare = select.rare.as_ref();
    rare.is_some_and(|rare| rare.operation.is_some())
}

/// Whether parentheses alone aren't enough for a set operation within another one.
fn needs_derived_table(cx: &Context<'_>) -> bool {
    let capability = cx.capability();
    capability.compound_parentheses && !capability.nested_compounds
}

/// Gives the columns of an operand names of their own, unless it has to have others: it is a derived
/// table, as MariaDB takes those in parentheses for.
fn name_columns(cx: &mut Context<'_>, operand: &SelectNode) {
    let names = cx
        .take_output()
        .unwrap_or_else(|| output::names(&operand.items, cx.names(), cx.capability()).into());
    cx.set_output(Some(names));
}

pub(super) fn compound_operand(
    cx: &mut Context<'_>,
    operand: &SelectNode,
    plain: bool,
) -> Result<()> {
    let dialect = cx.dialect();
    if plain || !(is_compound(operand) || has_tail(operand)) {
        return dialect.visit_select(cx, operand);
    }
    cx.push(if cx.capability().compound_parentheses {
        "("
    } else {
        "SELECT * FROM ("
    });
    if is_compound(operand) {
        name_columns(cx, operand);
    }
    dialect.visit_select(cx, operand)?;
    cx.push(")");
    Ok(())
}

/// The order of a set operation is given by position, which all databases understand, or as
/// written.
fn compound_order_term(
    cx: &mut Context<'_>,
    selected: &[SelectItem],
    term: &OrderTerm,
) -> Result<()> {
    let position = match &term.arg {
        Arg::Column(column) => output_position(selected, column),
        Arg::Node(node) => match &**node {
            Node::Label(label) => Some(terms::labelled(selected, label)?),
            Node::Text(_) => return cx.dialect().visit_order_term(cx, term),
            _ => None,
        },
        Arg::Bind(_) => None,
    };
    let Some(position) = position else {
        return Err(Error::new(
            ErrorKind::Compile,
            "the order of a set operation must be by columns that it selects",
        )
        .with_help("select what it is ordered by, under a label, and order by `label(…)`"));
    };
    if term.nulls.is_some() && !cx.capability().nulls_order {
        return Err(cx.unsupported("NULLS FIRST or NULLS LAST on a set operation"));
    }
    cx.push_number(position);
    direction(cx, term);
    Ok(())
}

fn output_position(selected: &[SelectItem], wanted: &ColumnRef) -> Option<u64> {
    let same = |column: &ColumnRef| {
        column.index == wanted.index
            && column.source == wanted.source
            && column.table.is(wanted.table)
    };
    let mut position = 0;
    for item in selected {
        match item {
            SelectItem::Entity { table, source, .. } => {
                for column in columns(table, *source) {
                    position += 1;
                    if same(&column) {
                        return Some(position);
                    }
                }
            }
            SelectItem::Expr { arg, .. } => {
                position += 1;
                if matches!(arg, Arg::Column(column) if same(column)) {
                    return Some(position);
                }
            }
        }
    }
    None
}
