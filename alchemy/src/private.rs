//! What generated code may touch. Not for anybody else: it changes without notice.

pub use smallvec::SmallVec;

pub use crate::orm::session_internals::{AnyStore, Loader, SessionRow, Store};

use crate::schema::MetaData;
use crate::sql::Entity;

/// Adds an entity's tables to a metadata.
pub fn add_entity(metadata: &mut MetaData, entity: &impl Entity) {
    metadata.add(entity.table());
    for table in entity.association_tables() {
        metadata.add(table);
    }
}
