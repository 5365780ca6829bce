//! What GROUP BY, ORDER BY and other parts of a SELECT repeat of each other.
//!
//! A database takes two expressions that hold bound values for different ones, since it doesn't
//! know the values when it checks the statement: `GROUP BY x % $2` doesn't group `x % $1`. So the
//! compiler writes a repetition in another way, and which expressions are equal depends on values,
//! which the words don't have: which of the values are equal is among the words.

use super::Key;
use crate::sql::{Arg, GroupingElement, Node, SelectItem, SelectNode};
use crate::types::Value;

/// How many values and lists the walk has met.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    values: usize,
    lists: usize,
}

impl<'s> Key<'s> {
    /// An expression alone.
    pub(in crate::compiler) fn of_arg(arg: &'s Arg) -> Self {
        let mut key = Self {
            typed: true,
            ..Self::default()
        };
        key.arg(arg);
        key
    }

    /// An expression alone.
    pub(in crate::compiler) fn of_node(node: &'s Node) -> Self {
        let mut key = Self {
            typed: true,
            ..Self::default()
        };
        key.node(node);
        key
    }

    /// Whether there is no bound value in it.
    pub(in crate::compiler) fn is_without_values(&self) -> bool {
        self.values.is_empty() && self.lists.is_empty()
    }

    /// Whether both are the same expression with the same values.
    pub(in crate::compiler) fn same(&self, other: &Key<'_>) -> bool {
        let names = self.parameters.iter().map(|it| it.name);
        self.words == other.words
            && self.sources == other.sources
            && self.values == other.values
            && self.lists.len() == other.lists.len()
            && self.lists.iter().zip(&other.lists).all(equal_lists)
            && names.eq(other.parameters.iter().map(|it| it.name))
    }

    pub(super) fn place(&self) -> Place {
        Place {
            values: self.values.len(),
            lists: self.lists.len(),
        }
    }

    /// Which values of a SELECT are equal to which of those that others are compared with: the
    /// values that were met up to one place from `begin` on, and from another place on.
    pub(super) fn equalities(&mut self, select: &'s SelectNode, [begin, end, rest]: [Place; 3]) {
        if let Some(known) = compared(select) {
            self.push_equalities(&known, begin, end);
            self.push_equalities(&known, rest, self.place());
        }
    }

    /// Which values that were met from a place on are equal to which of these.
    pub(super) fn equal_to(&mut self, args: &'s [Arg], begin: Place) {
        let mut known = Key::default();
        args.iter().for_each(|arg| known.arg(arg));
        self.push_equalities(&known, begin, self.place());
    }

    fn push_equalities(&mut self, known: &Key<'s>, begin: Place, end: Place) {
        if known.is_without_values() {
            return;
        }
        for at in begin.values..end.values {
            let value = self.values.get(at).copied();
            let name = value.and_then(|value| self.parameter_name(value));
            let same =
                |other: &&Value| Some(*other) == value && known.parameter_name(other) == name;
            self.push_found(known.values.iter().position(same));
        }
        for at in begin.lists..end.lists {
            let list = self.lists.get(at).copied();
            let same = |other: &&[Arg]| list.is_some_and(|list| equal_lists((&list, other)));
            self.push_found(known.lists.iter().position(same));
        }
    }

    fn push_found(&mut self, position: Option<usize>) {
        self.push(position.map_or(0, |position| position as u64 + 1));
    }

    fn parameter_name(&self, value: &Value) -> Option<&'static str> {
        let mut parameters = self.parameters.iter();
        let found = parameters.find(|parameter| std::ptr::eq(&raw const parameter.stand_in, value));
        found.map(|parameter| parameter.name)
    }
}

/// Whether two lists have the same values.
fn equal_lists((a, b): (&&[Arg], &&[Arg])) -> bool {
    let same = |pair: (&Arg, &Arg)| matches!(pair, (Arg::Bind(a), Arg::Bind(b)) if a == b);
    a.len() == b.len() && a.iter().zip(*b).all(same)
}

/// The expressions that others of the SELECT are compared with; `None` where no bound value is in
/// them.
fn compared(select: &SelectNode) -> Option<Key<'_>> {
    let rare = select.rare.as_deref()?;
    let mut known = Key::default();
    if compares_order(select) {
        known.items(&select.items);
    }
    let grouped = rare.group_by.iter().flat_map(GroupingElement::expressions);
    grouped
        .chain(&rare.clauses.distinct_on)
        .for_each(|arg| known.arg(arg));
    (!known.is_without_values()).then_some(known)
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
    if wanted.is_without_values() {
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
