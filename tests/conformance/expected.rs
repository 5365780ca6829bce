//! What was recorded.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::cell::{Cell, Kind, Named};
use crate::changes::{Changes, TableChanges, Updated};
use crate::databases::Database;
use crate::tables;

/// The cases that were given, in the order of the table of results.
static CASES: LazyLock<Vec<Expected>> =
    LazyLock::new(|| read("expected.json", include_str!("expected.json")));

/// Those that were written beside them.
static FURTHER: LazyLock<Vec<Expected>> =
    LazyLock::new(|| read("further.json", include_str!("further.json")));

fn read(file: &str, text: &str) -> Vec<Expected> {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Where cases come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Collection {
    /// They were given.
    Given,
    /// They were written beside those.
    Further,
}

impl Collection {
    pub(crate) const ALL: [Self; 2] = [Self::Given, Self::Further];

    /// Its cases, in the order of the table of results.
    pub(crate) fn cases(self) -> &'static [Expected] {
        match self {
            Self::Given => &CASES,
            Self::Further => &FURTHER,
        }
    }

    /// Where a case comes from.
    pub(crate) fn of(id: &str) -> Self {
        // Only the further ones have their category in their id.
        if id.contains('/') {
            Self::Further
        } else {
            Self::Given
        }
    }
}

/// All cases.
pub(crate) fn all() -> impl Iterator<Item = &'static Expected> {
    Collection::ALL.into_iter().flat_map(Collection::cases)
}

/// A case as recorded.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    pub(crate) id: String,
    pub(crate) category: String,
    #[serde(rename = "kind")]
    _kind: String,
    pub(crate) title: String,
    /// The databases that couldn't do it, or through which it couldn't be said.
    pub(crate) unsupported: Vec<Database>,
    /// The class of the exception.
    raises: Option<String>,
    /// The same, where the databases don't agree.
    #[serde(default)]
    raises_by_dialect: BTreeMap<Database, String>,
    #[serde(default)]
    pub(crate) statement_count: BTreeMap<Database, usize>,
    #[serde(default)]
    columns: Vec<(String, String)>,
    #[serde(default)]
    pub(crate) ordered: bool,
    rows: Option<Vec<Vec<serde_json::Value>>>,
    rows_by_dialect: Option<BTreeMap<Database, Vec<Vec<serde_json::Value>>>>,
    pub(crate) result: Option<serde_json::Value>,
    changes: Option<BTreeMap<String, RecordedChanges>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RecordedChanges {
    inserted: Vec<RecordedRow>,
    deleted: Vec<RecordedRow>,
    updated: Vec<RecordedUpdate>,
}

type RecordedRow = BTreeMap<String, serde_json::Value>;

#[derive(Debug, Deserialize)]
struct RecordedUpdate {
    pk: RecordedRow,
    before: RecordedRow,
    after: RecordedRow,
}

impl Expected {
    /// The rows of a query on a database.
    pub(crate) fn rows(&self, database: Database) -> Result<Vec<Vec<Cell>>, String> {
        let by_dialect = self.rows_by_dialect.as_ref();
        let rows = by_dialect
            .and_then(|rows| rows.get(&database))
            .or(self.rows.as_ref())
            .ok_or("no rows were recorded for this database")?;
        let kinds: Result<Vec<_>, _> = self
            .columns
            .iter()
            .map(|(_, kind)| Kind::named(kind))
            .collect();
        let kinds = kinds?;
        rows.iter()
            .map(|row| {
                let cells = kinds.iter().zip(row);
                cells
                    .map(|(kind, value)| Cell::recorded(*kind, value))
                    .collect()
            })
            .collect()
    }

    /// The class of the exception on a database.
    pub(crate) fn raises(&self, database: Database) -> Option<&str> {
        let on_this = self.raises_by_dialect.get(&database);
        on_this.or(self.raises.as_ref()).map(String::as_str)
    }

    /// Whether it writes.
    pub(crate) const fn writes(&self) -> bool {
        self.changes.is_some()
    }

    /// The tables that it inserts into.
    pub(crate) fn inserts_into(&self) -> impl Iterator<Item = &str> {
        let changes = self.changes.iter().flatten();
        changes
            .filter(|(_, changes)| !changes.inserted.is_empty())
            .map(|(table, _)| table.as_str())
    }

    /// What a scenario changes in the tables.
    pub(crate) fn changes(&self) -> Result<Changes, String> {
        let changes = self.changes.iter().flatten();
        changes
            .map(|(table, recorded)| {
                let mut changes = TableChanges {
                    inserted: rows(table, &recorded.inserted)?,
                    deleted: rows(table, &recorded.deleted)?,
                    updated: Vec::new(),
                };
                for update in &recorded.updated {
                    changes.updated.push(Updated {
                        key: named(table, &update.pk)?,
                        before: named(table, &update.before)?,
                        after: named(table, &update.after)?,
                    });
                }
                changes.sort();
                Ok((table.clone(), changes))
            })
            .collect()
    }
}

fn rows(table: &str, recorded: &[RecordedRow]) -> Result<Vec<Named>, String> {
    recorded.iter().map(|row| named(table, row)).collect()
}

fn named(table: &str, row: &RecordedRow) -> Result<Named, String> {
    let definition = tables::table(table).ok_or_else(|| format!("there is no table `{table}`"))?;
    row.iter()
        .map(|(name, value)| {
            let column = definition
                .position(name)
                .and_then(|at| definition.column(at));
            let column = column.ok_or_else(|| format!("`{table}` has no column `{name}`"))?;
            let cell = Cell::recorded(Kind::of(column.sql_type), value)?;
            Ok((name.clone(), cell))
        })
        .collect()
}
