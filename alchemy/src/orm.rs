//! The object-relational mapper: models, sessions, the unit of work and loading.
//!
//! A [`Session`] owns instances of [`Model`]s in an arena a model and hands out [`Handle`]s. The
//! derive generates a [`Mapper`] a model, which everything below works by.

mod field;
mod handle;
mod loading;
mod mapper;
mod model;
mod relationship;

pub use field::{
    BelongsTo, BelongsToTarget, HasMany, HasOne, ManyToMany, OwnedInstances, RelationField,
    RelationState,
};
pub use handle::{Handle, RawHandle};
#[doc(hidden)]
pub use loading::at;
pub use loading::{ChainFrom, LoadOption, SelectOption, SelectOptions, Selects, selectinload};
pub use mapper::{Cascade, Mapper, RelationshipDefinition, RelationshipKeys, RelationshipKind};
pub use model::{IntoKey, Model};
pub use relationship::{
    AnyRelationship, Cardinality, Many, Maybe, One, Relationship, RelationshipTo,
};
pub use session::{Addable, Arena, InstanceState, KeyValues, Session, SessionRow, View};

mod session;
mod uow;

/// What generated code needs of the session.
#[doc(hidden)]
pub mod session_internals {
    pub use super::session::{AnyStore, Loader, SessionRow, Store};
}
