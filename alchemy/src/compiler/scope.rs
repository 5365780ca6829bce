//! Names of table occurrences, and which of them can be seen where.

use super::capability::Capability;
use super::quote::shortened;
use super::walk::Occurrence;

/// The names of the aliases of one statement.
#[derive(Debug, Default)]
pub(super) struct Names {
    aliases: Vec<(Occurrence, String)>,
}

impl Names {
    /// Names aliases `users_1`, `users_2` in the order of their first use, past the names of the
    /// statement's real tables.
    pub(super) fn new(occurrences: &[Occurrence], capability: &Capability) -> Self {
        let mut names = Self::default();
        for found in occurrences.iter().filter(|found| !found.source.is_table()) {
            let name = (1..)
                .map(|number: usize| {
                    let number = format!("_{number}");
                    let table = shortened(&found.table.name, capability, number.len());
                    format!("{table}{number}")
                })
                .find(|name| !names.is_taken(name, occurrences))
                .unwrap_or_default();
            names.aliases.push((*found, name));
        }
        names
    }

    fn is_taken(&self, name: &str, occurrences: &[Occurrence]) -> bool {
        self.aliases.iter().any(|(_, taken)| taken == name)
            || occurrences.iter().any(|found| found.table.name == name)
    }

    /// The name of an alias; `None` for a table under its own name.
    pub(super) fn alias(&self, occurrence: &Occurrence) -> Option<&str> {
        self.aliases
            .iter()
            .find(|(known, _)| known.is(occurrence))
            .map(|(_, name)| name.as_str())
    }
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

    /// Whether this stands at the top of the statement, or in an operand of it.
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
