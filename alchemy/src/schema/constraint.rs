//! Constraints and indexes of a table. Columns are positions in the table.

use std::borrow::Cow;

use super::table::Table;

/// What happens to a referring row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferentialAction {
    /// `NO ACTION`.
    NoAction,
    /// `RESTRICT`.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

/// What a foreign key points to.
#[derive(Clone, Debug)]
pub enum ForeignKeyTarget {
    /// Columns of a table that is known when the program is compiled.
    Table {
        /// The table.
        table: &'static Table,
        /// The columns, by position.
        columns: &'static [u16],
    },
    /// Columns of a table by name, as a database reports it.
    Named {
        /// The table's schema.
        schema: Option<String>,
        /// The table's name.
        table: String,
        /// The columns' names.
        columns: Vec<String>,
    },
}

impl ForeignKeyTarget {
    /// Schema and name of the table.
    #[must_use]
    pub fn table_key(&self) -> (Option<&str>, &str) {
        match self {
            Self::Table { table, .. } => table.key(),
            Self::Named { schema, table, .. } => (schema.as_deref(), table),
        }
    }

    /// The names of the columns.
    #[must_use]
    pub fn column_names(&self) -> Vec<&str> {
        match self {
            Self::Table { table, columns } => columns
                .iter()
                .map(|index| table.column_name(*index))
                .collect(),
            Self::Named { columns, .. } => columns.iter().map(String::as_str).collect(),
        }
    }
}

impl PartialEq for ForeignKeyTarget {
    fn eq(&self, other: &Self) -> bool {
        self.table_key() == other.table_key() && self.column_names() == other.column_names()
    }
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq)]
pub struct ForeignKey {
    /// Its name; the database makes one up where there is none.
    pub name: Option<Cow<'static, str>>,
    /// The referring columns.
    pub columns: Cow<'static, [u16]>,
    /// What it points to.
    pub target: ForeignKeyTarget,
    /// What happens when the target is deleted.
    pub on_delete: Option<ReferentialAction>,
    /// What happens when the target's key changes.
    pub on_update: Option<ReferentialAction>,
}

impl ForeignKey {
    /// The key of a definition.
    #[must_use]
    pub const fn define(
        columns: &'static [u16],
        table: &'static Table,
        target_columns: &'static [u16],
        on_delete: Option<ReferentialAction>,
        on_update: Option<ReferentialAction>,
    ) -> Self {
        Self {
            name: None,
            columns: Cow::Borrowed(columns),
            target: ForeignKeyTarget::Table {
                table,
                columns: target_columns,
            },
            on_delete,
            on_update,
        }
    }
}

/// A unique constraint.
#[derive(Clone, Debug, PartialEq)]
pub struct Unique {
    /// Its name; the database makes one up where there is none.
    pub name: Option<Cow<'static, str>>,
    /// Its columns.
    pub columns: Cow<'static, [u16]>,
}

/// An index.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// Its name; `ix_<table>_<columns>` where there is none.
    pub name: Option<Cow<'static, str>>,
    /// Its columns.
    pub columns: Cow<'static, [u16]>,
    /// Whether it refuses duplicates.
    pub unique: bool,
}

/// A CHECK constraint.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Its name; the database makes one up where there is none.
    pub name: Option<Cow<'static, str>>,
    /// The condition, as SQL.
    pub condition: Cow<'static, str>,
}
