//! Finds what is selected as if it were always there though it is NULL in the totals of ROLLUP and
//! other grouping sets.

use super::ansi::terms::label_of;
use super::key::Key;
use super::optional::each_strict;
use crate::sql::{Arg, GroupingElement, GroupingKind, SelectItem, SelectNode};
use crate::{Error, ErrorKind, Result};

/// Refuses a SELECT whose rows promise more than its grouping sets give.
pub(super) fn check(select: &SelectNode) -> Result<()> {
    let elements = select.rare.as_ref().map_or(&[][..], |rare| &rare.group_by);
    let partial = partial(elements);
    if partial.is_empty() {
        return Ok(());
    }
    select.items.iter().try_for_each(|item| match item {
        SelectItem::Entity {
            optional: false, ..
        } => {
            let owned = |arg: &&&Arg| match arg {
                Arg::Column(column) => item.entity().is_some_and(|it| it.is(&column.occurrence())),
                _ => false,
            };
            partial
                .iter()
                .find(owned)
                .map_or(Ok(()), |arg| Err(error(arg)))
        }
        SelectItem::Expr {
            arg,
            label,
            nullable: false,
        } => {
            let by_label = |arg: &&&Arg| label.is_some() && label_of(arg) == label.as_deref();
            if let Some(named) = partial.iter().find(by_label) {
                return Err(error(named));
            }
            each_strict(arg, &mut |arg| {
                let wanted = Key::of_arg(arg);
                let same = |known: &&&Arg| Key::of_arg(known).same(&wanted);
                partial
                    .iter()
                    .find(same)
                    .map_or(Ok(()), |_| Err(error(arg)))
            })
        }
        _ => Ok(()),
    })
}

/// The expressions that some rows aren't grouped by.
fn partial(elements: &[GroupingElement]) -> Vec<&Arg> {
    let has = |set: &[Arg], wanted: &Key<'_>| set.iter().any(|arg| Key::of_arg(arg).same(wanted));
    let always = |arg: &&Arg| {
        let wanted = Key::of_arg(arg);
        elements.iter().any(|element| match element {
            GroupingElement::Expression(known) => Key::of_arg(known).same(&wanted),
            GroupingElement::Sets(GroupingKind::Sets, sets) => {
                sets.iter().all(|set| has(set, &wanted))
            }
            GroupingElement::Sets(..) => false,
        })
    };
    elements
        .iter()
        .filter(|element| matches!(element, GroupingElement::Sets(..)))
        .flat_map(GroupingElement::expressions)
        .filter(|arg| !always(arg))
        .collect()
}

fn error(arg: &Arg) -> Error {
    let what = match arg {
        Arg::Column(column) => {
            let table = column.occurrence().described();
            format!("{} of {table}", column.described())
        }
        arg => match label_of(arg) {
            Some(label) => format!("`{label}`"),
            None => "an expression".to_owned(),
        },
    };
    let message = format!(
        "{what} is NULL in the rows that are totals over it, and is selected as if it weren't"
    );
    let error = Error::new(ErrorKind::Compile, message).with_help("select it with `.optional()`");
    match arg {
        Arg::Column(column) => error
            .with_table(column.table.name.as_ref())
            .with_column(column.name()),
        _ => error,
    }
}
