//! The order in which tables can be created: what a foreign key points to comes first.

use super::constraint::ForeignKey;
use super::table::Table;

/// Tables in an order in which they can be created.
#[derive(Clone, Debug)]
pub struct SortedTables<'t> {
    /// The tables, referenced before referring. Dropped in the opposite order.
    pub tables: Vec<&'t Table>,
    /// The foreign keys that point to a later table, because tables point to each other in a
    /// circle: added by ALTER TABLE once all tables are there.
    pub deferred: Vec<(&'t Table, &'t ForeignKey)>,
}

impl<'t> SortedTables<'t> {
    /// Whether this key is added by ALTER TABLE.
    #[must_use]
    pub fn is_deferred(&self, key: &ForeignKey) -> bool {
        self.deferred
            .iter()
            .any(|(_, deferred)| std::ptr::eq(*deferred, key))
    }
}

/// Sorts tables by their foreign keys. Tables that don't depend on each other keep their order; a
/// circle is broken at its first table, so that the same tables always give the same order.
///
/// ```
/// use alchemy::schema::{Column, ColumnDefinition, ForeignKey, Table, TableDefinition, sort_tables};
/// use alchemy::types::SqlType;
///
/// static ID: [Column; 1] = [Column::define(ColumnDefinition::new("id", SqlType::BigInt))];
/// static USERS: Table = Table::define(TableDefinition::new("users", &ID));
/// static KEYS: [ForeignKey; 1] = [ForeignKey::define(&[0], &USERS, &[0], None, None)];
/// static POSTS: Table = Table::define(TableDefinition {
///     foreign_keys: &KEYS,
///     ..TableDefinition::new("posts", &ID)
/// });
///
/// let sorted = sort_tables([&POSTS, &USERS]);
/// assert_eq!(sorted.tables[0].name, "users");
/// assert!(sorted.deferred.is_empty());
/// ```
pub fn sort_tables<'t>(tables: impl IntoIterator<Item = &'t Table>) -> SortedTables<'t> {
    let mut waiting: Vec<&Table> = tables.into_iter().collect();
    let mut sorted = SortedTables {
        tables: Vec::with_capacity(waiting.len()),
        deferred: Vec::new(),
    };
    while !waiting.is_empty() {
        let ready = waiting
            .iter()
            .position(|table| blocking(table, &waiting).next().is_none());
        let next = waiting.remove(ready.unwrap_or_else(|| circle_start(&waiting)));
        sorted
            .deferred
            .extend(blocking(next, &waiting).map(|key| (next, key)));
        sorted.tables.push(next);
    }
    sorted
}

/// The keys of a table that point to another one that is still waiting.
fn blocking<'t>(table: &'t Table, waiting: &[&'t Table]) -> impl Iterator<Item = &'t ForeignKey> {
    table.foreign_keys.iter().filter(move |key| {
        let target = key.target.table_key();
        target != table.key() && waiting.iter().any(|other| other.key() == target)
    })
}

/// The first table that stands in a circle itself, and doesn't just wait for one.
fn circle_start(waiting: &[&Table]) -> usize {
    let in_circle = |start: &Table| {
        let mut reached: Vec<&Table> = Vec::new();
        let mut pending = vec![start];
        while let Some(table) = pending.pop() {
            for key in blocking(table, waiting) {
                let target = key.target.table_key();
                if target == start.key() {
                    return true;
                }
                let found = waiting.iter().find(|other| other.key() == target);
                if let Some(found) = found.filter(|found| !reached.iter().any(|r| r.is(found))) {
                    reached.push(found);
                    pending.push(found);
                }
            }
        }
        false
    };
    waiting
        .iter()
        .position(|table| in_circle(table))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::sort_tables;
    use crate::schema::{ForeignKey, ForeignKeyTarget, Table, TableDefinition};

    fn table(name: &'static str, targets: &[&str]) -> Table {
        let key = |target: &&str| ForeignKey {
            name: None,
            columns: vec![0].into(),
            target: ForeignKeyTarget::Named {
                schema: None,
                table: (*target).to_owned(),
                columns: vec!["id".to_owned()],
            },
            on_delete: None,
            on_update: None,
        };
        Table {
            foreign_keys: targets.iter().map(key).collect(),
            ..Table::define(TableDefinition::new(name, &[]))
        }
    }

    /// The order, and which keys come afterwards.
    fn sorted(tables: &[Table]) -> (Vec<&str>, Vec<String>) {
        let sorted = sort_tables(tables);
        let names = sorted.tables.iter().map(|table| table.name.as_ref());
        let deferred = sorted.deferred.iter();
        let keys =
            deferred.map(|(table, key)| format!("{}>{}", table.name, key.target.table_key().1));
        (names.collect(), keys.collect())
    }

    #[test]
    fn referenced_tables_come_first_and_others_keep_their_order() {
        let tables = [
            table("c", &["a"]),
            table("b", &[]),
            table("a", &["a", "elsewhere"]),
        ];
        assert_eq!(sorted(&tables), (vec!["b", "a", "c"], vec![]));
    }

    #[test]
    fn a_circle_is_broken_at_its_first_table() {
        let tables = [
            table("d", &["b"]),
            table("b", &["c"]),
            table("c", &["b", "a"]),
            table("a", &[]),
        ];
        let keys = vec!["b>c".to_owned()];
        assert_eq!(sorted(&tables), (vec!["a", "b", "d", "c"], keys));
    }
}
