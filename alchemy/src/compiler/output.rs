//! What the columns of a SELECT are called where it is a derived table.

use std::borrow::Cow;

use super::capability::Capability;
use super::quote::shortened;
use super::scope::Names;
use crate::sql::{Arg, ColumnRef, Node, SelectItem};

/// The names of the columns that are selected or returned, in order. Those that clash get a number:
/// `id`, `id_1`.
pub(super) fn names(items: &[SelectItem], known: &Names, capability: &Capability) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(items.len());
    for item in items {
        each_column(item, known, |natural, wished| {
            let wished = natural.or(wished).unwrap_or(Cow::Borrowed("column"));
            names.push(unique(&wished, &names, capability));
        });
    }
    names
}

/// The first of `name`, `name_1`, `name_2` … that isn't there. Not every database tells upper from
/// lower case in the names of columns.
pub(super) fn unique(name: &str, taken: &[String], capability: &Capability) -> String {
    let is_free = |name: &String| !taken.iter().any(|taken| taken.eq_ignore_ascii_case(name));
    let plain = name.to_owned();
    if is_free(&plain) {
        return plain;
    }
    (1..)
        .map(|number: usize| {
            let suffix = format!("_{number}");
            format!("{}{suffix}", shortened(name, capability, suffix.len()))
        })
        .find(is_free)
        .unwrap_or(plain)
}

/// Goes over the columns of what is selected: the name that the database gives each by itself, and
/// the one that it should have where there is none.
pub(super) fn each_column<'s>(
    item: &'s SelectItem,
    known: &'s Names,
    mut each: impl FnMut(Option<Cow<'s, str>>, Option<Cow<'s, str>>),
) {
    match item {
        SelectItem::Entity { table, source, .. } => {
            for (index, _) in (0..).zip(table.columns.iter()) {
                let column = ColumnRef {
                    table,
                    source: *source,
                    index,
                };
                each(known.column(&column), None);
            }
        }
        SelectItem::Expr { arg, label, .. } => {
            let label = label.as_deref().map(Cow::Borrowed);
            match arg {
                Arg::Column(column) => each(label.or_else(|| known.column(column)), None),
                Arg::Node(node) => match &**node {
                    Node::Function(function) => {
                        let name = function.name.rsplit('.').next().map(Cow::Borrowed);
                        each(label, name);
                    }
                    _ => each(label, None),
                },
                Arg::Bind(_) => each(label, None),
            }
        }
    }
}
