//! What the derive tells about a model: its table and its relationships, as static data.

use crate::orm::session::AnyStore;
use crate::schema::Table;
use crate::sql::OrderTerm;

/// A model's metadata. One static a model.
#[derive(Debug)]
pub struct Mapper {
    /// The struct's name.
    pub name: &'static str,
    /// The table.
    pub table: &'static Table,
    /// The relationships, in the order of the struct's fields.
    pub relationships: &'static [RelationshipDefinition],
    /// The columns of `Auto` fields, by position: what the database or the flush supplies.
    pub generated: &'static [u16],
    /// The column that counts the row's updates, by position: compared by UPDATE and DELETE.
    pub version: Option<u16>,
    /// Makes an empty arena for the model.
    #[doc(hidden)]
    pub new_store: fn() -> Box<dyn AnyStore>,
}

impl Mapper {
    /// Whether both are the same model's.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }

    /// The columns of the primary key, by position.
    #[must_use]
    pub fn primary_key_columns(&self) -> &'static [u16] {
        &self.table.primary_key
    }

    /// The relationship at a position.
    #[must_use]
    pub fn relationship(&self, index: u16) -> Option<&'static RelationshipDefinition> {
        self.relationships.get(usize::from(index))
    }
}

/// The kinds of relationship, by the field that declares them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationshipKind {
    /// Many to one: the key is here.
    BelongsTo,
    /// One to many: the key is there.
    HasMany,
    /// One to one: the key is there.
    HasOne,
    /// Many to many: the keys are in an association table.
    ManyToMany,
}

/// Which columns make a relationship. All are positions in their tables, pair by pair.
#[derive(Clone, Copy, Debug)]
pub enum RelationshipKeys {
    /// Columns here equal columns there.
    Direct {
        /// The columns of the source's table.
        local: &'static [u16],
        /// The columns of the target's table.
        remote: &'static [u16],
    },
    /// Both sides equal columns of an association table.
    Secondary {
        /// The association table.
        table: &'static Table,
        /// The columns of the source's table.
        local: &'static [u16],
        /// The association table's columns that equal `local`.
        this: &'static [u16],
        /// The association table's columns that equal `remote`.
        other: &'static [u16],
        /// The columns of the target's table.
        remote: &'static [u16],
    },
}

/// What happens to related instances together with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a cascade of SQLAlchemy's, by name"
)]
pub struct Cascade {
    /// `save-update`: they are added with it.
    pub save_update: bool,
    /// `merge`: they are merged with it.
    pub merge: bool,
    /// `refresh-expire`: they are refreshed and expired with it.
    pub refresh_expire: bool,
    /// `expunge`: they are expunged with it.
    pub expunge: bool,
    /// `delete`: they are deleted with it.
    pub delete: bool,
    /// `delete-orphan`: they are deleted when they lose it.
    pub delete_orphan: bool,
}

impl Cascade {
    /// No cascade.
    pub const NONE: Self = Self {
        save_update: false,
        merge: false,
        refresh_expire: false,
        expunge: false,
        delete: false,
        delete_orphan: false,
    };
    /// `save-update, merge`: what a relationship has unless it says otherwise.
    pub const DEFAULT: Self = Self {
        save_update: true,
        merge: true,
        ..Self::NONE
    };
    /// `all`: everything but `delete-orphan`.
    pub const ALL: Self = Self {
        refresh_expire: true,
        expunge: true,
        delete: true,
        ..Self::DEFAULT
    };
    /// `all, delete-orphan`.
    pub const ALL_DELETE_ORPHAN: Self = Self {
        delete_orphan: true,
        ..Self::ALL
    };
}

/// A relationship's metadata.
#[derive(Clone, Copy, Debug)]
pub struct RelationshipDefinition {
    /// The source model's name.
    pub model: &'static str,
    /// The field's name.
    pub name: &'static str,
    /// The kind.
    pub kind: RelationshipKind,
    /// The target's metadata.
    pub target: fn() -> &'static Mapper,
    /// The columns that make it.
    pub keys: RelationshipKeys,
    /// Whether there must be a target: a `BelongsTo` whose key takes no NULL.
    pub required: bool,
    /// The target's relationship that points back, by position.
    pub back_populates: Option<u16>,
    /// What happens to the targets together with the source.
    pub cascade: Cascade,
    /// The order of a collection, over the target's own table.
    pub order_by: Option<fn() -> Vec<OrderTerm>>,
}

impl RelationshipDefinition {
    /// Whether there can be several targets.
    #[must_use]
    pub const fn is_collection(&self) -> bool {
        matches!(
            self.kind,
            RelationshipKind::HasMany | RelationshipKind::ManyToMany
        )
    }

    /// The target's relationship that points back.
    #[must_use]
    pub fn reverse(&self) -> Option<&'static Self> {
        (self.target)().relationship(self.back_populates?)
    }
}
