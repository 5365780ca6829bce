//! The terms of a SELECT's GROUP BY and ORDER BY, which may refer to what it selects.

use super::select::direction;
use crate::compiler::context::Context;
use crate::compiler::key::{compares_order, repeated};
use crate::sql::{Arg, Node, OrderTerm, SelectItem, SelectNode};
use crate::{Error, ErrorKind, Result};

/// The terms of GROUP BY.
pub(super) fn group_by(cx: &mut Context<'_>, items: &[SelectItem], terms: &[Arg]) -> Result<()> {
    cx.list(terms, ", ", |cx, term| {
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
    })
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
        if compared
            && has_one_term(cx, term)
            && let Some(position) = repeated(&select.items, &term.arg)
        {
            cx.push_number(position);
            direction(cx, term);
            return Ok(());
        }
        dialect.visit_order_term(cx, term)
    })
}

/// Whether no second term has to say where NULL stands.
fn has_one_term(cx: &Context<'_>, term: &OrderTerm) -> bool {
    term.nulls.is_none() || cx.capability().nulls_order
}

/// The label that a term is.
pub(super) fn label_of(term: &Arg) -> Option<&str> {
    match term {
        Arg::Node(node) => match &**node {
            Node::Label(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// The position, from one, of what is selected under a label.
pub(super) fn labelled(items: &[SelectItem], wanted: &str) -> Result<u64> {
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
