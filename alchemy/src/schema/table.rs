//! A table.

use std::borrow::Cow;

use super::column::Column;
use super::constraint::{Check, ForeignKey, ForeignKeyTarget, Index, Unique};

/// A table: its columns, keys, constraints and indexes.
///
/// Derived tables are statics, so that a column can point to its table for ever; reflected ones
/// are made at run time.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its schema; the connection's default where there is none.
    pub schema: Option<Cow<'static, str>>,
    /// Its columns, in order.
    pub columns: Cow<'static, [Column]>,
    /// The columns of the primary key, by position.
    pub primary_key: Cow<'static, [u16]>,
    /// Its foreign keys.
    pub foreign_keys: Cow<'static, [ForeignKey]>,
    /// Its unique constraints.
    pub uniques: Cow<'static, [Unique]>,
    /// Its CHECK constraints.
    pub checks: Cow<'static, [Check]>,
    /// Its indexes.
    pub indexes: Cow<'static, [Index]>,
    /// What the database says about it.
    pub comment: Option<Cow<'static, str>>,
}

/// A table in a constant: what generated code writes.
#[derive(Clone, Copy, Debug)]
pub struct TableDefinition {
    /// See [`Table::name`].
    pub name: &'static str,
    /// See [`Table::schema`].
    pub schema: Option<&'static str>,
    /// See [`Table::columns`].
    pub columns: &'static [Column],
    /// See [`Table::primary_key`].
    pub primary_key: &'static [u16],
    /// See [`Table::foreign_keys`].
    pub foreign_keys: &'static [ForeignKey],
    /// See [`Table::uniques`].
    pub uniques: &'static [Unique],
    /// See [`Table::checks`].
    pub checks: &'static [Check],
    /// See [`Table::indexes`].
    pub indexes: &'static [Index],
    /// See [`Table::comment`].
    pub comment: Option<&'static str>,
}

impl TableDefinition {
    /// A table with columns and nothing else.
    #[must_use]
    pub const fn new(name: &'static str, columns: &'static [Column]) -> Self {
        Self {
            name,
            schema: None,
            columns,
            primary_key: &[],
            foreign_keys: &[],
            uniques: &[],
            checks: &[],
            indexes: &[],
            comment: None,
        }
    }
}

const fn borrowed(text: Option<&'static str>) -> Option<Cow<'static, str>> {
    match text {
        Some(text) => Some(Cow::Borrowed(text)),
        None => None,
    }
}

impl Table {
    /// The table of a definition.
    #[must_use]
    pub const fn define(definition: TableDefinition) -> Self {
        Self {
            name: Cow::Borrowed(definition.name),
            schema: borrowed(definition.schema),
            columns: Cow::Borrowed(definition.columns),
            primary_key: Cow::Borrowed(definition.primary_key),
            foreign_keys: Cow::Borrowed(definition.foreign_keys),
            uniques: Cow::Borrowed(definition.uniques),
            checks: Cow::Borrowed(definition.checks),
            indexes: Cow::Borrowed(definition.indexes),
            comment: borrowed(definition.comment),
        }
    }

    /// Schema and name: what makes it the same table.
    #[must_use]
    pub fn key(&self) -> (Option<&str>, &str) {
        (self.schema.as_deref(), &self.name)
    }

    /// Whether both are the same table of a database, be they the same static or not.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || self.key() == other.key()
    }

    /// The column at a position.
    #[must_use]
    pub fn column(&self, index: u16) -> Option<&Column> {
        self.columns.get(usize::from(index))
    }

    /// The name of the column at a position.
    #[must_use]
    pub fn column_name(&self, index: u16) -> &str {
        self.column(index).map_or("", |column| &column.name)
    }

    /// The position of a column.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<u16> {
        let position = self.columns.iter().position(|column| column.name == name)?;
        u16::try_from(position).ok()
    }

    /// The tables that its foreign keys point to, as far as they are known when the program is
    /// compiled.
    pub fn referenced_tables(&self) -> impl Iterator<Item = &'static Self> {
        self.foreign_keys.iter().filter_map(|key| match key.target {
            ForeignKeyTarget::Table { table, .. } => Some(table),
            ForeignKeyTarget::Named { .. } => None,
        })
    }
}

/// Two tables are equal when the database would make the same of them.
impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
            || (self.key() == other.key()
                && self.columns == other.columns
                && self.primary_key == other.primary_key
                && self.foreign_keys == other.foreign_keys
                && self.uniques == other.uniques
                && self.checks == other.checks
                && self.indexes == other.indexes
                && self.comment == other.comment)
    }
}
