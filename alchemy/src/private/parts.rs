//! What an entity carries beside its columns and relationships.
//!
//! Other models' statics are computed from these. What an initializer reads decides which orders
//! are possible: keys stand in the table, which reads entities; an entity only takes addresses;
//! `references` reads tables; relationships read tables and `references`. Nothing reads
//! relationships but the checks, so models may refer to each other in circles.

use std::fmt;

use crate::orm::{Mapper, RelationshipKeys};
use crate::schema::Table;
use crate::sql::Source;

/// What is known about a model, by address. One static a model.
#[derive(Debug)]
pub struct Parts {
    /// The struct's name.
    pub name: &'static str,
    /// The table.
    pub table: &'static Table,
    /// The metadata.
    pub mapper: &'static Mapper,
    /// The relationships' names.
    pub relationships: &'static [&'static str],
    /// The columns of those relationships whose key is here (`BelongsTo`).
    pub references: &'static [Option<RelationshipKeys>],
    /// What the primary key's columns are called in association tables.
    pub association_columns: &'static [&'static str],
}

/// An entity's own field.
#[derive(Clone, Copy)]
pub struct EntityParts {
    parts: &'static Parts,
    source: Source,
}

impl EntityParts {
    /// Of the table under its own name.
    #[must_use]
    pub const fn new(parts: &'static Parts) -> Self {
        Self {
            parts,
            source: Source::TABLE,
        }
    }

    /// What is known about the model.
    #[must_use]
    pub const fn parts(self) -> &'static Parts {
        self.parts
    }

    /// The table.
    #[must_use]
    pub const fn table(self) -> &'static Table {
        self.parts.table
    }

    /// The metadata.
    #[must_use]
    pub const fn mapper(self) -> &'static Mapper {
        self.parts.mapper
    }

    /// Which occurrence of the table.
    #[must_use]
    pub const fn source(self) -> Source {
        self.source
    }

    /// The same of another occurrence.
    #[must_use]
    pub const fn with_source(self, source: Source) -> Self {
        Self { source, ..self }
    }

    /// The entity's `Debug`.
    ///
    /// # Errors
    /// When the formatter fails.
    pub fn fmt(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.parts.name)?;
        if self.source.is_table() {
            Ok(())
        } else {
            write!(f, "@{}", self.source.id())
        }
    }
}

impl fmt::Debug for EntityParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (*self).fmt(f)
    }
}

/// What a foreign key points to.
#[derive(Debug)]
pub struct Target<const N: usize> {
    /// The table.
    pub table: &'static Table,
    /// The columns.
    pub columns: [u16; N],
}
