//! Finds what GROUP BY or ORDER BY repeats of what is selected.
//!
//! A database takes two expressions that hold bound values for different ones, since it doesn't
//! know the values when it checks the statement: `GROUP BY x % $2` doesn't group `x % $1`. Such a
//! term is written as the position of what is selected. Whether it equals it depends on values,
//! which the words don't have, so the position is among the words.

use super::Key;
use crate::sql::{Arg, SelectItem, SelectNode};

impl<'s> Key<'s> {
    fn of_arg(arg: &'s Arg) -> Self {
        let mut key = Self {
            typed: true,
            ..Self::default()
        };
        key.arg(arg);
        key
    }

    /// Whether both are the same expression with the same values.
    fn same(&self, other: &Self) -> bool {
        let names = |key: &Self| -> Vec<_> { key.parameters.iter().map(|it| it.name).collect() };
        self.words == other.words
            && self.sources == other.sources
            && self.values == other.values
            && lists(self).eq(lists(other))
            && names(self) == names(other)
    }

    /// A term of GROUP BY or ORDER BY, and which position of the SELECT it repeats.
    pub(super) fn repeating(&mut self, select: Option<&'s SelectNode>, arg: &'s Arg) {
        let before = (self.values.len(), self.lists.len());
        self.arg(arg);
        if let Some(select) = select
            && before != (self.values.len(), self.lists.len())
        {
            self.push(repeated(&select.items, arg).unwrap_or_default());
        }
    }
}

/// The values of the IN lists.
fn lists<'k>(key: &'k Key<'_>) -> impl Iterator<Item = Vec<Option<&'k crate::types::Value>>> {
    key.lists.iter().map(|list| {
        let value = |arg: &'k Arg| match arg {
            Arg::Bind(value) => Some(value),
            _ => None,
        };
        list.iter().map(value).collect()
    })
}

/// Whether the database compares terms of ORDER BY with what is selected.
pub(in crate::compiler) fn compares_order(select: &SelectNode) -> bool {
    let rare = select.rare.as_deref();
    rare.is_some_and(|rare| rare.distinct || !rare.group_by.is_empty())
}

/// The position, from one, of what is selected and equals a term that holds bound values.
pub(in crate::compiler) fn repeated(items: &[SelectItem], term: &Arg) -> Option<u64> {
    if matches!(term, Arg::Column(_)) {
        return None;
    }
    let wanted = Key::of_arg(term);
    if wanted.values.is_empty() && wanted.lists.is_empty() {
        return None;
    }
    let mut position = 0;
    for item in items {
        match item {
            SelectItem::Entity { table, .. } => position += table.columns.len() as u64,
            SelectItem::Expr { arg, .. } => {
                position += 1;
                if Key::of_arg(arg).same(&wanted) {
                    return Some(position);
                }
            }
        }
    }
    None
}
