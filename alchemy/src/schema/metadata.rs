//! The tables of an application, together.

use std::ops::Deref;
use std::sync::Arc;

use super::table::Table;
use crate::{Error, ErrorKind, Result};

/// A table of a [`MetaData`]: a static of generated code, or one made at run time.
#[derive(Clone, Debug)]
pub enum TableRef {
    /// Known when the program was compiled.
    Static(&'static Table),
    /// Made at run time.
    Shared(Arc<Table>),
}

impl Deref for TableRef {
    type Target = Table;

    fn deref(&self) -> &Table {
        match self {
            Self::Static(table) => table,
            Self::Shared(table) => table,
        }
    }
}

/// The tables of an application. One per schema and name.
#[derive(Clone, Debug, Default)]
pub struct MetaData {
    tables: Vec<TableRef>,
    conflicts: Vec<String>,
}

impl MetaData {
    /// No tables yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            tables: Vec::new(),
            conflicts: Vec::new(),
        }
    }

    /// Adds a table and those that its foreign keys point to.
    ///
    /// An equal definition of a table that is there already is the same table. An unequal one is
    /// an error, reported by the first call that uses the tables.
    pub fn add(&mut self, table: &'static Table) {
        let mut pending = vec![table];
        while let Some(table) = pending.pop() {
            if self.insert(TableRef::Static(table)) {
                pending.extend(table.referenced_tables());
            }
        }
    }

    /// Adds a table made at run time.
    pub fn add_shared(&mut self, table: Arc<Table>) {
        self.insert(TableRef::Shared(table));
    }

    fn insert(&mut self, table: TableRef) -> bool {
        match self.tables.iter().find(|known| known.is(&table)) {
            None => {
                self.tables.push(table);
                true
            }
            Some(known) => {
                if **known != *table {
                    self.conflicts.push(table.name.to_string());
                }
                false
            }
        }
    }

    /// The tables, in the order in which they were added.
    ///
    /// # Errors
    /// [`ErrorKind::Schema`] when two definitions of one table differ.
    pub fn tables(&self) -> Result<&[TableRef]> {
        match self.conflicts.first() {
            None => Ok(&self.tables),
            Some(name) => Err(Error::new(
                ErrorKind::Schema,
                format!("table `{name}` is defined twice, and the definitions differ"),
            )
            .with_table(name)
            .with_help("give one of them another name, or make the definitions equal")),
        }
    }

    /// The table of a name.
    #[must_use]
    pub fn table(&self, schema: Option<&str>, name: &str) -> Option<&Table> {
        self.tables
            .iter()
            .find(|table| table.key() == (schema, name))
            .map(Deref::deref)
    }
}
