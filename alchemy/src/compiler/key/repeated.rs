//! Which selected expression a term of GROUP BY or ORDER BY repeats.

use super::Key;
use crate::sql::{Arg, SelectItem};

impl<'s> Key<'s> {
    /// Walks over one expression, which knows the aliases that another has met.
    fn of_arg(arg: &'s Arg, after: Option<&Self>) -> Self {
        let mut key = Self {
            typed: true,
            ..Self::default()
        };
        if let Some(after) = after {
            key.sources.clone_from(&after.sources);
        }
        key.arg(arg);
        key
    }

    fn same_values(&self, other: &Self) -> bool {
        let same = |(a, b): (&&[Arg], &&[Arg])| {
            let pairs = a.iter().zip(b.iter());
            a.len() == b.len()
                && pairs.into_iter().all(|pair| match pair {
                    (Arg::Bind(a), Arg::Bind(b)) => a == b,
                    _ => false,
                })
        };
        self.values == other.values
            && self.lists.len() == other.lists.len()
            && self.lists.iter().zip(&other.lists).all(same)
    }
}

/// The position, counted from 1, of the selected expression that a term repeats with the same
/// values in it.
///
/// A database that gets values apart from the text can't know that two placeholders have the same
/// one, and takes both for different expressions: it wants the position. None where there are no
/// values in the term.
pub(in crate::compiler) fn position(items: &[SelectItem], term: &Arg) -> Option<u64> {
    if !matches!(term, Arg::Node(_)) {
        return None;
    }
    let term = Key::of_arg(term, None);
    if term.values.is_empty() && term.lists.is_empty() {
        return None;
    }
    let mut position = 1;
    for item in items {
        match item {
            SelectItem::Entity { table, .. } => position += table.columns.len() as u64,
            SelectItem::Expr { arg, .. } => {
                let item = Key::of_arg(arg, Some(&term));
                if item.words == term.words && item.same_values(&term) {
                    return Some(position);
                }
                position += 1;
            }
        }
    }
    None
}
