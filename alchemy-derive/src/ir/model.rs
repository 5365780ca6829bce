//! A model.

use proc_macro2::{Span, TokenStream};
use syn::{Ident, Visibility};

use super::column::Column;
use super::relationship::Relationship;
use crate::parse::ColumnPath;

/// A model: a struct, its table and its relationships.
pub(crate) struct Model {
    /// The path of alchemy.
    pub(crate) krate: TokenStream,
    pub(crate) name: Ident,
    pub(crate) visibility: Visibility,
    /// The entity's type.
    pub(crate) entity: Ident,
    /// The struct's name in snake case.
    pub(crate) snake_name: String,
    pub(crate) table: String,
    pub(crate) schema: Option<String>,
    pub(crate) comment: Option<String>,
    pub(crate) columns: Vec<Column>,
    pub(crate) relationships: Vec<Relationship>,
    /// All fields, in the struct's order.
    pub(crate) fields: Vec<FieldIndex>,
    /// Positions of columns.
    pub(crate) primary_key: Vec<usize>,
    /// The position of the column that counts updates.
    pub(crate) version: Option<usize>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    pub(crate) uniques: Vec<Index>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) checks: Vec<Check>,
    /// Whether it is a struct of named fields, which an instance can be made of.
    pub(crate) is_struct: bool,
}

/// A field of the struct, by its position among columns or relationships.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldIndex {
    /// A column.
    Column(usize),
    /// A relationship.
    Relationship(usize),
}

/// A foreign key. All columns of the target are of one model.
pub(crate) struct ForeignKey {
    pub(crate) columns: Vec<usize>,
    pub(crate) targets: Vec<ColumnPath>,
    pub(crate) on_delete: Option<Action>,
    pub(crate) on_update: Option<Action>,
}

/// What happens to a referring row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// `NO ACTION`.
    Nothing,
    /// `RESTRICT`.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

/// A unique constraint or an index.
pub(crate) struct Index {
    pub(crate) columns: Vec<usize>,
    pub(crate) name: Option<String>,
    pub(crate) unique: bool,
}

/// A CHECK constraint.
pub(crate) struct Check {
    pub(crate) condition: String,
    pub(crate) name: Option<String>,
}

impl Model {
    /// The columns of the primary key.
    pub(crate) fn key_columns(&self) -> impl Iterator<Item = (usize, &Column)> {
        self.primary_key
            .iter()
            .filter_map(|index| Some((*index, self.columns.get(*index)?)))
    }

    /// Where the struct's name stands, for what belongs to the struct as a whole.
    pub(crate) fn span(&self) -> Span {
        self.name.span()
    }
}
