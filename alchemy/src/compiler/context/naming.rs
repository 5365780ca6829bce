//! How tables, columns and labels are written, and where columns can be seen.

use super::Context;
use crate::compiler::from::not_named;
use crate::compiler::scope::Names;
use crate::schema::Table;
use crate::sql::{ColumnRef, DerivedTable, FromItem, Occurrence, Source};
use crate::{Error, ErrorKind, Result};

impl Context<'_> {
    /// Writes a table's name, with its schema.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when a name can't be an identifier.
    pub fn table_name(&mut self, table: &Table) -> Result<()> {
        let schema = table.schema.as_deref();
        let schema = match self.schemas {
            Some(schemas) => schemas.translate(schema),
            None => schema,
        };
        if let Some(schema) = schema {
            self.identifier(schema)?;
            self.push(".");
        }
        self.identifier(&table.name)
    }

    /// Writes an occurrence of a table as FROM names it: `users`, or `users AS users_1`.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when a name can't be an identifier.
    pub fn from_table(&mut self, table: &'static Table, source: Source) -> Result<()> {
        if self.target.is_some_and(|(target, _)| target.is(table)) {
            self.target_reads.push(source);
        }
        self.table_name(table)?;
        if let Some(alias) = self.names.alias(&Occurrence { table, source }) {
            let alias = alias.to_owned();
            self.push(" AS ");
            self.identifier(&alias)?;
        }
        Ok(())
    }

    /// Writes the name by which the statement knows what stands in FROM: its alias, or its table
    /// without the schema.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when it can't be an identifier.
    pub fn from_name(&mut self, item: &FromItem) -> Result<()> {
        let occurrence = item.occurrence();
        match self.names.alias(&occurrence).map(str::to_owned) {
            Some(alias) => self.identifier(&alias),
            None => self.identifier(&occurrence.table.name),
        }
    }

    /// Writes what the statement calls an occurrence of a table: its alias, or its name.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when a name can't be an identifier.
    pub fn occurrence_name(&mut self, table: &'static Table, source: Source) -> Result<()> {
        match self.names.alias(&Occurrence { table, source }) {
            Some(alias) => {
                let alias = alias.to_owned();
                self.identifier(&alias)
            }
            None => self.table_name(table),
        }
    }

    /// Writes a column, with its table where the statement has more than one.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when no FROM list around it has its table.
    pub fn column(&mut self, column: &ColumnRef) -> Result<()> {
        let column = &self.criteria.resolve(column);
        let occurrence = column.occurrence();
        if !self.scopes.sees(&occurrence) {
            return Err(self.out_of_scope(column));
        }
        if self.scopes.is_barred(&occurrence) {
            return Err(self.barred(column));
        }
        let Some(name) = self.names.column(column) else {
            return Err(not_selected(column));
        };
        if self.qualified {
            self.occurrence_name(column.table, column.source)?;
            self.push(".");
        }
        self.identifier(&name)
    }

    /// The names of the columns of a derived table or a common table expression.
    #[must_use]
    pub fn column_names(&self, source: Source) -> Vec<String> {
        self.names
            .columns(source)
            .map_or_else(Vec::new, |names| names.to_vec())
    }

    /// Writes the name of a common table expression.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when it can't be an identifier.
    pub fn cte_name(&mut self, id: Source) -> Result<()> {
        let name = self.names.cte_name(id).unwrap_or_default().to_owned();
        self.identifier(&name)
    }

    /// Whether an occurrence of a common table expression needs no name beside that one's.
    #[must_use]
    pub fn goes_by_plain_name(&self, source: Source) -> bool {
        self.names.is_plain(source)
    }

    /// Writes the name of a derived table.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when it can't be an identifier.
    pub fn derived_name(&mut self, derived: &DerivedTable) -> Result<()> {
        let occurrence = Occurrence::derived(derived.source);
        let name = self.names.alias(&occurrence).unwrap_or_default().to_owned();
        self.identifier(&name)
    }

    /// The names of aliases and derived tables.
    pub(in crate::compiler) const fn names(&self) -> &Names {
        &self.names
    }

    pub(super) fn out_of_scope(&self, column: &ColumnRef) -> Error {
        let occurrence = column.occurrence();
        if occurrence.is_derived() && self.names.columns(column.source).is_none() {
            return not_named(&occurrence);
        }
        let (name, table) = (column.described(), occurrence.described());
        let message = format!("{name} of {table} is used where {table} isn't in FROM");
        Error::new(ErrorKind::Compile, message)
            .with_table(column.table.name.as_ref())
            .with_column(column.name())
            .with_help("use it in a subquery: `exists(…)`, or `.in_(select(…))`")
    }

    #[cold]
    pub(super) fn barred(&self, column: &ColumnRef) -> Error {
        let what = format!(
            "a subquery that has to become a derived table and refers to {} of the statement \
             around it",
            column.described()
        );
        self.unsupported(&what)
            .with_help("join an alias of what it selects from, or a `.subquery()` of that")
    }

    /// Writes what the statement calls the row that an INSERT proposes.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] when it can't be an identifier.
    pub fn proposed_row(&mut self, table: &'static Table) -> Result<()> {
        self.occurrence_name(table, Source::PROPOSED)
    }

    /// Writes columns by their names alone.
    pub(in crate::compiler) fn unqualified(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let qualified = std::mem::replace(&mut self.qualified, false);
        let result = write(self);
        self.qualified = qualified;
        result
    }

    /// Writes a term that is a label of what is selected.
    pub(in crate::compiler) fn with_label(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.label = true;
        let result = write(self);
        self.label = false;
        result
    }

    pub(super) fn label(&mut self, name: &str) -> Result<()> {
        if self.label {
            return self.identifier(name);
        }
        let message = format!("label `{name}` is used where a label can't stand");
        Err(Error::new(ErrorKind::Compile, message)
            .with_help("order or group a SELECT by it, or repeat the expression here"))
    }
}

fn not_selected(column: &ColumnRef) -> Error {
    let name = column.described();
    let part = u16::try_from(column.source.part()).unwrap_or_default();
    let (message, help) = match part {
        Source::SEVERAL_PARTS => (
            format!("{name} is used of a subquery that selects several columns which it became"),
            "take the one that is meant from `subquery.columns()`",
        ),
        Source::OPTIONAL_PART => (
            format!("{name} is used of a subquery that selects it as `.optional()`"),
            "take it as one that may be NULL: `subquery.optional_column(…)`",
        ),
        _ => (
            format!("{name} is used of a subquery that doesn't select it"),
            "select it in the subquery, and take it from `subquery.columns()`",
        ),
    };
    Error::new(ErrorKind::Compile, message)
        .with_table(column.table.name.as_ref())
        .with_help(help)
}
