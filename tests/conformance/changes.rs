//! What a scenario changed: the difference between the tables before and after.

use std::collections::BTreeMap;

use crate::cell::Named;
use crate::tables::{self, Contents, Rows};

/// What changed, by table. Tables without a change are left out.
pub(crate) type Changes = BTreeMap<String, TableChanges>;

/// What changed in a table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TableChanges {
    pub(crate) inserted: Vec<Named>,
    pub(crate) deleted: Vec<Named>,
    pub(crate) updated: Vec<Updated>,
}

/// A row of which some columns changed.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Updated {
    pub(crate) key: Named,
    pub(crate) before: Named,
    pub(crate) after: Named,
}

impl TableChanges {
    /// Into the order in which changes are compared.
    pub(crate) fn sort(&mut self) {
        self.inserted.sort();
        self.deleted.sort();
        self.updated.sort();
    }
}

/// The difference between the tables before and after.
pub(crate) fn between(before: &Contents, after: &Contents) -> Changes {
    let mut changes = Changes::new();
    let none = Rows::new();
    for (&table, before) in before {
        let after = after.get(table).unwrap_or(&none);
        if before != after {
            changes.insert(table.to_owned(), in_table(table, before, after));
        }
    }
    changes
}

fn in_table(table: &str, before: &Rows, after: &Rows) -> TableChanges {
    let mut changes = TableChanges::default();
    for (key, row) in after {
        match before.get(key) {
            None => changes.inserted.push(row.clone()),
            Some(old) if old != row => changes.updated.push(update(table, old, row)),
            Some(_) => {}
        }
    }
    for (key, row) in before {
        if !after.contains_key(key) {
            changes.deleted.push(row.clone());
        }
    }
    changes.sort();
    changes
}

fn update(table: &str, old: &Named, new: &Named) -> Updated {
    let definition = tables::table(table);
    let is_key = |name: &str| {
        definition.is_some_and(|it| it.primary_key.iter().any(|&at| it.column_name(at) == name))
    };
    let key = old.iter().filter(|(name, _)| is_key(name));
    let differs = |name: &String| old.get(name) != new.get(name);
    let changed = |row: &Named| {
        let row = row.iter().filter(|(name, _)| differs(name));
        row.map(|(name, cell)| (name.clone(), cell.clone()))
            .collect()
    };
    Updated {
        key: key
            .map(|(name, cell)| (name.clone(), cell.clone()))
            .collect(),
        before: changed(old),
        after: changed(new),
    }
}
