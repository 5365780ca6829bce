//! Names of table occurrences, and which of them can be seen where.

use std::borrow::Cow;
use std::rc::Rc;

use smallvec::SmallVec;

use super::capability::Capability;
use super::output;
use super::quote::shortened;
use super::walk::Walk;
use crate::sql::{ColumnRef, DerivedBody, DerivedTable, Occurrence, Source};
use crate::{Error, ErrorKind};

/// The names of the aliases and derived tables of one statement.
#[derive(Debug, Default)]
pub(super) struct Names {
    aliases: Vec<(Source, String)>,
    derived: Vec<Derived>,
    /// What is wrong with names that were given.
    pub(super) clash: Option<Error>,
}

/// The columns of a derived table.
#[derive(Debug)]
struct Derived {
    source: Source,
    columns: Rc<[String]>,
    entities: SmallVec<[u16; 1]>,
}

impl Names {
    /// Names aliases `users_1`, `users_2` in the order of their first use, past the names of the
    /// statement's real tables.
    pub(super) fn new(walk: &Walk<'_>, capability: &Capability) -> Self {
        let mut names = Self::default();
        if walk.derived.is_empty() && walk.found.iter().all(|found| found.source.is_table()) {
            return names;
        }
        let tables = walk.found.iter().filter(|found| !found.is_derived());
        let mut taken: Vec<String> = tables.map(|found| found.table.name.to_string()).collect();
        for derived in &walk.derived {
            names.add_derived(derived, &mut taken, capability);
        }
        for found in walk.found.iter().filter(|found| !found.source.is_table()) {
            if names.alias(found).is_some() {
                continue;
            }
            let base = if found.is_derived() {
                "subquery"
            } else {
                &found.table.name
            };
            let proposed = capability.proposed_row;
            let name = if found.source == Source::PROPOSED && !taken.iter().any(|it| it == proposed)
            {
                proposed.to_owned()
            } else {
                numbered(base, &taken, capability)
            };
            taken.push(name.clone());
            names.aliases.push((found.source, name));
        }
        names
    }

    fn add_derived(
        &mut self,
        derived: &DerivedTable,
        taken: &mut Vec<String>,
        capability: &Capability,
    ) {
        if self.derived_table(derived.source).is_some() {
            return;
        }
        let columns = match &derived.body {
            DerivedBody::Select { select, .. } => output::names(select, self, capability).into(),
        };
        if let Some(name) = &derived.name {
            if taken.iter().any(|taken| taken.eq_ignore_ascii_case(name)) {
                self.clash.get_or_insert_with(|| named_twice(name));
            }
            taken.push(name.to_string());
            self.aliases.push((derived.source, name.to_string()));
        }
        self.derived.push(Derived {
            source: derived.source,
            columns,
            entities: derived.entities.clone(),
        });
    }

    fn derived_table(&self, source: Source) -> Option<&Derived> {
        let mut all = self.derived.iter();
        all.find(|derived| derived.source.id() == source.id())
    }

    /// The name of an alias or a derived table; `None` for a table under its own name.
    pub(super) fn alias(&self, occurrence: &Occurrence) -> Option<&str> {
        if occurrence.source.is_table() {
            return None;
        }
        self.aliases
            .iter()
            .find(|(known, _)| known.id() == occurrence.source.id())
            .map(|(_, name)| name.as_str())
    }

    /// The name of a column: that of the table's column, or the one that the derived table gives
    /// it. `None` for a column that the derived table doesn't have.
    pub(super) fn column(&self, column: &ColumnRef) -> Option<Cow<'static, str>> {
        if !column.occurrence().is_derived() {
            return Some(Cow::Borrowed(column.name()));
        }
        let derived = self.derived_table(column.source)?;
        let begin = match usize::try_from(column.source.part()).ok()?.checked_sub(1) {
            None => 0,
            Some(entity) => usize::from(*derived.entities.get(entity)?),
        };
        let name = derived.columns.get(begin + usize::from(column.index))?;
        Some(Cow::Owned(name.clone()))
    }

    /// The names of a derived table's columns.
    pub(super) fn columns(&self, source: Source) -> Option<Rc<[String]>> {
        let derived = self.derived_table(source)?;
        Some(Rc::clone(&derived.columns))
    }
}

/// The first of `name_1`, `name_2` … that isn't there.
fn numbered(name: &str, taken: &[String], capability: &Capability) -> String {
    (1..)
        .map(|number: usize| {
            let number = format!("_{number}");
            let name = shortened(name, capability, number.len());
            format!("{name}{number}")
        })
        .find(|name| !taken.iter().any(|taken| taken.eq_ignore_ascii_case(name)))
        .unwrap_or_default()
}

fn named_twice(name: &str) -> Error {
    let message = format!("two tables or subqueries of the statement are named `{name}`");
    Error::new(ErrorKind::Compile, message)
        .with_help("give each a name of its own, or none: `subquery.alias()`")
}

/// The FROM lists around the place that is being written, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    stack: Vec<Vec<Occurrence>>,
}

impl Scopes {
    pub(super) fn enter(&mut self, visible: Vec<Occurrence>) {
        self.stack.push(visible);
    }

    pub(super) fn leave(&mut self) {
        self.stack.pop();
    }

    /// Puts the lists around this place out of sight.
    pub(super) fn hide(&mut self) -> Self {
        std::mem::take(self)
    }

    /// Whether this stands at the top of the statement, in an operand of it or in a derived table.
    pub(super) fn is_empty(&self) -> bool {
        self.stack.is_empty()
    }

    /// Whether a FROM list around this place has the occurrence.
    pub(super) fn sees(&self, occurrence: &Occurrence) -> bool {
        self.stack
            .iter()
            .flatten()
            .any(|visible| visible.is(occurrence))
    }
}
