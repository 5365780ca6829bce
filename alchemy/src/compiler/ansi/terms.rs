//! The terms of a SELECT's GROUP BY and ORDER BY, which may refer to what it selects.

use super::select::direction;
use crate::compiler::capability::GroupingSupport;
use crate::compiler::context::Context;
use crate::compiler::key::{compares_order, repeated};
use crate::sql::{Arg, GroupingElement, GroupingKind, Node, OrderTerm, SelectItem, SelectNode};
use crate::{Error, ErrorKind, Result};

/// The elements of GROUP BY.
pub(super) fn group_by(
    cx: &mut Context<'_>,
    select: &SelectNode,
    elements: &[GroupingElement],
) -> Result<()> {
    if let GroupingSupport::WithRollup { order_by, .. } = cx.capability().grouping_sets
        && let [GroupingElement::Sets(GroupingKind::Rollup, sets)] = elements
        && sets.iter().all(|set| set.len() == 1)
    {
        if !order_by && !select.order_by.is_empty() {
            return Err(cx
                .unsupported("ROLLUP together with ORDER BY")
                .with_help("order the rows of a subquery: `.subquery()`"));
        }
        cx.list(sets.iter().flatten(), ", ", |cx, term| {
            group_term(cx, &select.items, term)
        })?;
        cx.push(" WITH ROLLUP");
        return Ok(());
    }
    cx.list(elements, ", ", |cx, element| match element {
        GroupingElement::Expression(term) => group_term(cx, &select.items, term),
        GroupingElement::Sets(kind, sets) => grouping_sets(cx, &select.items, *kind, sets),
    })?;
    let own = cx.grouped_by_key(select, elements);
    own.iter().try_for_each(|column| {
        cx.push(", ");
        cx.dialect().visit_column(cx, column)
    })
}

fn group_term(cx: &mut Context<'_>, items: &[SelectItem], term: &Arg) -> Result<()> {
    let position = match label_of(term) {
        // By its name a column of a table would be meant first.
        Some(label) => Some(labelled(items, label)?),
        None => repeated(items, term),
    };
    match position {
        Some(position) => {
            cx.push_number(position);
            Ok(())
        }
        None => cx.arg(term),
    }
}

fn grouping_sets(
    cx: &mut Context<'_>,
    items: &[SelectItem],
    kind: GroupingKind,
    sets: &[Vec<Arg>],
) -> Result<()> {
    let name = match kind {
        GroupingKind::Rollup => "ROLLUP",
        GroupingKind::Cube => "CUBE",
        GroupingKind::Sets => "GROUPING SETS",
    };
    match cx.capability().grouping_sets {
        GroupingSupport::All => {}
        GroupingSupport::WithRollup { .. } if kind == GroupingKind::Rollup => {
            return Err(cx
                .unsupported("ROLLUP of tuples, or beside something else to group by,")
                .with_help("unite a SELECT for each grouping: `.union_all(…)`"));
        }
        GroupingSupport::WithRollup { .. } | GroupingSupport::None => {
            return Err(cx
                .unsupported(name)
                .with_help("unite a SELECT for each grouping: `.union_all(…)`"));
        }
    }
    let empty = |set: &Vec<Arg>| set.is_empty() && kind != GroupingKind::Sets;
    if sets.is_empty() || sets.iter().any(empty) {
        let message = format!("{name} of nothing");
        return Err(Error::new(ErrorKind::Compile, message)
            .with_help("give it the expressions to group by"));
    }
    cx.push(match kind {
        GroupingKind::Rollup => "ROLLUP (",
        GroupingKind::Cube => "CUBE (",
        GroupingKind::Sets => "GROUPING SETS (",
    });
    cx.list(sets, ", ", |cx, set| match set.as_slice() {
        [one] => group_term(cx, items, one),
        set => {
            cx.push("(");
            cx.list(set, ", ", |cx, term| group_term(cx, items, term))?;
            cx.push(")");
            Ok(())
        }
    })?;
    cx.push(")");
    Ok(())
}

/// The terms of ORDER BY.
pub(super) fn order_by(cx: &mut Context<'_>, select: &SelectNode) -> Result<()> {
    let dialect = cx.dialect();
    let compared = compares_order(select);
    cx.list(&select.order_by, ", ", |cx, term| {
        if let Some(label) = label_of(&term.arg) {
            labelled(&select.items, label)?;
            return cx.with_label(|cx| dialect.visit_order_term(cx, term));
        }
        if compared && let Some(position) = repeated(&select.items, &term.arg) {
            return repeated_term(cx, select, term, position);
        }
        dialect.visit_order_term(cx, term)
    })
}

/// A term that equals what is selected at a position and holds values.
fn repeated_term(
    cx: &mut Context<'_>,
    select: &SelectNode,
    term: &OrderTerm,
    position: u64,
) -> Result<()> {
    let dialect = cx.dialect();
    if has_one_term(cx, term) {
        cx.push_number(position);
        direction(cx, term);
        return Ok(());
    }
    if cx.capability().repeated_binds || !(is_distinct(select) || cx.has_totals()) {
        return dialect.visit_order_term(cx, term);
    }
    let Some(label) = label_at(&select.items, position) else {
        return Err(cx
            .unsupported(
                "NULLS FIRST or NULLS LAST of what is grouped by or distinct and has bound values",
            )
            .with_help("select it under a label, and order by `label(…)`"));
    };
    let term = OrderTerm {
        arg: Node::Label(label.to_owned().into()).into(),
        ..term.clone()
    };
    cx.with_label(|cx| dialect.visit_order_term(cx, &term))
}

fn is_distinct(select: &SelectNode) -> bool {
    select.rare.as_ref().is_some_and(|rare| rare.distinct)
}

/// The label of what is selected at a position, counted from one.
fn label_at(items: &[SelectItem], wanted: u64) -> Option<&str> {
    let mut position = 0;
    items.iter().find_map(|item| match item {
        SelectItem::Entity { table, .. } => {
            position += table.columns.len() as u64;
            None
        }
        SelectItem::Expr { label, .. } => {
            position += 1;
            label.as_deref().filter(|_| position == wanted)
        }
    })
}

/// Whether no second term has to say where NULL stands.
fn has_one_term(cx: &Context<'_>, term: &OrderTerm) -> bool {
    term.nulls.is_none() || cx.capability().nulls_order
}

/// The label that a term is.
pub(in crate::compiler) fn label_of(term: &Arg) -> Option<&str> {
    match term {
        Arg::Node(node) => match &**node {
            Node::Label(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// The position, from one, of what is selected under a label.
pub(in crate::compiler) fn labelled(items: &[SelectItem], wanted: &str) -> Result<u64> {
    let (mut position, mut found, mut labels) = (0, None, Vec::new());
    for item in items {
        match item {
            SelectItem::Entity { table, .. } => position += table.columns.len() as u64,
            SelectItem::Expr { label, .. } => {
                position += 1;
                let Some(label) = label else { continue };
                if label == wanted && found.replace(position).is_some() {
                    let message = format!("the statement selects two things labelled `{wanted}`");
                    return Err(Error::new(ErrorKind::Compile, message)
                        .with_help("give each a label of its own"));
                }
                labels.push(format!("`{label}`"));
            }
        }
    }
    found.ok_or_else(|| {
        let help = if labels.is_empty() {
            "nothing that it selects has a label: give it one with `.label(…)`".to_owned()
        } else {
            format!("it has {}", labels.join(", "))
        };
        let message = format!("the statement selects nothing labelled `{wanted}`");
        Error::new(ErrorKind::Compile, message).with_help(help)
    })
}
