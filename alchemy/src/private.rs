//! What generated code may touch. Not for anybody else: it changes without notice.
//!
//! The derive emits data, and calls from here what has to be computed from the data of several
//! models while the program is compiled: which columns make a relationship (`keys`), the
//! association table that two models share (`association`), and whether what was written fits
//! together (`check`). The first two never fail: what they can't find is empty, and the checks
//! say so at the user's tokens, once.

mod adapted;
mod association;
mod check;
mod field;
mod keys;
mod message;
mod parts;
mod values;

pub use smallvec::SmallVec;

pub use adapted::{Adapted, AdaptedOption, AdapterOf};
pub use association::{
    AssociationSide, association_columns, association_foreign_keys, association_keys, numbered,
    positions_of, secondary_keys, side_columns,
};
pub use check::{
    PointsBack, check_association, check_back_populates, check_belongs_to, check_foreign_key,
    check_has, check_length, check_precision, check_primary_key, check_secondary, check_version,
    points_back,
};
pub use field::{IsColumn, IsModel, NoField, NoRelation, Probe};
pub use keys::{
    foreign_key_at, foreign_key_over, foreign_key_to, has_keys, keys_or_empty, relationship_index,
    reversed,
};
pub use parts::{EntityParts, Parts, Target};
pub use values::{
    DefaultFor, default_of, default_value, default_with, is_integer, order_by, with_length,
    with_precision,
};

pub use crate::types::{enum_from_value, enum_to_value};

pub use crate::orm::session_internals::{AnyStore, Loader, SessionRow, Store};

use crate::orm::{Mapper, RelationshipKeys};
use crate::schema::{MetaData, Table};
use crate::sql::Entity;

/// Adds an entity's tables to a metadata.
pub fn add_entity(metadata: &mut MetaData, entity: &impl Entity) {
    metadata.add(entity.table());
    for table in entity.association_tables() {
        metadata.add(table);
    }
}

/// The association tables of a model's relationships.
#[must_use]
pub fn association_tables(mapper: &Mapper) -> Vec<&'static Table> {
    let tables = mapper.relationships.iter();
    tables
        .filter_map(|relationship| match relationship.keys {
            RelationshipKeys::Secondary { table, .. } => Some(table),
            RelationshipKeys::Direct { .. } => None,
        })
        .collect()
}
